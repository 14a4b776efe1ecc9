"""`watchdesk run` for real: jobs are subprocesses, done once a period, and SIGTERM ends it at once."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from storage.archive import Archive
from watchdesk.clock import crawl_period
from watchdesk.errors import StorageError

CONFIG = """
contact: desk@example.org
schedule: {crawl_every_minutes: 1440, digest_at: "00:00"}
sources:
  groups: []
  own:
    - {id: here, name: Here, feed: "http://127.0.0.1:9/feed.xml"}
"""


def begun(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "watchdesk", "run"],
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def finished_jobs(folder: Path) -> set[str]:
    path = folder / "watchdesk-data" / "archive.db"
    if not path.exists():
        return set()
    period = crawl_period(datetime.now(UTC), 1440)
    try:
        archive = Archive.open(path, readonly=True)
    except StorageError:  # just being made
        return set()
    with archive:
        days = {job: period if job == "crawl" else datetime.now(UTC).date().isoformat() for job in ("crawl", "digest")}
        return {job for job, day in days.items() if not archive.job_due(job, day)}


def test_jobs_are_done_once_and_sigterm_ends_it(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(CONFIG)
    process = begun(tmp_path)
    until = time.monotonic() + 900
    while finished_jobs(tmp_path) != {"crawl", "digest"} and time.monotonic() < until:
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    told, _ = process.communicate(timeout=300)
    assert process.returncode == 0, told
    assert told.count("crawl 20") == 1 and told.count("digest 20") == 1, told
    again = begun(tmp_path)
    time.sleep(6)
    again.send_signal(signal.SIGTERM)
    told, _ = again.communicate(timeout=300)
    assert "begins" not in told, told
    letters = list((tmp_path / "watchdesk-data" / "letters").glob("*.html"))
    assert len(letters) == 1, "the newsroom's digest is written into a folder where nobody subscribes"
