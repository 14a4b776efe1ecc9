"""How well events are read on pieces written for watchdesk: `python -m tests.nlp.marked_events [open]`.

`primary` is the share of pieces whose main event has a type that is as good as the marked one; `silence` the share of
look-alikes (negated, wished for, of another world) in which no event is read; `date`, `place` and `actor` are shares of
those marked. `open` lists the misses of the open half; those of the frozen half are never listed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nlp.pipeline import Reader, load
from watchdesk.records import Document, Event

FILE = Path(__file__).with_name("events_marked.txt")
HALVES = ("open", "frozen")
PUBLISHED = "2024-03-14"
_ABSENT = "-"


@dataclass(frozen=True)
class Piece:
    """A marked text: its types (none for a look-alike), and what else is marked."""

    types: frozenset[str]
    actor: str | None
    place: str | None
    date: str | None
    text: str


def pieces() -> dict[str, list[Piece]]:
    """The marked pieces of each half, every second one to each."""
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return {half: [_piece(line) for line in lines[number::2]] for number, half in enumerate(HALVES)}


def _piece(line: str) -> Piece:
    types, *facts, text = line.split(" | ")
    actor, place, date = (None if fact == _ABSENT else fact for fact in facts)
    return Piece(frozenset(types.split("/")) - {"none"}, actor, place, date, text)


def read(reader: Reader, marked: Iterable[Piece]) -> Iterator[tuple[Piece, Event | None]]:
    """Each piece with the main event that is read in it."""
    marked = list(marked)
    documents = (Document(str(number), piece.text, published=PUBLISHED) for number, piece in enumerate(marked))
    for piece, annotation in zip(marked, reader.annotate(documents), strict=True):
        yield piece, next((event for event in annotation.events if event.primary), None)


def figures(reader: Reader, half: str) -> dict[str, float]:
    """Shares of what is right, 0–1."""
    marks: dict[str, list[bool]] = {}
    for piece, event in read(reader, pieces()[half]):
        if piece.types:
            marks.setdefault("primary", []).append(event is not None and event.type in piece.types)
        else:
            marks.setdefault("silence", []).append(event is None)
        for fact in ("actor", "place", "date"):
            wanted = getattr(piece, fact)
            if wanted:
                found = getattr(event, fact, None) or ""
                marks.setdefault(fact, []).append(str(found).startswith(wanted))
    return {name: sum(right) / len(right) for name, right in sorted(marks.items())}


def main(words: list[str]) -> None:
    """Print the figures of both halves, and on demand the misses of the open one."""
    reader = load()
    for half in HALVES:
        shown = " ".join(f"{name} {figure:.3f}" for name, figure in figures(reader, half).items())
        sys.stdout.write(f"{half:7} {shown}\n")
    if words[:1] == ["open"]:
        for piece, event in read(reader, pieces()["open"]):
            given = event.type if event else "none"
            wrong = given not in (piece.types or {"none"})
            facts = [(name, getattr(piece, name), getattr(event, name, None)) for name in ("actor", "place", "date")]
            missed = [fact for fact in facts if fact[1] and not str(fact[2]).startswith(fact[1])]
            if wrong or missed:
                sys.stdout.write(f"{'/'.join(piece.types) or 'none'} read as {given} {missed}: {piece.text}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
