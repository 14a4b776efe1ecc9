"""The crawl beside bare Scrapy, Scrapy with trafilatura, and peers in environments of their own, on the same pages.

`python -m benchmarks.crawl [--quick] [--every=N] [PART …]` prints a table and writes benchmarks/out/crawl.json; parts:
cost real warc robots quiet memory day faults (all without one; the figures of other parts stay); N takes every Nth
saved page. A peer's environment is made at its first run (benchmarks/crawling/peers.py); one that cannot be made is
reported under `absent` with the reason.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.crawling.day import simulate
from benchmarks.crawling.faults import under_faults
from benchmarks.crawling.found import count_found, marked_pages
from benchmarks.crawling.gigabyte import RECORDS, rates
from benchmarks.crawling.memory import with_known
from benchmarks.crawling.peers import PEERS, python_of
from benchmarks.crawling.process import measured
from benchmarks.crawling.quiet import quiet_hour
from benchmarks.crawling.saved_pages import SavedPage, mapped, saved_pages, served, sources_of
from benchmarks.crawling.stream import with_subject

TOP = Path(__file__).resolve().parent.parent
ORDER_SECONDS = 1200
PEER_SECONDS = 400  # of wall clock; a peer that is not done says of how many pages it speaks
SPARED = {"news_please": 4}  # it takes a third of a second a page: every fourth page will do for a mean
DATA = Path(os.environ.get("WATCHDESK_DATA", TOP.parent / "shared" / "data")) / "extraction"


def regrouped(pages: list[SavedPage], hosts: int = 20) -> list[SavedPage]:
    """The same pages under a few hosts, as a newsroom's sources have many pages each."""
    return [
        replace(page, url=f"http://paper-{number % hosts}.test/news/{page.id}-story-of-the-day", origin=page.url)
        for number, page in enumerate(pages)
    ]


def bare(pages: list[SavedPage], port: int, *, extract: bool) -> dict[str, Any]:
    starts = [source.feed or source.sitemap for source in sources_of(pages)]
    order = {"hosts": dict(mapped(pages, port)), "starts": starts, "extract": extract}
    return _ordered([sys.executable, "-m", "benchmarks.crawling.bare"], order)


def peer(name: str, pages: list[SavedPage], port: int) -> dict[str, Any] | str:
    """What a peer costs and finds, or why it is absent."""
    python, why = python_of(name)
    if python is None:
        return why
    script = str(TOP / "benchmarks" / "crawling" / "peer.py")
    some = pages[:: SPARED.get(name, 1)]
    order = {
        "urls": [page.url for page in some], "origins": {page.url: page.origin for page in some}, "port": port,
        "seconds": PEER_SECONDS,
    }  # fmt: skip
    try:
        return _ordered([python, script, name], order)
    except subprocess.TimeoutExpired:
        return f"not done after {ORDER_SECONDS} s"
    except RuntimeError as fault:
        return str(fault).strip().splitlines()[-1][-200:] if str(fault).strip() else "failed without a word"


def _ordered(command: list[str], order: dict[str, Any]) -> dict[str, Any]:
    given = json.dumps(order)
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False, timeout=ORDER_SECONDS)
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


def beside_peers(pages: list[SavedPage], folder: Path) -> dict[str, Any]:
    """The same pages under twenty hosts, in one run: engine alone, filtered, whole job, bare Scrapy, peers."""
    count = len(pages)
    with served(pages) as (port, _):
        hosts, sources = mapped(pages, port), sources_of(pages)
        runs = {
            "scrapy": bare(pages, port, extract=False),
            "engine": _ours(sources, hosts, engine_only=True),
            "whole": _with_texts(sources, hosts),
            "scrapy_trafilatura": bare(pages, port, extract=True),
        }
        answers = {name: peer(name, pages, port) for name in PEERS}
    runs |= {name: run for name, run in answers.items() if isinstance(run, dict)}
    absent = {name: why for name, why in answers.items() if isinstance(why, str)}
    stream = with_subject(pages, folder)
    with served(stream) as (port, _):
        plain = bare(stream, port, extract=False)
        runs["filtered"] = _ours(sources_of(stream), mapped(stream, port))
    return {**_compared(runs, plain, count), **_found(runs, pages), "absent": absent}


def _compared(runs: dict[str, Any], plain: dict[str, Any], count: int) -> dict[str, Any]:
    whole, filtered = runs["whole"], runs["filtered"]
    figures = {
        "pages": count,
        "cpu_ratio_scrapy": runs["engine"]["cpu_seconds"] / runs["scrapy"]["cpu_seconds"],
        "filtered_ratio_scrapy": filtered["cpu_seconds"] / plain["cpu_seconds"],
        "filtered_extract_ms": 1000 * filtered["costs"]["extract"] / count,
        "filtered_kept": filtered["new"],
        "ratio_scrapy_trafilatura": whole["cpu_seconds"] / runs["scrapy_trafilatura"]["cpu_seconds"],
        "cpu_s_per_article": whole["cpu_seconds"] / count,
        "rss_mb_whole": whole["rss_mb"],
        **{f"{part}_ms": 1000 * whole["costs"][part] / count for part in ("evidence", "save", "extract")},
    }
    for name in ("scrapy", "scrapy_trafilatura", *PEERS):
        if name in runs:
            figures[f"cpu_s_per_article_{name}"] = runs[name]["cpu_seconds"] / runs[name]["pages"]
            figures[f"rss_mb_{name}"] = runs[name]["rss_mb"]
    return figures


