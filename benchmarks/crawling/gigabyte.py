"""A WARC file such as Common Crawl's of the news: 4,802 records, a gigabyte of pages, one in fifty on the subject."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.crawling.process import CONFIG, hand_over_only
from benchmarks.crawling.saved_pages import SavedPage
from benchmarks.crawling.stream import EVERY, named
from crawler.evidence import EvidenceWriter
from crawler.imports import import_files
from crawler.warc_pages import warc_pages
from watchdesk.config import Config
from watchdesk.records import Page

RECORDS = 4802


def write(pages: list[SavedPage], folder: Path, records: int) -> list[Path]:
    """Write that file (level 6 of gzip, as crawls do) and give its parts."""
    now, headers = datetime.now(UTC), (("Content-Type", "text/html"),)
    with EvidenceWriter(folder, level=6, rotate_bytes=1 << 40) as writer:
        for number, page in enumerate(islice(cycle(pages), records)):
            body = named(page.body) if number % EVERY == EVERY // 2 else page.body
            writer.write(Page(f"http://paper-{number % 20}.test/{number}-story-of-the-day", body, now, headers=headers))
    return sorted(folder.glob("*.warc.gz"))


def rates(pages: list[SavedPage], folder: Path, records: int = RECORDS) -> dict[str, Any]:
    """Records a second of one core: only read; imported but for the hits; imported with the hits extracted and kept.

    CPU seconds of `import_files` with all it sets up (subject, tables of the scan, archive), without Python's imports.
    """
    files = write(pages, folder / "from", records)
    started = time.process_time()
    read = sum(1 for file in files for _ in warc_pages(file, lambda *_: False, Counter())) + records
    reading = time.process_time() - started
    passing = _imported(files, folder / "passed", hits_too=False)
    taking = _imported(files, folder / "taken", hits_too=True)
    return {
        "warc_records": taking["records"], "warc_hits": taking["hits"], "warc_kept": taking["kept"],
        "warc_records_s_read": read / reading, "warc_records_s": passing["records"] / passing["cpu_seconds"],
        "warc_records_s_extracted": taking["records"] / taking["cpu_seconds"], "warc_rss_mb": taking["rss_mb"],
    }  # fmt: skip


def _imported(files: list[Path], folder: Path, *, hits_too: bool) -> dict[str, Any]:
    """One import in a process of its own, on one core where the system can say so: its CPU after the start-up."""
    folder.mkdir()
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    order = {"config": str(folder / "config.yaml"), "files": list(map(str, files)), "hits_too": hits_too}
    command = [sys.executable, "-m", "benchmarks.crawling.gigabyte"]
    done = subprocess.run(command, input=json.dumps(order), capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Import, with everything that is entered in the ledger; without `hits_too` a page that is handed on is let go."""
    order = json.load(sys.stdin)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if not order["hits_too"]:
        hand_over_only()
    started = time.process_time()
    report = import_files(Config.load(Path(order["config"])), list(map(Path, order["files"])))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "records": report.records, "hits": sum(report.taken.values()), "kept": report.kept,
        "cpu_seconds": time.process_time() - started, "rss_mb": usage.ru_maxrss / 1024,
    }  # fmt: skip
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
