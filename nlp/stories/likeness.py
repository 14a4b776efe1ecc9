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


@dataclass(frozen=True, slots=True)
class Vector:
    """An article's terms and entities with their weights; `length` is that of the terms, `mass` the sum of entities."""

    terms: dict[str, float]
    length: float
    entities: dict[str, float]
    mass: float


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

    def vector(self, member: Member) -> Vector:
        """What an article weighs by what was seen so far."""
        signature = member.signature
        terms = {
            term: weight * self.of_term(term) for term, weight in zip(signature.terms, signature.weights, strict=True)
        }
        entities = {entity: self.of_entity(entity) for entity in member.entities}
        length = math.sqrt(sum(value * value for value in terms.values()))
        return Vector(terms, length, entities, sum(entities.values()))

    def of_term(self, term: str) -> float:
        """The logarithm of how seldom a term is."""
        prior = PRIOR // 2 if term in COMMON else 1
        return math.log((PRIOR + self._articles + 1) / (self._terms[term] + prior))

    def of_entity(self, entity: str) -> float:
        """The logarithm of how seldom an entity is."""
        return math.log((PRIOR + self._articles + 1) / (self._entities[entity] + 1))

    def likeness(self, vector: Vector, other: Member) -> float:
        """0–1: the cosine of the terms, with the shared entities where both articles have some."""
        theirs = self._remembered(other)
        shared = sum(value * theirs.terms[term] for term, value in vector.terms.items() if term in theirs.terms)
        cosine = shared / (vector.length * theirs.length or 1.0)
        if not vector.entities or not theirs.entities:
            return cosine
        both = sum(value for entity, value in vector.entities.items() if entity in theirs.entities)
        return (1 - ENTITY_SHARE) * cosine + ENTITY_SHARE * both / (min(vector.mass, theirs.mass) or 1.0)

    def _remembered(self, member: Member) -> Vector:
        """A member's vector, reckoned again when the index has grown by a tenth."""
        if self._articles > 1.1 * self._reckoned_at or len(self._vectors) > REMEMBERED:
            self._vectors.clear()
            self._reckoned_at = self._articles
        known = self._vectors.get(member.article_id)
        if known is None:
            known = self._vectors[member.article_id] = self.vector(member)
        return known


def near_copies(one: Signature, other: Signature) -> bool:
    """Whether one text is the other with local edits, cuts or additions."""
    if one.digest == other.digest and one.packed:
        return True
    resemblance, contained = one.resemblance(other)
    return resemblance >= SAME or (contained >= CONTAINED and min(one.length, other.length) >= LEAST_CONTAINED)
