"""Pages out of WARC files (Common Crawl News, the Wayback Machine's, our own), read by fastwarc."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from watchdesk.errors import BadInput
from watchdesk.records import Page
from watchdesk.urls import is_http

Scan = Callable[[bytes, str | None], bool]
Told = Callable[[str, int], None]  # the address as recorded, and the byte at which its record begins
MAX_RECORD: Final = 20_000_000
_READ: Final = ("text/html", "application/xhtml", "application/pdf", "text/plain", "application/xml", "text/xml")
_ORIGINAL: Final = "x-archive-orig-"


def warc_pages(
    path: Path, may_name: Scan | None, skipped: Counter[str], *, off_subject: Told | None = None
) -> Iterator[Page]:
    """The pages of a WARC file (gzipped or not) in their order; what is no page is counted in `skipped` by reason.

    `may_name` looks at a page's bytes and stated charset before anything is parsed: false passes it over, and
    `off_subject` is told. A damaged file gives what could be read, and `damaged` is counted. BadInput where the file
    cannot be opened.
    """
    try:
        stream = path.open("rb")
    except OSError as fault:
        raise BadInput(f"{path}: cannot be read ({fault.strerror}); give a WARC file") from None
    with stream:
        records = ArchiveIterator(
            stream, record_types=WarcRecordType.response, parse_http=True, auto_decode="all",
            max_content_length=MAX_RECORD, strict_mode=False,
        )  # fmt: skip
        try:
            for record in records:
                url = (record.headers.get("WARC-Target-URI", "") or "").strip("<>")
                if reason := _no_page(record, url):
                    skipped[reason] += 1
                    continue
                body = record.reader.read()
                if may_name is None or body.startswith(b"%PDF") or may_name(body, record.http_charset):
                    yield Page(url, body, _moment(record), headers=_headers(record))
                    continue
                skipped["off_subject"] += 1
                if off_subject is not None:
                    off_subject(url, record.stream_pos)
        except (OSError, ValueError, EOFError, RuntimeError):
            skipped["damaged"] += 1


def _no_page(record: WarcRecord, url: str) -> str | None:
    """Why a record is no page that could hold an article."""
    if not is_http(url) or url.endswith("/robots.txt"):
        return "no_page"
    status = record.http_headers.status_code if record.http_headers is not None else None
    if status != 200:
        return f"http_{status}"
    kind = (record.http_content_type or "text/html").lower()
    return None if kind.startswith(_READ) else "content_type"


def _headers(record: WarcRecord) -> tuple[tuple[str, str], ...]:
    """The answer's headers, without those that tell of the bytes on the wire (`X-Archive-Orig-…`)."""
    return tuple((name, value) for name, value in record.http_headers.items() if not name.lower().startswith(_ORIGINAL))


def _moment(record: WarcRecord) -> datetime:
    """When the page was fetched (`WARC-Date`): an upper bound for its publication, and never that itself."""
    moment = record.record_date
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
