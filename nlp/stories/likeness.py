"""How like two articles are: terms and entities weighed by how rare they are, and copies by their shingles."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from nlp.stories.signature import Signature, stem

SAME, CONTAINED, LEAST_CONTAINED = 0.45, 0.72, 24
ENTITY_SHARE = 0.25
PRIOR = 400
REMEMBERED = 4000
"""Weighed vectors kept at a time; those of stories that are still told are asked for again and again."""
_COMMON_TEXT = """
facial recognition face technology police surveillance privacy ai system law city state government company data use
report camera software rights people public department officer council ban biometric artificial intelligence image
photo database federal official group court lawmaker enforcement agency concern security legal national country
world president news american u.s uk new york identify identification person individual tool
"""
COMMON = frozenset(stem(word) for word in _COMMON_TEXT.split())
"""Words of the beat: counted as if half of some hundred earlier articles had them, so that they join nothing alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """An article in the index; `day` is a proleptic day number or None."""

    article_id: int
    signature: Signature
    day: int | None
    entities: frozenset[str]


Vector = tuple[dict[str, float], float]


class Rarity:
    """How often terms and entities were seen, and what articles weigh by it."""

    def __init__(self) -> None:
        self._articles = 0
        self._terms: Counter[str] = Counter()
        self._entities: Counter[str] = Counter()
        self._vectors: dict[int, Vector] = {}
        self._reckoned_at = 0

    def see(self, signature: Signature, entities: Iterable[str]) -> None:
        """Count an article."""
        self._articles += 1
        self._terms.update(signature.terms)
        self._entities.update(entities)

    def vector(self, signature: Signature) -> Vector:
        """Term → weight, and the length of that vector."""
        weights = {
            term: weight * self.of_term(term) for term, weight in zip(signature.terms, signature.weights, strict=True)
        }
        return weights, math.sqrt(math.fsum(value * value for value in weights.values()))

    def of_term(self, term: str) -> float:
        """The logarithm of how seldom a term is."""
        prior = PRIOR // 2 if term in COMMON else 1
        return math.log((PRIOR + self._articles + 1) / (self._terms[term] + prior))

    def of_entity(self, entity: str) -> float:
        """The logarithm of how seldom an entity is."""
        return math.log((PRIOR + self._articles + 1) / (self._entities[entity] + 1))

    def likeness(self, member: Member, vector: Vector, other: Member) -> float:
        """0–1: the cosine of the terms, with the shared entities where both articles have some."""
        weights, length = vector
        theirs, their_length = self._remembered(other)
        shared = math.fsum(value * theirs[term] for term, value in weights.items() if term in theirs)
        cosine = shared / (length * their_length or 1.0)
        if not member.entities or not other.entities:
            return cosine
        return (1 - ENTITY_SHARE) * cosine + ENTITY_SHARE * self._shared(member.entities, other.entities)

    def _remembered(self, member: Member) -> Vector:
        """A member's vector, reckoned again when the index has grown by a tenth."""
        if self._articles > 1.1 * self._reckoned_at or len(self._vectors) > REMEMBERED:
            self._vectors.clear()
            self._reckoned_at = self._articles
        known = self._vectors.get(member.article_id)
        if known is None:
            known = self._vectors[member.article_id] = self.vector(member.signature)
        return known

    def _shared(self, one: frozenset[str], other: frozenset[str]) -> float:
        """The weight of the shared entities over that of the smaller side."""
        smaller = min(math.fsum(map(self.of_entity, one)), math.fsum(map(self.of_entity, other)))
        return math.fsum(map(self.of_entity, one & other)) / (smaller or 1.0)


def near_copies(one: Signature, other: Signature) -> bool:
    """Whether one text is the other with local edits, cuts or additions."""
    if one.digest == other.digest and one.packed:
        return True
    resemblance, contained = one.resemblance(other)
    return resemblance >= SAME or (contained >= CONTAINED and min(one.length, other.length) >= LEAST_CONTAINED)
