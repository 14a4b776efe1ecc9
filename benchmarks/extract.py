"""Extraction beside its peers on the same pages: `python -m benchmarks.extract [PAGES]` -> benchmarks/out/extract.json.

Quality is the judge's (`tools/score.py extraction` beside the data). CPU: ours and trafilatura in one process on one
core, imports and reading of files excluded, rounds in turn, median of three; ours with every field of the batch line,
trafilatura as `bare_extraction(html, url=url, with_metadata=True)`. Memory: the peak of a process that runs ours alone.
newspaper4k and readability-lxml live in an environment of their own and are reported absent where it cannot be made.
"""

from __future__ import annotations

import gzip
import importlib
import json
import os
import resource
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
OUT = HERE / "out" / "extract.json"
PEERS = HERE / "out" / "peers-extract"
DATA = Path(os.environ.get("WATCHDESK_DATA", HERE.parent.parent / "shared" / "data")) / "extraction"
TOOLS = Path(os.environ.get("WATCHDESK_TOOLS", DATA.parent.parent / "tools"))
ROUNDS = 3
SIDES = ("ours", "trafilatura", "newspaper4k", "readability")
Row = dict[str, object]
Extractor = Callable[[bytes, str, str], Row]


def ours() -> Extractor:
    from crawler.extract import batch_row, extract
    from watchdesk.records import Page

    now = datetime.now(UTC)
    return lambda body, url, name: batch_row(extract(Page(url=url, body=body, fetched_at=now)), name, url)


def trafilatura() -> Extractor:
    from trafilatura import bare_extraction

    def one(body: bytes, url: str, name: str) -> Row:
        try:
            found = bare_extraction(body, url=url, with_metadata=True)
        except ValueError:  # its word for a page without text
            found = None
        if found is None:
            return {"id": name}
        authors = [part for part in (found.author or "").split("; ") if part]
        return {"id": name, "title": found.title, "authors": authors, "published": found.date, "text": found.text or ""}

    return one


def newspaper4k() -> Extractor:
    import newspaper

    def one(body: bytes, url: str, name: str) -> Row:
        page = newspaper.Article(url, fetch_images=False)  # it would fetch pictures from the network
        page.download(input_html=body.decode("utf-8", "replace"))
        page.parse()
        published = page.publish_date.isoformat() if page.publish_date else None
        return {"id": name, "title": page.title, "authors": page.authors, "published": published, "text": page.text}

    return one


def readability() -> Extractor:
    import lxml.html
    from readability import Document

    def one(body: bytes, url: str, name: str) -> Row:
        found = Document(body.decode("utf-8", "replace"), url=url)
        tree = lxml.html.document_fromstring(found.summary() or "<p></p>")
        text = "\n".join(part.strip() for part in tree.itertext() if part.strip())
        return {"id": name, "title": found.short_title(), "text": text}

    return one


