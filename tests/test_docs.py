"""The pages tell the truth: their checker finds nothing, and every command of the README is run."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from docs.check import TOP, command_faults, faults, shell_lines


def test_the_docs_have_no_fault() -> None:
    assert list(faults()) == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("watchdesk serach x", "no verb serach"),
        ("watchdesk search --fast x", "no option --fast"),
        ("watchdesk watch preview --fast x", "no option --fast"),
        ("make everything", "no target everything"),
    ],
)
def test_the_checker_finds_what_is_not_so(line: str, told: str) -> None:
    assert told in " ".join(command_faults(line))


def readme_commands() -> list[str]:
    return [line for line in shell_lines((TOP / "README.md").read_text()) if "watchdesk " in line]


@pytest.fixture(scope="module")
def after_the_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("a reader's folder")
    done = run(folder, "demo", "--no-serve")
    assert done.returncode == 0, done.stderr
    return folder


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "watchdesk", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )


@pytest.mark.parametrize("line", readme_commands())
def test_every_command_of_the_readme_works(line: str, after_the_demo: Path) -> None:
    words = shlex.split(line)[1:]
    if "my-desk/config.yaml" in line and not (after_the_demo / "my-desk").exists():
        assert run(after_the_demo, "init", "my-desk").returncode == 0
    if words[0] == "init":
        words.append("--force")
    done = run(after_the_demo, *words)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip(), "it prints nothing"


def test_a_second_demo_gives_the_same_result(after_the_demo: Path) -> None:
    first = run(after_the_demo, "demo", "--no-serve", "--folder", "again")
    second = run(after_the_demo, "demo", "--no-serve", "--folder", "again")
    assert first.returncode == second.returncode == 0, second.stderr
    assert timeless(first.stdout) == timeless(second.stdout)
    assert {"digests", "archive.db", "config.yaml"} <= {path.name for path in (after_the_demo / "again").iterdir()}
    pasted = second.stdout.split("Look on with:")[1].strip()
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    shown = subprocess.run(pasted, shell=True, cwd=after_the_demo, env=os.environ | {"PATH": programs}, check=True)
    assert shown.returncode == 0


def timeless(told: str) -> str:
    return re.sub(r"\d+\.\d s|\d{4}-\d\d-\d\d", "…", told)


def test_the_demo_refuses_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    done = run(tmp_path, "demo", "--no-serve", "--folder", str(tmp_path))
    assert done.returncode == 2 and "not the demo's" in done.stderr
    assert (tmp_path / "thesis.txt").read_text() == "mine"
