"""Named features of a page, each a small number, for the weighing in `nlp/subject/judge.py`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from nlp.subject.reading import Found, Reading

TITLE, NEAR, ELSEWHERE = 1.0, 0.7, 0.3
LEAD = 300
FIGHTS = ("ban", "court", "wrong", "breach", "penalty")
"""Aspects that make a headline one of a fight, whatever else it speaks of."""
BROADER = "broader_topic"
"""Look-alikes that hold the subject as one case of many; in a title that names it they are only its frame."""


def features(reading: Reading) -> dict[str, float]:
    """Feature name to value, most between 0 and 1; the names are those of the weights in `conflict.yaml`."""
    values = _faces(reading)
    conflict = {aspect: strength(found) for aspect, found in reading.conflict.items()}
    off = {group: strength(found) for group, found in reading.lookalikes.items()}
    if reading.title.subject and off.get(BROADER) == TITLE:
        off[BROADER] = 0.0
    values |= {f"conflict.{aspect}": value for aspect, value in conflict.items()}
    values |= {f"lookalike.{group}": value for group, value in off.items()}
    values["state_use"] = strength(reading.state)
    values |= _together(reading, values, conflict, off)
    return values


def strength(found: Found) -> float:
    """How prominently a group stands on the page: in the title, near the subject, or elsewhere."""
    if found.title:
        return TITLE
    return NEAR if found.near else ELSEWHERE if found.elsewhere else 0.0


def _faces(reading: Reading) -> dict[str, float]:
    """How much the page is about the subject's technology at all."""
    hits = reading.opening.subject
    words = max(len(reading.opening.text.plain.split()), len(reading.opening.text.plain) // 12, 1)
    return {
        "in_title": float(bool(reading.title.subject)),
        "hint_in_title": float(reading.hinted and not reading.title.subject),
        "in_lead": float(any(hit.start < LEAD for hit in hits)),
        "often": min(math.log2(1 + len(hits)), 3.0) / 3,
        "density": min(100 * len(hits) / words, 4.0) / 4,
        "company": min(len(reading.companies), 2) / 2,
        "named_once": float(not reading.title.subject and reading.total == 1),
        "listed": float(reading.listed > 0 and reading.listed == len(hits) and not reading.title.subject),
        "short": float(words < 60),
        "other_language": float(reading.language != "en"),
    }


def _together(
    reading: Reading, values: Mapping[str, float], conflict: Mapping[str, float], off: Mapping[str, float]
) -> dict[str, float]:
    """Both halves of the rule at once: the technology is a main topic, and there is a conflict about it."""
    main = max(values["in_title"], 0.7 * values["in_lead"], values["often"])
    dispute = min(_sum(conflict.values()) / 3, 1.0)
    fought = any(conflict.get(aspect) == TITLE for aspect in FIGHTS)
    titled = sum(bool(found.title) for found in reading.conflict.values())
    strongest = max(conflict.values(), default=0.0)
    return {
        "aspects": min(_sum(conflict.values()), 6.0) / 6,
        "aspects_in_title": min(titled, 3) / 3,
        "aspects_near": min(sum(value >= NEAR for value in conflict.values()), 5) / 5,
        "undisputed": float(not any(conflict.values()) and not values["state_use"]),
        "main_and_conflict": main * dispute,
        "main_and_state": main * values["state_use"],
        "title_and_conflict": values["in_title"] * strongest,
        "off_alone": float(max(off.values(), default=0.0) >= NEAR > strongest),
        "off_in_title": min(sum(value == TITLE for value in off.values()), 2) / (4 if fought else 2),
        "off_unopposed": min(_sum(off.values()), 3.0) / 3 * (1 - dispute),
    }


def _sum(values: Iterable[float]) -> float:
    return math.fsum(values)
