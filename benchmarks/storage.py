"""The archive under load: `python -m benchmarks.storage [SIZE]` writes benchmarks/out/storage.json.

All times are CPU milliseconds of this process, warm; `load_per_s` is articles a second of CPU in the archive's own
calls, saved and annotated; `size_ratio` is the file against the bytes of titles and texts; `rss_mb` is a fresh process
that only reads. SIZE is 100,000 unless given; `PEERS=1` measures peers beside it (benchmarks/archive_peers);
`ARCHIVE_FOLDER=…` keeps the generated archive there, to look into it.
"""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.archive_corpus import ABOUT, PHRASE, Corpus, digest
from benchmarks.archive_peers import peers
from storage.archive import Archive
from storage.query import parse
from storage.search import entity_page, search

OUT = Path(__file__).parent / "out" / "storage.json"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PORTION = 1_000
QUERIES = 201

Report = dict[str, float | int | str]


def load(archive: Archive, corpus: Corpus) -> float:
    """Fill the archive; returns CPU seconds spent in its calls."""
    archive.put_sources(corpus.sources())
    return sum(_store(archive, portion) for portion in corpus.portions(PORTION))


def _store(archive: Archive, portion: Iterable[tuple]) -> float:
    hashed = [(article, source, annotation, digest(article.text)) for article, source, annotation in portion]
    start = time.process_time()
    with archive.batch():
        for article, source, annotation, page in hashed:
            _save(archive, article, source, annotation, page)
    return time.process_time() - start


def _save(archive: Archive, article, source: str, annotation, page: str) -> None:
    saved = archive.save(article, ABOUT, source_id=source, crawl_id=None, fetched_at=NOW, content_sha256=page)
    archive.save_annotation(dataclasses.replace(annotation, id=str(saved.article_id)), "bench", NOW)


def save_one_by_one(archive: Archive, corpus: Corpus, count: int = 300) -> float:
    """Mean CPU milliseconds of saving one annotated article in a transaction of its own."""
    times = []
    for number in range(count):
        article, source, annotation = corpus._article(corpus.size + number)
        page = digest(article.text)
        start = time.process_time()
        with archive.batch():
            _save(archive, article, source, annotation, page)
        times.append(time.process_time() - start)
    return sum(times) / len(times) * 1000


