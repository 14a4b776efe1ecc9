"""Which sources are due, and when each is due next: the pure decisions of `cadence` with the archive around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from crawler.cadence import AVERAGE, EVEN, WINDOW, Bounds, Rhythm, after_failure, gaps, learn, next_poll, share
from crawler.discovery.api import SERVICES
from storage.archive import Archive
from storage.health import arrival_moments, drifted, usual_gap
from storage.polls import PollState
from watchdesk.records import Source
from watchdesk.urls import host

LEARNED_FOR: Final = timedelta(hours=24)
HISTORY: Final = timedelta(days=90)
UNKNOWN_PER_DAY: Final = 5.0  # items a day of a source of which nothing is known yet


def due_sources(archive: Archive, sources: Iterable[Source], now: datetime, slack: timedelta) -> frozenset[str]:
    """Ids of the sources to ask in a cycle that begins `now`: never asked, due, or due within `slack` (half the time to
    the next cycle, so that polls come as often early as late)."""
    states = archive.poll_states()
    return frozenset(source.id for source in sources if _is_due(source, states.get(source.id), now + slack))


def _is_due(source: Source, state: PollState | None, until: datetime) -> bool:
    if source.discovery in {None, "addresses"}:
        return False
    return state is None or state.next_poll is None or state.next_poll <= until


def anything_due(archive: Archive, sources: Sequence[Source], now: datetime, slack: timedelta) -> bool:
    """Whether a cycle would have anything to do: a source to ask, a page to fetch, an article to look at again."""
    if due_sources(archive, sources, now, slack):
        return True
    return any(
        archive.pending_addresses(source.id, now, 1) or archive.revisit_addresses(source.id, now, 1)
        for source in sources
    )


def plan_polls(archive: Archive, polled: Iterable[Source], on: Sequence[Source], now: datetime) -> None:
    """Enter when each source that was polled is asked next; what is known of its rhythm is learned anew once a day.

    `on` are all sources that share the polls of a day.
    """
    rests = archive.rests(now)
    for source in polled:
        state = archive.poll_states().get(source.id, PollState(source.id))
        if state.learned_at is None or now - state.learned_at >= LEARNED_FOR:
            state = _learned(archive, source, on, now)
        due = _next(source, state, now)
        archive.plan_poll(source.id, max(due, rests.get(host(_address(source)), due)))


def _learned(archive: Archive, source: Source, on: Sequence[Source], now: datetime) -> PollState:
    since = now - HISTORY
    rows, first_read = archive.arrivals(source.id, since)
    arrivals = arrival_moments(rows, first_read)
    seen = [moment for moment in arrivals if moment >= now - WINDOW]
    rhythm = learn(seen, min(seen, default=now), now)
    polls = _share(archive, source, rhythm, on)
    drift = drifted(archive.looks(source.id, now - timedelta(days=30)))
    archive.put_rhythm(source.id, rhythm.rates, polls, usual_gap(arrivals), drift, now)
    return archive.poll_states()[source.id]


def _share(archive: Archive, source: Source, rhythm: Rhythm, on: Sequence[Source]) -> float:
    """The source's part of the polls of a day, never more than the service or the rule `polls_per_day` allows."""
    states = archive.poll_states()
    per_day = {each.id: _per_day(states.get(each.id)) for each in on}
    per_day[source.id] = rhythm.per_day if rhythm.items else UNKNOWN_PER_DAY
    return min(share(per_day)[source.id], most_polls(source))


def _per_day(state: PollState | None) -> float:
    return sum(state.rates) / 7 if state is not None and any(state.rates) else UNKNOWN_PER_DAY


def most_polls(source: Source) -> float:
    """Polls a day that a source allows: its rule `polls_per_day`, or what the terms of its API leave room for."""
    stated = source.rules.get("polls_per_day")
    if isinstance(stated, int | float) and stated > 0:
        return float(stated)
    service = SERVICES.get(str(source.rules.get("api", ""))) if source.discovery == "api" else None
    return service.polls_per_day if service is not None else float("inf")


def _next(source: Source, state: PollState, now: datetime) -> datetime:
    asked = state.last_poll or now
    budget = state.polls_per_day or min(AVERAGE, most_polls(source))
    rhythm = Rhythm(state.rates, 1) if state.rates else EVEN
    planned = next_poll(asked, gaps(rhythm, Bounds().within(budget)))
    return after_failure(asked, planned, state.failures) if state.failures else planned


def _address(source: Source) -> str:
    return source.feed or source.sitemap or source.listing or source.api or ""
