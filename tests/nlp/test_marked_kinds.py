"""Each kind holds its floor on the sentences written for watchdesk, in the open half and in the frozen one."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from nlp.kinds import KINDS
from nlp.pipeline import load
from tests.nlp.marked_kinds import FILE, HALVES, figures, gold, sentences

FLOORS = json.loads((Path(__file__).parent.parent / "gates" / "floors_nlp.json").read_text(encoding="utf-8"))[
    "marked_kinds"
]


def test_every_kind_but_places_is_marked_in_both_halves_and_has_a_floor() -> None:
    for half in HALVES:
        marked = {kind for line in sentences()[half] for _, kind in gold(line)[1]}
        assert marked == set(KINDS) - {"place"}
        assert {name for name in FLOORS["floors"] if name.startswith(half)} == {f"{half}.{k}" for k in (*marked, "all")}


@pytest.mark.slow
@pytest.mark.parametrize("half", HALVES)
def test_each_kind_holds_its_floor(half: str) -> None:
    assert hashlib.sha256(FILE.read_bytes()).hexdigest()[:16] == FLOORS["sha256"], "other sentences: measure anew"
    found = {f"{half}.{kind}": figure for kind, figure in figures(load(), half).items()}
    low = {name: (figure, FLOORS["floors"][name]) for name, figure in found.items() if figure < FLOORS["floors"][name]}
    assert not low, f"below the floor (figure, floor): {low}"
