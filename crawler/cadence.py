"""When a source is asked again: its own rhythm learned from when its items came, within bounds. Pure.

A source's rhythm is how many items it brings in each of the 168 hours of a week (UTC). The polls of a week are spread
so that few items wait longer than the promise and none very long (`wait_loss`): each hour gets the gap that is best for
its rate at one price of a poll for all hours, and the price is the one that spends the budget (Lagrange). So a source
that sleeps at night is asked seldom then and often in its morning, and one of which nothing is known is asked evenly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

HOURS: Final = 168
AVERAGE: Final = 37.0  # polls a source and day over a week and all sources; a busy weekday stays below 40
MOST: Final = 96.0  # of any one
LEAST: Final = 12.0
SHORTEST: Final = timedelta(minutes=10)
LONGEST: Final = timedelta(hours=3)
WINDOW: Final = timedelta(days=28)
LONGEST_REST: Final = timedelta(hours=24)
FIRST_REST: Final = timedelta(minutes=15)
_HOUR: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)
_PROMISE: Final = 27.0  # minutes: published to asked for, so that reading it too stays within half an hour
_SQUARED: Final = 0.1
_DAY_PRIOR: Final = 4.0  # items by which each weekday is drawn towards the mean
_HOUR_PRIOR: Final = 6.0  # items spread evenly over the day beside those that came
_KERNEL: Final = (0.25, 0.5, 0.25)  # an hour learns from its neighbours: a half-hour shift is no new rhythm


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Expected items in each hour of the week, beginning Monday 00:00 UTC; `items` is what it was learned from."""

    rates: tuple[float, ...]
    items: int = 0

    @property
    def per_day(self) -> float:
        """Items a day, on average over the week."""
        return sum(self.rates) / 7


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a source is never asked more or less often than; `budget` is polls a day on average over a week."""

    budget: float = AVERAGE
    shortest: timedelta = SHORTEST
    longest: timedelta = LONGEST

    def within(self, budget: float) -> Bounds:
        """The same with another budget; the bounds give way where the budget could not be kept between them."""
        return Bounds(budget, self.shortest, max(self.longest, timedelta(days=1) / budget))


EVEN: Final = Rhythm((0.0,) * HOURS)


def hour_of_week(moment: datetime) -> int:
    """0 (Monday 00:00–01:00 UTC) … 167; `moment` is aware."""
    utc = moment.astimezone(UTC)
    return utc.weekday() * 24 + utc.hour


def learn(arrivals: Sequence[datetime], since: datetime, now: datetime) -> Rhythm:
    """The rhythm of a source whose items came at `arrivals` (aware, any order) between `since` and `now`.

    A product of how much each weekday and each hour of the day brings: the weekday drawn towards the mean and the
    hour smoothed, both the more the fewer items there are. Nothing seen gives an even rhythm.
    """
    begin = max(since, now - WINDOW)
    seen = [moment for moment in arrivals if begin <= moment <= now]
    hours = max((now - begin) / _HOUR, 24.0)
    if not seen:
        return EVEN
    mean = len(seen) / hours
    days, daytime = _by_weekday(seen, begin, now), _by_hour(seen)
    raw = [days[slot // 24] * daytime[slot % 24] for slot in range(HOURS)]
    scale = mean * HOURS / sum(raw)
    return Rhythm(tuple(value * scale for value in raw), len(seen))


def _by_weekday(seen: Sequence[datetime], begin: datetime, now: datetime) -> list[float]:
    """How much more than the mean each weekday brings (mean 1), drawn towards 1 where little was seen."""
    share = max((now - begin) / timedelta(days=7), 1 / 7)
    expected = len(seen) / max(7 * share, 1.0)  # items a day
    counts = [0] * 7
    for moment in seen:
        counts[moment.astimezone(UTC).weekday()] += 1
    return [(count + _DAY_PRIOR) / (expected * max(share, 1.0) + _DAY_PRIOR) for count in counts]


def _by_hour(seen: Sequence[datetime]) -> list[float]:
    """The share of each hour of the day in the items, smoothed over its neighbours and with an even part."""
    counts = [_HOUR_PRIOR / 24] * 24
    for moment in seen:
        hour = moment.astimezone(UTC).hour
        for step, weight in zip((-1, 0, 1), _KERNEL, strict=True):
            counts[(hour + step) % 24] += weight
    return counts


def gaps(rhythm: Rhythm, bounds: Bounds) -> tuple[timedelta, ...]:
    """The pause between two polls in each hour of the week, `shortest` … `longest`; their number keeps the budget."""
    shortest, longest = bounds.shortest / _MINUTE, bounds.longest / _MINUTE
    if not any(rhythm.rates):
        even = min(max(1440 / bounds.budget, shortest), longest)
        return (timedelta(minutes=even),) * HOURS
    rates = [float(f"{rate:.2g}") for rate in rhythm.rates]  # few different ones: one choice serves all hours of it
    grid = _grid(shortest, longest)
    low, high = 1e-9, 1e9
    for _ in range(40):
        middle = (low * high) ** 0.5
        chosen = _chosen(rates, grid, middle)
        low, high = (middle, high) if _polls(rates, chosen) > 7 * bounds.budget else (low, middle)
    chosen = _chosen(rates, grid, high)
    spare = _polls(rates, chosen) / (7 * bounds.budget)  # what the steps of the grid left over goes to all alike
    return tuple(timedelta(minutes=max(chosen[rate] * spare, shortest)) for rate in rates)


def wait_loss(gap: float) -> float:
    """What an item costs that is published at any moment of a gap of so many minutes.

    The chance that it waits longer than the promise, and its mean squared wait in units of the promise.
    """
    return max(0.0, 1 - _PROMISE / gap) + _SQUARED * (gap / _PROMISE) ** 2 / 3


def _grid(shortest: float, longest: float) -> list[tuple[float, float]]:
    """Gaps in minutes to choose from, each with its loss; the promise itself is among them."""
    steps = [shortest]
    while steps[-1] < longest:
        steps.append(min(steps[-1] * 1.06, longest))
    if shortest < _PROMISE < longest:
        steps.append(_PROMISE)
    return [(gap, wait_loss(gap)) for gap in sorted(steps)]


def _chosen(rates: Sequence[float], grid: Sequence[tuple[float, float]], price: float) -> dict[float, float]:
    """The best gap for each rate when a poll costs `price`."""
    return {rate: min(grid, key=lambda step: rate * step[1] + price / step[0])[0] for rate in set(rates)}


def _polls(rates: Sequence[float], chosen: Mapping[float, float]) -> float:
    return sum(60 / chosen[rate] for rate in rates)


def next_poll(last: datetime, week: Sequence[timedelta]) -> datetime:
    """When to ask again after `last`: as soon as one poll's worth of the week's pauses has gone by.

    `week` is what `gaps` gives. Crossing from slow hours into busy ones counts both, so that a poll is not put off
    until noon because the night was quiet.
    """
    moment, left = last, 1.0
    while True:
        gap = week[hour_of_week(moment)]
        ends = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
        if left * gap <= ends - moment:
            return moment + left * gap
        left -= (ends - moment) / gap
        moment = ends


def after_failure(last: datetime, planned: datetime, failures: int) -> datetime:
    """When to ask again after that many failures in a row (1 …): the pause doubles from 15 minutes to a day.

    Never before `planned`, so that a broken source is not asked more often than a sound one.
    """
    pause: timedelta = min(FIRST_REST * 2 ** min(failures - 1, 10), LONGEST_REST)
    return max(planned, last + pause)


def share(per_day: Mapping[str, float], average: float = AVERAGE, most: float = MOST) -> dict[str, float]:
    """Polls a day for each source by the items it brings a day: `average` over all, `most` for any one.

    A source that brings nothing for days needs few; what it leaves goes to the others by the fifth root of what they
    bring, so that the busiest gets more but a small paper is not left behind.
    """
    if not per_day:
        return {}
    weights = {name: max(items, 0.02) ** 0.2 for name, items in sorted(per_day.items())}
    low, high = 0.0, most / min(weights.values())
    pool = average * len(weights)

    def spent(scale: float) -> dict[str, float]:
        return {name: min(max(scale * weight, LEAST), most) for name, weight in weights.items()}

    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if sum(spent(middle).values()) > pool else (middle, high)
    return spent(low)
