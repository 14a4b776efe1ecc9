"""How well each kind of name is read on sentences written for watchdesk: `python -m tests.nlp.marked_kinds [open]`.

Names and kinds are compared strictly, leading articles aside; places are not judged. `open` lists the misses of the
open half; those of the frozen half are never listed.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from nlp.pipeline import Reader, load
from watchdesk.records import Document

FILE = Path(__file__).with_name("kinds_marked.txt")
HALVES = ("open", "frozen")
_MARK = re.compile(r"\{(?P<kind>\w+)\|(?P<name>[^}]+)\}")
_ARTICLE = re.compile(r"^[Tt]he ")
Name = tuple[str, str]


def sentences() -> dict[str, list[str]]:
    """The marked sentences of each half."""
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if "|" in line and line[0] != "#"]
    return {half: lines[number::2] for number, half in enumerate(HALVES)}


def gold(marked: str) -> tuple[str, list[Name]]:
    """The sentence without marks, and its names with their kinds."""
    names = [(_ARTICLE.sub("", found["name"]), found["kind"]) for found in _MARK.finditer(marked)]
    return _MARK.sub(lambda found: found["name"], marked), names


def read(reader: Reader, marked: Iterable[str]) -> list[tuple[str, list[Name], list[Name]]]:
    """Each sentence with its names as marked and as read."""
    pairs = [gold(line) for line in marked]
    annotations = reader.annotate(Document(str(number), text) for number, (text, _) in enumerate(pairs))
    return [
        (text, names, [(_ARTICLE.sub("", one.text), one.kind) for one in annotation.mentions if one.kind != "place"])
        for (text, names), annotation in zip(pairs, annotations, strict=True)
    ]


def figures(reader: Reader, half: str) -> dict[str, float]:
    """F of each kind and of all, 0–1."""
    hits, wanted, found = Counter[str](), Counter[str](), Counter[str]()
    for _, names, mine in read(reader, sentences()[half]):
        for counter, counted in ((wanted, names), (found, mine), (hits, [name for name in mine if name in names])):
            counter.update(kind for _, kind in counted)
            counter["all"] += len(counted)
    return {kind: 2 * hits[kind] / (wanted[kind] + found[kind]) for kind in sorted(wanted)}


def strays(reader: Reader) -> tuple[int, int]:
    """How many names but places are read in all sentences, and how many of them touch no marked name."""
    lines = [line for half in HALVES for line in sentences()[half]]
    shown = nonsense = 0
    documents = (Document(str(number), gold(line)[0]) for number, line in enumerate(lines))
    for line, annotation in zip(lines, reader.annotate(documents), strict=True):
        read = [(one.start, one.end) for one in annotation.mentions if one.kind != "place"]
        marked = _places(line)
        shown += len(read)
        nonsense += sum(not any(one[0] < end and start < one[1] for start, end in marked) for one in read)
    return shown, nonsense


def _places(marked: str) -> list[tuple[int, int]]:
    """Where the names of a marked sentence stand in the sentence without marks."""
    found, shift = [], 0
    for match in _MARK.finditer(marked):
        start = match.start() - shift
        found.append((start, start + len(match["name"])))
        shift += len(match.group()) - len(match["name"])
    return found


def main(words: list[str]) -> None:
    """Print the figures of both halves, and on demand the misses of the open one."""
    reader = load()
    table = {half: figures(reader, half) for half in HALVES}
    for kind in table["open"]:
        sys.stdout.write(f"{kind:16} open {table['open'][kind]:.3f} frozen {table['frozen'].get(kind, 0):.3f}\n")
    if words[:1] == ["open"]:
        for text, names, mine in read(reader, sentences()["open"]):
            if sorted(names) != sorted(mine):
                sys.stdout.write(f"{text}\n    {names} read as {mine}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
