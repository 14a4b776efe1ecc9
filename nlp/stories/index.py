"""Articles put into stories one by one: copies folded, other reports of the same event beside them, over days.

The index holds signatures, not texts. An article joins the story that it is most like, if it is like enough: terms and
entities weighed by how rare they are, less for each day apart. It can be rebuilt from stored rows, and stories that
are grouped anew keep the ids that their articles had.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from nlp.stories.signature import Signature, stem

WINDOW = 14
"""Days between an article and the nearest one of a story that it may join."""
COPY_WINDOW = 120
SAME, CONTAINED, LEAST_CONTAINED = 0.45, 0.72, 24
JOIN = 0.30
ENTITY_SHARE = 0.25
DAY_COST = 0.008
CANDIDATES, MEMBERS_COMPARED, CROWD = 25, 6, 40
LOOKED_UP = 14
PRIOR = 400
_COMMON_TEXT = """
facial recognition face technology police surveillance privacy ai system law city state government company data use
report camera software rights people public department officer council ban biometric artificial intelligence image
photo database federal official group court lawmaker enforcement agency concern security legal national country
world president news american u.s uk new york identify identification person individual tool
"""
COMMON = frozenset(stem(word) for word in _COMMON_TEXT.split())
"""Words of the beat: counted as if half of some hundred earlier articles had them, so that they join nothing alone."""


class StoryLike(Protocol):
    """A stored article with its grouping, as the archive hands it out."""

    @property
    def article_id(self) -> int:
        """The archive's number of the article."""

    @property
    def title(self) -> str | None:
        """Its headline."""

    @property
    def text(self) -> str:
        """Its main text."""

    @property
    def published(self) -> str | None:
        """ISO 8601, as precise as stated."""

    @property
    def entity_ids(self) -> Sequence[str]:
        """The entities that it names."""

    @property
    def story_id(self) -> str | None:
        """The story that it was put into, None where it has none yet."""


@dataclass(frozen=True, slots=True)
class StoryAssignment:
    """Where an article belongs: its story, and the article that it is a near copy of, if any."""

    story_id: str
    near_duplicate_of: int | None = None
    score: float = 1.0


@dataclass(slots=True)
class _Member:
    article_id: int
    signature: Signature
    day: int | None
    entities: frozenset[str]


@dataclass(slots=True)
class _Story:
    id: str
    members: list[_Member] = field(default_factory=list)
    first: int | None = None
    last: int | None = None

    def add(self, member: _Member) -> None:
        self.members.append(member)
        if member.day is not None:
            self.first = member.day if self.first is None else min(self.first, member.day)
            self.last = member.day if self.last is None else max(self.last, member.day)

    def days_from(self, day: int | None) -> int:
        """Days between a day and the span of the story; 0 inside it or where one of both is unknown."""
        if day is None or self.first is None or self.last is None:
            return 0
        return max(self.first - day, day - self.last, 0)


