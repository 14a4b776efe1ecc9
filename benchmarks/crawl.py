"""The crawl beside bare Scrapy, Scrapy with trafilatura, and peers in environments of their own, on the same pages.

`python -m benchmarks.crawl [--quick]` prints a table and writes benchmarks/out/crawl.json. Peers are found as
`PEER_<NAME>=…/bin/python` in the environment (pins: benchmarks/crawling/peers.txt); one that is absent is left out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.crawling.faults import under_faults
from benchmarks.crawling.process import CONFIG, measured
from benchmarks.crawling.saved_pages import SavedPage, mapped, saved_pages, served, sources_of

TOP = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("WATCHDESK_DATA", TOP.parent / "shared" / "data")) / "extraction"
PEERS = ("newspaper4k", "news_please")


def regrouped(pages: list[SavedPage], hosts: int = 20) -> list[SavedPage]:
    """The same pages under a few hosts, as a newsroom's sources have many pages each."""
    return [
        replace(page, url=f"http://paper-{number % hosts}.test/news/{page.id}-story-of-the-day")
        for number, page in enumerate(pages)
    ]


def bare(pages: list[SavedPage], port: int, *, extract: bool) -> dict[str, Any]:
    starts = [source.feed or source.sitemap for source in sources_of(pages)]
    order = {"hosts": dict(mapped(pages, port)), "starts": starts, "extract": extract}
    return _ordered([sys.executable, "-m", "benchmarks.crawling.bare"], order)


def peer(name: str, pages: list[SavedPage], port: int) -> dict[str, Any] | None:
    python = os.environ.get(f"PEER_{name.upper()}")
    if not python:
        return None
    script = str(TOP / "benchmarks" / "crawling" / "peer.py")
    try:
        return _ordered([python, script, name], {"urls": [page.url for page in pages], "port": port})
    except (RuntimeError, subprocess.TimeoutExpired) as fault:
        print(f"{name}: left out ({str(fault)[-200:]})", file=sys.stderr)
        return None


