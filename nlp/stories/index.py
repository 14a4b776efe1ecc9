"""Articles put into stories one by one: copies folded, other reports of the same event beside them, over days.

The index holds signatures, not texts. An article joins the story that it is most like, if it is like enough: terms and
entities weighed by how rare they are, less for each day apart. It can be rebuilt from stored rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from nlp.stories.likeness import Member, Rarity, Vector, near_copies
from nlp.stories.signature import Signature

WINDOW = 14
"""Days between an article and the nearest one of a story that it may join."""
COPY_WINDOW = 120
JOIN = 0.30
"""How like an article is to the story that it joins."""
SHORT, JOIN_SHORT = 40, 0.20
"""A short item has fewer terms than that, shares fewer with a longer report of the same event, and joins by less."""
DAY_COST = 0.008
CANDIDATES, FIRST_COMPARED, NEWEST_COMPARED, CROWD = 6, 2, 4, 40
LOOKED_UP, HOLDERS_LOOKED_AT = 12, 80


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
class _Story:
    id: str
    members: list[Member] = field(default_factory=list)
    first: int | None = None
    last: int | None = None

    def add(self, member: Member) -> None:
        self.members.append(member)
        if member.day is not None:
            self.first = member.day if self.first is None else min(self.first, member.day)
            self.last = member.day if self.last is None else max(self.last, member.day)

    def days_from(self, day: int | None) -> int:
        """Days between a day and the span of the story; 0 inside it or where one of both is unknown."""
        if day is None or self.first is None or self.last is None:
            return 0
        return max(self.first - day, day - self.last, 0)

    def compared(self) -> list[Member]:
        """The members that a new article is compared with: the first ones and the newest."""
        return self.members[:FIRST_COMPARED] + self.members[FIRST_COMPARED:][-NEWEST_COMPARED:]


class StoryIndex:
    """An incremental grouping; make a new one, or `rebuilt` one from stored rows, and `add` what comes in."""

    def __init__(self) -> None:
        self._stories: dict[str, _Story] = {}
        self._story_of: dict[int, _Story] = {}
        self._members: dict[int, Member] = {}
        self._by_key: defaultdict[int, list[Member]] = defaultdict(list)
        self._by_term: defaultdict[str, list[Member]] = defaultdict(list)
        self._rarity = Rarity()

    @classmethod
    def rebuilt(cls, rows: Iterable[StoryLike]) -> StoryIndex:
        """The index as it was when the rows were grouped; rows without a story are left out."""
        index = cls()
        for row in rows:
            if row.story_id is not None:
                index._keep(row.story_id, _member(row))
        return index

    def add(
        self, article_id: int, signature: Signature, published: str | None, entity_ids: Iterable[str] = (),
        *, pinned: str | None = None,
    ) -> StoryAssignment:  # fmt: skip
        """Put an article into a story and say which; one that is already there moves.

        `published` is ISO 8601 or None (then its day counts for nothing). `pinned` is a story chosen by a person.
        """
        member = Member(article_id, signature, _day(published), frozenset(entity_ids))
        assignment = self._assigned(member, pinned)
        self._keep(assignment.story_id, member)
        return assignment

    def _assigned(self, member: Member, pinned: str | None) -> StoryAssignment:
        copied = self._copied(member)
        original = copied.article_id if copied else None
        if pinned is not None:
            return StoryAssignment(pinned, original)
        if copied is not None:
            return StoryAssignment(self._story_of[copied.article_id].id, original)
        best, score = self._closest(member)
        needed = JOIN_SHORT if len(member.signature.terms) < SHORT else JOIN
        if best is not None and score >= needed:
            return StoryAssignment(best.id, None, round(score, 4))
        return StoryAssignment(self._fresh(member.article_id), None)

    def _fresh(self, article_id: int) -> str:
        """An id for a new story, from its first article; another one where that is taken."""
        key, number = f"s{article_id}", 1
        while key in self._stories:
            number += 1
            key = f"s{article_id}-{number}"
        return key

    def _keep(self, story_id: str, member: Member) -> None:
        self._forget(member.article_id)
        story = self._stories.setdefault(story_id, _Story(story_id))
        story.add(member)
        self._story_of[member.article_id], self._members[member.article_id] = story, member
        for key in member.signature.keys:
            self._by_key[key].append(member)
        for term in member.signature.terms:
            self._by_term[term].append(member)
        self._rarity.see(member.signature, member.entities)

    def _forget(self, article_id: int) -> None:
        """Take an article out of its story, so that it can be put into another one."""
        story, member = self._story_of.pop(article_id, None), self._members.pop(article_id, None)
        if story is not None and member is not None:
            story.members.remove(member)
            if not story.members:
                del self._stories[story.id]

    def _known(self, member: Member) -> bool:
        """Whether a member still stands as it was indexed; one that moved left its old places behind."""
        return self._members.get(member.article_id) is member

    def _copied(self, member: Member) -> Member | None:
        """The earliest article that this one is a near copy of."""
        counts: Counter[Member] = Counter()
        for key in member.signature.keys:
            holders = self._by_key.get(key, ())
            if len(holders) <= CROWD:
                counts.update(holders)
        found = None
        for other, _ in counts.most_common(CANDIDATES):
            if not self._known(other) or other.article_id == member.article_id:
                continue
            if _apart(other.day, member.day) <= COPY_WINDOW and near_copies(member.signature, other.signature):
                found = other if found is None or _earlier(other, found) else found
        return found

    def _closest(self, member: Member) -> tuple[_Story | None, float]:
        """The story that an article is most like, and how much."""
        vector = self._rarity.vector(member)
        best, top = None, 0.0
        for story in self._candidates(member, vector):
            score = self._likeness(vector, story) - DAY_COST * story.days_from(member.day)
            if score > top:
                best, top = story, score
        return best, top

    def _candidates(self, member: Member, vector: Vector) -> list[_Story]:
        """Stories of the time that share the article's weightiest terms, those that share most first."""
        weights = vector.terms
        shared: defaultdict[int, float] = defaultdict(float)
        for term in sorted(weights, key=lambda term: -weights[term])[:LOOKED_UP]:
            for other in self._by_term.get(term, ())[-HOLDERS_LOOKED_AT:]:
                shared[other.article_id] += weights[term] ** 2
        stories: dict[str, tuple[float, _Story]] = {}
        for article_id, weight in shared.items():
            story = self._story_of.get(article_id)
            if story is not None and weight > stories.get(story.id, (0.0, story))[0]:
                stories[story.id] = (weight, story)
        near = [pair for pair in stories.values() if pair[1].days_from(member.day) <= WINDOW]
        return [story for _, story in sorted(near, key=lambda pair: -pair[0])[:CANDIDATES]]

    def _likeness(self, vector: Vector, story: _Story) -> float:
        """How like an article is to a story: to its best member, and to its best three."""
        scores = sorted((self._rarity.likeness(vector, other) for other in story.compared()), reverse=True)
        best = scores[:3]
        return 0.6 * best[0] + 0.4 * sum(best) / len(best)


def _member(row: StoryLike) -> Member:
    return Member(row.article_id, Signature.of(row.title, row.text), _day(row.published), frozenset(row.entity_ids))


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


def _earlier(one: Member, other: Member) -> bool:
    far = 10**9
    return ((one.day or far), one.article_id) < ((other.day or far), other.article_id)
