"""Alerts: what a watch with `alert` found just now, as one letter a reader; a backfill never floods an inbox."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from notify.cleared import cleared_people
from notify.edition import Digest, Memory
from notify.health import crawler_pulse
from notify.stories import Pages, fold, line, remember
from storage.archive import Archive
from storage.rows import WatchHit
from watchdesk.config import Config

# An article that says it is older than this was found by a backfill or an import: the desk shows it, no alert does.
NEWS_FOR = timedelta(days=14)
# How far an alert looks back for hits it has not told, and how long it remembers what it told.
LOOKS_BACK = timedelta(days=7)
REMEMBERS = timedelta(days=60)


def compose_alert(
    archive: Archive,
    config: Config,
    *,
    now: datetime,
    recipient: str,
    watch_ids: Sequence[str] = (),
    memory: Memory | None = None,
) -> Digest | None:
    """What a reader has to hear of now, None for nothing. Nothing is written.

    watch_ids: the watches the reader wants (none named: all); only those with `alert` count. memory: what earlier
    alerts told. The letter's `old` counts articles that are no news any more by the date they state.
    """
    watches = {
        watch.id: watch
        for watch in archive.watches()
        if watch.alert and watch.enabled and (not watch_ids or watch.id in watch_ids)
    }
    day = now.astimezone(config.zone).date()
    known = (memory or Memory(datetime.min.replace(tzinfo=UTC))).younger_than(day - REMEMBERS)
    hits = [hit for hit in archive.hits_since(now - LOOKS_BACK) if hit.watch_id in watches]
    untold = [hit for hit in hits if hit.article_id not in known.articles]
    fresh = [hit for hit in untold if is_news(hit, now)]
    stories, copies = fold(fresh, known)
    if not stories:
        return None
    pages, cleared = Pages(archive), cleared_people(config)
    return Digest(
        recipient=recipient,
        period=_period(day.isoformat(), fresh),
        since=memory.until if memory else None,
        until=now,
        zone=config.zone,
        pulse=crawler_pulse(archive, config, now),
        stories=tuple(line(group, watches, known, pages, cleared) for group in stories),
        copies=len(copies),
        old=len({hit.article_id for hit in untold} - {hit.article_id for hit in fresh}),
        memory=remember(known, [], untold, pages, day, now),
        kind="alert",
    )


def is_news(hit: WatchHit, now: datetime) -> bool:
    """Whether an article is recent by the date it states, to the day; without a readable one, by when it was captured.

    A page of an old WARC that states no date was captured long ago: importing it today makes it no news.
    """
    stated = (hit.published or "")[:10]
    if len(stated) < 4 and hit.first_seen is not None:
        stated = hit.first_seen.date().isoformat()
    return len(stated) < 4 or stated >= (now - NEWS_FOR).date().isoformat()[: len(stated)]


def _period(day: str, hits: Sequence[WatchHit]) -> str:
    """The same articles on the same day are the same alert, so that a crash between two steps repeats none."""
    articles = ",".join(map(str, sorted({hit.article_id for hit in hits})))
    return f"{day} {hashlib.sha256(articles.encode()).hexdigest()[:10]}"