def _ordered(command: list[str], order: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(command, input=json.dumps(order), capture_output=True, text=True, check=False, timeout=1800)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def real_input(pages: list[SavedPage]) -> dict[str, Any]:
    """All saved pages under their own host names, the filter off: every page accounted for."""
    with tempfile.TemporaryDirectory() as folder, served(pages) as (port, _):
        report = measured(Path(folder), sources_of(pages), mapped(pages, port), filter_subject=False)
        [stored, dropped, failed, pending] = accounted(Path(folder))
    return {
        "real_pages": len(pages), "real_stored": stored, "real_dropped": dropped, "real_failed": failed,
        "real_unaccounted": len(pages) - stored - dropped - failed - pending,
        "real_crashes": sum(count for reason, count in report["failed"].items() if reason.startswith("fault:")),
    }  # fmt: skip


def accounted(folder: Path) -> list[int]:
    from storage.archive import Archive

    with Archive.open(folder / "archive.db", readonly=True) as archive:
        ledger = archive.ledger()
    return [ledger.stored, sum(ledger.dropped.values()), sum(ledger.failed.values()) + ledger.gone, ledger.pending]


def beside_peers(pages: list[SavedPage]) -> dict[str, Any]:
    """The same pages under twenty hosts, in one run: engine alone, filtered, whole job, bare Scrapy, peers."""
    figures: dict[str, Any] = {}
    with served(pages) as (port, _):
        hosts, sources, count = mapped(pages, port), sources_of(pages), len(pages)
        runs = {
            "scrapy": bare(pages, port, extract=False),
            "engine": _ours(sources, hosts, engine_only=True),
            "filtered": _ours(sources, hosts),
            "whole": _ours(sources, hosts, filter_subject=False),
            "scrapy_trafilatura": bare(pages, port, extract=True),
            **{name: run for name in PEERS if (run := peer(name, pages, port)) is not None},
        }
    plain = runs["scrapy"]["cpu_seconds"]
    whole = runs["whole"]
    figures |= {
        "pages": count,
        "cpu_ratio_scrapy": runs["engine"]["cpu_seconds"] / plain,
        "filtered_ratio_scrapy": runs["filtered"]["cpu_seconds"] / plain,
        "ratio_scrapy_trafilatura": whole["cpu_seconds"] / runs["scrapy_trafilatura"]["cpu_seconds"],
        "cpu_s_per_article": whole["cpu_seconds"] / count,
        "found": whole["new"],
        "rss_mb": whole["rss_mb"],
        "evidence_ms": 1000 * whole["costs"]["evidence"] / count,
        "save_ms": 1000 * whole["costs"]["save"] / count,
        "extract_ms": 1000 * whole["costs"]["extract"] / count,
        "filtered_parsed": sum(n for reason, n in runs["filtered"]["dropped"].items() if reason != "off_subject"),
    }
    for name in ("scrapy", "scrapy_trafilatura", *PEERS):
        if name in runs:
            figures[f"cpu_s_per_article_{name}"] = runs[name]["cpu_seconds"] / count
            figures[f"rss_mb_{name}"] = runs[name]["rss_mb"]
            if name != "scrapy":
                figures[f"found_{name}"] = runs[name]["found"]
    return figures


def _ours(sources: Any, hosts: Any, **options: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        return measured(Path(folder), sources, hosts, **options)


def robots_violations(pages: list[SavedPage]) -> dict[str, Any]:
    """Requests for forbidden paths, and pauses shorter than the Crawl-delay that a host asks for."""
    some = [replace(page, url=f"http://strict-{n % 2}.test/{'private' if n % 3 == 0 else 'news'}/{page.id}-a-b-c-d")
            for n, page in enumerate(pages[:12])]  # fmt: skip
    robots = b"User-agent: *\nDisallow: /private/\nCrawl-delay: 1\n"
    with tempfile.TemporaryDirectory() as folder, served(some, robots) as (port, connection):
        measured(Path(folder), sources_of(some), mapped(some, port), filter_subject=False)
        connection.send("log")
        log = connection.recv()
    forbidden = sum(path.startswith("/private/") for _, path, _, _ in log)
    early = 0
    for host in {host for host, *_ in log}:
        times = [at for one, _, _, at in log if one == host]
        early += sum(later - sooner < 0.95 for sooner, later in pairwise(times[1:]))
    return {"robots_violations": forbidden + early}


def warc(pages: list[SavedPage], copies: int) -> dict[str, Any]:
    """Records a second out of one large WARC, one core: passed over or handed on, and with the hits taken in."""
    from crawler.bytescan import ByteScan
    from crawler.evidence import EvidenceWriter
    from crawler.imports import import_files
    from crawler.warc_pages import warc_pages
    from nlp.subject import default_subject
    from watchdesk.config import Config
    from watchdesk.records import Page

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        now, headers = datetime.now(UTC), (("Content-Type", "text/html"),)
        with EvidenceWriter(folder / "from") as writer:
            for copy in range(copies):
                for page in pages:
                    writer.write(
                        Page(f"http://copy-{copy}.test/{page.id}-story-of-the-day", page.body, now, headers=headers)
                    )
        files = sorted((folder / "from").glob("*.warc.gz"))
        scan, passed = ByteScan.of(default_subject()).may_name, Counter[str]()
        scan(pages[0].body)  # its tables are built once, on the first page
        started = time.process_time()
        hits = sum(1 for file in files for _ in warc_pages(file, scan, passed))
        seconds = time.process_time() - started
        (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
        started = time.process_time()
        report = import_files(Config.load(folder / "config.yaml"), files)
        whole = time.process_time() - started
    records = hits + sum(passed.values())
    return {
        "warc_records": records, "warc_hits": hits, "warc_records_s": records / seconds,
        "warc_records_s_extracted": report.records / whole,
    }  # fmt: skip


def main(words: list[str]) -> int:
    quick = "--quick" in words
    out = TOP / "benchmarks" / "out" / "crawl.json"
    if not DATA.is_dir():
        print("crawl: the measuring data is not beside this checkout; nothing is measured")
        return 0
    pages = saved_pages(DATA)[:: 6 if quick else 1]
    figures: dict[str, Any] = {}
    parts = (
        lambda: beside_peers(regrouped(pages)), lambda: real_input(pages), lambda: warc(pages, 1 if quick else 3),
        lambda: robots_violations(pages), lambda: _faults(200 if quick else 1000),
    )  # fmt: skip
    for part in parts:
        figures |= part()
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for key, value in figures.items():
        print(f"{key:<34} {value:.4g}" if isinstance(value, float) else f"{key:<34} {value}")
    return 0


def _faults(items: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        found = under_faults(Path(folder), items, kills=2)
    return {
        "lost": found["lost"],
        "twice": found["twice"],
        "fault_items": found["items"],
        "fault_cycles": found["cycles"],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
