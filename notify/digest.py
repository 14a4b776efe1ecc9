"""compose(): everything new for one reader since the last digest sent, and nothing an earlier one told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from notify.cleared import Cleared, cleared_people
from notify.edition import (
    ChangeLine,
    Digest,
    Memory,
    Outlet,
    Pulse,
    StoryLine,
    Told,
    Unread,
    Why,
    pulse,
)
from notify.letter import one_line
from storage.archive import Archive
from storage.rows import ArticlePage, SourceHealth, VersionRow, Watch, WatchHit
from storage.search import article_page
from watchdesk.config import Config

# A hit is stamped when its pass began and seen when its transaction ends: look back further than any pass takes, and
# leave it to the reader's memory to say what was told. So nothing falls between two digests.
OVERLAP = timedelta(days=7)
# How long an article that was told is watched for corrections and removal.
CORRECTIONS_FOR = timedelta(days=120)
TOLD_CHANGES = ("removed", "correction", "headline", "substantive", "restored")
EVERYONE = "newsroom"


def compose(
    archive: Archive,
    config: Config,
    *,
    now: datetime,
    recipient: str = EVERYONE,
    watch_ids: Sequence[str] = (),
    memory: Memory | None = None,
    doubt: str = "",
) -> Digest:
    """The digest of one reader at `now` (aware UTC). Nothing is written.

    watch_ids: the watches the reader wants (none named: all). memory: what the last digest sent had told, None for a
    first digest, which then covers the whole archive. doubt: a sentence about an earlier letter that may be lost.
    """
    day = now.astimezone(config.zone).date()
    known = memory.younger_than(day - CORRECTIONS_FOR) if memory else Memory(datetime.min.replace(tzinfo=UTC))
    watches = {watch.id: watch for watch in archive.watches() if not watch_ids or watch.id in watch_ids}
    since = memory.until - OVERLAP if memory else known.until
    hits = [hit for hit in archive.hits_since(since) if hit.watch_id in watches]
    fresh = [hit for hit in hits if hit.article_id not in known.articles]
    told, copies = _fold(fresh, known)
    pages = _Pages(archive)
    changes, small_edits = _changes(pages, known)
    return Digest(
        recipient=recipient,
        period=day.isoformat(),
        since=memory.until if memory else None,
        until=now,
        zone=config.zone,
        pulse=crawler_pulse(archive, config, now),
        stories=tuple(_line(group, watches, known, pages, cleared_people(config)) for group in told),
        changes=tuple(line for line in changes if line.change != "removed"),
        removals=tuple(line for line in changes if line.change == "removed"),
        unread=unread_sources(archive.source_health()),
        watch_faults=_watch_faults(watches.values(), watch_ids),
        copies=len(copies),
        small_edits=small_edits,
        doubt=doubt,
        desk=_desk(config),
        memory=_remember(known, [*(hit for group in told for hit in group), *copies], pages, day, now),
    )


def crawler_pulse(archive: Archive, config: Config, now: datetime) -> Pulse:
    """Whether the crawler is alive, from the latest round that ended."""
    every = timedelta(minutes=config.schedule.crawl_every_minutes)
    ended = next((row for row in archive.crawls(limit=20) if row.ended_at is not None), None)
    return pulse(ended.ended_at if ended else None, ended.outcome if ended else None, now, config.zone, every)


def unread_sources(health: Iterable[SourceHealth]) -> tuple[Unread, ...]:
    """Sources whose latest visit failed, with the reason."""
    return tuple(
        Unread(row.source_id, one_line(row.name), one_line(row.last_reason or "failed"), row.last_stored_at)
        for row in health
        if row.last_outcome == "failed"
    )


class _Pages:
    """Article pages, each read once."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._read: dict[int, ArticlePage | None] = {}

    def get(self, article_id: int) -> ArticlePage | None:
        if article_id not in self._read:
            self._read[article_id] = article_page(self.archive, article_id)
        return self._read[article_id]


def _fold(hits: Sequence[WatchHit], known: Memory) -> tuple[list[list[WatchHit]], list[WatchHit]]:
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
    return sorted(stories, key=_weight), copies


def _weight(group: Sequence[WatchHit]) -> tuple[int, int]:
    """The story of most outlets first, then the one that more watches want; else in the order found."""
    return -len({hit.source_name for hit in group}), -len({hit.watch_id for hit in group})


