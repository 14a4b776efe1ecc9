"""Cursors: where the next page begins, as a short text. Pure."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass

from watchdesk.errors import QueryError

_NEWEST = re.compile(r"n(\d{1,18})$")
_RANKED = re.compile(r"r(\d{1,18})-(\d{1,18})\.([\w-]{1,16000})$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The start of a page. Newest first: positions below `below`.

    Ranked: those of the positions from `low` to `high` whose articles are not among `shown`. A score moves a little
    with every article that comes in, so a place in the order would skip and repeat; what was shown does not change.
    """

    order: str
    below: int | None = None
    low: int = 0
    high: int | None = None
    shown: frozenset[int] = frozenset()

    @property
    def text(self) -> str:
        """The cursor as it stands in an address: about three letters for each article shown so far."""
        if self.order == "newest":
            return f"n{self.below}"
        packed = base64.urlsafe_b64encode(_packed(sorted(self.shown))).decode("ascii").rstrip("=")
        return f"r{self.low}-{self.high}.{packed}"


def read_cursor(text: str | None, order: str) -> Cursor:
    """Back from `Cursor.text`; None or "" is the first page. Raises QueryError for anything else."""
    if not text:
        return Cursor(order)
    if order == "newest" and (match := _NEWEST.match(text)):
        return Cursor(order, below=int(match[1]))
    if order == "ranked" and (match := _RANKED.match(text)):
        try:
            packed = base64.b64decode(match[3] + "=" * (-len(match[3]) % 4), b"-_", validate=True)
            return Cursor(order, low=int(match[1]), high=int(match[2]), shown=_unpacked(packed))
        except (binascii.Error, ValueError):
            pass  # it is refused below, as any other text
    told = f"{text[:40]}…" if len(text) > 40 else text
    raise QueryError(f"{told!r} is not a page of these results; start at the first one")


def _packed(ascending: Iterable[int]) -> bytes:
    """Ascending numbers as their distances, seven bits a byte, the eighth set where another byte follows (LEB128)."""
    packed, before = bytearray(), 0
    for number in ascending:
        distance, before = number - before, number
        while distance > 0x7F:
            packed.append(distance & 0x7F | 0x80)
            distance >>= 7
        packed.append(distance)
    return bytes(packed)


def _unpacked(packed: bytes) -> frozenset[int]:
    """Back from `_packed`; raises ValueError where the last number is broken off or none could be so large."""
    numbers: list[int] = []
    distance = shift = 0
    for byte in packed:
        distance |= (byte & 0x7F) << shift
        shift += 7
        if byte & 0x80:
            continue
        numbers.append(distance + (numbers[-1] if numbers else 0))
        distance = shift = 0
    if shift or (numbers and numbers[-1] >= 1 << 63):
        raise ValueError("not a list of articles")
    return frozenset(numbers)
