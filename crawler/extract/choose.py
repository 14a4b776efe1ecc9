"""Candidates for a field, and the choice between them: equal values add up their weights, the heaviest wins."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from watchdesk.records import Candidate

_QUOTES = str.maketrans(
    dict.fromkeys("‘’‚‛′´`＇‹›", "'") | dict.fromkeys("“”„‟″«»＂", '"') | dict.fromkeys("–—−‑‐", "-")
)

_INVISIBLE = re.compile("[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def plain(text: str) -> str:
    """A text as it is compared: compatible Unicode form, one kind of quotes and dashes, no case, single spaces."""
    folded = unicodedata.normalize("NFKC", text.translate(_QUOTES)).casefold()
    return " ".join(_INVISIBLE.sub("", folded).split())


def voted(candidates: Iterable[Candidate], key: Callable[[str], str] = plain) -> tuple[Candidate, ...]:
    """Candidates with the winner first; among equal values the one with the highest weight of its own speaks."""
    given = list(candidates)
    votes: dict[str, float] = {}
    for candidate in given:
        votes[key(candidate.value)] = votes.get(key(candidate.value), 0.0) + candidate.weight
    return tuple(sorted(given, key=lambda c: (-votes[key(c.value)], -c.weight)))
