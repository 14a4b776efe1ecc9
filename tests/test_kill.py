"""SIGKILL at random moments of crawl and annotate, then run again: the archive equals an undisturbed run."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sample.newsroom import Newsroom
from storage.archive import Archive
from watchdesk.cli.demo import emptied, sample_file
from watchdesk.config import Config

TOP = Path(__file__).resolve().parent.parent
SEED = 20261124


def prepared(folder: Path) -> Config:
    emptied(folder)
    (folder / "config.yaml").write_bytes(sample_file("config.yaml").read_bytes())
    return Config.load(folder / "config.yaml")


def begun(config: Config, newsroom: Newsroom) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.sample_journey"], cwd=TOP, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(json.dumps({"config": str(config.file), "hosts": newsroom.hosts}))
    process.stdin.close()
    process.stdin = None
    return process


def ended(process: subprocess.Popen[str]) -> None:
    out, err = process.communicate(timeout=1800)
    assert process.returncode == 0 and "done" in out, err[-3000:]


def snapshot(config: Config) -> dict[str, object]:
    with Archive.open(config.archive_path, readonly=True) as archive:
        assert archive.verify() == []
        return archive.snapshot()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], float]:
    config = prepared(tmp_path_factory.mktemp("undisturbed") / "demo")
    with Newsroom() as newsroom:
        started = time.monotonic()
        ended(begun(config, newsroom))
        return snapshot(config), time.monotonic() - started


def killed_and_run_again(folder: Path, after_seconds: float) -> dict[str, object]:
    config = prepared(folder)
    with Newsroom() as newsroom:
        process = begun(config, newsroom)
        try:
            process.communicate(timeout=after_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        ended(begun(config, newsroom))
    return snapshot(config)


def moments(length: float, count: int) -> list[float]:
    dice = random.Random(SEED)
    return [dice.uniform(0.3, length) for _ in range(count)]


def compare(expected: dict[str, object], found: dict[str, object], moment: float) -> None:
    for part, wanted in expected.items():
        assert found[part] == wanted, f"{part} differs after a kill at {moment:.2f} s"


@pytest.mark.parametrize("trial", range(3))
def test_a_kill_loses_nothing_and_repeats_nothing(
    trial: int, undisturbed: tuple[dict[str, object], float], tmp_path: Path
) -> None:
    expected, length = undisturbed
    moment = moments(length, 3)[trial]
    compare(expected, killed_and_run_again(tmp_path / "demo", moment), moment)


@pytest.mark.slow
@pytest.mark.parametrize("trial", range(20))
def test_twenty_kills(trial: int, undisturbed: tuple[dict[str, object], float], tmp_path: Path) -> None:
    expected, length = undisturbed
    moment = moments(length, 23)[3 + trial]
    compare(expected, killed_and_run_again(tmp_path / "demo", moment), moment)
