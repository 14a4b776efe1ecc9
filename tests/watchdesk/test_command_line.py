from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from watchdesk.cli import Verbs

HEAVY = ("scrapy", "spacy", "sqlite_utils", "bs4", "lxml", "trafilatura", "starlette", "pydantic", "yaml")


def watchdesk(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "watchdesk", *words], capture_output=True, text=True, cwd=cwd, check=False, timeout=1800
    )


def test_help_lists_every_verb_and_loads_nothing_heavy() -> None:
    program = (
        "import sys; from watchdesk.cli import run; code = run(['--help']); "
        f"loaded = [name for name in {HEAVY!r} if name in sys.modules]; "
        "sys.exit(f'loaded: {loaded}' if loaded or code else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(f"  {verb} " in done.stdout for verb in Verbs.WHERE)


@pytest.mark.parametrize("verb", list(Verbs.WHERE))
def test_every_verb_tells_its_use(verb: str) -> None:
    done = watchdesk(verb, "--help")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Usage: watchdesk ")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["serach", "x"], "did you mean 'search'?"),
        (["search"], "Missing argument"),
        (["crawl", "--no-such-option"], "--no-such-option"),
        (["--config", "none.yaml", "search", "x"], "none.yaml: no such file"),
        (["extract", "none.html"], "none.html: no such file"),
        (["extract", "--batch", "none.jsonl"], "none.jsonl: cannot be read"),
        (["annotate", "--batch", "none.jsonl"], "none.jsonl: cannot be read"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(words: list[str], told: str, tmp_path: Path) -> None:
    done = watchdesk(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1 and done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_init_writes_a_configuration_once(tmp_path: Path) -> None:
    assert watchdesk("init", cwd=tmp_path).returncode == 0
    written = (tmp_path / "config.yaml").read_text()
    again = watchdesk("init", cwd=tmp_path)
    assert again.returncode == 2 and "exists already" in again.stderr
    assert (tmp_path / "config.yaml").read_text() == written
