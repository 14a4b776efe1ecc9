"""Names that the model left unmarked: acronyms, given name with surname, town names after in or from, who says or
does."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from nlp.generic import NO_NAMES
from nlp.kinds.kind import CAP
from nlp.kinds.person import LEADING_TITLE
from nlp.model import RawSpan
from nlp.namelists import NameLists, name_lists
from nlp.placefile import Place
from nlp.regions import ABBREVIATED, is_people
from nlp.spans import Span, trimmed

_ACRONYM = re.compile(r"(?<![\w.$&-])(?P<name>[A-Z][A-Z&]{2,5})(?![\w&-])")
_CAP = r"[A-Z][\w'&-]*[\w&]"
_PART = rf"(?:{_CAP}|[A-Z]|\d{{1,4}}(?![\w%]))"  # of a name, after its first word
_LINK = r"(?:(?:of|for|and|&|de|del|della|von|van|der|du|des|et|und)(?: (?:the|la|los|las))?|the|la)"
_PAIR = re.compile(
    r"(?<![\w.-])(?P<given>[A-Z][a-zà-ÿ]+(?:-[A-Z][a-z]+)?) (?P<rest>(?:[A-Z]\."
    r" )?(?:[A-Z][\w'-]*[a-z]\w*)(?: (?:Jr|Sr)\b)?)(?![\w-])"
)
_AFTER_IN = re.compile(
    rf"\b(?:in|from|near|of|at|to|outside|around) (?P<name>{_CAP}(?: {_CAP}){{0,2}})(?=[,.;:)\s]"
    rf"|'s|$)"
)
_DATELINE = re.compile(
    r"(?:^|\n\s*|[.!?:] )(?P<name>[A-Z][A-Z'. -]{2,24}[A-Z])"
    r"(?=\s*(?:, [A-Z]|\(|-|–|—|\d{4}-\d\d|:|$|\n))"
)
_STATE = re.compile(r"(?<=\w), (?P<name>" + "|".join(map(re.escape, ABBREVIATED)) + r")(?!\w)")
_OF_TOWN = re.compile(
    rf"(?:\b[DRI]-(?P<seat>{_CAP}(?: {_CAP})?|(?:[A-Z]\.){{2}})|(?P<base>{_CAP}(?: {_CAP})?)-(?:based|area|born)\b)"
)
_VERB = (
    r"(?:declined|refused|denied|announced|confirmed|reported|launched|acquired|employs|operates|offers|sells|urged"
    r"|warned"
    r"|criti[cs]i[sz]ed|accused|sued|filed|published|agreed to|plans to|said in a statement|did not (?:respond|comment)"
    r"|was (?:founded|accused|asked|fined|sued|ordered)|has (?:said|announced|refused|denied))"
)
_DOER = re.compile(
    rf"(?:(?<=[.!?] )|(?<=\n)|^|(?<=, )|\b[Tt]he )(?P<name>{_CAP}(?:(?: {_LINK})?"
    rf" {_PART}){{0,6}}) {_VERB}\b"
)
_OBJECT = re.compile(
    rf"\b(?:mentions?|mentioned|accused?|sued?|criti[cs]i[sz]ed?|contacted|founded|by|with|joined"
    rf"|told|asked) (?:the )?(?P<name>{_CAP}(?:(?: {_LINK})? {_PART}){{0,6}})"
)
_BODIES = (
    "Academy Agency Alliance Army Assembly Association Authority Bank Board Bureau Campaign Center Centre Chamber"
    " Church Coalition College Commission Committee Confederation Conference Council Court Department Directorate"
    " Division Federation Forum Foundation Front Group Initiative Institute Institution League Ministry Movement Museum"
    " Network Observatory Office Organisation Organization Party School Secretariat Service Society Trust Union"
    " University"
)
_BODY_OF = re.compile(
    rf"(?<![\w-])(?P<name>(?:(?!(?:The|In|At|On|By|From|A|An|January|February|March|April|June|July|August|September"
    rf"|October|November|December)\b){CAP} ){{0,3}}(?:{_BODIES.replace(' ', '|')}) (?:of|for|on|against) (?:the )?{CAP}"
    rf"(?:(?: and| of| for|) {CAP}){{0,4}})"
)
_FIRST = "The A An In On At It He She They We I You This That These Those But And If When While As For By After Before"
_FIRST_WORDS = frozenset(_FIRST.split())
_LEAST = 15_000
Marked = tuple[int, int, str]
_MISTAKEN = frozenset({"NORP", "WORK_OF_ART", "PRODUCT", "EVENT", "LAW"})
_PARTS = frozenset({"NORP", "GPE", "PERSON", "LOC", "WORK_OF_ART", "PRODUCT"})
_ROLE_WORDS = (
    "Attorney Attorneys Lawyer Activist Author Professor Actor Actress Singer Reporter Analyst Police Former New"
)
_ROLES = frozenset(_ROLE_WORDS.split())
Namesakes = Callable[[str], Sequence[Place]]


def unmarked(text: str, raw: Sequence[RawSpan], namesakes: Namesakes) -> list[Span]:
    """Further candidates: none touching a span of the model, but those that say more than the spans they hold."""
    taken = sorted((span.start, span.end, span.label) for span in raw)
    lists = name_lists()
    apart = [*_acronyms(text), *_people(text, lists), *_places(text, namesakes)]
    return [
        *(span for span in apart if not _touched(taken, span)),
        *_bodies(text),
        *(span for span in _doers(text, lists) if _says_more(text, span, _touched(taken, span))),
    ]


def datelines(text: str, namesakes: Namesakes) -> Iterator[Span]:
    """Places in capitals that open a line: `SEATTLE (Reuters) -`; they stand whatever the model says."""
    for match in _DATELINE.finditer(text):
        places = namesakes(match["name"].strip())
        if places and places[0].population > _LEAST:
            yield Span(*match.span("name"), "GPE", "place", why="dateline", weight=2)
    yield from _towns(text, namesakes)
    for match in _STATE.finditer(text):
        yield Span(*match.span("name"), "GPE", "place", why="state after a town", weight=2)


def _acronyms(text: str) -> Iterator[Span]:
    for match in _ACRONYM.finditer(text):
        if match["name"] not in NO_NAMES and not _shouted(text, match.start(), match.end()):
            yield Span(*match.span("name"), "ORG", why="acronym")


def _shouted(text: str, start: int, end: int) -> bool:
    """Whether the words beside are in capitals too."""
    return bool(
        re.search(r"[A-Z]{3,}\W{1,2}$", text[max(0, start - 12) : start])
        or re.match(r"\W{1,2}[A-Z]{3,}", text[end : end + 12])
    )


def _people(text: str, lists: NameLists) -> Iterator[Span]:
    for match in _PAIR.finditer(text):
        last = match["rest"].split()[-1]
        if (
            match["given"] in lists.given
            and match["given"] not in _FIRST_WORDS
            and (last in lists.surnames or "." in match["rest"])
        ):
            yield Span(match.start(), match.end(), "PERSON", why="given name and surname")


def _places(text: str, namesakes: Namesakes) -> Iterator[Span]:
    for match in _AFTER_IN.finditer(text):
        places = namesakes(match["name"])
        if places and places[0].population >= _LEAST:
            yield Span(*match.span("name"), "GPE", why="a town's name after a preposition")


def _towns(text: str, namesakes: Namesakes) -> Iterator[Span]:
    for match in _OF_TOWN.finditer(text):
        group = "seat" if match["seat"] else "base"
        if namesakes(match[group]):
            yield Span(*match.span(group), "GPE", "place", why="seat or base", weight=2)


def _doers(text: str, lists: NameLists) -> Iterator[Span]:
    for pattern in (_DOER, _OBJECT):
        for match in pattern.finditer(text):
            name = match["name"]
            if name.split()[0] not in _FIRST_WORDS and len(name) > 2 and name not in NO_NAMES and not is_people(name):
                label = "PERSON" if lists.is_person_like(name) else "ORG"
                yield Span(*trimmed(text, *match.span("name")), label, why="does or says something")


def _bodies(text: str) -> Iterator[Span]:
    """Bodies by their own noun: `Larkspur Observatory on Human Rights`."""
    for match in _BODY_OF.finditer(text):
        start, end = trimmed(text, *match.span("name"))
        if end == match.end("name"):  # one that runs into a date is no name of its own
            yield Span(start, end, "ORG", why="a body of or for something", weight=2)


def _touched(taken: list[Marked], span: Span) -> list[Marked]:
    """The model's spans that share a character with the candidate."""
    place = bisect_left(taken, (span.start, span.start, ""))
    first = place - 1 if place > 0 and taken[place - 1][1] > span.start else place
    last = bisect_left(taken, (span.end, 0, ""))
    return taken[first:last]


def _says_more(text: str, span: Span, inside: list[Marked]) -> bool:
    """Whether the candidate is a name that the model did not see, or saw only in part, or took for something else."""
    if not inside:
        return True
    if len(inside) > 1 or inside[0][0] < span.start or inside[0][1] > span.end:
        return False
    start, end, label = inside[0]
    if (start, end) == (span.start, span.end):
        return label in _MISTAKEN
    before = text[span.start : start].split()
    return label in _PARTS and not (before and (before[0] in _ROLES or LEADING_TITLE.match(f"{before[0]} X")))