class StoryIndex:
    """An incremental grouping; make a new one, or `rebuilt` one from stored rows, and `add` what comes in."""

    def __init__(self) -> None:
        self._stories: dict[str, _Story] = {}
        self._story_of: dict[int, _Story] = {}
        self._members: dict[int, _Member] = {}
        self._by_shingle: defaultdict[int, list[int]] = defaultdict(list)
        self._by_term: defaultdict[str, dict[str, int | None]] = defaultdict(dict)
        self._seen: Counter[str] = Counter()
        self._entities_seen: Counter[str] = Counter()

    @classmethod
    def rebuilt(cls, rows: Iterable[StoryLike]) -> StoryIndex:
        """The index as it was when the rows were grouped; rows without a story are left out."""
        index = cls()
        for row in rows:
            if row.story_id is not None:
                signature = Signature.of(row.title, row.text)
                index._keep(row.story_id, row.article_id, signature, row.published, row.entity_ids)
        return index

    def add(
        self, article_id: int, signature: Signature, published: str | None, entity_ids: Iterable[str] = (),
        *, pinned: str | None = None,
    ) -> StoryAssignment:  # fmt: skip
        """Put an article into a story and say which; one that is already there moves.

        `published` is ISO 8601 or None (then its day counts for nothing). `pinned` is a story chosen by a person.
        """
        entities = frozenset(entity_ids)
        copied = self._copied(article_id, signature, _day(published))
        assignment = self._assigned(article_id, signature, published, entities, copied, pinned)
        self._keep(assignment.story_id, article_id, signature, published, entities)
        return assignment

    def _assigned(
        self, article_id: int, signature: Signature, published: str | None, entities: frozenset[str],
        copied: _Member | None, pinned: str | None,
    ) -> StoryAssignment:  # fmt: skip
        original = copied.article_id if copied else None
        if pinned is not None:
            return StoryAssignment(pinned, original)
        if copied is not None:
            return StoryAssignment(self._story_of[copied.article_id].id, original)
        best, score = self._closest(_Member(article_id, signature, _day(published), entities))
        if best is not None and score >= JOIN:
            return StoryAssignment(best.id, None, round(score, 4))
        return StoryAssignment(self._fresh(article_id), None)

    def _fresh(self, article_id: int) -> str:
        """An id for a new story, from its first article; another one where that is taken."""
        key, number = f"s{article_id}", 1
        while key in self._stories:
            number += 1
            key = f"s{article_id}-{number}"
        return key

    def _keep(
        self, story_id: str, article_id: int, signature: Signature, published: str | None, entities: Iterable[str]
    ) -> None:
        self._forget(article_id)
        member = _Member(article_id, signature, _day(published), frozenset(entities))
        story = self._stories.setdefault(story_id, _Story(story_id))
        story.add(member)
        self._story_of[article_id], self._members[article_id] = story, member
        for shingle in signature.keys:
            self._by_shingle[shingle].append(article_id)
        for term, _ in signature.terms:
            self._seen[term] += 1
            self._by_term[term][story_id] = member.day
        self._entities_seen.update(member.entities)

    def _forget(self, article_id: int) -> None:
        """Take an article out of its story, so that it can be put into another one."""
        story, member = self._story_of.pop(article_id, None), self._members.pop(article_id, None)
        if story is not None and member is not None:
            story.members.remove(member)
            if not story.members:
                del self._stories[story.id]

    def _copied(self, article_id: int, signature: Signature, day: int | None) -> _Member | None:
        """The earliest article that this one is a near copy of."""
        counts: Counter[int] = Counter()
        for shingle in signature.keys:
            holders = self._by_shingle.get(shingle, ())
            if len(holders) <= CROWD:
                counts.update(holders)
        found = None
        for other, shared in counts.most_common(8):
            member = self._members.get(other)
            if member is None or other == article_id or (shared < 2 and len(signature.keys) > 3):
                continue
            if _apart(member.day, day) <= COPY_WINDOW and near_copies(signature, member.signature):
                found = member if found is None or _earlier(member, found) else found
        return found

    def _closest(self, member: _Member) -> tuple[_Story | None, float]:
        """The story that an article is most like, and how much."""
        weights = self._weighed(member.signature)
        best, top = None, 0.0
        for key in self._candidates(weights, member.day):
            story = self._stories.get(key)
            days = story.days_from(member.day) if story else WINDOW + 1
            if story is None or days > WINDOW:
                continue
            score = self._likeness(member, weights, story) - DAY_COST * days
            if score > top:
                best, top = story, score
        return best, top

    def _candidates(self, weights: dict[str, float], day: int | None) -> list[str]:
        """Stories of the time that share the article's rarest terms, those with the most weight first."""
        found: defaultdict[str, float] = defaultdict(float)
        for term in sorted(weights, key=lambda term: -weights[term])[:LOOKED_UP]:
            holders = self._by_term.get(term, {})
            for key, last in reversed(holders.items()) if len(holders) < 400 else _newest(holders, 400):
                if _apart(last, day) <= 2 * WINDOW:
                    found[key] += weights[term] ** 2
        return sorted(found, key=lambda key: -found[key])[:CANDIDATES]

    def _likeness(self, member: _Member, weights: dict[str, float], story: _Story) -> float:
        """How like an article is to a story: the mean over its best members, terms and entities together."""
        newest = story.members[:2] + story.members[2:][-MEMBERS_COMPARED:]
        scores = sorted((self._pair(member, weights, other) for other in newest), reverse=True)
        best = scores[:3]
        return 0.6 * best[0] + 0.4 * sum(best) / len(best)

    def _pair(self, member: _Member, weights: dict[str, float], other: _Member) -> float:
        theirs = self._weighed(other.signature)
        dot = math.fsum(value * theirs.get(term, 0.0) for term, value in weights.items())
        cosine = dot / (_length(weights) * _length(theirs) or 1.0)
        if not member.entities or not other.entities:
            return cosine
        return (1 - ENTITY_SHARE) * cosine + ENTITY_SHARE * self._shared_entities(member.entities, other.entities)

    def _shared_entities(self, one: frozenset[str], other: frozenset[str]) -> float:
        """The weight of the shared entities over that of the smaller side, rare ones weighing more."""
        smaller = min(math.fsum(map(self._entity_rarity, one)), math.fsum(map(self._entity_rarity, other)))
        return math.fsum(map(self._entity_rarity, one & other)) / (smaller or 1.0)

    def _entity_rarity(self, entity: str) -> float:
        return math.log((PRIOR + len(self._members) + 1) / (self._entities_seen[entity] + 1))

    def _weighed(self, signature: Signature) -> dict[str, float]:
        return {term: weight * self._rarity(term) for term, weight in signature.terms}

    def _rarity(self, term: str) -> float:
        prior = PRIOR // 2 if term in COMMON else 1
        return math.log((PRIOR + len(self._members) + 1) / (self._seen[term] + prior))


