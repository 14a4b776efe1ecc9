"""Place names that the way they are used gives away, whatever the model says of them: `Edmonton, Ky.`, a dateline,
`a man from Clacton`, `the village of Flumeri`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from nlp.generic import NO_NAMES
from nlp.namelists import name_lists
from nlp.placefile import Place
from nlp.placenames import key
from nlp.regions import ABBREVIATED, is_people
from nlp.spans import Span

Namesakes = Callable[[str], Sequence[Place]]
_CAP = r"(?:St\. |Mt\. |Ft\. )?[A-Z][\w'-]*[a-z]\w*"
_NAME = rf"{_CAP}(?: {_CAP}){{0,2}}"
_ENDS = r"(?=[,.;:)?!]|\s*$|\s+(?!of\b)[a-z(\"–—-]|'s\b|\n)"
_STATE = "|".join(map(re.escape, ABBREVIATED))
_BEFORE_STATE = re.compile(rf"(?<![\w.'-])(?P<name>{_NAME}|[A-Z][A-Z' -]+[A-Z]),? (?:{_STATE})(?!\w)")
_DATELINE = re.compile(r"(?:^|\n\s*|[.!?:]\s+|\d{4} )(?P<name>[A-Z][A-Z'. -]{2,24}[A-Z])\s*(?:-{2}|–|—)", re.MULTILINE)
_LOCATIVE = re.compile(rf"\b(?:in|near|outside|around|downtown|throughout) (?P<name>{_NAME}){_ENDS}")
_FROM = re.compile(
    rf"(?:, |\b)(?:\d{{2}}, of|\d{{2}}, from|[a-z]+ from|residents? of|native of) (?P<name>{_NAME}){_ENDS}"
)
_AT_THE_END = re.compile(rf"\b(?:in|near|outside|downtown) (?P<name>{_NAME})(?=[.;]?\s*(?:\n|$)|\.\s|, [a-z]|;)")
_SORT = re.compile(rf"\b(?:city|town|township|village|hamlet|suburb|borough|port|county) of (?P<name>{_NAME}){_ENDS}")
_NOT_TOWNS = (
    "Congress Parliament Senate House Christ Earth Heaven English French Spanish Lent May Spring Summer Fall Autumn"
    " Winter Latin Hindi Arabic Mandarin Chinese German Best Grade Room Building Unit Part Phase Group"
)
_NO_TOWNS = frozenset(_NOT_TOWNS.split())
_SMALLEST = 2_000  # inhabitants, for a name that follows a preposition alone
_HAMLET = 200  # inhabitants, for a name that ends the clause after `in`
_ROADS = re.compile(r"^\s+(?:Street|St|Road|Rd|Avenue|Ave|Boulevard|Lane|Drive|Highway)\b")


def spotted(text: str, namesakes: Namesakes) -> Iterator[Span]:
    """Spans of places that their use shows; those in `weight` 2 stand whatever the model says."""
    for match in _BEFORE_STATE.finditer(text):
        if not is_people(match["name"]) and not _is_person(match["name"]):
            yield _span(match, "state after it")
    for match in _DATELINE.finditer(text):
        if namesakes(match["name"].strip()):
            yield _span(match, "dateline")
    for match in _SORT.finditer(text):
        yield _span(match, "called a town")
    yield from _after_prepositions(text, namesakes)


def _after_prepositions(text: str, namesakes: Namesakes) -> Iterator[Span]:
    for match in _AT_THE_END.finditer(text):
        if _bears_name(match["name"], namesakes):
            yield _span(match, "in or near it")
    for pattern, why in ((_LOCATIVE, "in or near it"), (_FROM, "from it")):
        for match in pattern.finditer(text):
            if _is_town(match["name"], namesakes) and not _ROADS.match(text[match.end() : match.end() + 12]):
                yield _span(match, why)


def _span(match: re.Match[str], why: str) -> Span:
    return Span(*match.span("name"), "GPE", "place", why=why, weight=2)


def _is_town(name: str, namesakes: Namesakes) -> bool:
    if name in NO_NAMES or name in _NO_TOWNS or is_people(name) or _is_person(name):
        return False
    if name.casefold() in name_lists().organisations:
        return False
    return any(place.population >= _SMALLEST for place in namesakes(name))


def _bears_name(name: str, namesakes: Namesakes) -> bool:
    """Whether a name that a clause ends with is a town's, small ones and those named like people among them."""
    if name in NO_NAMES or name in _NO_TOWNS or is_people(name) or name.casefold() in name_lists().organisations:
        return False
    return any(
        place.is_city and place.population >= _HAMLET and key(place.name) == key(name) for place in namesakes(name)
    )


def _is_person(name: str) -> bool:
    """Whether a name of two words and more is built like a person's."""
    first, _, last = name.partition(" ")
    return bool(last) and first in name_lists().given and last in name_lists().surnames
