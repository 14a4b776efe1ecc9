"""Watches against what is newly read: hits with reason and sentence. A watch that fails is told, never dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.archive import Archive
from storage.query import parse
from storage.rows import Watch
from storage.search import match_new
from watchdesk.config import Config
from watchdesk.errors import BadInput

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Matched:
    """What one watch found in one pass: how many articles it looked at, how many new hits; or why it could not."""

    watch_id: str
    label: str
    looked_at: int = 0
    hits: int = 0
    fault: str | None = None


def put_configured(archive: Archive, config: Config, now: datetime) -> int:
    """Bring the configured watches into the archive; those added elsewhere stay. Returns how many are configured."""
    for watch in config.watches:
        archive.put_watch(watch.id, watch.owner, watch.query, watch.label or watch.id, alert=watch.alert, now=now)
    return len(config.watches)


def match_watches(archive: Archive, now: datetime) -> list[Matched]:
    """Match every enabled watch against all that came since it last looked; each step is kept, so a crash repeats none.

    A query that cannot be understood leaves a fault with its watch and does not hold up the others; once it is
    repaired the watch goes on where it stopped.
    """
    return [_match(archive, watch, now) for watch in archive.watches() if watch.enabled]


def _match(archive: Archive, watch: Watch, now: datetime) -> Matched:
    looked_at = hits = 0
    label = watch.label or watch.id
    try:
        query = parse(watch.query, now=now)
        while True:
            news = archive.news_for(watch.id, AT_ONCE)
            if not news.article_ids:
                return Matched(watch.id, label, looked_at, hits)
            matches = match_new(archive, query, news.article_ids)
            hits += archive.save_hits(watch.id, matches, now, until=news.until)
            looked_at += len(news.article_ids)
    except BadInput as fault:
        archive.fault_watch(watch.id, str(fault), now)
        return Matched(watch.id, label, looked_at, hits, str(fault))
