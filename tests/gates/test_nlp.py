"""Floors of the reading room: figures of the judge on the measuring data; a floor is raised, never lowered silently.

The judge is `tools/score.py` beside the data; `floors_nlp.json` holds the floors with the hash of what they were
measured on, so that another data set cannot pass for this one.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nlp.batch import annotate_lines
from nlp.mentions import ADJECTIVE
from nlp.pipeline import load
from tests.nlp.marked_kinds import strays

FLOORS = json.loads(Path(__file__).with_name("floors_nlp.json").read_text(encoding="utf-8"))
TASKS = {"ner": "nlp", "orgtypes": "nlp", "places": "nlp", "quotes": "nlp", "topic": "topic", "relevance": "topic"}

pytestmark = [pytest.mark.slow, pytest.mark.data]


@pytest.fixture(scope="module")
def scorers(data: Path) -> Iterator[Path]:
    tools = Path(os.environ.get("WATCHDESK_TOOLS", data.parent / "tools"))
    if not (tools / "scorers").is_dir():
        pytest.skip("the judge is not beside the measuring data")
    sys.path.insert(0, str(tools))
    yield tools
    sys.path.remove(str(tools))


def digest(folder: Path, names: list[str]) -> str:
    total = hashlib.sha256()
    for name in names:
        total.update((folder / name).read_bytes())
    return total.hexdigest()[:16]


@pytest.mark.parametrize("task", TASKS)
def test_figures_hold_their_floors(task: str, data: Path, scorers: Path) -> None:
    floors, folder = FLOORS[task], data / TASKS[task]
    assert digest(folder, floors["files"]) == floors["sha256"], "other data: measure anew and say so"
    scorer = importlib.import_module(f"scorers.{task}")
    lines = [json.dumps(row) for row in scorer.prepare(folder)]
    figures = scorer.score(folder, {str(row["id"]): row for row in annotate_lines(lines, load())})
    low = {name: (figures[name], floor) for name, floor in floors["floors"].items() if figures[name] < floor}
    assert not low, f"below the floor (figure, floor): {low}"


def test_at_most_one_nonsense_entity_in_a_hundred_is_shown(data: Path, scorers: Path) -> None:
    """Nonsense is a mention that touches nothing which a person marked as a name, the optional ones among them:
    on the subject's annotated pages and on our own marked sentences (places are not marked there). Adjectives of
    countries are real words of places and left aside."""
    folder, scorer, reader = data / TASKS["topic"], importlib.import_module("scorers.topic"), load()
    assert digest(folder, FLOORS["topic"]["files"]) == FLOORS["topic"]["sha256"]
    rows = {str(row["id"]): row for row in annotate_lines((json.dumps(r) for r in scorer.prepare(folder)), reader)}
    shown, nonsense = strays(reader)
    for line in (folder / FLOORS["topic"]["files"][0]).read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        names = [(name["start"], name["end"]) for name in gold["entities"]]
        read = [(one["start"], one["end"]) for one in rows[gold["id"]]["entities"] if one["label"] != ADJECTIVE]
        shown += len(read)
        nonsense += sum(not any(one[0] < end and start < one[1] for start, end in names) for one in read)
    assert shown > 400
    assert nonsense <= shown / 100, f"{nonsense} of {shown} entities are nonsense"
