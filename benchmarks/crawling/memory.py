"""Memory of a cycle whose ledger knows a great many addresses: what was seen is asked of SQLite, not kept in memory."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.crawling.process import CONFIG, measured
from benchmarks.crawling.saved_pages import SavedPage, mapped, served, sources_of
from storage.archive import Archive
from watchdesk.urls import canonical

SOURCES = 100
ANNOUNCED = 30  # known pages in each feed


def known_addresses(folder: Path, sources: Any, each: int) -> None:
    """Enter `each` dropped addresses for every source, by one statement a source: five million are many calls."""
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    with Archive.open(folder / "archive.db") as archive:
        archive.put_sources(sources)
        rows = dict(archive.run("SELECT key, id FROM source"))
        for source in sources:
            with archive.batch():
                archive.change(
                    "INSERT INTO address(url, source, state, reason, discovered_at) WITH RECURSIVE n(i) AS "
                    "(SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?) "
                    "SELECT ? || i || '-known-story-of-the-day', ?, 'dropped', 'off_subject', ? FROM n",
                    (each, canonical(f"{source.homepage}news/"), rows[source.id], datetime.now(UTC).isoformat()),
                )


def with_known(pages: list[SavedPage], folder: Path, each: int) -> dict[str, Any]:
    """Largest resident size of a cycle of 100 sources with `each` known addresses, whose feeds announce known pages."""
    some = [
        SavedPage(f"{number}-{host}", f"http://known-{host}.test/news/{number}-known-story-of-the-day", pages[0].path)
        for host in range(SOURCES)
        for number in range(ANNOUNCED)
    ]
    sources = sources_of(some)
    known_addresses(folder, sources, each)
    with served(some) as (port, _):
        report = measured(folder, sources, mapped(some, port))
    return {
        "rss_mb": report["rss_mb"], "known_addresses": SOURCES * each, "known_fetched_again": report["pages"],
        "known_ledger_mb": (folder / "archive.db").stat().st_size / 1e6,
    }  # fmt: skip