def near_copies(one: Signature, other: Signature) -> bool:
    """Whether one text is the other with local edits, cuts or additions."""
    if one.digest == other.digest and one.shingles:
        return True
    resemblance, contained = one.resemblance(other)
    smaller = min(len(one.shingles) << one.level, len(other.shingles) << other.level)
    return resemblance >= SAME or (contained >= CONTAINED and smaller >= LEAST_CONTAINED)


def regrouped(rows: Iterable[StoryLike], pinned: Iterable[int] = ()) -> dict[int, str]:
    """Group stored articles anew and give back article → story id, in the order of the rows.

    A new story takes the id that most of its articles had, each id once; `pinned` articles were grouped by a person
    and stay where they are.
    """
    listed, fixed = list(rows), frozenset(pinned)
    index, groups = StoryIndex(), {}
    for row in listed:
        kept = f"={row.story_id}" if row.article_id in fixed and row.story_id else None
        signature = Signature.of(row.title, row.text)
        groups[row.article_id] = index.add(
            row.article_id, signature, row.published, row.entity_ids, pinned=kept
        ).story_id
    names = _inherited(groups, {row.article_id: row.story_id for row in listed})
    return {article: names[group] for article, group in groups.items()}


def _inherited(groups: dict[int, str], before: dict[int, str | None]) -> dict[str, str]:
    """New group → id: the former id that it shares most articles with; pinned groups keep theirs."""
    shared = Counter((group, old) for article, group in groups.items() if (old := before[article]) is not None)
    names = {group: group[1:] for group in groups.values() if group.startswith("=")}
    taken = set(names.values())
    for (group, old), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if group not in names and old not in taken:
            names[group] = old
            taken.add(old)
    for group in groups.values():
        if group not in names:
            names[group] = _unused(group, taken | {old for old in before.values() if old})
            taken.add(names[group])
    return names


def _unused(key: str, taken: set[str]) -> str:
    found, number = key, 1
    while found in taken:
        number += 1
        found = f"{key}-{number}"
    return found


def _day(published: str | None) -> int | None:
    """A day as a number; the first of a month or a year that is stated no finer; None where there is none."""
    stated = (published or "")[:10]
    padded = stated + "0000-01-01"[len(stated) :]
    try:
        return date.fromisoformat(padded).toordinal()
    except ValueError:
        return None


def _apart(one: int | None, other: int | None) -> int:
    return 0 if one is None or other is None else abs(one - other)


def _earlier(one: _Member, other: _Member) -> bool:
    far = 10**9
    return ((one.day or far), one.article_id) < ((other.day or far), other.article_id)


def _length(weights: dict[str, float]) -> float:
    return math.sqrt(math.fsum(value * value for value in weights.values()))


def _newest(holders: dict[str, int | None], most: int) -> list[tuple[str, int | None]]:
    return list(holders.items())[-most:]