def lines(limit: int) -> list[Row]:
    """The judge's input lines, every n-th where only some are wanted."""
    rows = [json.loads(line) for line in (DATA / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    step = max(1, len(rows) // limit) if limit else 1
    return rows[::step]


def body_of(row: Row) -> bytes:
    return gzip.decompress((DATA / f"{row['id']}.html.gz").read_bytes())


def one_round(extractor: Extractor, rows: Iterable[Row]) -> tuple[float, list[Row]]:
    """CPU seconds of extraction alone, and what came out; a peer that raises on a page has extracted nothing."""
    spent, found = 0.0, []
    for row in rows:
        body = body_of(row)
        start = time.process_time()
        try:
            line = extractor(body, str(row["url"]), str(row["id"]))
        except Exception as error:  # noqa: BLE001 - a peer may raise anything; it counts as its miss, not as ours
            line = {"id": row["id"], "error": str(error)[:200]}
        spent += time.process_time() - start
        found.append(line)
    return spent, found


def measure(sides: list[str], limit: int) -> None:
    """Rounds in turn; prints one JSON object a side: CPU of each round, peak memory, the lines of the last round."""
    rows = lines(limit)
    extractors = {side: globals()[side]() for side in sides}
    for extractor in extractors.values():  # caches, regular expressions and lazy imports are not what is measured
        one_round(extractor, rows[:10])
    spent: dict[str, list[float]] = {side: [] for side in sides}
    found: dict[str, list[Row]] = {}
    for _ in range(ROUNDS if "ours" in sides else 1):  # only the ratio to trafilatura is held to a bound
        for side, extractor in extractors.items():
            cpu, found[side] = one_round(extractor, rows)
            spent[side].append(cpu / len(rows) * 1000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for side in sides:
        print(json.dumps({"side": side, "ms": spent[side], "rss_mb": peak, "lines": found[side]}))


def run(python: str, sides: list[str], limit: int) -> dict[str, Row]:
    """One measuring process; empty where it fails, with its reason on standard error."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(
        [python, "-m", "benchmarks.extract", "--measure", ",".join(sides), str(limit)],
        capture_output=True, text=True, env=environment, cwd=HERE.parent, check=False,
    )  # fmt: skip
    if done.returncode:
        print(
            f"{', '.join(sides)}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'failed'}",
            file=sys.stderr,
        )
        return {}
    return {row["side"]: row for row in map(json.loads, done.stdout.splitlines()) if isinstance(row, dict)}


def peers_python() -> str | None:
    """The interpreter of the peers' environment, made at the first run; None where it cannot be made (offline)."""
    python = PEERS / "bin" / "python"
    wanted = HERE / "peers-extract.txt"
    if not (PEERS / "made").is_file():
        venv.create(PEERS, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", str(wanted)]
        if subprocess.run(install, check=False).returncode:
            return None
        (PEERS / "made").touch()
    return str(python)


def figures_of(found: list[Row], limit: int) -> dict[str, float]:
    """The judge's figures for the pages measured."""
    sys.path.insert(0, str(TOOLS))
    scorer = importlib.import_module("scorers.extraction")
    if limit:
        return {}  # the judge counts pages that were not measured as misses
    return scorer.score(DATA, {str(row["id"]): row for row in found})


def main(words: list[str]) -> int:
    if words[:1] == ["--measure"]:
        measure(words[1].split(","), int(words[2]))
        return 0
    if not (DATA / "gold.jsonl").is_file():
        print("the measuring data is not beside this checkout (WATCHDESK_DATA names its folder)", file=sys.stderr)
        return 0
    limit = int(words[0]) if words else 0
    results = run(sys.executable, ["ours", "trafilatura"], limit)
    alone = run(sys.executable, ["ours"], 60)
    python = peers_python()
    for peer in ("newspaper4k", "readability"):
        results |= run(python, [peer], limit) if python else {}
    flat = flattened(results, alone, limit)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(flat, indent=1) + "\n", encoding="utf-8")
    show(flat)
    return 0 if "ours" in results else 1


def flattened(results: dict[str, Row], alone: dict[str, Row], limit: int) -> dict[str, object]:
    """One flat object: ours without a prefix, each peer's figures behind its name, `absent` for what did not run."""
    flat: dict[str, object] = {"pages": len(lines(limit))}
    for side in SIDES:
        prefix = "" if side == "ours" else f"{side}."
        if side not in results:
            flat[f"{side}.absent"] = True
            continue
        flat[f"{prefix}cpu_ms"] = round(median(results[side]["ms"]), 2)
        wanted = (
            "body_f1",
            "title_exact",
            "date_same_day",
            "authors_exact",
            "authors_f1",
            "must_recall",
            "mustnot_violations",
            "errors",
        )
        figures = figures_of(results[side]["lines"], limit)
        lacking = ("date", "authors") if side == "readability" else ()  # it has no such fields; 0 would be unfair
        shown = [name for name in wanted if name in figures and not name.startswith(lacking)] if lacking else [*figures]
        flat |= {f"{prefix}{name}": round(float(figures[name]), 4) for name in wanted if name in shown}
    if {"ours", "trafilatura"} <= set(results):
        flat["cpu_ratio_trafilatura"] = round(float(flat["cpu_ms"]) / float(flat["trafilatura.cpu_ms"]), 3)
    if "ours" in alone:
        flat["rss_mb"] = round(float(alone["ours"]["rss_mb"]), 1)
    return flat


def show(flat: dict[str, object]) -> None:
    """The figures as a table, one side a row."""
    names = ("body_f1", "title_exact", "date_same_day", "authors_exact", "must_recall", "mustnot_violations", "cpu_ms")
    print(f"{'':12}", *(f"{name:>18}" for name in names))
    for side in SIDES:
        prefix = "" if side == "ours" else f"{side}."
        absent = "absent" if flat.get(f"{side}.absent") else "–"
        print(f"{side:12}", *(f"{flat.get(prefix + name, absent):>18}" for name in names))
    print(
        f"CPU beside trafilatura: {flat.get('cpu_ratio_trafilatura', '–')}   peak memory: {flat.get('rss_mb', '–')} MB"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
