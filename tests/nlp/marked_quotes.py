"""How well quotations are read in passages written for watchdesk: `python -m tests.nlp.marked_quotes [open]`.

`found` is the F of the quotations (words compared without marks and spaces at their ends), `speaker` the share of those
found whose speaker is the marked one, bodies and people without a name aside. `open` lists the misses of the open
half, never those of the frozen one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from nlp.pipeline import Reader, load
from watchdesk.records import Document

FILE = Path(__file__).with_name("quotes_marked.txt")
HALVES = ("open", "frozen")
_MARK = re.compile(r"\[\[(?P<speaker>[^|]+)\|(?P<words>[^\]]+)\]\]")
_ENDS = " .,;:!?–"
Said = tuple[str, str | None]


def passages() -> dict[str, list[str]]:
    """The marked passages of each half."""
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return {half: [line.replace(" ¶ ", "\n\n") for line in lines[number::2]] for number, half in enumerate(HALVES)}


def gold(marked: str) -> tuple[str, list[Said]]:
    """The passage without marks, and what is said in it by whom."""
    said = [
        (found["words"].strip(_ENDS), None if found["speaker"] == "-" else found["speaker"])
        for found in _MARK.finditer(marked)
    ]
    return _MARK.sub(lambda found: found["words"], marked), said


def read(reader: Reader, marked: Iterable[str]) -> list[tuple[str, list[Said], list[Said]]]:
    """Each passage with its quotations as marked and as read."""
    pairs = [gold(line) for line in marked]
    annotations = reader.annotate(Document(str(number), text) for number, (text, _) in enumerate(pairs))
    return [
        (text, said, [(quote.text.strip(_ENDS), quote.speaker) for quote in annotation.quotes])
        for (text, said), annotation in zip(pairs, annotations, strict=True)
    ]


def figures(reader: Reader, half: str) -> dict[str, float]:
    """F of the quotations and share of right speakers, 0–1."""
    hits = right = judged = wanted = found = 0
    for _, said, mine in read(reader, passages()[half]):
        speakers = dict(mine)
        wanted, found = wanted + len(said), found + len(mine)
        hits += sum(words in speakers for words, _ in said)
        named = [(words, who) for words, who in said if who and words in speakers]
        judged += len(named)
        right += sum(speakers[words] == who for words, who in named)
    return {"found": 2 * hits / (wanted + found), "speaker": right / judged}


def main(words: list[str]) -> None:
    """Print the figures of both halves, and on demand the misses of the open one."""
    reader = load()
    for half in HALVES:
        sys.stdout.write(f"{half:7} " + " ".join(f"{k} {v:.3f}" for k, v in figures(reader, half).items()) + "\n")
    if words[:1] == ["open"]:
        for text, said, mine in read(reader, passages()["open"]):
            if said != mine:
                sys.stdout.write(f"{text}\n    {said}\n    {mine}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
