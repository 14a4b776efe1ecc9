"""The sample newsroom on loopback: one real threaded HTTP server, its hosts told apart by the Host header."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from sample.pages import Visit, outlets
from sample.site import Answer, path_of, site


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the server saw it.

    `sent` counts body bytes, `conditional` says it brought a validator, `at` is when it came, in seconds since 1970.
    """

    method: str
    host: str
    path: str
    status: int
    sent: int
    conditional: bool
    agent: str
    at: float


class Newsroom:
    """A context manager that serves the sample's hosts on 127.0.0.1 until it is left.

    `hosts` maps each host to (address, port); `advance()` moves on to the second visit, on which one article has
    changed and one is gone; `requests` is the log, oldest first. `port` 0 takes any free one.
    """

    def __init__(self, port: int = 0) -> None:
        self._server = _Server(("127.0.0.1", port), _Conversation)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def hosts(self) -> dict[str, tuple[str, int]]:
        """Host → (address, port) of all outlets."""
        address = ("127.0.0.1", int(self._server.server_address[1]))
        return {outlet.host: address for outlet in outlets()}

    @property
    def requests(self) -> tuple[Request, ...]:
        """All requests answered so far."""
        return tuple(self._server.log)

    @property
    def visit(self) -> Visit:
        """Which visit is being served."""
        return self._server.visit

    def advance(self) -> None:
        """From now on everything stands as on the second visit."""
        self._server.visit = 2

    def start(self) -> Self:
        """Serve until `stop`; the same as entering the context."""
        site(1)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    visit: Visit = 1

    def __init__(self, address: tuple[str, int], conversation: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, conversation)
        self.log: list[Request] = []
        self._failed: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def note(self, request: Request) -> None:
        with self._lock:
            self.log.append(request)

    def answer(self, host: str, path: str) -> Answer:
        """What stands there now; 421 for a host that is not ours, 404 for a path that is not there."""
        pages = site(self.visit)
        if (host, "/") not in pages:
            return Answer(421, "text/plain", b"this host is not part of the sample\n")
        found = pages.get((host, path))
        if found is None:
            return Answer(404, "text/html; charset=utf-8", b"<!doctype html><title>Not found</title><h1>Not found</h1>")
        if found.fails_first and self._first_time(host, path):
            return Answer(500, "text/plain", b"the sample fails once here, on purpose\n")
        return found

    def _first_time(self, host: str, path: str) -> bool:
        with self._lock:
            first = (host, path) not in self._failed
            self._failed.add((host, path))
        return first


class _Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "watchdesk-sample"
    server: _Server

    def do_GET(self) -> None:
        self._respond(with_body=True)

    def do_HEAD(self) -> None:
        self._respond(with_body=False)

    def _respond(self, *, with_body: bool) -> None:
        arrived = time.time()
        host = (self.headers.get("Host") or "").rpartition(":")[0] or self.headers.get("Host") or ""
        answer = self.server.answer(host.lower(), path_of(self.path))
        if answer.delay_seconds:
            time.sleep(answer.delay_seconds)
        tag = f'"{hashlib.sha256(answer.body).hexdigest()[:20]}"'
        status = 304 if answer.status == 200 and self._unchanged(answer, tag) else answer.status
        content = answer.body if status != 304 else b""
        self.send_response(status)
        for name, value in _fields(answer, tag, len(content) if status != 304 else None):
            self.send_header(name, value)
        self.end_headers()
        if with_body and content:
            self.wfile.write(content)
        conditional = "If-None-Match" in self.headers or "If-Modified-Since" in self.headers
        sent = len(content) if with_body else 0
        agent = self.headers.get("User-Agent", "")
        self.server.note(Request(self.command, host, self.path, status, sent, conditional, agent, arrived))

    def _unchanged(self, answer: Answer, tag: str) -> bool:
        """RFC 9110 13.2.2: If-None-Match decides where it is given, else If-Modified-Since."""
        asked = self.headers.get("If-None-Match")
        if asked is not None:
            return tag in {part.strip().removeprefix("W/") for part in asked.split(",")} or asked.strip() == "*"
        since = self.headers.get("If-Modified-Since")
        return since is not None and answer.last_modified is not None and since == _http_date(answer.last_modified)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on standard error: the requests are in the log."""


def _fields(answer: Answer, tag: str, length: int | None) -> Iterator[tuple[str, str]]:
    if length is not None:
        yield "Content-Type", answer.content_type
        yield "Content-Length", str(length)
    if answer.status == 200:
        yield "ETag", tag
        if answer.last_modified is not None:
            yield "Last-Modified", _http_date(answer.last_modified)
    if answer.location is not None:
        yield "Location", answer.location


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
