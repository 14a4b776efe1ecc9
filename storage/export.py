"""Exports: exactly the rows that a search shows, streamed, in the formats people work with."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import IO

from storage.atlas import ATLAS_COLUMNS, atlas_rows
from storage.citations import bibtex, csl, ris
from storage.connection import Store, iso
from storage.hits import hits_at
from storage.lookup import Lookup, lookup
from storage.query import Query, parse
from storage.resolve import Plan, plan
from storage.rows import Hit
from storage.snippets import sentence_at
from watchdesk.errors import BadInput

Cell = str | int | float | None
Row = Mapping[str, Cell]

_AT_ONCE = 500

COLUMNS = (
    "article_id", "title", "url", "canonical_url", "source_id", "source", "outlet_kind", "outlet_country", "authors",
    "published", "modified", "fetched_at", "language", "status", "about", "story_id", "story_articles",
    "story_outlets", "near_duplicate_of", "version", "matched", "snippet", "content_sha256", "page_sha256",
)  # fmt: skip
MENTION_COLUMNS = (
    "entity_id", "entity", "kind", "wikidata", "mention", "sentence", "part", "start", "end", "confidence", "rule",
    "article_id", "title", "source_id", "source", "published", "url", "content_sha256", "page_sha256",
)  # fmt: skip


def export_rows(store: Store, text: str, *, now: datetime, mentions: bool = False) -> Iterator[Row]:
    """Every row that a query finds, newest first, or one row a mention; streamed. Raises QueryError."""
    query = parse(text, now=now)
    what = plan(store, query)
    return _mention_rows(store, query, what) if mentions else _article_rows(store, query, what)


def _pages(store: Store, what: Plan) -> Iterator[tuple[Lookup, list[int]]]:
    """Positions in portions; what is written meanwhile does not show, for the reader keeps one view of the file."""
    source = lookup(store, what)
    with store.steady_view():
        below: int | None = None
        while positions := source.newest(_AT_ONCE, below=below):
            yield source, positions
            below = positions[-1]


def _article_rows(store: Store, query: Query, what: Plan) -> Iterator[Row]:
    for source, positions in _pages(store, what):
        for hit in hits_at(store, source, query, what, positions):
            yield _article_row(store, hit)


def _article_row(store: Store, hit: Hit) -> Row:
    row = store.first(
        "SELECT a.canonical_url, s.country, v.authors, v.modified, v.number, lower(hex(v.content_hash)),"
        " lower(hex(v.page_sha256)) FROM article a JOIN version v ON v.id = ? LEFT JOIN source s ON s.id = a.source"
        " WHERE a.id = ?", (hit.version_id, hit.article_id),
    )  # fmt: skip
    assert row is not None  # the hit was read from the same view
    canonical, country, authors, modified, number, content, page = row
    values: Sequence[Cell] = (
        hit.article_id, hit.title, hit.url, canonical, hit.source_id, hit.source_name, hit.source_kind, country,
        "; ".join(json.loads(authors)) if authors else None, hit.published, modified, iso(hit.fetched_at),
        hit.language, hit.status, "yes" if hit.about else "no", hit.story_id, hit.story_articles, hit.story_outlets,
        hit.near_duplicate_of, number, "; ".join(hit.reasons), hit.snippet_text, content, page,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _mention_rows(store: Store, query: Query, what: Plan) -> Iterator[Row]:
    """One row a mention of the articles found; only of the entities asked for, where the query names any."""
    wanted = {row for named in what.named for row in named.rows}
    for source, positions in _pages(store, what):
        for hit in hits_at(store, source, query, what, positions):
            yield from _mentions_of(store, hit, wanted)


def _mentions_of(store: Store, hit: Hit, wanted: set[int]) -> Iterator[Row]:
    rows = store.run(
        "SELECT e.entity_id, e.name, e.kind, e.wikidata, m.part, m.start, m.end, m.confidence / 100.0, r.why, v.text,"
        " v.title, lower(hex(v.content_hash)), lower(hex(v.page_sha256)), m.entity FROM mention m"
        " JOIN article a ON a.id = m.article JOIN version v ON v.id = a.version JOIN v_entity e ON e.entity = m.entity"
        " JOIN rule r ON r.id = m.rule WHERE m.article = ? ORDER BY m.part DESC, m.start", (hit.article_id,),
    )  # fmt: skip
    for key, name, kind, wikidata, part, start, end, confidence, rule, text, title, content, page, entity in rows:
        if wanted and entity not in wanted:
            continue
        whole = text if part == 0 else title or ""
        values: Sequence[Cell] = (
            key, name, kind, wikidata, whole[start:end], sentence_at(whole, start) if part == 0 else whole,
            "text" if part == 0 else "title", start, end, confidence, rule, hit.article_id, title, hit.source_id,
            hit.source_name, hit.published, hit.url, content, page,
        )  # fmt: skip
        yield dict(zip(MENTION_COLUMNS, values, strict=True))


def write(store: Store, text: str, form: str, target: IO[bytes], *, now: datetime, mentions: bool = False) -> int:
    """Write what a query finds to a binary stream; returns how many rows.

    `form` is csv, json, jsonl, ris, bibtex, csl, atlas or parquet. Raises QueryError, and BadInput for a form that
    is not known, that has no rows of mentions, or whose optional library is not installed.
    """
    if form == "atlas":
        rows: Iterator[Row] = atlas_rows(store, text, now=now)
        return _write_csv(rows, ATLAS_COLUMNS, target)
    if mentions and form in _CITATIONS:
        raise BadInput(f"{form} has no rows of mentions; csv, json, jsonl and parquet do")
    rows = export_rows(store, text, now=now, mentions=mentions)
    columns = MENTION_COLUMNS if mentions else COLUMNS
    if form == "csv":
        return _write_csv(rows, columns, target)
    if form == "parquet":
        return _write_parquet(rows, columns, target)
    if form in _CITATIONS:
        return _write_pieces(map(_CITATIONS[form], rows), "", "\n", "", target)
    if form in _JSON:
        before, between, after, piece = _JSON[form]
        return _write_pieces(map(piece, rows), before, between, after, target)
    raise BadInput(f"{form!r} is no form of export; there are csv, json, jsonl, ris, bibtex, csl, atlas and parquet")


def _json(row: object) -> str:
    return json.dumps(row, ensure_ascii=False)


_CITATIONS: dict[str, Callable[[Row], str]] = {"ris": ris, "bibtex": bibtex}
_JSON: dict[str, tuple[str, str, str, Callable[[Row], str]]] = {
    "json": ("[\n", ",\n", "\n]\n", _json),
    "jsonl": ("", "\n", "\n", _json),
    "csl": ("[\n", ",\n", "\n]\n", lambda row: _json(csl(row))),
}


def _write_pieces(pieces: Iterable[str], before: str, between: str, after: str, target: IO[bytes]) -> int:
    count = 0
    target.write(before.encode())
    for piece in pieces:
        target.write(((between if count else "") + piece).encode("utf-8", "replace"))
        count += 1
    target.write((after if count or before else "").encode())
    return count


def safe_cell(value: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula: an apostrophe before = + - @, tab or carriage return.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    if isinstance(value, str) and value.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r", "\n"):
        return "'" + value
    return value


def _write_csv(rows: Iterable[Row], columns: Sequence[str], target: IO[bytes]) -> int:
    text = io.TextIOWrapper(target, encoding="utf-8", errors="replace", newline="", write_through=False)
    text.write("\ufeff")  # Excel reads UTF-8 only behind a byte order mark
    writer = csv.writer(text)
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([safe_cell(row[column]) for column in columns])
        count += 1
    text.flush()
    text.detach()
    return count


def _write_parquet(rows: Iterator[Row], columns: Sequence[str], target: IO[bytes]) -> int:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise BadInput("parquet needs pyarrow; install it with: pip install 'watchdesk[parquet]'") from error
    numbers = {"article_id", "story_articles", "story_outlets", "near_duplicate_of", "version", "start", "end"}
    kinds = {"confidence": pa.float64()} | dict.fromkeys(numbers, pa.int64())
    schema = pa.schema([(column, kinds.get(column, pa.string())) for column in columns])
    count = 0
    with pq.ParquetWriter(target, schema) as writer:
        portion: list[Row] = []
        for row in rows:
            portion.append(row)
            count += 1
            if len(portion) == _AT_ONCE:
                writer.write_table(pa.Table.from_pylist(portion, schema))
                portion = []
        writer.write_table(pa.Table.from_pylist(portion, schema))
    return count
