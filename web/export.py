"""The rows of a search page as a file: the same query, order and folding, as the archive was when the page was made."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from storage.export import safe_cell
from storage.rows import Hit
from web.finding import Asked, asked, found
from web.view import Desk, desk_of

ROWS_AT_ONCE = 500
COLUMNS = (
    "article_id", "title", "url", "source_id", "source", "outlet_kind", "published", "fetched_at", "language", "status",
    "about", "story_id", "story_articles", "story_outlets", "near_duplicate_of", "matched", "snippet", "cleared",
)  # fmt: skip

Cell = str | int | None
Row = dict[str, Cell]


def export_csv(request: Request) -> Response:
    """The rows of a search as CSV for spreadsheets: UTF-8 with BOM, no cell is a formula."""
    return _export(request, "csv", "text/csv; charset=utf-8", csv_lines)


def export_json(request: Request) -> Response:
    """The rows of a search as one JSON array."""
    return _export(request, "json", "application/json", json_lines)


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Rows as lines of CSV, the header first, behind the byte order mark without which Excel reads no UTF-8."""
    yield "\ufeff" + _csv_line(COLUMNS)
    for row in rows:
        yield _csv_line([safe_cell(row[column]) for column in COLUMNS])


def json_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Rows as a JSON array, one object a line."""
    lead = "["
    for row in rows:
        yield f"{lead}\n{json.dumps(row, ensure_ascii=False)}"
        lead = ","
    yield "[]\n" if lead == "[" else "\n]\n"


def _export(request: Request, ending: str, media: str, lines: Callable[[Iterable[Row]], Iterator[str]]) -> Response:
    wanted, desk = asked(request), desk_of(request)
    now = desk.now()
    with desk.archive() as archive:  # a query that is wrong is told before the first byte is sent
        found(archive, wanted, now, 1)
    headers = {"Content-Disposition": f'attachment; filename="watchdesk-{now:%Y%m%d-%H%M}.{ending}"'}
    return StreamingResponse(lines(_rows(desk, wanted)), media_type=media, headers=headers)


def _rows(desk: Desk, wanted: Asked) -> Iterator[Row]:
    """Every row from the place asked for on, page by page, so that memory stays small however many there are."""
    now = desk.now()
    with desk.archive() as archive:
        while True:
            results = found(archive, wanted, now, ROWS_AT_ONCE)
            cleared_in = desk.cleared_in(archive, results.hits)
            yield from (_row(hit, cleared_in.get(hit.article_id, ())) for hit in results.hits)
            if results.next_cursor is None:
                return
            wanted = replace(wanted, cursor=results.next_cursor)


def _row(hit: Hit, cleared: Iterable[str]) -> Row:
    return {
        "article_id": hit.article_id,
        "title": hit.title,
        "url": hit.url,
        "source_id": hit.source_id,
        "source": hit.source_name,
        "outlet_kind": hit.source_kind,
        "published": hit.published,
        "fetched_at": hit.fetched_at.isoformat(),
        "language": hit.language,
        "status": "removed" if hit.removed else hit.status,
        "about": "yes" if hit.about else "no",
        "story_id": hit.story_id,
        "story_articles": hit.story_articles,
        "story_outlets": hit.story_outlets,
        "near_duplicate_of": hit.near_duplicate_of,
        "matched": "; ".join(hit.reasons),
        "snippet": hit.snippet_text,
        "cleared": "; ".join(cleared),
    }


def _csv_line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
