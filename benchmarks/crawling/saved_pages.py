"""Saved pages of many publishers, served on loopback under their own host names, announced by feeds and sitemaps."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import sys
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

from watchdesk.records import Source


@dataclass(frozen=True, slots=True)
class SavedPage:
    """One saved page: the address it is served under, its original bytes (gzipped file), where it was published."""

    id: str
    url: str
    path: Path
    origin: str = ""

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.path.read_bytes())


def saved_pages(folder: Path) -> list[SavedPage]:
    """The saved pages of a folder with `gold.jsonl`, one for each address."""
    lines = (json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines())
    pages = {
        line["url"].strip(): SavedPage(line["id"], line["url"].strip(), folder / f"{line['id']}.html.gz")
        for line in lines
    }
    return [page for page in pages.values() if urlsplit(page.url).scheme in {"http", "https"}]


def hosts_of(pages: list[SavedPage]) -> dict[str, list[SavedPage]]:
    """Pages by host, lower case, without port."""
    found: dict[str, list[SavedPage]] = {}
    for page in pages:
        found.setdefault((urlsplit(page.url).hostname or "").lower(), []).append(page)
    return found


def sources_of(pages: list[SavedPage]) -> list[Source]:
    """One source for each host: every second one is announced by a feed, the others by a sitemap."""
    sources = []
    for number, (host, held) in enumerate(sorted(hosts_of(pages).items())):
        origin = f"{urlsplit(held[0].url).scheme}://{host}"
        announced = {"feed": f"{origin}/feed.xml"} if number % 2 else {"sitemap": f"{origin}/sitemap.xml"}
        sources.append(Source(id=f"host-{number}", name=host, kind="local", homepage=f"{origin}/", **announced))
    return sources


def site_of(pages: list[SavedPage]) -> dict[tuple[str, str], tuple[str, Path | bytes]]:
    """(host, path with query) → (content type, file or bytes)."""
    site: dict[tuple[str, str], tuple[str, Path | bytes]] = {}
    for host, held in hosts_of(pages).items():
        site[host, "/feed.xml"] = ("application/rss+xml", _rss(held))
        site[host, "/sitemap.xml"] = ("application/xml", _sitemap(held))
        site |= {(host, _target(page.url)): ("text/html", page.path) for page in held}
    return site


def _target(url: str) -> str:
    """Path and query in one form, however a client escapes them; parameters in any order are the same page."""
    parts = urlsplit(url if "http" in url[:5] else f"http://host{url}")
    query = "&".join(sorted(unquote(part) for part in parts.query.split("&") if part))
    return unquote(parts.path or "/").replace("//", "/") + (f"?{query}" if query else "")


def _rss(pages: list[SavedPage]) -> bytes:
    day = datetime(2024, 1, 1, tzinfo=UTC)
    items = "".join(
        f"<item><title>{page.id}</title><link>{escape(page.url)}</link>"
        f"<pubDate>{format_datetime(day + timedelta(hours=number))}</pubDate></item>"
        for number, page in enumerate(pages)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()


def _sitemap(pages: list[SavedPage]) -> bytes:
    urls = "".join(f"<url><loc>{escape(page.url)}</loc><lastmod>2024-01-01</lastmod></url>" for page in pages)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{space}">{urls}</urlset>'.encode()


@contextmanager
def served(pages: list[SavedPage], robots: bytes | None = None) -> Iterator[tuple[int, Connection]]:
    """A server process for the pages; gives its port, and a connection that answers anything with what was asked."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(pages, theirs, robots), daemon=True)
    process.start()
    try:
        yield ours.recv(), ours
    finally:
        process.terminate()
        process.join()


def mapped(pages: list[SavedPage], port: int) -> Mapping[str, tuple[str, int]]:
    """The host map of the pages."""
    return dict.fromkeys(hosts_of(pages), ("127.0.0.1", port))


def _bytes(content: Path | bytes) -> bytes:
    return gzip.decompress(content.read_bytes()) if isinstance(content, Path) else content


def _status(found: object, same: bool) -> int:
    if found is None:
        return 404
    return 304 if same else 200


def _serve(pages: list[SavedPage], connection: Connection, robots: bytes | None) -> None:
    site = site_of(pages)
    if robots is not None:
        site |= {(host, "/robots.txt"): ("text/plain", robots) for host in hosts_of(pages)}
    log: list[tuple[str, str, int, float]] = []
    ready: dict[tuple[str, str], bytes] = {}

    class Conversation(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = (self.headers.get("Host") or "").partition(":")[0].lower()
            key = (host, _target(self.path))
            found = site.get(key)
            tag = f'"{zlib.crc32(repr(found).encode()):08x}"'
            status = _status(found, self.headers.get("If-None-Match") == tag)
            log.append((host, self.path, status, time.monotonic()))
            if found is None:
                self._send(404, "text/plain", b"not here")
                return
            if key not in ready:
                ready[key] = _bytes(found[1])
            self._send(status, found[0], b"" if status == 304 else ready[key], tag)

        def _send(self, status: int, kind: str, body: bytes, tag: str = "") -> None:
            self.send_response(status)
            if tag:
                self.send_header("ETag", tag)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet: the log is kept in memory."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 256
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that hangs up is no event here."""

    server = Server(("127.0.0.1", 0), Conversation)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    connection.send(server.server_address[1])
    _tell(connection, log)


def _tell(connection: Connection, log: list[tuple[str, str, int, float]]) -> None:
    """Answer anything with what was asked so far, until the other side hangs up."""
    while True:
        try:
            connection.recv()
            connection.send(list(log))
        except (EOFError, OSError):
            sys.exit()
