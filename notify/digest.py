"""compose(): everything new for one reader since the last digest sent, and nothing an earlier one told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from notify.cleared import Cleared, cleared_people
from notify.edition import ChangeLine, Digest, Memory
from notify.health import crawler_pulse, unread_sources
from notify.letter import one_line
from notify.stories import Pages, by_watch, fold, line, remember
from storage.archive import Archive
from storage.rows import ArticlePage, VersionRow, Watch, WatchHit
from watchdesk.config import Config

# A hit is stamped when its pass began and seen when its transaction ends: look back further than any pass takes, and
# leave it to the reader's memory to say what was told. So nothing falls between two digests.
OVERLAP = timedelta(days=7)
# How long an article that was told is watched for corrections and removal.
CORRECTIONS_FOR = timedelta(days=120)
# The longest list that a mail can hold; what a backfill brings beyond it is counted by watch, not dropped.
LISTED = 400
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
    stories, copies = fold(fresh, known)
    told, rest = stories[:LISTED], stories[LISTED:]
    pages, cleared = Pages(archive), cleared_people(config)
    changes, small_edits = _changes(pages, known, cleared)
    return Digest(
        recipient=recipient,
        period=day.isoformat(),
        since=memory.until if memory else None,
        until=now,
        zone=config.zone,
        pulse=crawler_pulse(archive, config, now),
        stories=tuple(line(group, watches, known, pages, cleared) for group in told),
        changes=tuple(change for change in changes if change.change != "removed"),
        removals=tuple(change for change in changes if change.change == "removed"),
        unread=unread_sources(archive),
        watch_faults=_watch_faults(watches.values(), watch_ids),
        copies=len(copies),
        unlisted=by_watch(rest, watches),
        small_edits=small_edits,
        doubt=doubt,
        desk=_desk(config),
        memory=remember(known, _hits(told), [*_hits(rest), *copies], pages, day, now),
    )


def _hits(stories: Iterable[Iterable[WatchHit]]) -> list[WatchHit]:
    return [hit for group in stories for hit in group]


def _changes(pages: Pages, known: Memory, cleared: Cleared) -> tuple[list[ChangeLine], int]:
    """What became of articles the reader was told of: changes worth a line, the latest first, and how many are not."""
    lines, small = [], 0
    watched = {id_: told.versions for id_, told in known.articles.items() if told.versions is not None}
    now = pages.versions(watched)
    for article_id, told in watched.items():
        page = pages.get(article_id) if set(now.get(article_id, ())) - set(told) else None
        if page is None or page.redacted:
            continue
        before = {version.number: version for version in page.versions}
        for version in page.versions:
            if version.id in told:
                continue
            change = next((kind for kind in TOLD_CHANGES if kind in version.change.split(", ")), None)
            small += change is None
            if change:
                lines.append(_change(page, version, before.get(version.number - 1), change, cleared))
    return sorted(lines, key=lambda change: change.at, reverse=True), small


def _change(
    page: ArticlePage, version: VersionRow, before: VersionRow | None, change: str, cleared: Cleared
) -> ChangeLine:
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
        cleared=cleared.on_page(page),
    )


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
