"""What the pieces of a name say of its kind, where no word, ending, list or context does.

Each piece of a name (BERT's WordPiece, lower case, no accents) leans to some kinds of organisations; the leanings of a
name are the mean of its pieces' plus what its shape adds. The table is learned by `nlp.data.build_pieces` from open
lists of names over the token vectors of all-MiniLM-L6-v2 (Apache-2.0), so that a piece that stands in no list leans as
pieces of like meaning do; nothing of that model runs here.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from watchdesk.records import EntityKind

TABLE = Path(__file__).with_name("data") / "name_pieces.tsv"
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
_CAMEL = re.compile(r"[a-z][A-Z]")
_BODIES: tuple[EntityKind, ...] = ("agency", "court", "legislature")
_SHORT = 5
# Most organisations without a telling word are neither firms nor bodies of government, so a leaning must be clear
# (natural logarithms of odds; docs/decisions.md says on what they were compared).
_FIRM_MARGIN, _BODY_MARGIN, _SPECIAL = 0.1, 0.75, math.log(0.6)


@dataclass(frozen=True, slots=True)
class Pieces:
    """The learned table: kinds in order, what each adds at first, by shape, and by piece (hundredths)."""

    kinds: tuple[EntityKind, ...]
    bias: tuple[float, ...]
    shapes: tuple[tuple[float, ...], ...]
    weights: dict[str, str]

    def leanings(self, name: str) -> list[float]:
        """Logarithm of the odds of each kind, up to a constant."""
        found = list(split(name, self.weights))
        total = list(self.bias)
        for piece in found:
            for place, weight in enumerate(self.weights[piece].split()):
                total[place] += int(weight) / 100 / len(found)
        for holds, row in zip(shape(name), self.shapes, strict=True):
            if holds:
                total = [one + other for one, other in zip(total, row, strict=True)]
        return total


def leaning(name: str) -> EntityKind | None:
    """The kind that a name leans to by its pieces and shape; None where it leans to none clearly."""
    table = _table()
    weights = dict(zip(table.kinds, table.leanings(name), strict=True))
    others = [kind for kind in table.kinds if kind != "company" and kind not in _BODIES]
    firm, body, rest = weights["company"], _together(weights, _BODIES), _together(weights, others)
    if firm - _FIRM_MARGIN > max(body - 1, rest):
        return "company"
    if body - _BODY_MARGIN > rest:
        return max(_BODIES, key=lambda kind: weights[kind])
    best = max(others, key=lambda kind: weights[kind])
    return best if weights[best] - rest > _SPECIAL else None


def is_plain(name: str) -> bool:
    """Whether each word of a name is one piece, as common words are and rare names are not."""
    known = _table().weights
    return all(word.lower() in known for word in name.split())


def split(name: str, known: Container[str]) -> Iterator[str]:
    """WordPiece: the longest known pieces of each word from its left, later ones after `##`; unknown words are left
    out. https://arxiv.org/abs/1609.08144"""
    flat = "".join(mark for mark in unicodedata.normalize("NFD", name.lower()) if unicodedata.category(mark) != "Mn")
    for token in _TOKEN.findall(flat):
        found: list[str] = []
        start = 0
        while start < len(token):
            end = next((e for e in range(len(token), start, -1) if _piece(token, start, e) in known), start)
            if end == start:
                found = []
                break
            found.append(_piece(token, start, end))
            start = end
        yield from found


def _piece(token: str, start: int, end: int) -> str:
    return token[start:end] if start == 0 else f"##{token[start:end]}"


def shape(name: str) -> tuple[bool, ...]:
    """What a name looks like: number of words, capitals, digits, small words, marks."""
    gaps = name.count(" ")
    return (
        gaps == 0, gaps == 1, gaps > 1, name.isupper(), len(name) <= _SHORT, _CAMEL.search(name) is not None,
        any(map(str.isdigit, name)), " of " in name, " for " in name, "&" in name, "'s" in name, name[:1].islower(),
        not name.isascii(),
    )  # fmt: skip


def _together(weights: Mapping[EntityKind, float], kinds: Sequence[EntityKind]) -> float:
    """Logarithm of the summed odds of some kinds."""
    top = max(weights[kind] for kind in kinds)
    return top + math.log(sum(math.exp(weights[kind] - top) for kind in kinds))


@lru_cache(maxsize=1)
def _table() -> Pieces:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    head = json.loads(lines[1])
    rows = (line.split("\t") for line in lines[2:])
    return Pieces(
        tuple(head["kinds"]), tuple(head["bias"]), tuple(map(tuple, head["shapes"])), {row[0]: row[1] for row in rows}
    )