def _found(runs: dict[str, Any], pages: list[SavedPage]) -> dict[str, Any]:
    """Articles found by one judge for all; beside a peer that took some of the pages, what we found of the same."""
    texts = marked_pages(DATA)
    figures: dict[str, Any] = {}
    for name in ("whole", "scrapy_trafilatura", *PEERS):
        if name not in runs:
            continue
        done = pages[:: SPARED.get(name, 1)][: runs[name]["pages"]]
        marked = {page.id: texts[page.id] for page in done if page.id in texts}
        end = "" if name == "whole" else f"_{name}"
        figures[f"found{end}"] = count_found(runs[name]["texts"], marked)
        figures[f"texts_given{end}"] = runs[name]["given"]
        if len(done) < len(pages):
            figures[f"pages{end}"], figures[f"found_ours_of_pages{end}"] = (
                len(done), count_found(runs["whole"]["texts"], marked)
            )  # fmt: skip
    return {"pages_marked": sum(page.id in texts for page in pages), **figures}


def _with_texts(sources: Any, hosts: Any) -> dict[str, Any]:
    """The whole job, and the texts that the archive holds after it."""
    from storage.archive import Archive

    with tempfile.TemporaryDirectory() as folder:
        report = measured(Path(folder), sources, hosts, filter_subject=False)
        with Archive.open(Path(folder) / "archive.db", readonly=True) as archive:
            texts: dict[str, str] = dict(
                archive.run(
                    "SELECT d.url, v.text FROM address d JOIN article a ON a.id = d.article"
                    " JOIN version v ON v.id = a.version"
                )
            )
    return {**report, "texts": texts, "given": len(texts)}


def _ours(sources: Any, hosts: Any, **options: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        return measured(Path(folder), sources, hosts, **options)


def robots_violations(pages: list[SavedPage]) -> dict[str, Any]:
    """Requests for forbidden paths, and pauses shorter than the Crawl-delay that a host asks for."""
    some = [replace(page, url=f"http://strict-{n % 2}.test/{'private' if n % 3 == 0 else 'news'}/{page.id}-a-b-c-d")
            for n, page in enumerate(pages[:12])]  # fmt: skip
    robots = b"User-agent: *\nDisallow: /private/\nCrawl-delay: 1\n"
    with tempfile.TemporaryDirectory() as folder, served(some, robots) as (port, connection):
        measured(Path(folder), sources_of(some), mapped(some, port), filter_subject=False, throttled=True)
        connection.send("log")
        log = connection.recv()
    forbidden = sum(path.startswith("/private/") for _, path, _, _ in log)
    early = 0
    for host in {host for host, *_ in log}:
        times = [at for one, _, _, at in log if one == host]
        early += sum(later - sooner < 0.95 for sooner, later in pairwise(times[1:]))
    return {"robots_violations": forbidden + early}


def _in_folder(measure: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        return measure(Path(folder))


def main(words: list[str]) -> int:
    """Measure the parts named, all where none is, and write the figures beside those of other parts."""
    quick = "--quick" in words
    out = TOP / "benchmarks" / "out" / "crawl.json"
    if not DATA.is_dir():
        print("crawl: the measuring data is not beside this checkout; nothing is measured")
        return 0
    every = next(
        (int(word.removeprefix("--every=")) for word in words if word.startswith("--every=")), 6 if quick else 1
    )
    pages = saved_pages(DATA)[::every]
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "cost": lambda: _in_folder(lambda folder: beside_peers(regrouped(pages), folder)),
        "real": lambda: real_input(pages),
        "warc": lambda: _in_folder(lambda folder: rates(pages, folder, RECORDS // 10 if quick else RECORDS)),
        "robots": lambda: robots_violations(pages),
        "quiet": lambda: _in_folder(lambda folder: quiet_hour(regrouped(pages[::10], 10), folder)),
        "memory": lambda: _in_folder(lambda folder: with_known(pages, folder, 2_000 if quick else 50_000)),
        "day": _day,
        "faults": lambda: _faults(200 if quick else 10_000, 2 if quick else 4),
    }
    unknown = [word for word in words if word not in {"--quick", f"--every={every}", *parts}]
    if unknown:
        print(f"crawl: no part {unknown[0]!r}; one of: {', '.join(parts)}", file=sys.stderr)
        return 2
    chosen = [name for name in parts if name in words] or list(parts)
    figures: dict[str, Any] = (
        json.loads(out.read_text(encoding="utf-8")) if out.is_file() and chosen != [*parts] else {}
    )
    for name in chosen:
        started = time.monotonic()
        figures |= parts[name]()
        figures[f"{name}_seconds"] = round(time.monotonic() - started)
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for key, value in figures.items():
        print(f"{key:<34} {value:.4g}" if isinstance(value, float) else f"{key:<34} {value}")
    return 0


def _day() -> dict[str, Any]:
    found = simulate()
    return {key: found[key] for key in found if key.startswith(("published_to_searchable", "polls_per_source_day"))}


def _faults(items: int, kills: int) -> dict[str, Any]:
    found = _in_folder(lambda folder: under_faults(folder, items, kills=kills))
    return {
        "lost": found["lost"],
        "twice": found["twice"],
        "fault_items": found["items"],
        "fault_cycles": found["cycles"],
        "fault_kills": found["kills"],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
