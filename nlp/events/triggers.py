"""Which words of a sentence say that something happened: expressions by type of event, from `nlp/data/events.yaml`."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from watchdesk.records import EventType

DATA = Path(__file__).parent.parent / "data" / "events.yaml"
STRONG, WEAK, UNREAL = 2.0, 0.6, 0.3
REALISED = frozenset(
    ("ban", "moratorium", "contract_end", "product_exit", "settlement", "fine", "policy_change", "lawsuit")
)
"""Types that are only wished for after words such as `would` or `calls for`."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A place where a type of event shows, and how strongly."""

    type: EventType
    start: int
    end: int
    strength: float


@dataclass(frozen=True)
class Triggers:
    """The expressions of all types, ready to be tried on a sentence."""

    strong: dict[EventType, re.Pattern[str]]
    weak: dict[EventType, re.Pattern[str]]
    unreal: re.Pattern[str]

    def found(self, sentence: str) -> list[Trigger]:
        """Every type that shows in a sentence, the strongest place of each."""
        folded = sentence.lower().replace("’", "'")
        best: dict[EventType, Trigger] = {}
        for patterns, strength in ((self.strong, STRONG), (self.weak, WEAK)):
            for kind, pattern in patterns.items():
                for match in pattern.finditer(folded):
                    trigger = self._weighed(folded, kind, match, strength)
                    if kind not in best or trigger.strength > best[kind].strength:
                        best[kind] = trigger
        return list(best.values())

    def _weighed(self, folded: str, kind: EventType, match: re.Match[str], strength: float) -> Trigger:
        unreal = kind in REALISED and self.unreal.search(folded, max(0, match.start() - 40), match.start()) is not None
        return Trigger(kind, match.start(), match.end(), strength * UNREAL if unreal else strength)


@functools.cache
def triggers() -> Triggers:
    """The shipped expressions; read and compiled once for each process."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    tree = cast(dict[str, object], yaml.load(DATA.read_text(encoding="utf-8"), Loader=loader))
    tech, body = str(tree["tech"]), str(tree["body"])
    strong: dict[EventType, re.Pattern[str]] = {}
    weak: dict[EventType, re.Pattern[str]] = {}
    for name, lists in cast(dict[EventType, dict[str, list[str]]], tree["types"]).items():
        strong[name], weak[name] = (_compiled(lists[level], tech, body) for level in ("strong", "weak"))
    return Triggers(strong, weak, re.compile(rf"\b{tree['unreal']}\b(?:\s+\S+){{0,3}}\s*$"))


def _compiled(patterns: list[str], tech: str, body: str) -> re.Pattern[str]:
    whole = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(whole.replace("~", ".{0,60}?").replace("TECH", tech).replace("BODY", body), re.DOTALL)
