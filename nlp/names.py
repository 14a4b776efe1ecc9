"""One document, one reading of a name: votes over all its places, last names of people, and mentions that were
missed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from nlp.labels import Namesakes, label_of
from nlp.namelists import name_lists
from nlp.spans import Span, chosen

_WORD = re.compile(r"[^\W_]+(?:['.&-][^\W_]+)*\.?")
_GENERATION = frozenset({"Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"})
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Sgt|Lt|Capt|Prof|Mayor|Judge|Justice|Senator|Chief|Officer|Detective)\.? $"
)
_COMMON_WORDS = (
    "The This That These Those He She It They We I You His Her Its Their Our In On At By For And But Or If As"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_SHORTEST = 3


def settled(text: str, spans: Sequence[Span], namesakes: Namesakes) -> list[Span]:
    """The spans with one label for each form, people's last names among them, and mentions the model passed over."""
    voted = [_placed(text, span, namesakes) for span in _voted(text, spans, namesakes)]
    named = _last_names(text, voted, namesakes)
    return chosen([*named, *_missed(text, named)])


def last_name(name: str) -> str:
    """The last word of a person's name, generations such as Jr. left out."""
    words = [word for word in name.split() if word not in _GENERATION]
    return words[-1] if words else name


def _voted(text: str, spans: Sequence[Span], namesakes: Namesakes) -> list[Span]:
    elected: dict[str, Span] = {}
    people = (text[span.start : span.end] for span in spans if span.label == "PERSON")
    bearers = frozenset(word for name in people if " " in name for word in name.split())
    for form, same in by_form(text, spans).items():
        best = max(same, key=lambda span: span.weight)
        label = best.label if best.weight > 1 else label_of(text, form, same, namesakes, bearers)
        elected[form] = best if label == best.label else replace(best, label=label, kind=None)
    return [_like(span, elected[text[span.start : span.end]]) for span in spans]


def _placed(text: str, span: Span, namesakes: Namesakes) -> Span:
    """A place without the word before it that made nonsense of it: `Rethinking Egypt`, `Three Eastland County`."""
    if span.label != "GPE" or span.weight > 2 or namesakes(text[span.start : span.end]):
        return span
    space = text.find(" ", span.start, span.end)
    inner = namesakes(text[space + 1 : span.end]) if space > 0 else ()
    return replace(span, start=space + 1) if inner and inner[0].feature.startswith("A.") else span


def _like(span: Span, model: Span) -> Span:
    return replace(model, start=span.start, end=span.end)


def _last_names(text: str, spans: list[Span], namesakes: Namesakes) -> list[Span]:
    """Single words that are the last name of somebody named in full are people too, whatever the model called them."""
    lists = name_lists()
    full = [text[s.start : s.end] for s in spans if s.label == "PERSON" and " " in text[s.start : s.end]]
    sure = {last_name(name) for name in full if lists.is_person_like(name)}
    lasts = {name for name in map(last_name, full) if name in sure or not _is_land(name, namesakes)}
    return [
        replace(s, label="PERSON", kind="person", why="last name") if _is_person(text, s, lasts) else s for s in spans
    ]


def _is_land(name: str, namesakes: Namesakes) -> bool:
    """Whether the name is a country's or a state's, which people seldom bear."""
    return any(place.feature in {"A.PCLI", "A.ADM1"} for place in namesakes(name)[:3])


def _is_person(text: str, span: Span, lasts: set[str]) -> bool:
    if span.entry is not None or span.label == "PERSON":
        return False
    titled = _TITLED.search(text, max(0, span.start - 12), span.start) is not None
    return text[span.start : span.end] in lasts or (titled and span.label in {"ORG", "GPE"})


def _missed(text: str, spans: list[Span]) -> Iterator[Span]:
    """Other places of the same names, and of the last names of people."""
    forms: dict[str, Span] = {}
    for span in spans:
        form = text[span.start : span.end]
        if len(form) >= _SHORTEST and form[0].isupper() and form not in _COMMON:
            forms.setdefault(form, span)
            if (
                span.label == "PERSON"
                and " " in form
                and len(last := last_name(form)) >= _SHORTEST
                and last[0].isupper()
            ):
                forms.setdefault(last, replace(span, entry=None, why="last name"))
    yield from _occurrences(text, forms)


def _occurrences(text: str, forms: dict[str, Span]) -> Iterator[Span]:
    first: dict[str, list[str]] = defaultdict(list)
    for form in forms:
        if word := _WORD.match(form):
            first[word.group()].append(form)
    for word in _WORD.finditer(text):
        for form in sorted(
            first.get(word.group(), ()) or first.get(word.group().rstrip("."), ()), key=len, reverse=True
        ):
            end = word.start() + len(form)
            if text.startswith(form, word.start()) and not text[end : end + 1].isalnum():
                like = forms[form]
                why = like.why if like.why == "last name" else f"{like.why}, repeated"
                yield replace(like, start=word.start(), end=end, why=why, weight=0)
                break


def by_form(text: str, spans: Iterable[Span]) -> dict[str, list[Span]]:
    """The spans of each form."""
    groups: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        groups[text[span.start : span.end]].append(span)
    return groups
