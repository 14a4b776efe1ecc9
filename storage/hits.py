"""Hits: what stands at a position, as a line of a result page, with snippet and reasons."""

from __future__ import annotations

from collections.abc import Sequence

from storage.connection import Store, when
from storage.fields import FACT_KINDS
from storage.index import fold
from storage.lookup import Entry, Lookup
from storage.query import Fact, Query, terms
from storage.resolve import Named, Plan
from storage.rows import Hit, Match, Segment
from storage.snippets import Span, best_span, marked_spans, sentence_at, snippet

_HIT = (
    "SELECT coalesce(a.url, a.canonical_url), v.title, s.key, coalesce(s.name, ''), coalesce(s.kind, ''), v.published,"
    " a.first_seen, v.language, v.status, a.near_duplicate_of, v.text, a.version = v.id, a.redacted"
    " FROM article a JOIN version v ON v.id = ? LEFT JOIN source s ON s.id = a.source WHERE a.id = ?"
)


def hits_at(store: Store, source: Lookup, query: Query, what: Plan, positions: Sequence[int]) -> tuple[Hit, ...]:
    """The hits at these positions, in their order."""
    sizes: dict[int, tuple[int, int]] = {}
    hits = []
    for position in positions:
        entry = source.entry(position)
        if entry is None:
            continue
        if entry.story is not None and entry.story not in sizes:
            sizes[entry.story] = source.story_size(entry.story)
        hits.append(_hit(store, source, query, what, position, entry, sizes))
    return tuple(hits)


def _hit(
    store: Store,
    source: Lookup,
    query: Query,
    what: Plan,
    position: int,
    entry: Entry,
    sizes: dict[int, tuple[int, int]],
) -> Hit:
    row = store.first(_HIT, (entry.version, entry.article))
    assert row is not None  # an entry's article and version are never deleted
    url, title, key, name, kind, published, first_seen, language, status, duplicate, text, current, redacted = row
    evidence = Shown(store, source, query, what, position, entry, text, bool(current))
    articles, outlets = sizes.get(entry.story or -1, (1, 1))
    removed = _token(store, "status", "gone") in entry.facts
    return Hit(
        entry.article, entry.version, url, title, key, name, kind, published, when(first_seen), language,
        "gone" if removed else status, _token(store, "about", "yes") in entry.facts,
        (Segment(f"redacted: {redacted}"),) if redacted else evidence.snippet, evidence.reasons,
        _story_key(store, entry.story), articles, outlets, duplicate, removed,
    )  # fmt: skip


def match_at(store: Store, source: Lookup, query: Query, what: Plan, position: int, article_id: int) -> Match:
    """What a watch found at a position: the reasons in one line, and the sentence that shows it."""
    entry = source.entry(position)
    assert entry is not None  # the caller has just found it there
    row = store.first("SELECT text, title FROM version WHERE id = ?", (entry.version,))
    text, title = row if row else ("", "")
    shown = Shown(store, source, query, what, position, entry, text, True)
    return Match(article_id, "; ".join(shown.reasons), shown.sentence or title or "")


def _story_key(store: Store, story: int | None) -> str | None:
    row = store.first("SELECT key FROM story WHERE id = ?", (story,)) if story is not None else None
    return row[0] if row else None


def _token(store: Store, kind: str, value: str) -> str:
    row = store.first("SELECT id FROM fact WHERE kind = ? AND value = ?", (kind, value))
    return f"f{row[0]}" if row else ""


class Shown:
    """Why an entry matched: reasons, and the place in its text that shows it."""

    def __init__(
        self,
        store: Store,
        source: Lookup,
        query: Query,
        what: Plan,
        position: int,
        entry: Entry,
        text: str,
        current: bool,
    ) -> None:
        self.text = text
        self.aside = ""
        self.spans: list[Span] = []
        self.aside_spans: list[Span] = []
        reasons: list[str] = []
        if what.text_terms and what.match:
            reasons += self._by_words(source, position)
        for named in what.named:
            reasons += self._by_name(store, named, entry, current)
        reasons += [
            f"{term.field}: {term.value}" for term in terms(query.root)
            if isinstance(term, Fact) and term.field in FACT_KINDS
        ]  # fmt: skip
        self.reasons = tuple(dict.fromkeys(reasons))

    def _by_words(self, source: Lookup, position: int) -> list[str]:
        title, body, aside = map(marked_spans, source.highlights(position))
        self.spans = body[1]
        self.aside, self.aside_spans = aside
        found = [plain[a:b] for plain, spans in (title, body, aside) for a, b in spans]
        distinct = {fold(word): " ".join(word.split()) for word in reversed(found)}
        words = [distinct[key] for key in dict.fromkeys(map(fold, found))][:4]
        return [f"matched {', '.join(f'“{word}”' for word in words)}"] if words else []

    def _by_name(self, store: Store, named: Named, entry: Entry, current: bool) -> list[str]:
        rows = [row for row in named.rows if f"e{row}" in entry.facts or f"q{row}" in entry.facts]
        if not rows:
            return []
        spans = self._mentions(store, rows, entry.article) if current else []
        if spans and not self.spans:
            self.spans = spans
        surface = " ".join(self.text[slice(*spans[0])].split()) if spans else named.name
        if fold(surface) == fold(named.name):
            return [f"matched {named.name}"]
        return [f"matched {surface}, alias of {named.name}"]

    @staticmethod
    def _mentions(store: Store, rows: Sequence[int], article: int) -> list[Span]:
        wanted = set(rows)
        found = store.run(
            "SELECT start, end, entity FROM mention WHERE article = ? AND part = 0 ORDER BY start", (article,)
        )
        return [(start, end) for start, end, entity in found if entity in wanted]

    @property
    def snippet(self) -> tuple[Segment, ...]:
        """A piece of the text around what matched."""
        if not self.spans and self.aside_spans:
            return snippet(self.aside, self.aside_spans)
        return snippet(self.text, self.spans)

    @property
    def sentence(self) -> str:
        """The sentence that shows it; the first one where only a fact matched."""
        if not self.spans and self.aside_spans:
            return sentence_at(self.aside, self.aside_spans[0][0])
        focus = best_span(self.spans, self.text)
        return sentence_at(self.text, focus[0] if focus else 0)
