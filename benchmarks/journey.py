"""The whole journey on pages nobody here wrote: `python -m benchmarks.journey`, into benchmarks/out/journey.json.

All saved pages, served from loopback under their own host names, crawled with the filter off, annotated, put into
stories and stored. Peers have no such road; the crawl, extract and nlp benchmarks measure each part beside its own.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.crawl import accounted
from benchmarks.crawling.process import measured
from benchmarks.crawling.saved_pages import mapped, saved_pages, served, sources_of
from storage.archive import Archive
from tests.conftest import DATA
from watchdesk.cli.opening import opened_reader
from watchdesk.config import Config
from watchdesk.journey import read_archive

OUT = Path(__file__).resolve().parent / "out" / "journey.json"


def journey(folder: Path) -> dict[str, float]:
    """The figures of one journey over all saved pages."""
    pages = saved_pages(DATA / "extraction")
    started = time.monotonic()
    with served(pages) as (port, _):
        report = measured(folder, sources_of(pages), mapped(pages, port), filter_subject=False)
    crawled = time.monotonic()
    stored, dropped, failed, pending = accounted(folder)
    config = Config.load(next(folder.glob("*.yaml")))
    cpu = time.process_time()
    with Archive.open(config.archive_path) as archive:
        reading = read_archive(archive, config, lambda: opened_reader(config))
        faults = len(archive.verify())
    return {
        "pages": len(pages), "stored": stored, "dropped": dropped, "failed": failed, "pending": pending,
        "unaccounted": len(pages) - stored - dropped - failed - pending,
        "crashes": sum(count for reason, count in report["failed"].items() if reason.startswith("fault:")),
        "annotated": reading.articles, "mentions": reading.mentions, "quotes": reading.quotes,
        "events": reading.events, "in_stories": reading.placed, "archive_faults": faults,
        "crawl_seconds": round(crawled - started, 1), "reading_cpu_seconds": round(time.process_time() - cpu, 1),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }  # fmt: skip


def main() -> int:
    """Print the table and write the figures; 0 also where the data is absent, saying so."""
    if not DATA.is_dir():
        print("journey: the measuring data is not beside this checkout; nothing measured")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        figures = journey(Path(folder))
    for name, value in figures.items():
        print(f"{name:<20} {value:>10}")
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(figures) + "\n", encoding="utf-8")
    return 1 if figures["unaccounted"] or figures["crashes"] else 0


if __name__ == "__main__":
    sys.exit(main())
