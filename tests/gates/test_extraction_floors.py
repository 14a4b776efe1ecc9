"""The floors of the extraction hold, and the machinery that keeps them cannot lower one silently."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from tests.gates import extraction as gate


@pytest.mark.slow
@pytest.mark.data
def test_figures_hold_their_floors():
    if not (gate.TOOLS / "scorers").is_dir():
        pytest.skip("the judge is not beside the measuring data")
    known = json.loads(gate.FLOORS.read_text("utf-8"))["extraction"]
    assert gate.corpus_hash() == known["corpus_sha256"], "other data: measure anew and say so"
    figures = gate.measured()
    assert {n: figures[n] for n, floor in known["floors"].items() if gate.is_worse(n, figures[n], floor)} == {}


def test_every_figure_that_is_held_has_a_floor():
    assert set(json.loads(gate.FLOORS.read_text("utf-8"))["extraction"]["floors"]) == set(gate.HELD)


def test_better_figures_raise_and_worse_ones_change_nothing():
    floors = {"body_f1": 0.95, "mustnot_violations": 0.06}
    assert gate.updated(floors, {"body_f1": 0.97, "mustnot_violations": 0.03}, may_lower=False) == {
        "body_f1": 0.968,
        "mustnot_violations": 0.032,
    }
    assert gate.updated(floors, {"body_f1": 0.9, "mustnot_violations": 0.1}, may_lower=False) == floors


def test_a_floor_falls_only_with_the_flag():
    assert gate.updated({"body_f1": 0.95}, {"body_f1": 0.9}, may_lower=True) == {"body_f1": 0.898}


def test_lowering_needs_a_reason(capsys):
    assert gate.main(["--lower"]) == 2
    assert "reason" in capsys.readouterr().err


def test_no_floor_is_lower_than_in_the_last_commit_without_a_decision():
    if shutil.which("git") is None:
        pytest.skip("needs git to look at the last commit")
    shown = subprocess.run(
        ["git", "show", "HEAD:tests/gates/floors.json"], capture_output=True, text=True, cwd=gate.TOP, check=False
    )
    if shown.returncode:
        pytest.skip("no committed floors to compare with")
    before = json.loads(shown.stdout)["extraction"]["floors"]
    now = json.loads(gate.FLOORS.read_text("utf-8"))["extraction"]["floors"]
    fallen = {name for name, floor in before.items() if gate.is_worse(name, now.get(name, 0.0), floor)}
    decisions = gate.DECISIONS.read_text("utf-8") if gate.DECISIONS.is_file() else ""
    assert not fallen or json.dumps(now) in decisions, f"lowered without a decision: {fallen}"
