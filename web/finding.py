"""The search page, its help, and the export of what it found."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from notify.health import crawler_pulse
from storage.archive import Archive
from storage.query import Query, parse
from storage.rows import Hit, Results
from storage.search import search
from watchdesk.errors import BadInput, QueryError
from web.view import Desk, desk_of, show

PAGE_ROWS = 20
EXPORT_ROWS = 500
LONGEST_QUERY = 2000
COLUMNS = (
    "article_id", "title", "outlet", "outlet_kind", "published", "fetched_at", "language", "status", "about", "removed",
    "story_id", "story_articles", "story_outlets", "url", "why", "snippet",
)  # fmt: skip

Order = Literal["newest", "ranked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search page was asked for. `every`: every article, not one line a story."""

    text: str
    order: Order = "newest"
    every: bool = False
    cursor: str | None = None
    asof: datetime | None = None

    @property
    def params(self) -> dict[str, object]:
        """The parameters that say the same again, without the place in the list."""
        asof = self.asof.isoformat() if self.asof else None
        order = "ranked" if self.order == "ranked" else None
        return {"q": self.text, "order": order, "every": self.every and "1", "asof": asof}


def asked(request: Request) -> Asked:
    """What the address asks for; unknown values mean the default."""
    params = request.query_params
    order: Order = "ranked" if params.get("order") == "ranked" else "newest"
    return Asked(
        params.get("q", "").strip(), order, params.get("every") == "1", params.get("after") or None,
        _time(params.get("asof")),
    )  # fmt: skip


def _time(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        raise BadInput(f"asof={value[:40]} is no time; write it like 2026-11-24T06:40:00+00:00") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def search_page(request: Request) -> Response:
    """The search page; without a query it shows what is newest. A query that cannot be understood gives 400."""
    wanted, desk = asked(request), desk_of(request)
    taken = desk.now()
    try:
        with desk.archive() as archive:
            pulse = None if wanted.text else crawler_pulse(archive, desk.config, taken)
            results = _find(archive, wanted, taken, PAGE_ROWS, facets=wanted.cursor is None)
            cleared_in = desk.cleared_in(archive, results.hits)
    except QueryError as fault:
        return _misunderstood(request, wanted, fault)
    title = f"{wanted.text} · search" if wanted.text else "Search"
    return show(
        request, "search.html", title=title, asked=wanted, results=results, fault=None, cleared_in=cleared_in,
        pulse=pulse, taken=taken.isoformat(),

    )  # fmt: skip


def help_page(request: Request) -> Response:
    """How to ask."""
    return show(request, "help.html", title="How to search")


def export_csv(request: Request) -> Response:
    """The rows of a search as CSV for spreadsheets: UTF-8 with BOM, no cell is a formula."""
    return _export(request, "csv", "text/csv; charset=utf-8", csv_lines)


def export_json(request: Request) -> Response:
    """The rows of a search as one JSON array."""
    return _export(request, "json", "application/json", json_lines)


def csv_lines(hits: Iterator[Hit]) -> Iterator[str]:
    """Hits as lines of CSV, the header first."""
    yield "\ufeff" + _csv_line(COLUMNS)
    for hit in hits:
        yield _csv_line(tuple(_harmless(value) for value in _row(hit).values()))


def json_lines(hits: Iterator[Hit]) -> Iterator[str]:
    """Hits as a JSON array, one object a line."""
    lead = "["
    for hit in hits:
        yield f"{lead}\n{json.dumps(_row(hit), ensure_ascii=False)}"
        lead = ","
    yield "[]\n" if lead == "[" else "\n]\n"


def _find(archive: Archive, wanted: Asked, now: datetime, limit: int, *, facets: bool = False) -> Results:
    return search(
        archive, _parsed(wanted, now), limit=limit, cursor=wanted.cursor, order=wanted.order, facets=facets,
        fold=not wanted.every,
    )  # fmt: skip


def _parsed(wanted: Asked, now: datetime) -> Query:
    if len(wanted.text) > LONGEST_QUERY:
        raise QueryError(f"the query is longer than {LONGEST_QUERY:,} characters; leave something out", LONGEST_QUERY)
    query = parse(wanted.text, now=now)
    return replace(query, asof=query.asof or wanted.asof)


def _misunderstood(request: Request, wanted: Asked, fault: QueryError) -> Response:
    return show(
        request, "search.html", HTTPStatus.BAD_REQUEST, title="Query not understood", asked=wanted, results=None,
        fault=fault, cleared_in={}, pulse=None, taken="",
    )  # fmt: skip


def _export(request: Request, ending: str, media: str, lines: Callable[[Iterator[Hit]], Iterator[str]]) -> Response:
    wanted, desk = asked(request), desk_of(request)
    now = desk.now()
    with desk.archive() as archive:  # a query that is wrong is told before the first byte is sent
        _find(archive, wanted, now, 1)
    name = f"watchdesk-{now:%Y%m%d-%H%M}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(lines(_all_hits(desk, wanted, now)), media_type=media, headers=headers)


def _all_hits(desk: Desk, wanted: Asked, now: datetime) -> Iterator[Hit]:
    """Every hit from the place asked for on, page by page, so that memory stays small however many there are."""
    with desk.archive() as archive:
        while True:
            results = _find(archive, wanted, now, EXPORT_ROWS)
            yield from results.hits
            if results.next_cursor is None:
                return
            wanted = replace(wanted, cursor=results.next_cursor)


def _row(hit: Hit) -> dict[str, object]:
    values = (
        hit.article_id, hit.title, hit.source_name, hit.source_kind, hit.published, hit.fetched_at.isoformat(),
        hit.language, hit.status, hit.about, hit.removed, hit.story_id, hit.story_articles, hit.story_outlets, hit.url,
        "; ".join(hit.reasons), hit.snippet_text,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _csv_line(cells: tuple[object, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _harmless(value: object) -> object:
    """A cell that a spreadsheet will not run (OWASP, CSV injection): a leading apostrophe makes it text."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return "" if value is None else value
