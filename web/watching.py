"""What the desk watches and how it fares: watches with hits, sources, the road of one address, a sign of life."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from notify.health import crawler_pulse, unread_sources
from notify.outbox import unpack
from storage.archive import Archive
from storage.query import parse
from storage.rows import Rate, Step, Watch, WatchHit
from storage.search import rate
from watchdesk.errors import BadAddress, QueryError
from watchdesk.urls import canonical
from web.view import desk_of, show

HITS_SHOWN = 20
LARGEST_ID = 2**63 - 1  # of SQLite
LETTERS_SHOWN = 200
HITS_OF_THE_LAST = timedelta(days=30)


def watches(request: Request) -> Response:
    """Every watch with its rate, its latest hits, and its fault if it has one."""
    desk = desk_of(request)
    now = desk.now()
    with desk.archive() as archive:
        rows = [
            (watch, _rate(archive, watch, now), *_latest_hits(archive, watch, now - HITS_OF_THE_LAST))
            for watch in archive.watches()
        ]
        cleared_in = desk.cleared_in(archive, (hit for _, _, hits, _ in rows for hit in hits))
    return show(request, "watches.html", title="Watches", rows=rows, cleared_in=cleared_in)


def letters(request: Request) -> Response:
    """Digests and alerts, the newest first, with what became of each."""
    with desk_of(request).archive() as archive:
        rows = archive.outbox(None, LETTERS_SHOWN, newest_first=True)
    return show(request, "letters.html", title="Letters", letters=rows)


def letter(request: Request) -> Response:
    """One letter as its reader got it, in its plain form."""
    wanted = request.path_params["letter_id"]
    with desk_of(request).archive() as archive:
        row = archive.message(wanted) if wanted <= LARGEST_ID else None
    if row is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no letter of that number.")
    return show(request, "letter.html", title=row.subject, letter=row, text=unpack(row).text)


def sources(request: Request) -> Response:
    """How each source does, what became of every address, and the latest rounds of the crawler."""
    desk = desk_of(request)
    with desk.archive() as archive:
        health, ledger, crawls = archive.source_health(), archive.ledger(), archive.crawls(limit=10)
        pulse, unread = crawler_pulse(archive, desk.config, desk.now()), unread_sources(archive)
    troubles = {source.source_id: source for source in unread}
    health.sort(key=lambda row: (row.source_id not in troubles, row.last_visit_at is None, row.name.casefold()))
    return show(
        request, "sources.html", title="Sources", health=health, ledger=ledger, crawls=crawls,
        pulse=pulse, troubles=troubles,
    )  # fmt: skip


def why(request: Request) -> Response:
    """The road of one address: found, kept, dropped or failed, when and why."""
    address = request.query_params.get("url", "").strip()
    desk = desk_of(request)
    steps: list[Step] = []
    said, status = "", HTTPStatus.OK
    if address:
        try:
            whole = address if "://" in address else f"https://{address}"
            with desk.archive() as archive:
                steps = archive.why(canonical(whole)) or archive.why(whole)
        except BadAddress as fault:
            said, status = str(fault), HTTPStatus.BAD_REQUEST
    return show(request, "why.html", status, title="Why is it missing?", url=address, steps=steps, said=said)


def healthz(request: Request) -> Response:
    """For a monitor: 200 while the crawler lives, 503 when it does not, as one JSON object."""
    desk = desk_of(request)
    with desk.archive() as archive:
        pulse = crawler_pulse(archive, desk.config, desk.now())
    status = HTTPStatus.OK if pulse.alive else HTTPStatus.SERVICE_UNAVAILABLE
    return JSONResponse({"alive": pulse.alive, "says": pulse.sentence}, status)


def _latest_hits(archive: Archive, watch: Watch, since: datetime) -> tuple[list[WatchHit], int]:
    """The newest hits of a watch, and how many more there are."""
    hits = archive.hits_since(since, watch_id=watch.id, limit=HITS_SHOWN, newest_first=True)
    return hits, archive.count_hits(watch.id, since) - len(hits)


def _rate(archive: Archive, watch: Watch, now: datetime) -> Rate | None:
    try:
        return rate(archive, parse(watch.query, now=now))
    except QueryError:
        return None