def _line(
    group: Sequence[WatchHit], watches: Mapping[str, Watch], known: Memory, pages: _Pages, cleared: Cleared
) -> StoryLine:
    lead = min(group, key=_leads)
    articles = {hit.article_id: hit for hit in (lead, *group)}
    whys = {hit.watch_id: hit for hit in sorted(group, key=lambda hit: hit.article_id != lead.article_id, reverse=True)}
    page = pages.get(lead.article_id)
    named = cleared.among(mention.entity.id for mention in page.mentions) if page else ()
    return StoryLine(
        article_id=lead.article_id,
        story_id=lead.story_id,
        headline=one_line(lead.title or lead.url),
        url=lead.url,
        published=lead.published,
        outlets=tuple(
            Outlet(one_line(hit.source_name or hit.url), hit.url, hit.article_id) for hit in articles.values()
        ),
        whys=tuple(_why(whys[id_], watches[id_]) for id_ in dict.fromkeys(hit.watch_id for hit in group)),
        continues=lead.story_id in known.stories,
        cleared=named,
        status=lead.status,
    )


def _leads(hit: WatchHit) -> tuple[bool, bool, str, int]:
    """Who speaks for a story: an original before a copy, a full page before a stub, the earliest, the first found."""
    return hit.near_duplicate_of is not None, hit.status != "full", hit.published or "9", hit.article_id


def _why(hit: WatchHit, watch: Watch) -> Why:
    return Why(watch.id, one_line(watch.label or watch.id), one_line(hit.reason), one_line(hit.sentence))


def _changes(pages: _Pages, known: Memory) -> tuple[list[ChangeLine], int]:
    """What became of articles the reader was told of: changes worth a line, the latest first, and how many are not."""
    lines, small = [], 0
    for article_id, told in known.articles.items():
        page = pages.get(article_id)
        if page is None or page.redacted:
            continue
        before = {version.number: version for version in page.versions}
        for version in page.versions:
            if version.id in told.versions:
                continue
            change = next((kind for kind in TOLD_CHANGES if kind in version.change.split(", ")), None)
            small += change is None
            if change:
                lines.append(_change(page, version, before.get(version.number - 1), change))
    return sorted(lines, key=lambda line: line.at, reverse=True), small


def _change(page: ArticlePage, version: VersionRow, before: VersionRow | None, change: str) -> ChangeLine:
    title = version.title or page.hit.title or page.hit.url
    return ChangeLine(
        article_id=page.hit.article_id,
        version_id=version.id,
        headline=one_line(title),
        url=page.hit.url,
        outlet=one_line(page.hit.source_name or page.hit.url),
        change=change,
        at=version.fetched_at,
        before=one_line(before.title) if before and before.title else None,
    )


def _remember(known: Memory, hits: Iterable[WatchHit], pages: _Pages, day: date, now: datetime) -> Memory:
    """What the reader knows after this digest: what was known, with today's versions, and what it tells."""
    told_on = {article_id: told.on for article_id, told in known.articles.items()}
    stories = dict(known.stories)
    for hit in hits:
        told_on[hit.article_id] = day
        if hit.story_id:
            stories[hit.story_id] = day
    return Memory(now, {id_: Told(on, _versions(pages.get(id_))) for id_, on in told_on.items()}, stories)


def _versions(page: ArticlePage | None) -> tuple[int, ...]:
    return tuple(version.id for version in page.versions) if page else ()


def _watch_faults(watches: Iterable[Watch], wanted: Sequence[str]) -> tuple[tuple[str, str], ...]:
    watches = list(watches)
    missing = [(id_, "there is no such watch") for id_ in wanted if id_ not in {watch.id for watch in watches}]
    faulty = [(one_line(watch.label or watch.id), one_line(watch.fault)) for watch in watches if watch.fault]
    none = [] if watches or missing else [("any", "no watch is set, so nothing can match; add one under `watches`")]
    return (*faulty, *missing, *none)


def _desk(config: Config) -> str:
    """The desk's address, where it is one that another machine can reach; a phone cannot reach this one's loopback."""
    host = config.web.host
    return (
        ""
        if host.startswith("127.") or host in ("localhost", "::1", "0.0.0.0")
        else f"http://{host}:{config.web.port}/"
    )
