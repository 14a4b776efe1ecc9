"""Lists of given names, surnames and known organisations, loaded once; each file names its source in its first line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

from watchdesk.records import EntityKind

_FOLDER = Path(__file__).with_name("data")
_FREQUENT = 4_000


@dataclass(frozen=True, slots=True)
class NameLists:
    """Given names and surnames as written; organisations by their name without case → kind."""

    given: frozenset[str]
    surnames: frozenset[str]
    frequent_surnames: frozenset[str]
    organisations: dict[str, EntityKind]

    def is_person_like(self, name: str) -> bool:
        """Whether a name of two words or more begins with a given name, and does not end as only organisations do."""
        words = name.split()
        return len(words) > 1 and words[0] in self.given and words[-1][:1].isupper()


@lru_cache(maxsize=1)
def name_lists() -> NameLists:
    """The shipped lists."""
    surnames = _lines("surnames.txt")
    rows = (line.split("\t", 1) for line in _lines("known_names.tsv"))
    organisations = {name.casefold(): cast("EntityKind", kind) for kind, name in rows}
    for kind, listed in (line.split("\t", 1) for line in _lines("world_names.tsv")):
        organisations.update({name.casefold(): cast("EntityKind", kind) for name in listed.split("; ")})
    return NameLists(
        frozenset(_lines("given_names.txt")), frozenset(surnames), frozenset(surnames[:_FREQUENT]), organisations
    )


def _lines(name: str) -> list[str]:
    return (_FOLDER / name).read_text(encoding="utf-8").splitlines()[1:]
