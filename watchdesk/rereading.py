"""What a second reading of the archive changed: entities, places, quotations, events and verdicts; pure counting."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from storage.rereading import StoredReading

_Key = TypeVar("_Key", bound=Hashable)
EXAMPLES = 5
"""Shown of each change."""
_WAYS = ("gained", "lost", "changed")


@dataclass(slots=True)
class Change:
    """How often something was gained, lost, or read otherwise, with the first examples of it."""

    gained: int = 0
    lost: int = 0
    changed: int = 0
    examples: list[str] = field(default_factory=list)

    def note(self, way: str, example: str) -> None:
        """Count one change."""
        setattr(self, way, getattr(self, way) + 1)
        if len(self.examples) < EXAMPLES:
            self.examples.append(f"{way}: {example}")

    def __str__(self) -> str:
        return ", ".join(f"{getattr(self, way):,} {way}" for way in _WAYS)


@dataclass(slots=True)
class Changes:
    """All that a reading of the archive changed, against the reading before it.

    `before`: articles that a run broken off earlier had read again already; what they changed is not counted here.
    """

    articles: int = 0
    changed_articles: int = 0
    before: int = 0
    entities: Change = field(default_factory=Change)
    places: Change = field(default_factory=Change)
    quotes: Change = field(default_factory=Change)
    events: Change = field(default_factory=Change)
    relevance: Change = field(default_factory=Change)

    def add(self, old: StoredReading, new: StoredReading, *, about: bool) -> None:
        """Compare two readings of one article; `about` is what the subject's words say of it now."""
        seen = self._total()
        _compare(self.entities, old.names, new.names, new.url)
        _compare(self.places, old.places, new.places, new.url)
        _compare(self.quotes, old.quotes, new.quotes, new.url)
        _compare(self.events, dict.fromkeys(old.events, ""), dict.fromkeys(new.events, ""), new.url)
        if about != old.about:
            self.relevance.note("gained" if about else "lost", f"{new.url}")
        self.articles += 1
        self.changed_articles += self._total() > seen

    def as_dict(self) -> dict[str, object]:
        """The figures as JSON has them."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For people: one line for each kind of finding, its examples below it."""
        told = [f"{self.changed_articles:,} of {self.articles:,} articles are read otherwise than before"]
        if self.before:
            told.append(f"  {self.before:,} more were read again by a run that was broken off; it counted them itself")
        for name in ("entities", "places", "quotes", "events"):
            change: Change = getattr(self, name)
            told += [f"  {name}: {change}", *(f"    {example}" for example in change.examples)]
        verdicts = self.relevance
        told.append(f"  about the subject: {verdicts.gained} would be now, {verdicts.lost} no longer")
        return [*told, *(f"    {example}" for example in verdicts.examples)]

    def _total(self) -> int:
        every = (self.entities, self.places, self.quotes, self.events, self.relevance)
        return sum(change.gained + change.lost + change.changed for change in every)


def _compare(change: Change, old: Mapping[_Key, str], new: Mapping[_Key, str], url: str) -> None:
    for key in sorted(old.keys() | new.keys(), key=str):
        before, after = old.get(key), new.get(key)
        if before is None:
            change.note("gained", f"{after or key} in {url}")
        elif after is None:
            change.note("lost", f"{before or key} in {url}")
        elif before != after:
            change.note("changed", f"{before} is now {after} in {url}")
