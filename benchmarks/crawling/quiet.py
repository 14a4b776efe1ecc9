"""A quiet hour: nothing is new anywhere. What is asked for, and what changes in the archive."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.crawling.process import measured
from benchmarks.crawling.saved_pages import SavedPage, mapped, served, sources_of
from storage.archive import Archive


def quiet_hour(pages: list[SavedPage], folder: Path) -> dict[str, Any]:
    """Crawl twice; of the second cycle: requests a feed, bodies received, pages asked for, any row changed."""
    sources = sources_of(pages)
    with served(pages) as (port, connection):
        measured(folder, sources, mapped(pages, port), filter_subject=False)
        before, asked = articles(folder), len(_log(connection))
        measured(folder, sources, mapped(pages, port), filter_subject=False)
        second = _log(connection)[asked:]
    announced = {"/feed.xml", "/sitemap.xml"}
    feeds = Counter(host for host, path, _, _ in second if path in announced)
    return {
        "quiet_feeds": len(sources),
        "quiet_requests_per_feed": sum(feeds.values()) / len(sources),
        "quiet_requests": len(second),
        "quiet_bodies": sum(status == 200 for *_, status, _ in second),
        "quiet_article_requests": sum(path not in announced and path != "/robots.txt" for _, path, _, _ in second),
        "quiet_rows_changed": int(articles(folder) != before),
    }


def articles(folder: Path) -> str:
    """A digest of every row of `article` and `version`."""
    digest = hashlib.sha256()
    with Archive.open(folder / "archive.db", readonly=True) as archive:
        for table in ("article", "version"):
            for row in archive.run(f"SELECT * FROM {table} ORDER BY id"):
                digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def _log(connection: Any) -> list[tuple[str, str, int, float]]:
    connection.send("log")
    log: list[tuple[str, str, int, float]] = connection.recv()
    return log