def queries(corpus: Corpus) -> list[str]:
    """A third the subject's words alone, a third with one to three filters, a third rare words or phrases."""
    subject = [f'"{PHRASE}"', PHRASE, f'title:"{PHRASE}"', f'text:"{PHRASE}"', "facial"]
    asked = []
    for number in range(QUERIES):
        pick = corpus.generator.integers
        entity = corpus.entities[int(pick(0, 400))]
        filters = [
            f'{entity.kind}:"{entity.name}"', f"source:source{pick(0, 60)}", "type:lawsuit", "outlet:advocacy",
            f"after:{pick(2016, 2025)}", f"before:{pick(2017, 2026)}", "lang:en",
        ]  # fmt: skip
        if number % 3 == 0:
            asked.append(subject[number // 3 % len(subject)])
        elif number % 3 == 1:
            chosen = [filters[int(n)] for n in pick(0, len(filters), 1 + number // 3 % 3)]
            asked.append(" ".join([f'"{PHRASE}"', *dict.fromkeys(chosen)]))
        else:
            rare = corpus.words[int(pick(5_000, 100_000))]
            asked.append(
                rare if number % 2 else f'"{corpus.words[int(pick(20, 300))]} {corpus.words[int(pick(20, 300))]}"'
            )
    return asked


def p95(work: Callable[[str], object], asked: list[str]) -> float:
    """The 95th percentile of CPU milliseconds, after one round to warm up."""
    for query in asked:
        work(query)
    times = []
    for query in asked:
        start = time.process_time()
        work(query)
        times.append((time.process_time() - start) * 1000)
    return sorted(times)[int(len(times) * 0.95)]


def measure(path: Path, asked: list[str], entity_keys: list[str]) -> Report:
    """Times of all kinds of pages."""
    with Archive.open(path, readonly=True) as archive:
        return {
            "newest_p95_ms": p95(lambda text: search(archive, parse(text, now=NOW)), asked),
            "ranked_p95_ms": p95(lambda text: search(archive, parse(text, now=NOW), order="ranked"), asked),
            "facets_p95_ms": p95(lambda text: search(archive, parse(text, now=NOW), facets=True), asked),
            "entity_p95_ms": p95(lambda key: entity_page(archive, key), entity_keys),
        }


def plain_queries(corpus: Corpus) -> list[str]:
    """The queries that every peer understands: words and phrases without fields."""
    return [query for query in queries(corpus) if ":" not in query]


def beside_peers(path: Path, asked: list[str]) -> Report:
    """Ours on the queries of the peers."""
    with Archive.open(path, readonly=True) as archive:
        return {
            "plain_bare_p95_ms": p95(lambda text: search(archive, parse(text, now=NOW)), asked),
            "plain_facets_p95_ms": p95(lambda text: search(archive, parse(text, now=NOW), facets=True), asked),
        }


def memory_of_a_reader(path: Path, asked: list[str]) -> float:
    """Peak resident megabytes of a fresh process that answers all queries with facets."""
    code = (
        "import json, sys\nfrom datetime import datetime, UTC\nfrom storage.archive import Archive\n"
        "from storage.query import parse\nfrom storage.search import search\n"
        "now = datetime(2026, 1, 1, tzinfo=UTC)\n"
        "with Archive.open(sys.argv[1], readonly=True) as archive:\n"
        "    for text in json.load(sys.stdin):\n        search(archive, parse(text, now=now), facets=True)\n"
        # Not ru_maxrss: it starts with what the parent process had.
        "print(next(int(line.split()[1]) for line in open('/proc/self/status') if line.startswith('VmHWM')) / 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def run(size: int, folder: Path) -> Report:
    """All figures of one size."""
    path = folder / f"archive-{size}.db"
    corpus = Corpus(size)
    with Archive.open(path) as archive:
        spent = load(archive, corpus)
        archive.run("PRAGMA wal_checkpoint(TRUNCATE)")
        ratio = path.stat().st_size / corpus.raw_bytes
        asked, plain = queries(corpus), plain_queries(corpus)
        saving = save_one_by_one(archive, corpus)
        archive.run("PRAGMA wal_checkpoint(TRUNCATE)")
    keys = [entity.key for entity in corpus.entities[:100]]
    report: Report = {"load_per_s": size / spent, "save_cpu_ms": saving, "size_ratio": ratio}
    report |= measure(path, asked, keys)
    report["rss_mb"] = memory_of_a_reader(path, asked)
    if os.environ.get("PEERS") == "1":
        report |= beside_peers(path, plain) | peers(size, folder, plain)
    return report


LIMITS = {
    "newest_p95_ms": (15, 25), "ranked_p95_ms": (40, 150), "facets_p95_ms": (80, 200), "entity_p95_ms": (40, 120),
    "save_cpu_ms": (2, 2), "size_ratio": (2.2, 2.2), "rss_mb": (80, 80),
}  # fmt: skip


def _suffix(size: int) -> str:
    return f"{size // 1_000_000}m" if size % 1_000_000 == 0 else f"{size // 1_000}k"


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else int(os.environ.get("SIZE", "100000"))
    kept = os.environ.get("ARCHIVE_FOLDER")  # keep the generated archive there, to look into it
    with tempfile.TemporaryDirectory(dir=kept) as folder:
        report = run(size, Path(kept or folder))
    ending = _suffix(size)
    for name, value in report.items():
        limit = LIMITS.get(name)
        said = value if isinstance(value, str) else f"{value:10.2f}"
        print(f"{name:34} {said}" + (f"   at most {limit[size >= 1_000_000]}" if limit else ""))
    named = {
        name if name.startswith("peer_") else f"{name}_{ending}": value if isinstance(value, str) else round(value, 3)
        for name, value in report.items()
    }
    if ending == "100k":  # these two are asked for without a size
        named |= {name: named[f"{name}_{ending}"] for name in ("load_per_s", "rss_mb")}
    OUT.parent.mkdir(exist_ok=True)
    before = json.loads(OUT.read_text()) if OUT.exists() else {}
    OUT.write_text(json.dumps(before | named, indent=1) + "\n")


if __name__ == "__main__":
    main()
