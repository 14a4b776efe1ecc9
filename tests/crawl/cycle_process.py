"""A crawl cycle in a process of its own, as the product runs it: a Twisted reactor starts only once in a process."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from watchdesk.records import Source

ROOT = Path(__file__).resolve().parents[2]
CONFIG = """\
contact: https://example.org/desk
storage: {path: archive.db, evidence: {folder: evidence}}
crawl: {delay_seconds: 0.0, timeout_seconds: 120, max_page_bytes: 2000000}
"""


def configuration(folder: Path, text: str = CONFIG) -> Path:
    """A configuration file whose archive and evidence lie in `folder`."""
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def start(
    config: Path, sources: Sequence[Source], hosts: Mapping[str, tuple[str, int]] | None, **options: Any
) -> subprocess.Popen[str]:
    """Start a cycle; its report comes as one JSON line on standard output. `secrets` are variables that it sees."""
    secrets = options.pop("secrets", {})
    order = {
        "config": str(config),
        "sources": [asdict(source) for source in sources],
        "hosts": None if hosts is None else dict(hosts),
        "options": options,
    }
    process = subprocess.Popen(
        [sys.executable, __file__],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "PYTHONHASHSEED": "0", **secrets},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(json.dumps(order))  # an argument of seven hundred sources would be too long
    process.stdin.close()
    process.stdin = None
    return process


def run(
    config: Path, sources: Sequence[Source], hosts: Mapping[str, tuple[str, int]] | None, **options: Any
) -> dict[str, Any]:
    """Run a cycle to its end and give its report."""
    process = start(config, sources, hosts, **options)
    out, err = process.communicate(timeout=1800)
    assert process.returncode == 0, err[-4000:]
    report: dict[str, Any] = json.loads(out.splitlines()[-1])
    return report


def main() -> None:
    from crawler.run import run_cycle
    from watchdesk.config import Config

    order = json.loads(sys.stdin.read())
    hosts = order["hosts"] and {name: (host, port) for name, (host, port) in order["hosts"].items()}
    sources = [Source(**source) for source in order["sources"]]
    options = order["options"]
    if at := options.pop("at", None):  # another clock than the machine's
        moment = datetime.fromisoformat(at)
        options["now"] = lambda: moment
    if (busy := options.pop("busy_seconds", None)) is not None:  # each page that is read keeps the loop busy
        options["observe"] = lambda _page, _article: time.sleep(busy)
    if (minutes := options.pop("due_within_minutes", None)) is not None:
        options["due_within"] = timedelta(minutes=minutes)
    report = run_cycle(Config.load(Path(order["config"])), sources, hosts=hosts, **options)
    sys.stdout.write(json.dumps(asdict(report), default=str) + "\n")


if __name__ == "__main__":
    main()
