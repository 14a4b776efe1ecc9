"""Cursors: where the next page begins, as a short text. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from watchdesk.errors import QueryError

_CURSOR = re.compile(r"([nr])(\d{1,18})$")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The start of a page: positions below `below` (newest first), or from `offset` on (ranked)."""

    order: str
    below: int | None = None
    offset: int = 0

    @property
    def text(self) -> str:
        """The cursor as it stands in an address."""
        return f"n{self.below}" if self.order == "newest" else f"r{self.offset}"


def read_cursor(text: str | None, order: str) -> Cursor:
    """Back from `Cursor.text`; None or "" is the first page. Raises QueryError for anything else."""
    if not text:
        return Cursor(order)
    match = _CURSOR.match(text)
    if match is None or {"n": "newest", "r": "ranked"}[match[1]] != order:
        raise QueryError(f"{text!r} is not a page of these results; start at the first one")
    if order == "newest":
        return Cursor(order, below=int(match[2]))
    return Cursor(order, offset=int(match[2]))
