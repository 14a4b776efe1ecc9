"""How the crawler and its sources fare, read from the rounds it noted: shown on the desk and told in every digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from notify.edition import Pulse, Unread, pulse, span
from notify.letter import one_line
from storage.archive import Archive
from storage.rows import CrawlRow, SourceHealth
from watchdesk.config import Config

ROUNDS = 200
# What a round notes about a source that it could read all the same.
HARMLESS = frozenset({"moved", "truncated"})


def crawler_pulse(archive: Archive, config: Config, now: datetime) -> Pulse:
    """Whether the crawler is alive, from the latest round that ended, or the latest look that found nothing due."""
    every = timedelta(minutes=config.schedule.crawl_every_minutes)
    ended = next((row for row in archive.crawls(limit=20) if row.ended_at is not None), None)
    looked = archive.last_job("crawl", ok=True)
    if ended is not None and ended.ended_at is not None and looked is not None and looked.finished_at > ended.ended_at:
        return pulse(looked.finished_at, ended.outcome, now, config.zone, every)
    return pulse(ended.ended_at if ended else None, ended.outcome if ended else None, now, config.zone, every)


def unread_sources(archive: Archive) -> tuple[Unread, ...]:
    """Sources that bring no news for a reason a person should know, by name.

    They could not be read when last asked, fell silent although they were read, or their pages lost a field.
    """
    health = archive.source_health()
    names = {row.source_id: row.name for row in health}
    rounds = {source.source_id: source for source in _unread(archive.crawls(limit=ROUNDS), names)}
    polled = {row.source_id: _polled(row) for row in health if row.last_poll_at is not None}
    unread = (source for source in (rounds | polled).values() if source is not None)
    return tuple(sorted(unread, key=lambda source: source.name.casefold()))


def _polled(row: SourceHealth) -> Unread | None:
    """What its polls say of a source; None where it is well."""
    reason = None
    if row.failures:
        reason = reason_words(row.fault or "failed") + (f", it lives at {row.moved} now" if row.moved else "")
    elif row.silent_since is not None and row.usual_gap is not None:
        usual = span(row.usual_gap)
        reason = (
            f"silent: nothing new since {row.silent_since:%-d %B}, and it never pauses longer than {usual} as a rule"
        )
    elif row.drift:
        reason = f"its layout has changed: its pages have no {row.drift} any more"
    return Unread(row.source_id, one_line(row.name), one_line(reason), row.last_read_at) if reason else None


def _unread(rounds: Sequence[CrawlRow], names: Mapping[str, str]) -> Iterable[Unread]:
    """Rounds newest first: the first that has a source says how it is, the next good one when it last could be read."""
    reasons: dict[str, str | None] = {}
    read_at: dict[str, datetime] = {}
    for row in rounds:
        if row.ended_at is None:
            continue
        troubles = _troubles(row)
        for source_id in row.source_ids:
            reasons.setdefault(source_id, troubles.get(source_id))
            if source_id not in troubles:
                read_at.setdefault(source_id, row.ended_at)
    return (
        Unread(source_id, one_line(names.get(source_id, source_id)), one_line(reason), read_at.get(source_id))
        for source_id, reason in reasons.items()
        if reason is not None
    )


def _troubles(row: CrawlRow) -> dict[str, str]:
    """Source → why it could not be read, from the notes of a round: `[source, what, detail]` each."""
    notes = row.stats.get("notes")
    troubles: dict[str, str] = {}
    for source_id, what, detail in notes if isinstance(notes, list) else ():
        if what not in HARMLESS:
            troubles.setdefault(str(source_id), reason_words(str(what), str(detail)))
    return troubles


def reason_words(what: str, detail: str = "") -> str:
    """A reason code in words: `http_503` → `the server answered 503`; a fault of the document is told by its detail."""
    if what.startswith("http_"):
        return f"the server answered {what.removeprefix('http_')}"
    if what == "fault":
        return detail or "its feed cannot be understood"
    return what.replace("_", " ")
