"""Which kind of organisation a name is: evidence of the kinds added up over all its places in a document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import overload

from nlp.kinds import ORGANISATIONS
from nlp.namelists import name_lists
from nlp.namepieces import leaning
from watchdesk.records import EntityKind

_LISTED = 3.0
REACH = 40  # characters of context on each side


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a place."""
    return text[max(0, start - REACH) : start], text[end : end + REACH]


def evidence(text: str, start: int, end: int) -> dict[EntityKind, float]:
    """What speaks for each kind at one place of a readable text."""
    name, (lead, tail) = text[start:end], around(text, start, end)
    weighed: dict[EntityKind, float] = {kind.name: kind.weigh(name, lead, tail) for kind in ORGANISATIONS}
    listed = name_lists().organisations.get(name.casefold())
    if listed is not None:
        weighed[listed] = weighed.get(listed, 0.0) + _LISTED
    return {kind: weight for kind, weight in weighed.items() if weight}


@overload
def organisation_kind(text: str, places: Iterable[tuple[int, int]]) -> EntityKind: ...
@overload
def organisation_kind(text: str, places: Iterable[tuple[int, int]], default: None) -> EntityKind | None: ...
def organisation_kind(
    text: str, places: Iterable[tuple[int, int]], default: EntityKind | None = "other_org"
) -> EntityKind | None:
    """The kind of the organisation whose name stands at these places of a readable text, or the default.

    Where nothing speaks for any kind, the pieces of the name may (`namepieces`).
    The order of the kinds decides between equal weights: the more special first, as in `kinds`.
    """
    total: dict[EntityKind, float] = {}
    name = ""
    for start, end in places:
        name = name or text[start:end]
        for kind, weight in evidence(text, start, end).items():
            total[kind] = max(total.get(kind, 0.0), weight)
    if not total:
        return default and (leaning(name) or default)
    best: EntityKind = max(total, key=lambda kind: total[kind])
    return best
