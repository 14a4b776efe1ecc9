"""Hits: what stands at a position, as a line of a result page, with snippet and reasons."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from storage.connection import Row, Store, when
from storage.fields import FACT_KINDS
from storage.index import READING, fold
from storage.lookup import Entry, Lookup
from storage.marks import Marker
from storage.query import Query
from storage.resolve import AskedFact, Named, Plan
from storage.rows import Hit, Match, Segment
from storage.snippets import Span, best_span, marked_spans, sentence_at, snippet

_HIT = (
    "SELECT coalesce(a.url, a.canonical_url), v.title, s.key, coalesce(s.name, ''), coalesce(s.kind, ''), v.published,"
    " a.first_seen, v.language, v.status, v.text, a.version = v.id, a.redacted, t.key,"
    " v.standfirst, v.captions FROM article a JOIN version v ON v.id = ? LEFT JOIN source s ON s.id = a.source"
    " LEFT JOIN story t ON t.id = ? WHERE a.id = ?"
)


def hits_at(store: Store, source: Lookup, query: Query, what: Plan, positions: Sequence[int]) -> tuple[Hit, ...]:
    """The hits at these positions, in their order."""
    page = _Page(store, source, query, what)
    return tuple(hit for position in positions if (hit := page.hit(position)) is not None)


def match_at(store: Store, source: Lookup, query: Query, what: Plan, position: int) -> Match:
    """What a watch found at a position: the reasons in one line, and the sentence that shows it."""
    return _Page(store, source, query, what).match(position)


class _Page:
    """What the hits of one page share."""

    def __init__(self, store: Store, source: Lookup, query: Query, what: Plan) -> None:
        self.store, self.source, self.plan = store, source, what
        self.marker = Marker(query.root)
        self.removed, self.about = self._token("status", "gone"), self._token("about", "yes")
        self.sizes: dict[int, tuple[int, int]] = {}

    def _token(self, kind: str, value: str) -> str:
        row = self.store.first("SELECT id FROM fact WHERE kind = ? AND value = ?", (kind, value))
        return f"f{row[0]}" if row else ""

    def _row(self, entry: Entry) -> Row:
        row = self.store.first(_HIT, (entry.version, entry.story, entry.article))
        assert row is not None  # an entry's article and version are never deleted
        return row

    def hit(self, position: int) -> Hit | None:
        entry = self.source.entry(position)
        if entry is None:
            return None
        row = self._row(entry)
        url, title, key, name, kind, published, first_seen, language, status = row[:9]
        redacted, story = row[11], row[12]
        shown = _Shown(self, position, entry, row)
        articles, outlets = self._story_size(entry.story)
        removed, live = self.removed in entry.facts, status == "live_blog"
        return Hit(
            entry.article, entry.version, url, title, key, name, kind, published, when(first_seen), language,
            "gone" if removed else status, self.about in entry.facts,
            (Segment(f"redacted: {redacted}"),) if redacted else shown.snippet(), shown.reasons,
            story, articles, outlets, entry.duplicate, removed, self._post_time(entry, shown) if live else None,
        )  # fmt: skip

    def _post_time(self, entry: Entry, shown: _Shown) -> str | None:
        """When the post was published that the snippet shows; None where it shows none."""
        focus = best_span(shown.spans, shown.text)
        row = focus and self.store.first(
            "SELECT published FROM post WHERE version = ? AND start <= ? AND end > ?",
            (entry.version, focus[0], focus[0]),
        )
        return row[0] if row else None

    def match(self, position: int) -> Match:
        entry = self.source.entry(position)
        assert entry is not None  # the caller has just found it there
        shown = _Shown(self, position, entry, self._row(entry))
        return Match(entry.article, "; ".join(shown.reasons), shown.sentence())

    def _story_size(self, story: int | None) -> tuple[int, int]:
        if story is None:
            return 1, 1
        if story not in self.sizes:
            self.sizes[story] = self.source.story_size(story)
        return self.sizes[story]


class _Shown:
    """Why an entry matched: reasons, and the place in its text that shows it."""

    def __init__(self, page: _Page, position: int, entry: Entry, row: Row) -> None:
        self.title, self.text = row[1] or "", row[9]
        self.aside = "\n\n".join(part for part in row[13:15] if part)
        self.spans: list[Span] = []
        self.aside_spans: list[Span] = []
        reasons = self._by_words(page, position) if page.plan.text_terms and page.plan.match else []
        for named in page.plan.named:
            reasons += self._by_name(page.store, named, entry, read=bool(row[10] or entry.reading))
        told = [fact for fact in page.plan.facts if fact.tokens & entry.facts]
        reasons += [f"{fact.field}: {fact.value}" for fact in told if fact.field in FACT_KINDS]
        self.reasons = tuple(dict.fromkeys(reasons))
        if told and (row[10] or entry.reading) and not (self.spans or self.aside_spans):
            self.spans = _told_at(_reading(page.store, entry), told)

    def _by_words(self, page: _Page, position: int) -> list[str]:
        titled = page.marker.spans(self.title, "title")
        self.spans = page.marker.spans(self.text, "text")
        self.aside_spans = page.marker.spans(self.aside, "text") if self.aside else []
        if not page.marker.whole or not (titled or self.spans or self.aside_spans):
            titled = self._by_index(page, position)
        pieces = ((self.title, titled), (self.text, self.spans), (self.aside, self.aside_spans))
        found = [" ".join(text[a:b].split()) for text, spans in pieces for a, b in spans]
        words = list({fold(word): word for word in reversed(found)}.values())[::-1][:4]
        return [f"matched {', '.join(f'“{word}”' for word in words)}"] if words else []

    def _by_index(self, page: _Page, position: int) -> list[Span]:
        (_, titled), (_, self.spans), (_, self.aside_spans) = map(marked_spans, page.source.highlights(position))
        return titled

    def _by_name(self, store: Store, named: Named, entry: Entry, *, read: bool) -> list[str]:
        rows = {row for row in named.rows if f"e{row}" in entry.facts or f"q{row}" in entry.facts}
        if not rows:
            return []
        spans = _mentions(store, rows, entry) if read else _named_in(self.text, named)
        if spans and not self.spans:
            self.spans = spans
        surface = " ".join(self.text[slice(*spans[0])].split()) if spans else named.name
        if fold(surface) == fold(named.name):
            return [f"matched {named.name}"]
        return [f"matched {surface}, alias of {named.name}"]

    def snippet(self) -> tuple[Segment, ...]:
        """A piece of the text around what matched."""
        if not self.spans and self.aside_spans:
            return snippet(self.aside, self.aside_spans)
        return snippet(self.text, self.spans)

    def sentence(self) -> str:
        """The sentence that shows it; the first one where only a fact matched, the title where there is no text."""
        if not self.spans and self.aside_spans:
            return sentence_at(self.aside, self.aside_spans[0][0])
        focus = best_span(self.spans, self.text)
        return sentence_at(self.text, focus[0] if focus else 0) or self.title


def _reading(store: Store, entry: Entry) -> Mapping[str, Any]:
    """What was read in an entry: its own record where it is of the past, else what the tables say today."""
    reading = entry.reading
    if reading is None:
        row = store.first(READING, (entry.article,))
        reading = row[0] if row else "{}"
    found: dict[str, Any] = json.loads(reading)
    return found


def _told_at(reading: Mapping[str, Any], told: Sequence[AskedFact]) -> list[Span]:
    """Where the text tells the events asked for, or quotes a speaker: places to look at, nothing to mark."""
    types = {fact.value for fact in told if fact.field == "type"}
    names = {fold(fact.value) for fact in told if fact.field == "speaker"}
    events = [start for type_, start in reading.get("events", ()) if type_ in types]
    quotes = [start for speaker, start in reading.get("speakers", ()) if speaker and fold(speaker) in names]
    return [(start, start) for start in (events or quotes)[:1]]


def _mentions(store: Store, rows: set[int], entry: Entry) -> list[Span]:
    return [(start, end) for start, end, entity in _reading(store, entry).get("names", ()) if entity in rows]


def _named_in(text: str, named: Named) -> list[Span]:
    """Where a name stands in a former text, whose reading is not kept."""
    for name in (named.name, named.asked):
        at = text.casefold().find(name.casefold())
        if at >= 0 and len(text.casefold()) == len(text):
            return [(at, at + len(name))]
    return []
