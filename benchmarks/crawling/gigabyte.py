"""A WARC file such as Common Crawl's of the news: 4,802 records, a gigabyte of pages, one in fifty on the subject."""

from __future__ import annotations

import resource
import time
from collections import Counter
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.crawling.process import CONFIG
from benchmarks.crawling.saved_pages import SavedPage
from benchmarks.crawling.stream import EVERY, named
from crawler.bytescan import ByteScan
from crawler.evidence import EvidenceWriter
from crawler.imports import import_files
from crawler.warc_pages import warc_pages
from nlp.subject import default_subject
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
    """Records a second of one core: read only, passed over or handed on, and with the hits taken in."""
    files = write(pages, folder / "from", records)
    scan, passed = ByteScan.of(default_subject()).may_name, Counter[str]()
    scan(pages[0].body)  # its tables are built once, on the first page
    started = time.process_time()
    read = sum(1 for file in files for _ in warc_pages(file, lambda *_: False, Counter())) + records
    reading = time.process_time() - started
    started = time.process_time()
    hits = sum(1 for file in files for _ in warc_pages(file, scan, passed))
    seconds = time.process_time() - started
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    started = time.process_time()
    report = import_files(Config.load(folder / "config.yaml"), files)
    whole = time.process_time() - started
    return {
        "warc_records": hits + sum(passed.values()), "warc_hits": hits, "warc_kept": report.kept,
        "warc_records_s_read": read / reading, "warc_records_s": (hits + sum(passed.values())) / seconds,
        "warc_records_s_extracted": report.records / whole,
        "warc_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip
