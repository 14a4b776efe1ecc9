"""Hits as lines: one a story, with its outlets, why it is here, and who in it was cleared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from notify.cleared import SOMEONE, Cleared
from notify.edition import Memory, Outlet, StoryLine, Told, Why
from notify.letter import one_line
from notify.reasons import shown, telling
from storage.archive import Archive
from storage.rows import ArticlePage, Watch, WatchHit
from storage.search import article_page


class Pages:
    """Article pages, each read once."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._read: dict[int, ArticlePage | None] = {}

    def get(self, article_id: int) -> ArticlePage | None:
        """The page of an article; None where it is gone from the archive."""
        if article_id not in self._read:
            self._read[article_id] = article_page(self.archive, article_id)
        return self._read[article_id]

    def versions(self, article_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """Article → the ids of its versions, of many at once, without reading their pages."""
        return self.archive.versions_of(article_ids)


def fold(hits: Sequence[WatchHit], known: Memory) -> tuple[list[list[WatchHit]], list[WatchHit]]:
    """Hits as stories, the widest told first, and apart from them mere copies of stories that the reader has had."""
    groups: dict[str, list[WatchHit]] = defaultdict(list)
    for hit in hits:
        groups[hit.story_id or f"article {hit.article_id}"].append(hit)
    stories: list[list[WatchHit]] = []
    copies: list[WatchHit] = []
    for key, group in groups.items():
        if key in known.stories and all(hit.near_duplicate_of is not None for hit in group):
            copies += {hit.article_id: hit for hit in group}.values()
        else:
            stories.append(group)
    stories.sort(key=lambda group: max(hit.published or "" for hit in group), reverse=True)
    return sorted(stories, key=_weight), copies


def _weight(group: Sequence[WatchHit]) -> tuple[int, int]:
    """The story of most outlets first, then the one that more watches want; among equals the newest stays first."""
    return -len({hit.source_name for hit in group}), -len({hit.watch_id for hit in group})


def line(
    group: Sequence[WatchHit], watches: Mapping[str, Watch], known: Memory, pages: Pages, cleared: Cleared
) -> StoryLine:
    """A story as one line; its first reason is the one whose sentence shows most."""
    lead = min(group, key=_leads)
    articles = {hit.article_id: hit for hit in (lead, *group)}
    page = pages.get(lead.article_id)
    return StoryLine(
        article_id=lead.article_id,
        story_id=lead.story_id,
        headline=one_line(lead.title or lead.url),
        url=lead.url,
        published=lead.published,
        outlets=tuple(
            Outlet(one_line(hit.source_name or hit.url), hit.url, hit.article_id) for hit in articles.values()
        ),
        whys=_whys(group, lead, watches, page),
        continues=lead.story_id in known.stories,
        cleared=_cleared(articles, page, pages, cleared),
        status=lead.status,
    )


def _cleared(group: Iterable[int], page: ArticlePage | None, pages: Pages, cleared: Cleared) -> tuple[str, ...]:
    """Who is cleared in a story: as its leading article says, else as any other article of it does."""
    told = cleared.on_page(page) if page else ()
    return told or ((SOMEONE,) if pages.archive.with_notes(group) else ())


def remember(
    known: Memory, told: Iterable[WatchHit], counted: Iterable[WatchHit], pages: Pages, day: date, now: datetime
) -> Memory:
    """What the reader knows after a letter: what was known, with today's versions, and what the letter tells.

    Articles that are `counted` only will not come again, but are not watched for corrections.
    """
    told = list(told)
    watched = [id_ for id_, entry in known.articles.items() if entry.versions is not None]
    versions = pages.versions([*watched, *(hit.article_id for hit in told)])
    articles = {
        id_: Told(entry.on, None if entry.versions is None else versions.get(id_, ()))
        for id_, entry in known.articles.items()
    }
    stories = dict(known.stories)
    for hit in counted:
        articles[hit.article_id] = Told(day, None)
        stories |= {hit.story_id: day} if hit.story_id else {}
    for hit in told:
        articles[hit.article_id] = Told(day, versions.get(hit.article_id, ()))
        stories |= {hit.story_id: day} if hit.story_id else {}
    return Memory(now, articles, stories)


def _leads(hit: WatchHit) -> tuple[bool, bool, str, int]:
    """Who speaks for a story: an original before a copy, a full page before a stub, the earliest, the first found."""
    return hit.near_duplicate_of is not None, hit.status != "full", hit.published or "9", hit.article_id


def _whys(
    group: Sequence[WatchHit], lead: WatchHit, watches: Mapping[str, Watch], page: ArticlePage | None
) -> tuple[Why, ...]:
    """One reason a watch: from the leading article where it has one, the telling sentences first."""
    by_watch: dict[str, WatchHit] = {}
    for hit in sorted(group, key=lambda hit: (hit.article_id != lead.article_id, not telling(hit.sentence))):
        by_watch.setdefault(hit.watch_id, hit)
    whys = [
        _why(hit, watches[watch_id], page if hit.article_id == lead.article_id else None)
        for watch_id, hit in by_watch.items()
    ]
    return tuple(sorted(whys, key=lambda why: not telling(why.sentence)))


def _why(hit: WatchHit, watch: Watch, page: ArticlePage | None) -> Why:
    reason, sentence = shown(hit, page)
    return Why(watch.id, one_line(watch.label or watch.id), one_line(reason), one_line(sentence))


def by_watch(stories: Sequence[Sequence[WatchHit]], watches: Mapping[str, Watch]) -> tuple[tuple[str, int], ...]:
    """How many of the stories each watch wants, each story counted once, under the first that does."""
    counts = Counter(min(hit.watch_id for hit in group) for group in stories)
    return tuple((one_line(watches[id_].label or id_), count) for id_, count in counts.most_common())
