"""Ranking: the newest matches in order of how well they fit."""

from __future__ import annotations

from collections.abc import Sequence

from storage.connection import Store
from storage.resolve import Plan

# Weights of body, title, standfirst and captions, quotes, facts in bm25.
_WEIGHTS = "1.0, 8.0, 2.0, 0.5, 0.0"


def ranked(store: Store, what: Plan, newest: Sequence[int]) -> list[int]:
    """The given positions (newest first), best first; as given where no words were asked for."""
    if not what.text_terms or not what.match or not newest or what.asof is not None:
        return list(newest)
    rows = store.run(
        f"SELECT rowid, bm25(search, {_WEIGHTS}) FROM search WHERE search MATCH ? AND rowid >= ? AND rowid <= ?",
        (what.match, newest[-1], newest[0]),
    )
    wanted = set(newest)
    return [position for position, _ in sorted(rows, key=lambda row: (row[1], -row[0])) if position in wanted]
