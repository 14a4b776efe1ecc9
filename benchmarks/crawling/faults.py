"""Items under faults: a fifth of the first answers fail, the crawl is killed; in the end nothing is lost or twice."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from benchmarks.crawling.process import CONFIG
from storage.archive import Archive
from watchdesk.records import Source

HOSTS = 20
TIMEOUT = 2


class FaultyServer(ThreadingHTTPServer):
    """Serves `items` pages on twenty hosts; the first answer of one page in five fails: 500, reset, time-out, cut."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, items: int) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.items = items
        self.seen: Counter[str] = Counter()
        self.lock = threading.Lock()

    def handle_error(self, *_: object) -> None:
        """Clients are killed on purpose here."""


class _Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FaultyServer

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").partition(":")[0]
        if self.path == "/robots.txt":
            self._send(404, b"none")
        elif self.path == "/feed.xml":
            self._send(200, _feed(host, self.server.items))
        else:
            self._page(f"{host}{self.path}")

    def _page(self, address: str) -> None:
        with self.server.lock:
            self.server.seen[address] += 1
            first = self.server.seen[address] == 1
        fault = hashlib.sha256(address.encode()).digest()[0] if first else 255
        if fault < 18:
            self._send(500, b"oops")
        elif fault < 32:
            self.connection.close()
        elif fault < 38:
            time.sleep(TIMEOUT + 1)  # longer than the crawl waits
            self.connection.close()
        elif fault < 51:
            self._send(200, _article(address), cut=True)
        else:
            self._send(200, _article(address))

    def _send(self, status: int, body: bytes, *, cut: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:50] if cut else body)
        if cut:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Quiet."""


def _feed(host: str, items: int) -> bytes:
    mine = range(int(host.split("-")[1].split(".", maxsplit=1)[0]), items, HOSTS)
    links = "".join(f"<item><link>http://{host}/story/number-{number}</link></item>" for number in mine)
    return f'<rss version="2.0"><channel><title>x</title>{links}</channel></rss>'.encode()


def _article(address: str) -> bytes:
    text = f"<p>Facial recognition was voted on at {address}; the police chief spoke against the ban.</p>" * 5
    head = f"<html lang=en><head><title>Vote at {address}</title></head>"
    return f"{head}<article><h1>Vote {address}</h1>{text}</article>".encode()


def under_faults(folder: Path, items: int, kills: int) -> dict[str, Any]:
    """Crawl until nothing is pending, killed `kills` times on the way; how many items were lost, and how many twice."""
    (folder / "config.yaml").write_text(
        CONFIG.replace("timeout_seconds: 20", f"timeout_seconds: {TIMEOUT}"), encoding="utf-8"
    )
    server = FaultyServer(items)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    names = [f"host-{number}.test" for number in range(HOSTS)]
    sources = [
        Source(id=f"h{n}", name=name, kind="local", feed=f"http://{name}/feed.xml") for n, name in enumerate(names)
    ]
    hosts = dict.fromkeys(names, ("127.0.0.1", server.server_address[1]))
    order = {
        "config": str(folder / "config.yaml"), "sources": [asdict(each) for each in sources], "hosts": hosts,
        "options": {"revisit": "none"},
    }  # fmt: skip
    dice, cycles = random.Random(items), 0
    while cycles < 12 + kills:
        kill = cycles < kills
        _cycle(order, dice.uniform(3, 6 + items / 500) if kill else None)
        cycles += 1
        if _left(folder, items) == 0 and not kill:
            break
    server.shutdown()
    return {**_outcome(folder, items), "cycles": cycles, "kills": kills}


def _cycle(order: dict[str, Any], seconds: float | None) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.crawling.process"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(json.dumps(order))
    process.stdin.close()
    if seconds is not None:
        time.sleep(seconds)
        process.kill()
    process.wait()


def _left(folder: Path, items: int) -> int:
    """How many items are not stored yet; what failed is due again, as if its pause were over."""
    with Archive.open(folder / "archive.db") as archive:
        with archive.batch():
            archive.change("UPDATE address SET next_due = '2000-01-01T00:00:00Z' WHERE state = 'failed'")
        return items - archive.ledger().stored


def _outcome(folder: Path, items: int) -> dict[str, int]:
    with Archive.open(folder / "archive.db", readonly=True) as archive:
        [[articles, versions]] = archive.run("SELECT count(*), (SELECT count(*) FROM version) FROM article")
        ledger = archive.ledger()
    return {"lost": items - articles, "twice": versions - articles, "balanced": int(ledger.balanced), "items": items}
