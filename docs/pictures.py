"""`python -m docs.pictures [CONFIG]`: the pictures of the README, taken from the demo's desk with Debian's Chromium.

CONFIG is the demo's configuration (watchdesk-demo/config.yaml); where it is missing the demo is run first. The pictures
go to docs/pictures: desk, article and the longest digest at 1280 and 390 CSS pixels, in light and dark (SHOWN).
"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from docs.chromium import Chromium, find_chromium
from storage.archive import Archive
from storage.query import parse
from storage.search import search
from watchdesk.config import Config
from web.app import create_app

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
DEMO = ROOT / "watchdesk-demo" / "config.yaml"
TALLEST = {1280: 1000, 390: 1400}
SCALE = {1280: 1.0, 390: 1.5}
SHOWN = {
    "desk": ((1280, "light"), (1280, "dark"), (390, "light")),
    "article": ((1280, "light"), (390, "dark")),
    "digest": ((390, "light"), (390, "dark"), (1280, "light")),
}


def main(arguments: list[str]) -> int:
    """Take the pictures; 2 with one line where Chromium is absent or the demo left nothing to show."""
    program = find_chromium()
    if program is None:
        return _told("Chromium is not installed; on Debian: apt-get install chromium")
    config_file = Path(arguments[0]) if arguments else DEMO
    if not config_file.exists() and not arguments:
        subprocess.run([sys.executable, "-m", "watchdesk", "demo", "--no-serve"], cwd=ROOT, check=True)
    config = Config.load(config_file)
    digests = sorted(config.archive_path.parent.rglob("digest*.html"), key=lambda path: path.stat().st_size)
    if not digests:
        return _told(f"{config.archive_path.parent}: no digest to show; run `watchdesk demo` again")
    with serving(config) as base, Chromium(program) as browser:
        for name, address in {**desk_pages(config, base), "digest": digests[-1].as_uri()}.items():
            for width, scheme in SHOWN[name]:
                browser.open(address, width=width, dark=scheme == "dark", scale=SCALE[width])
                browser.screenshot(FOLDER / f"{name}-{width}-{scheme}.png", at_most=TALLEST[width])
    return 0


def desk_pages(config: Config, base: str) -> dict[str, str]:
    """What is shown: a search, and the article of it that has most to show (versions, events, copies)."""
    with Archive.open(config.archive_path, readonly=True) as archive:
        hits = search(
            archive, parse("type:settlement OR type:lawsuit OR type:ban", now=datetime.now(UTC)), limit=50
        ).hits
    richest = max(hits, key=lambda hit: (hit.story_articles, len(hit.snippet)), default=None)
    article = f"{base}/article/{richest.article_id}" if richest else f"{base}/"
    return {"desk": f"{base}/?q=facial+recognition+police", "article": article}


@contextmanager
def serving(config: Config) -> Iterator[str]:
    """The desk on a free port of this machine; gives its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(config), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def _told(line: str) -> int:
    sys.stderr.write(f"{line}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
