"""WARC 1.1 records as gzip members: response, request, warcinfo, and the blank that stands where one was redacted."""

from __future__ import annotations

import io
import struct
import uuid
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from http.client import responses
from typing import Final
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from watchdesk.records import Page

_CHANGED: Final = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_URL: Final = "%/?:@!$&'()*+,;=[]~#"
_SECRET: Final = frozenset({"authorization", "cookie", "x-api-key", "proxy-authorization", "host"})


def warcinfo_member(name: str, level: int) -> bytes:
    """The record that a WARC file begins with."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    info = {"software": "watchdesk", "format": "WARC File Format 1.1", "robots": "obeyed"}
    writer.write_record(writer.create_warcinfo_record(name, info))
    return _zipped(out.getvalue(), level)


def fetch_members(page: Page, record_id: str, request_headers: Iterable[tuple[str, str]], level: int) -> bytes:
    """The response and the request of one fetch."""
    date = page.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    told = {"WARC-Record-ID": record_id, "WARC-Date": date}
    asked = {"WARC-Date": date, "WARC-Concurrent-To": record_id}
    response = _record(page.url, "response", page.body, told, _response_head(page))
    request = _record(page.url, "request", b"", asked, _request_head(page, request_headers))
    return _zipped(response, level) + _zipped(request, level)


def blank_member(record_id: str, length: int, now: datetime) -> bytes:
    """A gzip member of exactly `length` bytes that says a record was redacted; the gzip comment fills it up.

    ValueError where `length` is too small for it (no stored fetch is).
    """
    date = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    head = (
        f"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:{uuid.uuid4()}>\r\nWARC-Date: {date}\r\n"
        f"WARC-Refers-To: {record_id}\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\nredacted\r\n\r\n"
    ).encode()
    machine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = machine.compress(head) + machine.flush()
    tail = packed + struct.pack("<II", zlib.crc32(head), len(head))
    room = length - 10 - len(tail) - 1
    if room < 0:
        raise ValueError(f"{length} bytes are too few for a redacted record")
    # RFC 1952: flag 0x10 announces a zero-terminated comment after the ten bytes of the header
    return b"\x1f\x8b\x08\x10\x00\x00\x00\x00\x00\xff" + b" " * room + b"\x00" + tail


def _record(url: str, kind: str, payload: bytes, headers: dict[str, str], head: StatusAndHeaders) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        url, kind, payload=io.BytesIO(payload), length=len(payload), warc_headers_dict=headers, http_headers=head
    )
    writer.write_record(record)
    return out.getvalue()


def _response_head(page: Page) -> StatusAndHeaders:
    headers = [(f"X-Archive-Orig-{name}" if name.lower() in _CHANGED else name, value) for name, value in page.headers]
    headers.append(("Content-Length", str(len(page.body))))
    return StatusAndHeaders(f"{page.status} {responses.get(page.status, '')}".strip(), headers, protocol="HTTP/1.1")


def _request_head(page: Page, request_headers: Iterable[tuple[str, str]]) -> StatusAndHeaders:
    """The request without what is secret in it."""
    _, _, rest = page.url.partition("://")
    host, slash, path = rest.partition("/")
    headers = [(name, value) for name, value in request_headers if name.lower() not in _SECRET]
    # as clients send it (RFC 3986): an address with letters beyond ASCII is escaped, one that is escaped stays as it is
    line = f"GET {slash or '/'}{quote(path, safe=_URL)} HTTP/1.1"
    return StatusAndHeaders(line, [("Host", host), *headers], is_http_request=True)


def _zipped(record: bytes, level: int) -> bytes:
    machine = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return machine.compress(record) + machine.flush()
