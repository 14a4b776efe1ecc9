"""Exports: exactly the rows that a search shows, in its order and folding, streamed, in the formats people work with.

Command line and desk both write what `pieces` gives, so the same search is the same file wherever it is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from storage.archive import Archive
from storage.atlas import ATLAS_COLUMNS, atlas_of
from storage.citations import bibtex, csl, ris
from storage.connection import iso
from storage.query import Query
from storage.resolve import plan
from storage.rows import Hit
from storage.search import Order, search
from storage.snippets import sentence_at
from storage.tables import Cell, Row, csv_pieces, parquet_pieces
from watchdesk.errors import BadInput

FORMS = ("csv", "json", "jsonl", "ris", "bibtex", "csl", "atlas", "parquet")
AT_ONCE = 500

COLUMNS = (
    "article_id", "title", "url", "canonical_url", "source_id", "source", "outlet_kind", "outlet_country", "authors",
    "published", "modified", "fetched_at", "language", "status", "about", "story_id", "story_articles",
    "story_outlets", "near_duplicate_of", "version", "matched", "snippet", "cleared", "content_sha256", "page_sha256",
)  # fmt: skip
MENTION_COLUMNS = (
    "entity_id", "entity", "kind", "wikidata", "cleared", "mention", "sentence", "part", "start", "end", "confidence",
    "rule", "article_id", "title", "source_id", "source", "published", "url", "content_sha256", "page_sha256",
)  # fmt: skip


class Cleared(Protocol):
    """Who was wrongly arrested and cleared, as the newsroom knows it."""

    def named_in(self, archive: Archive, hits: Sequence[Hit]) -> Mapping[int, Sequence[str]]:
        """Article id → names of those in it who were cleared."""

    def among(self, entity_ids: Iterable[str]) -> Sequence[str]:
        """The names of those among the entities who were cleared."""


class _Nobody:
    """Nobody is known to have been cleared."""

    def named_in(self, _archive: Archive, _hits: Sequence[Hit]) -> Mapping[int, Sequence[str]]:
        return {}

    def among(self, _entity_ids: Iterable[str]) -> Sequence[str]:
        return ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a screen shows: a query in an order, folded by story or not, from a page on."""

    query: Query
    order: Order = "newest"
    fold: bool = False
    cursor: str | None = None


def export_rows(
    archive: Archive, shown: Shown, *, mentions: bool = False, cleared: Cleared | None = None
) -> Iterator[Row]:
    """Every row of what is shown, or one row a mention; what is written meanwhile does not show. Raises QueryError."""
    known = cleared or _Nobody()
    return _mention_rows(archive, shown, known) if mentions else _article_rows(archive, shown, known)


def _article_rows(archive: Archive, shown: Shown, cleared: Cleared) -> Iterator[Row]:
    for hits in _pages(archive, shown):
        names = cleared.named_in(archive, hits)
        yield from (_article_row(archive, hit, names.get(hit.article_id, ())) for hit in hits)


def _mention_rows(archive: Archive, shown: Shown, cleared: Cleared) -> Iterator[Row]:
    """One row a mention of the articles found; only of the entities asked for, where the query names any."""
    wanted = {row for named in plan(archive, shown.query).named for row in named.rows}
    for hits in _pages(archive, shown):
        for hit in hits:
            yield from _mentions_of(archive, hit, wanted, cleared)


def _pages(archive: Archive, shown: Shown) -> Iterator[tuple[Hit, ...]]:
    """The pages of the screen, one after the other, from one state of the file."""
    cursor = shown.cursor
    with archive.steady_view():
        while True:
            page = search(archive, shown.query, limit=AT_ONCE, cursor=cursor, order=shown.order, fold=shown.fold)
            yield page.hits
            cursor = page.next_cursor
            if cursor is None:
                return


