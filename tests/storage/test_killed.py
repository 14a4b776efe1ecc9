"""Killed at any moment, written by two at once, by a wrong clock: nothing that was told to be safe is lost."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from storage.archive import Archive
from tests.storage.builders import ABOUT, NOW, SOURCES, article, sha


def _run(path: Path, count: int, seconds: float | None) -> tuple[set[str], bool]:
    """Run the filler, kill it after so many seconds; what it said was safe, and whether it came to its end."""
    worker = Path(__file__).with_name("kill_me.py")
    process = subprocess.Popen(
        [sys.executable, str(worker), str(path), str(count)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    if seconds is not None:
        time.sleep(seconds)
        process.kill()
    told, faults = process.communicate()
    ended = process.returncode == 0
    assert ended or process.returncode == -9, faults
    return set(told.split("\n")[:-1]), ended


def survives(tmp_path: Path, kills: int, count: int) -> None:
    _run(tmp_path / "calm.db", count, None)
    with Archive.open(tmp_path / "calm.db") as calm:
        wanted = calm.snapshot()
    start = time.monotonic()
    _run(tmp_path / "timed.db", count, None)
    whole = time.monotonic() - start
    generator, round_ = random.Random(3), 0
    while kills:
        path, safe, ended = tmp_path / f"killed{round_}.db", set(), False
        round_ += 1
        while not ended and kills:
            told, ended = _run(path, count, generator.uniform(0.15 * whole, whole))
            kills -= not ended
            safe |= told
            if path.exists():
                _sound(path, safe)
        _run(path, count, None)
        with Archive.open(path) as archive:
            assert archive.snapshot() == wanted


def _sound(path: Path, safe: set[str]) -> None:
    with Archive.open(path) as archive:
        assert archive.verify() == []
        stored = {row[0] for row in archive.run("SELECT canonical_url FROM article")}
        assert safe <= stored


def test_killed_at_any_moment_nothing_safe_is_lost(tmp_path: Path) -> None:
    survives(tmp_path, kills=5, count=60)


@pytest.mark.slow
def test_killed_two_hundred_times_nothing_safe_is_lost(tmp_path: Path) -> None:
    survives(tmp_path, kills=200, count=300)


def test_two_processes_write_by_turns(path: Path) -> None:
    worker = Path(__file__).with_name("kill_me.py")
    with Archive.open(path) as archive:
        archive.put_sources(SOURCES)
    runs = [
        subprocess.Popen([sys.executable, str(worker), str(path), "40"], stdout=subprocess.DEVNULL) for _ in range(2)
    ]
    assert [run.wait() for run in runs] == [0, 0]
    with Archive.open(path) as archive:
        assert archive.verify() == []
        assert archive.ledger().pending == 0


def test_the_clock_running_backwards_does_not_confuse_what_was_true_when(path: Path) -> None:
    times = iter([5_000, 4_000, 3_000, 2_000, 1_000] * 10)
    with Archive.open(path, clock=lambda: next(times)) as archive:
        for number in range(5):
            archive.save(
                article(1, f"Text number {number}."), ABOUT, source_id=None, crawl_id=None, fetched_at=NOW,
                content_sha256=sha(str(number)),
            )  # fmt: skip
        stamps = [row[0] for row in archive.run("SELECT since FROM superseded UNION ALL SELECT since FROM entry")]
        assert stamps == sorted(set(stamps))
