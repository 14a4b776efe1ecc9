"""A simulated day of the crawl: how long after publication an item can be found, and what that costs in polls.

The real cadence decides (`crawler.cadence`, `crawler.revisit`), the clock is simulated, the sources publish as
`benchmarks.crawling.outlets` states. 28 days of history are learned from before the day begins, and each source learns
anew once a day, as in the crawl.

One machine runs one cycle after the other, begun every `crawl_every_minutes` if the one before is done: the process
starts, each host gets one request at a time with the configured pause, then the annotating pass loads the model anew
and reads every item (as if all were on the subject: the worst case), then the letters are sent. What these cost is
measured first, in CPU seconds of this machine. Searchable is the moment at which the annotating pass has ended.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from benchmarks.crawling.outlets import Outlet, outlets
from crawler.cadence import EVEN, WINDOW, Bounds, Rhythm, gaps, learn, next_poll, share
from crawler.revisit import next_visit
from watchdesk.config import CrawlSettings, ScheduleSettings

MIDNIGHT: Final = datetime(2026, 11, 17, tzinfo=UTC)  # a Tuesday
DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)
EVERY: Final = timedelta(minutes=ScheduleSettings().crawl_every_minutes)
REQUEST: Final = CrawlSettings().delay_seconds + 0.4  # seconds from one request of a host to the next
PROCESS: Final = "import time, crawler.run, crawler.spiders.desk, scrapy.crawler; print(time.process_time())"


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of CPU: starting the crawl's process, a page, starting the reading process with its model, an article."""

    start: float
    page: float
    load: float
    read: float
    send: float = 1.0


