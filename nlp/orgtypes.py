"""Which kind of organisation a name is: evidence of the kinds added up over all its places in a document."""

from __future__ import annotations

from collections.abc import Iterable

from nlp.kinds import ORGANISATIONS
from watchdesk.records import EntityKind

REACH = 40  # characters of context on each side


def evidence(text: str, start: int, end: int) -> dict[EntityKind, float]:
    """What speaks for each kind at one place of a readable text."""
    name, lead, tail = text[start:end], text[max(0, start - REACH) : start], text[end : end + REACH]
    weighed = {kind.name: kind.weigh(name, lead, tail) for kind in ORGANISATIONS}
    return {kind: weight for kind, weight in weighed.items() if weight}


def organisation_kind(text: str, places: Iterable[tuple[int, int]], default: EntityKind = "other_org") -> EntityKind:
    """The kind of the organisation whose name stands at these places of a readable text.

    The order of the kinds decides between equal weights: the more special first, as in `kinds`.
    """
    total: dict[EntityKind, float] = {}
    for start, end in places:
        for kind, weight in evidence(text, start, end).items():
            total[kind] = max(total.get(kind, 0.0), weight)
    return max(total, key=lambda kind: total[kind]) if total else default
