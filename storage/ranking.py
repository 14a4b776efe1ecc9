"""Ranking: matches in order of how well they fit.

BM25 weighs a word by how rare it is, so the index first counts the articles that have it: a quarter of a second for
a word that a million articles have, which then weighs nothing. In an archive about one subject these are the words
that nearly every query has. So words that stand in half of the newest matches' neighbours are left out of BM25; where
a query has no others, titles that have them come first, then whatever is newest.
"""

from __future__ import annotations

from collections.abc import Sequence

from storage.lookup import Lookup
from storage.query import Query
from storage.resolve import Plan, plan

_SAMPLE = 400  # matches of a word that are looked at to see how common it is


def ranked(source: Lookup, query: Query, newest: Sequence[int]) -> list[int]:
    """The given positions (newest first) of the query's matches, best first; as given where it asks for no words."""
    phrases = dict.fromkeys(source.plan.phrases)
    if not phrases or not newest:
        return list(newest)
    common = frozenset(phrase for phrase in phrases if _is_common(source, phrase, newest[0]))
    scores = _scores(source, query, common, newest)
    titled = {position for phrase in sorted(common) for position in source.titled(phrase, newest[-1], newest[0])}
    return sorted(newest, key=lambda position: (scores.get(position, 0.0), position not in titled, -position))


def _scores(source: Lookup, query: Query, common: frozenset[str], newest: Sequence[int]) -> dict[int, float]:
    """BM25 of the words that tell something, less is better; empty where there are none."""
    if len(common) == len(set(source.plan.phrases)):
        return {}
    telling: Plan = source.plan
    if common:
        telling = plan(source.store, query, strict=False, without=common)
    return source.scores(telling.match, newest[-1], newest[0]) if telling.match else {}


def _is_common(source: Lookup, phrase: str, highest: int) -> bool:
    """Whether at least every second article, from `highest` on backwards, has the phrase."""
    having = source.newest(_SAMPLE, match=phrase, below=highest + 1)
    return len(having) == _SAMPLE and source.entries_between(having[-1], highest, 2 * _SAMPLE + 1) <= 2 * _SAMPLE
