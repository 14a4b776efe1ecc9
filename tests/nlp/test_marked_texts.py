"""Events and quotations hold their floors on texts written for watchdesk, in the open half and in the frozen one."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

from nlp.pipeline import load
from tests.nlp import marked_events, marked_quotes
from watchdesk.records import EventType

FLOORS = json.loads((Path(__file__).parent.parent / "gates" / "floors_nlp.json").read_text(encoding="utf-8"))


def test_every_type_of_event_is_marked_in_both_halves_beside_look_alikes() -> None:
    for marked in marked_events.pieces().values():
        assert {kind for piece in marked for kind in piece.types} == set(get_args(EventType))
        assert sum(not piece.types for piece in marked) >= 10
    assert sum(map(len, marked_events.pieces().values())) >= 60


def test_forty_passages_and_more_hold_quotations_and_words_in_marks_that_are_none() -> None:
    passages = [marked_quotes.gold(line) for lines in marked_quotes.passages().values() for line in lines]
    assert len(passages) >= 40
    assert any(not said and "“" in text for text, said in passages)
    assert any("\n\n" in text for text, _ in passages)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "module"), [("marked_events", marked_events), ("marked_quotes", marked_quotes)])
def test_each_half_holds_its_floors(name: str, module: ModuleType) -> None:
    floors = FLOORS[name]
    assert hashlib.sha256(module.FILE.read_bytes()).hexdigest()[:16] == floors["sha256"], "other texts: measure anew"
    reader = load()
    found = {f"{half}.{k}": v for half in module.HALVES for k, v in module.figures(reader, half).items()}
    low = {key: (found[key], floor) for key, floor in floors["floors"].items() if found[key] < floor}
    assert not low, f"below the floor (figure, floor): {low}"
