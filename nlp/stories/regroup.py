"""Stories grouped anew, their ids kept: after a better reading, or when older articles came in late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from nlp.stories.index import StoryIndex, StoryLike
from nlp.stories.signature import Signature


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
