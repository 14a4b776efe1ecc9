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
WISHES = frozenset(("bill", "open_letter", "report", "testimony", "vote", "protest", "contract_or_use"))
"""Types that are news even where they only propose: all others are wished for after words such as `would`."""
ASIDE = 0.75
"""What a trigger is worth in the part of a sentence that tells circumstances."""
REAL = 1.0
"""A trigger of at least this strength says that something happened, and does not only name it."""


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
    denied: re.Pattern[str]
    named: re.Pattern[str]
    aside: re.Pattern[str]

    def found(self, sentence: str) -> list[Trigger]:
        """Every type that shows in a sentence, the strongest place of each."""
        folded = sentence.lower().replace("’", "'")
        aside = self.aside.search(folded, min(15, len(folded)))
        cut = aside.start() if aside else len(folded)
        best: dict[EventType, Trigger] = {}
        for patterns, strength in ((self.strong, STRONG), (self.weak, WEAK)):
            for kind, pattern in patterns.items():
                for match in pattern.finditer(folded):
                    if self._is_denied(folded, match):
                        continue
                    worth = strength * self._share(folded, kind, match) * (ASIDE if match.start() >= cut else 1.0)
                    if kind not in best or worth > best[kind].strength:
                        best[kind] = Trigger(kind, match.start(), match.end(), worth)
        return list(best.values())

    def _share(self, folded: str, kind: EventType, match: re.Match[str]) -> float:
        """How much of its strength a trigger keeps: little where it is wished for, feared, or part of a name."""
        if folded.endswith("?"):
            return UNREAL
        if kind in WISHES:
            return 1.0
        wished = self.unreal.search(folded, max(0, match.start() - 60), match.start()) is not None
        return UNREAL if wished or self.named.match(folded[match.end() : match.end() + 30]) else 1.0

    def _is_denied(self, folded: str, match: re.Match[str]) -> bool:
        """Whether the words before a trigger, in its own part of the sentence, say that it did not happen."""
        return self.denied.search(folded, max(0, match.start() - 60), match.start()) is not None


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
    return Triggers(
        strong,
        weak,
        unreal=re.compile(rf"\b{tree['unreal']}\b(?:\s+\S+){{0,5}}\s*$"),
        denied=re.compile(rf"\b{tree['denied']}\b(?:\s+[^\s,;:.!?—–-]+){{0,5}}\s*$"),
        named=re.compile(str(tree["named"])),
        aside=re.compile(str(tree["aside"])),
    )


def _compiled(patterns: list[str], tech: str, body: str) -> re.Pattern[str]:
    whole = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(whole.replace("~", ".{0,60}?").replace("TECH", tech).replace("BODY", body), re.DOTALL)