def _article_row(archive: Archive, hit: Hit, cleared: Sequence[str]) -> Row:
    row = archive.first(
        "SELECT a.canonical_url, s.country, v.authors, v.modified, v.number, lower(hex(v.content_hash)),"
        " lower(hex(v.page_sha256)) FROM article a JOIN version v ON v.id = ? LEFT JOIN source s ON s.id = a.source"
        " WHERE a.id = ?", (hit.version_id, hit.article_id),
    )  # fmt: skip
    assert row is not None  # the hit was read from the same view
    canonical, country, authors, modified, number, content, page = row
    told = archive.run(
        "SELECT DISTINCT note FROM event WHERE article = ? AND note IS NOT NULL ORDER BY number", (hit.article_id,)
    )
    values: Sequence[Cell] = (
        hit.article_id, hit.title, hit.url, canonical, hit.source_id, hit.source_name, hit.source_kind, country,
        "; ".join(json.loads(authors)) if authors else None, hit.published, modified, iso(hit.fetched_at),
        hit.language, hit.status, "yes" if hit.about else "no", hit.story_id, hit.story_articles, hit.story_outlets,
        hit.near_duplicate_of, number, "; ".join(hit.reasons), hit.snippet_text,
        "; ".join([*cleared, *(note for (note,) in told)]) or None, content, page,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _mentions_of(archive: Archive, hit: Hit, wanted: set[int], cleared: Cleared) -> Iterator[Row]:
    rows = archive.run(
        "SELECT e.entity_id, e.name, e.kind, e.wikidata, m.part, m.start, m.end, m.confidence / 100.0, r.why, v.text,"
        " v.title, lower(hex(v.content_hash)), lower(hex(v.page_sha256)), m.entity FROM mention m"
        " JOIN article a ON a.id = m.article JOIN version v ON v.id = a.version JOIN v_entity e ON e.entity = m.entity"
        " JOIN rule r ON r.id = m.rule WHERE m.article = ? ORDER BY m.part DESC, m.start, m.end DESC",
        (hit.article_id,),
    )  # fmt: skip
    for key, name, kind, wikidata, part, start, end, confidence, rule, text, title, content, page, entity in rows:
        if wanted and entity not in wanted:
            continue
        whole = text if part == 0 else title or ""
        values: Sequence[Cell] = (
            key, name, kind, wikidata, "cleared" if cleared.among([key]) else None, whole[start:end],
            sentence_at(whole, start) if part == 0 else whole, "text" if part == 0 else "title", start, end,
            confidence, rule, hit.article_id, title, hit.source_id, hit.source_name, hit.published, hit.url, content,
            page,
        )  # fmt: skip
        yield dict(zip(MENTION_COLUMNS, values, strict=True))


def _atlas_rows(archive: Archive, shown: Shown) -> Iterator[Row]:
    for hits in _pages(archive, shown):
        for hit in hits:
            yield from atlas_of(archive, hit.article_id)


def pieces(
    archive: Archive, shown: Shown, form: str, *, mentions: bool = False, cleared: Cleared | None = None
) -> Iterator[tuple[int, bytes]]:
    """What is shown as a file of that form (one of FORMS): pieces of it, each with how many rows it holds.

    Raises BadInput at once for a form that is not known, has no rows of mentions or whose optional library is not
    installed; QueryError while it is read.
    """
    if form not in FORMS:
        raise BadInput(f"{form!r} is no form of export; there are {', '.join(FORMS)}")
    if mentions and form in (*_CITATIONS, "csl", "atlas"):
        raise BadInput(f"{form} has no rows of mentions; csv, json, jsonl and parquet do")
    if form == "atlas":
        return csv_pieces(_atlas_rows(archive, shown), ATLAS_COLUMNS)
    rows = export_rows(archive, shown, mentions=mentions, cleared=cleared)
    columns = MENTION_COLUMNS if mentions else COLUMNS
    if form == "csv":
        return csv_pieces(rows, columns)
    if form == "parquet":
        return parquet_pieces(rows, columns, AT_ONCE)
    if form in _CITATIONS:
        return _text_pieces(rows, "", "\n", "", _CITATIONS[form])
    return _text_pieces(rows, *_JSON[form])


def _json(row: object) -> str:
    return json.dumps(row, ensure_ascii=False)


_CITATIONS: dict[str, Callable[[Row], str]] = {"ris": ris, "bibtex": bibtex}
_JSON: dict[str, tuple[str, str, str, Callable[[Row], str]]] = {
    "json": ("[\n", ",\n", "\n]\n", _json),
    "jsonl": ("", "\n", "\n", _json),
    "csl": ("[\n", ",\n", "\n]\n", lambda row: _json(csl(row))),
}


def _text_pieces(
    rows: Iterable[Row], before: str, between: str, after: str, piece: Callable[[Row], str]
) -> Iterator[tuple[int, bytes]]:
    count = 0
    for row in rows:
        yield 1, ((between if count else before) + piece(row)).encode("utf-8", "replace")
        count += 1
    yield 0, (("" if count else before) + (after if count or before else "")).encode()
