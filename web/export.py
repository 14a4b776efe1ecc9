"""The rows of a search page as a file: the same query, order and folding, as the archive was when the page was made."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from storage.export import Shown, pieces
from web.finding import asked, found, parsed
from web.view import Desk, desk_of

# Ending of the address → form of export, media type, ending of the file.
FILES = {
    "csv": ("csv", "text/csv; charset=utf-8", "csv"),
    "json": ("json", "application/json", "json"),
    "jsonl": ("jsonl", "application/x-ndjson", "jsonl"),
    "ris": ("ris", "application/x-research-info-systems", "ris"),
    "bib": ("bibtex", "application/x-bibtex", "bib"),
    "csl": ("csl", "application/vnd.citationstyles.csl+json", "json"),
    "atlas": ("atlas", "text/csv; charset=utf-8", "csv"),
    "parquet": ("parquet", "application/vnd.apache.parquet", "parquet"),
}


def export(request: Request) -> Response:
    """The rows of a search, in the form that the address ends with; `mentions=1` gives one row a mention.

    A query that cannot be understood, or a form that cannot be made here, is told before the first byte is sent.
    """
    ending = request.path_params["form"]
    if ending not in FILES:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"Rows come as {', '.join(FILES)}.")
    form, media, suffix = FILES[ending]
    wanted, desk = asked(request), desk_of(request)
    now = desk.now()
    shown = Shown(parsed(wanted, now), wanted.order, not wanted.every, wanted.cursor)
    mentions = request.query_params.get("mentions") == "1"
    with desk.archive() as archive:
        found(archive, wanted, now, 1)
        pieces(archive, shown, form, mentions=mentions)
    name = f"watchdesk-{now:%Y%m%d-%H%M}{'-mentions' if mentions else ''}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_sent(desk, shown, form, mentions), media_type=media, headers=headers)


def _sent(desk: Desk, shown: Shown, form: str, mentions: bool) -> Iterator[bytes]:
    with desk.archive() as archive:
        for _, piece in pieces(archive, shown, form, mentions=mentions, cleared=desk.cleared):
            yield piece
