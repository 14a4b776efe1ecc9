"""The verdict: named features times weights, and the words that decided."""

from __future__ import annotations

import math

from nlp.subject.features import NEAR, features, strength
from nlp.subject.reading import Found, Reading, read
from nlp.subject.terms import Subject, default_subject
from watchdesk.records import Relevance


def judge(title: str | None, text: str, language: str | None = None, subject: Subject | None = None) -> Relevance:
    """Whether a page is about the subject, mentions it, or neither.

    `language` is a code such as `en` or `pt-BR`; None is guessed from the words. `score` is the weighed chance (0–1)
    that the page is about the subject; `why` names the words that decided, the subject's first. Never raises for text.
    """
    watched = subject or default_subject()
    reading = read(watched, title or "", text, language)
    if reading is None:
        return Relevance(0.0, False, False)
    score = weigh(features(reading), watched)
    about = score >= watched.threshold
    return Relevance(round(score, 4), about, True, why(reading, about=about))


def weigh(values: dict[str, float], subject: Subject) -> float:
    """The logistic of the weighted sum; features without a weight count nothing."""
    weights = subject.weights
    total = weights.get("bias", 0.0) + math.fsum(weights.get(name, 0.0) * value for name, value in values.items())
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))


def why(reading: Reading, *, about: bool) -> tuple[str, ...]:
    """The words that decided, such as `subject: face scans` or `court: lawsuit`; for a page that is not about it the
    look-alikes come before the conflicts."""
    named = [*reading.title.subject, *reading.opening.subject]
    first = [f"subject: {words}" for words in dict.fromkeys(hit.words for hit in named[:4])]
    conflicts = _strongest({**reading.conflict, "state use": reading.state})
    others = [f"looks like {line}" for line in _strongest(dict(reading.lookalikes))]
    rest = conflicts if about else [*others, *conflicts]
    passing = ["named once, in passing"] if not about and reading.total == 1 and not reading.title.subject else []
    return (*first[:2], *passing, *rest[:4])


def _strongest(groups: dict[str, Found]) -> list[str]:
    ranked = sorted(groups.items(), key=lambda item: -strength(item[1]))
    return [f"{name.replace('_', ' ')}: {found.first}" for name, found in ranked if strength(found) >= NEAR]
