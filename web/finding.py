"""The search page and its help."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from notify.health import crawler_pulse
from storage.archive import Archive
from storage.query import Query, parse
from storage.rows import Results
from storage.search import RANK_WITHIN, search
from watchdesk.errors import BadInput, QueryError
from web.view import desk_of, show

PAGE_ROWS = 20
LONGEST_QUERY = 2000
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
            results = found(archive, wanted, taken, PAGE_ROWS, facets=wanted.cursor is None)
            cleared_in = desk.cleared_in(archive, results.hits)
    except QueryError as fault:
        return _misunderstood(request, wanted, fault)
    title = f"{wanted.text} · search" if wanted.text else "Search"
    return show(
        request, "search.html", title=title, asked=wanted, results=results, fault=None, cleared_in=cleared_in,
        pulse=pulse, taken=taken.isoformat(), ranked_within=RANK_WITHIN,
    )  # fmt: skip


def help_page(request: Request) -> Response:
    """How to ask."""
    return show(request, "help.html", title="How to search")


def found(archive: Archive, wanted: Asked, now: datetime, limit: int, *, facets: bool = False) -> Results:
    """One page of what was asked for. Raises QueryError."""
    return search(
        archive, parsed(wanted, now), limit=limit, cursor=wanted.cursor, order=wanted.order, facets=facets,
        fold=not wanted.every,
    )  # fmt: skip


def parsed(wanted: Asked, now: datetime) -> Query:
    """The query that was asked, with the time it was asked about. Raises QueryError."""
    if len(wanted.text) > LONGEST_QUERY:
        raise QueryError(f"the query is longer than {LONGEST_QUERY:,} characters; leave something out", LONGEST_QUERY)
    query = parse(wanted.text, now=now)
    return replace(query, asof=query.asof or wanted.asof)


def _misunderstood(request: Request, wanted: Asked, fault: QueryError) -> Response:
    return show(
        request, "search.html", HTTPStatus.BAD_REQUEST, title="Query not understood", asked=wanted, results=None,
        fault=fault, cleared_in={}, pulse=None, taken="", ranked_within=RANK_WITHIN,
    )  # fmt: skip
