"""Whether a source is well, from when its items came and what its pages showed. Pure.

A source's usual gap is the longest pause of a day that 95 of 100 days stay within. The pauses between single items
would not do: a paper of 200 items a day has 95 of 100 pauses shorter than half an hour, and sleeps seven hours a night.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

SILENT_AFTER: Final = 1.95  # usual gaps; a poll notices later than the moment itself, and twice the gap is the promise
NOTICED_WITHIN: Final = timedelta(minutes=20)  # that much before twice a gap of few hours, of which a twentieth is less
EARLIEST: Final = 1.5
FEWEST_DAYS: Final = 21  # days with items, below which nothing is known about a usual gap
LONGEST_USUAL: Final = timedelta(days=60)
LATEST_LOOKS: Final = 8
EARLIER_LOOKS: Final = 20
_MISSING_NOW: Final = 0.6
_MISSING_EARLIER: Final = 0.2


def arrival_moments(rows: Iterable[tuple[datetime, str | None]], first_read: datetime | None) -> list[datetime]:
    """When items came, oldest first, from (discovered at, publication time as stated) of each.

    A stated time with clock and zone counts where it lies before the discovery; else the moment of discovery. What
    stood in the source when it was first read and states no time came at an unknown moment and is left out.
    """
    found = []
    for discovered, stated in rows:
        moment = _clock_time(stated)
        if moment is not None and moment <= discovered:
            found.append(moment)
        elif first_read is not None and discovered > first_read + timedelta(minutes=30):
            found.append(discovered)
    return sorted(found)


def _clock_time(stated: str | None) -> datetime | None:
    """A stated moment, None where it lacks clock or zone; midnight sharp in UTC is a day that was written as a time."""
    if not stated or len(stated) < 16:
        return None
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        return None
    if moment.tzinfo is None or (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return None
    return moment.astimezone(UTC)


def usual_gap(arrivals: Sequence[datetime]) -> timedelta | None:
    """The longest pause of a day that 95 of 100 days stay within; None where fewer than 21 days had items.

    `arrivals` is sorted. A pause counts on the day (UTC) on which it ends. A percentile of a few weeks is as often
    too short as too long, and too short cries wolf: taken is the next longer pause than that of n + 1 days (Weibull's
    plotting position). Of 90 days the 88th lies at or above the true 95th percentile with a chance of five in six (the
    binomial bound of order statistics); of 28 days it is the longest pause seen.
    """
    longest: dict[object, timedelta] = {}
    for earlier, later in pairwise(arrivals):
        day = later.astimezone(UTC).date()
        longest[day] = max(longest.get(day, timedelta(0)), later - earlier)
    if len(longest) < FEWEST_DAYS:
        return None
    pauses = sorted(longest.values())
    return min(pauses[min(math.ceil(0.95 * (len(pauses) + 1)) + 1, len(pauses)) - 1], LONGEST_USUAL)


def silent_since(last_new: datetime | None, gap: timedelta | None, last_read: datetime | None) -> datetime | None:
    """Since when a source is silent: it was read well and had nothing new for nearly twice its usual gap.

    None while it is not. A source that cannot be read is failing, which is another thing.
    """
    if last_new is None or gap is None or last_read is None:
        return None
    patience = max(EARLIEST * gap, min(SILENT_AFTER * gap, 2 * gap - NOTICED_WITHIN))
    return last_new if last_read - last_new >= patience else None


def drifted(looks: Sequence[frozenset[str]]) -> tuple[str, ...]:
    """Fields that a source's pages had and lack now: its layout has changed. By name.

    `looks` are the pages in the order in which they were read, each with the fields found empty. A field has drifted
    if most of the latest 8 lack it and few of at least 20 earlier ones did.
    """
    latest, earlier = looks[-LATEST_LOOKS:], looks[:-LATEST_LOOKS]
    if len(earlier) < EARLIER_LOOKS:
        return ()
    names = sorted({name for look in latest for name in look})
    return tuple(
        name
        for name in names
        if sum(name in look for look in latest) >= _MISSING_NOW * len(latest)
        and sum(name in look for look in earlier) <= _MISSING_EARLIER * len(earlier)
    )
