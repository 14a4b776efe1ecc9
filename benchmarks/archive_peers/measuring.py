"""What every peer's script shares; standard library only, as each runs in an environment of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PAGE = 20
WARM = 10  # queries before the measured ones: the slowest peer takes seconds for each
ENOUGH = 60_000.0  # CPU milliseconds, after which no more queries are asked; their kinds alternate
FACETS = ("source", "kind", "month", "entities")


def articles(folder: Path) -> Iterator[dict[str, Any]]:
    """The articles: id, title, text, source, kind, month, published (epoch seconds), entities (list of names)."""
    with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def report(
    folder: Path, bare: Callable[[str], object], faceted: Callable[[str], object] | None,
    clock: Callable[[], float] = time.process_time,
) -> None:  # fmt: skip
    """Print the 95th percentiles of CPU milliseconds over all queries, after the first ten to warm up, as JSON."""
    asked: list[str] = json.loads((folder / "queries.json").read_text("utf-8"))
    found = {"bare_p95_ms": p95(bare, asked, clock)}
    if faceted is not None:
        found["facets_p95_ms"] = p95(faceted, asked, clock)
    print(json.dumps(found))


def p95(work: Callable[[str], object], asked: list[str], clock: Callable[[], float]) -> float:
    """The 95th percentile of CPU milliseconds of `work` over the queries, or over as many as a minute suffices for."""
    times = []
    for query in asked[:WARM]:
        work(query)
    for query in asked:
        start = clock()
        work(query)
        times.append((clock() - start) * 1000)
        if sum(times) > ENOUGH:
            break
    return sorted(times)[int(len(times) * 0.95)]