@dataclass(slots=True)
class Followed:
    """What the simulated crawl knows and counts of one source."""

    outlet: Outlet
    items: list[datetime]
    due: datetime
    rhythm: Rhythm = EVEN
    week: tuple[timedelta, ...] = ()
    found: int = 0
    polls: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)

    def poll(self, moment: datetime) -> int:
        """Ask the source; gives how many items are new."""
        self.polls[(moment - MIDNIGHT) // DAY] += 1
        self.due = next_poll(moment, self.week)
        until = bisect_right(self.items, moment)
        fresh, self.found = until - self.found, until
        return fresh


def simulate(mix: str = "logarithm", days: int = 1, seed: int = 1, costs: Costs | None = None) -> dict[str, float]:
    """Run `days` simulated days and give minutes from published to searchable and polls a source and day."""
    costs = costs or measured_costs()
    dice = random.Random(seed)
    begin, end = MIDNIGHT - DAY, MIDNIGHT + days * DAY
    followed = [_followed(outlet, days, dice) for outlet in outlets(dice, mix)]
    now, learned, cycles = begin, begin - DAY, []
    while now < end + 6 * HOUR:
        if now - learned >= DAY:
            _learn(followed, now)
            learned = now
        ended = _cycle(followed, now, end, costs, dice)
        cycles.append((ended - now) / MINUTE)
        now = max(now + EVERY, ended)
    return _figures(followed, days, cycles)


def _followed(outlet: Outlet, days: int, dice: random.Random) -> Followed:
    begin = MIDNIGHT - WINDOW - DAY
    items = list(outlet.items(begin, int(WINDOW / DAY) + days + 2, dice))
    due = MIDNIGHT - DAY + timedelta(minutes=dice.uniform(0, 36))
    return Followed(outlet, items, due, found=bisect_right(items, MIDNIGHT - DAY))


def _learn(followed: list[Followed], now: datetime) -> None:
    """Each source's rhythm from what was found of it, and its share of the polls."""
    for each in followed:
        each.rhythm = learn(each.items[: each.found], now - WINDOW, now)
    polls = share({each.outlet.name: each.rhythm.per_day for each in followed})
    for each in followed:
        each.week = gaps(each.rhythm, Bounds().within(polls[each.outlet.name]))


def _cycle(followed: list[Followed], now: datetime, until: datetime, costs: Costs, dice: random.Random) -> datetime:
    """One crawl, one annotating pass; items published before `until` count. Gives when the machine is free again."""
    asked = now + timedelta(seconds=costs.start)
    fresh: list[tuple[Followed, int]] = []
    for each in followed:
        if each.due <= now + EVERY / 2:
            answered = asked + timedelta(seconds=dice.uniform(0.2, 2.0))
            fresh.append((each, each.poll(answered)))
    items = sum(count for _, count in fresh)
    slowest = max((count + 1 for _, count in fresh), default=0) * REQUEST
    seconds = costs.start + max(slowest, items * costs.page) + (costs.load + items * costs.read if items else 0.5)
    searchable = now + timedelta(seconds=seconds)
    for each, count in fresh:
        published = each.items[each.found - count : each.found]
        each.waits += [(searchable - moment) / MINUTE for moment in published if MIDNIGHT <= moment < until]
    return searchable + timedelta(seconds=costs.send)


def _figures(followed: list[Followed], days: int, cycles: list[float]) -> dict[str, float]:
    waits = sorted(wait for each in followed for wait in each.waits)
    medians = sorted(sorted(each.waits)[len(each.waits) // 2] for each in followed if each.waits)
    polls = [each.polls[day] for each in followed for day in range(days)]
    return {
        "published_to_searchable_p50_min": round(waits[len(waits) // 2], 1),
        "published_to_searchable_p95_min": round(waits[int(0.95 * len(waits))], 1),
        "median_of_the_slowest_tenth_of_sources_min": round(medians[int(0.9 * len(medians))], 1),
        "polls_per_source_day": round(sum(polls) / len(polls), 1),
        "polls_per_source_day_max": max(polls),
        "items": len(waits),
        "longest_cycle_min": round(max(cycles), 1),
    }


def revisits(articles: int = 2000, seed: int = 1, late_minutes: float = 6.0) -> dict[str, float]:
    """Looks at an article in 30 days, and how long an edit stays unseen: edits at any moment of a day, of a week.

    Each look comes up to `late_minutes` after it is due: the wait for the next cycle, and its place in it.
    """
    dice = random.Random(seed)
    looks, young, first_day, first_week = [], [], [0.0], [0.0]
    for _ in range(articles):
        seen, moment, visits = MIDNIGHT, MIDNIGHT, []
        while (due := next_visit(seen, moment)) is not None:
            moment = due + timedelta(minutes=dice.uniform(0, late_minutes))
            visits.append(moment)
        looks.append(sum(visit - seen <= 30 * DAY for visit in visits))
        young.append(sum(visit - seen <= 2 * DAY for visit in visits) / len(visits))
        for until, unseen in ((DAY, first_day), (7 * DAY, first_week)):
            edit = seen + until * dice.random()
            unseen.append((min(visit for visit in visits if visit >= edit) - edit) / HOUR)
    return {
        "looks_in_30_days_max": max(looks),
        "looks_in_48_hours_share": round(min(young), 2),
        "edit_unseen_day_1_max_h": round(max(first_day), 2),
        "edit_unseen_week_1_max_h": round(max(first_week), 2),
    }


def measured_costs() -> Costs:
    """What a cycle's parts cost on this machine now, in CPU seconds."""
    from crawler.extract import extract
    from nlp.pipeline import load
    from watchdesk.records import Document, Page

    text = "<p>The council of Springfield voted on Monday to ban facial recognition by police, the mayor said.</p>" * 25
    body = f"<html lang=en><head><title>A vote</title></head><article><h1>A vote</h1>{text}</article>".encode()
    extract(Page("https://news.test/a", body, MIDNIGHT), None)
    begun = time.process_time()
    for _ in range(20):
        article = extract(Page("https://news.test/a", body, MIDNIGHT), None)
    page = (time.process_time() - begun) / 20
    begun = time.process_time()
    reader = load()
    loaded = time.process_time()
    documents = [Document(str(number), article.text, article.title) for number in range(32)]
    list(reader.annotate(documents))
    read = (time.process_time() - loaded) / len(documents)
    done = subprocess.run([sys.executable, "-c", PROCESS], capture_output=True, text=True, check=True)
    start = float(done.stdout)
    return Costs(start=start, page=page, load=start + loaded - begun, read=read)


def main() -> None:
    """Print all figures as JSON."""
    costs = measured_costs()
    found = {"costs_s": {name: round(getattr(costs, name), 3) for name in Costs.__slots__}}
    for mix in ("logarithm", "even"):
        found[mix] = simulate(mix, costs=costs)
    found["logarithm, a week"] = simulate(days=7, costs=costs)
    found["revisits"] = revisits()
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
