"""One measured crawl in a process of its own: `python -m benchmarks.crawling.process` with an order on standard input.

Prints one JSON line: the report, CPU seconds of the whole process (imports included) and its largest resident size.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from watchdesk.records import Source

CONFIG = """\
contact: https://example.org/benchmark
storage: {path: archive.db, evidence: {folder: evidence, keep: true}}
crawl: {delay_seconds: 0.0, timeout_seconds: 20, cycle_minutes: 30, concurrency: 16}
"""


def measured(
    folder: Path, sources: Sequence[Source], hosts: Mapping[str, tuple[str, int]], **options: Any
) -> dict[str, Any]:
    """Crawl in a process of its own and give its report with `cpu_seconds` and `rss_mb`."""
    config = folder / "config.yaml"
    if not config.exists():
        config.write_text(CONFIG, encoding="utf-8")
    order = {
        "config": str(config),
        "sources": [asdict(each) for each in sources],
        "hosts": dict(hosts),
        "options": options,
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.crawling.process"],
        input=json.dumps(order), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report


def hand_over_only() -> None:
    """Measure the engine alone: a page that is handed over is counted, and neither read nor kept."""
    from crawler.intake import Intake, Taken

    def take(_intake: Intake, _page: Any, *, address: str = "", **_: Any) -> Taken:
        return Taken("dropped", address, "handed_over")

    setattr(Intake, "take", take)  # noqa: B010 - on purpose, in a process that ends after it


def main() -> None:
    import crawler.settings
    from crawler.run import run_cycle
    from watchdesk.config import Config

    order = json.load(sys.stdin)
    hosts = {name: (host, port) for name, (host, port) in order["hosts"].items()}
    sources = [Source(**source) for source in order["sources"]]
    if order["options"].pop("engine_only", False):
        hand_over_only()
    # our own loopback server needs no sparing, and on a busy machine its pauses would be most of the time
    crawler.settings.AUTOTHROTTLE_ENABLED = order["options"].pop("throttled", False)
    started = time.monotonic()
    report = run_cycle(Config.load(Path(order["config"])), sources, hosts=hosts, **order["options"])
    usage = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        **asdict(report),
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "rss_mb": usage.ru_maxrss / 1024,
        "wall_seconds": time.monotonic() - started,
    }
    sys.stdout.write(json.dumps(figures, default=str) + "\n")


if __name__ == "__main__":
    main()
