"""Candidate spans of names from the model, the gazetteer and the patterns of the kinds; cleaned, then one choice."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from nlp.gazetteer import Entry, Found
from nlp.generic import NO_NAMES
from nlp.kinds import KINDS
from nlp.kinds.person import LEADING_TITLE
from nlp.model import RawSpan
from nlp.namelists import name_lists
from nlp.regions import is_people
from watchdesk.records import EntityKind

LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "PRODUCT", "LAW"})
_LEADING_MONTHS = "January|February|March|July|September|October|November|December"  # the others are given names
_LEAD = re.compile(rf"(?:(?:[Tt]he|THE|[Aa]n?|{_LEADING_MONTHS})\s+|[\"'(\[,;:–—-]+\s*)+")
_TAIL = re.compile(r"(?:'s|'|[\"',;:)\]–—-]|\s)+$")
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_MONTHS = "January|February|March|April|June|July|August|September|October|November|December"
_DATE_TAIL = re.compile(
    rf"\s+(?:on|in|of|since|until|late|early)\s+(?:last\s+|next\s+)?(?:{_DAYS}|{_MONTHS})\b.*$", re.DOTALL
)
_LOST_DOT = re.compile(r"(?:\b(?:Inc|Corp|Co|Ltd|Jr|Sr|St)|\b[A-Z](?:\.[A-Z])+|\bP\.C|\bL\.L\.C)$")
_STARTS_NAME = re.compile(r"(?:[^\W\d_a-zß-öø-ÿ]|\d+(?=\S*[A-Z])|(?:al|el|de|van|von|bin)[ -][A-Z]|[a-z]+[A-Z])")
_PARTS = re.compile(r"(\n+| [-–—] |\(|\)|/(?=[A-Z]))")
_PLAIN_TAIL = re.compile(r"(?: (?!of\b|and\b|for\b|the\b|de\b|la\b)[a-z][a-z-]*| \d{4}-\d\d-\d\d)+$")
_MODEL_WEIGHT, _PATTERN_WEIGHT, _KNOWN_WEIGHT = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Span:
    """A candidate: `kind` where a pattern or the gazetteer says so, `entry` where the gazetteer knows the form
    alone."""

    start: int
    end: int
    label: str
    kind: EntityKind | None = None
    entry: Entry | None = None
    why: str = "model"
    weight: int = _MODEL_WEIGHT

    @property
    def length(self) -> int:
        """Characters."""
        return self.end - self.start


def candidates(text: str, raw: Iterable[RawSpan], found: Iterable[Found]) -> list[Span]:
    """All candidates of a readable text, cleaned; they may overlap."""
    marked = [Span(span.start, span.end, span.label) for span in raw if span.label in LABELS]
    clean = [part for span in marked for part in _cleaned(text, span)]
    return [*clean, *_patterned(text), *_known(found)]


def chosen(spans: Iterable[Span]) -> list[Span]:
    """The spans that do not overlap, the longest first; of equal ones the one that knows most.

    A single letter may be a firm (X), but is no place and nobody.
    """
    named = (span for span in spans if span.length > 1 or span.label == "ORG" or span.entry is not None)
    ranked = sorted(named, key=lambda span: (-span.length, -span.weight, span.start))
    starts: list[int] = []
    kept: list[Span] = []
    for span in ranked:
        place = bisect_right(starts, span.start)
        free_left = place == 0 or kept[place - 1].end <= span.start
        free_right = place == len(kept) or span.end <= kept[place].start
        if free_left and free_right:
            starts.insert(place, span.start)
            kept.insert(place, span)
        elif not free_left and kept[place - 1].start == span.start and kept[place - 1].end == span.end:
            kept[place - 1] = _joined(kept[place - 1], span)
    return kept


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without articles, quotation marks, a possessive ending and a date that the name ran into."""
    lead = _LEAD.match(text, start, end)
    start = lead.end() if lead else start
    dated = _DATE_TAIL.search(text, start, end)
    end = dated.start() if dated else end
    tail = _TAIL.search(text[start:end])
    end = start + tail.start() if tail else end
    if text[end : end + 1] == "." and _LOST_DOT.search(text[start:end]):
        end += 1
    return start, end


def _joined(one: Span, other: Span) -> Span:
    """Two readings of the same span: what the surer one leaves open, the other may say."""
    return replace(one, kind=one.kind or other.kind, entry=one.entry or other.entry)


def _cleaned(text: str, span: Span) -> Iterator[Span]:
    """A model's span as names are marked here; spans over a line end, a bracket or a dash fall into parts."""
    start = span.start
    for piece in _PARTS.split(text[span.start : span.end]):
        begin, end = trimmed(text, start, start + len(piece))
        start += len(piece)
        label = span.label
        if label in {"PERSON", "ORG"} and (title := LEADING_TITLE.match(text[begin:end])):
            inner = text[begin + title.end() : end]
            if label == "PERSON" or name_lists().is_person_like(inner):
                begin, label = begin + title.end(), "PERSON"
        elif tail := _PLAIN_TAIL.search(text, begin, end):
            begin, end = trimmed(text, begin, tail.start())
        form = text[begin:end]
        if form and _STARTS_NAME.match(form) and not is_people(form) and form not in NO_NAMES:
            yield replace(span, start=begin, end=end, label=label)


def _patterned(text: str) -> Iterator[Span]:
    for kind in KINDS.values():
        for pattern in kind.patterns:
            for match in pattern.finditer(text):
                start, end = trimmed(text, *match.span("name"))
                if end > start and text[start:end] not in NO_NAMES:
                    yield Span(start, end, kind.label, kind.name, why=f"pattern {kind.name}", weight=_PATTERN_WEIGHT)


def _known(found: Iterable[Found]) -> Iterator[Span]:
    for form in found:
        if len(form.sure) == 1 and not form.maybe:
            yield known_span(form, form.sure[0], "gazetteer")


def known_span(form: Found, entry: Entry, why: str) -> Span:
    """The span of a form that stands for this entity."""
    return Span(form.start, form.end, KINDS[entry.kind].label, entry.kind, entry, why, _KNOWN_WEIGHT)
