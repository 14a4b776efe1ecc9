"""How often a living source is called silent in 90 days, and how soon a dead one is, on a simulated clock.

`storage.health` decides. The sources publish as `benchmarks.crawling.outlets` states; what is usual is learned anew
each day from up to 90 days of history, and each source is looked at every quarter of an hour. How late a flag is
is told in usual gaps as learned, and in true ones: the 95th percentile of the longest pauses of 1,000 other days.
"""

from __future__ import annotations

import json
import random
from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final

from benchmarks.crawling.outlets import Outlet, outlets
from storage.health import silent_since, usual_gap

BEGIN: Final = datetime(2026, 6, 1, tzinfo=UTC)
DAY: Final = timedelta(days=1)
LOOK: Final = timedelta(minutes=15)
WARM_DAYS: Final = 28
DAYS: Final = 90
LONG_DAYS: Final = 1000


def simulate(seed: int = 1) -> dict[str, float]:
    """False flags of a source in 90 days (mean, max), and the pause until a dead source is flagged in usual gaps."""
    dice = random.Random(seed)
    flags, dead, truly = [], [], []
    for number, outlet in enumerate(outlets(dice)):
        items = list(outlet.items(BEGIN, WARM_DAYS + DAYS, dice))
        flags.append(_false_flags(items))
        dead.append(flag := _until_flagged(items, dice))
        if flag is not None:
            truly.append(flag[1] / _true_gap(outlet, random.Random(1000 * seed + number)))
    known = sorted(flag[0] for flag in dead if flag is not None)
    truly.sort()
    return {
        "false_flags_per_source_90_days_mean": round(sum(flags) / len(flags), 2),
        "false_flags_per_source_90_days_max": max(flags),
        "flagged_after_usual_gaps_median": round(known[len(known) // 2], 2),
        "flagged_after_usual_gaps_max": round(known[-1], 2),
        "flagged_after_true_gaps_median": round(truly[len(truly) // 2], 2),
        "flagged_after_true_gaps_p95": round(truly[int(0.95 * len(truly))], 2),
        "flagged_after_true_gaps_max": round(truly[-1], 2),
        "sources_with_too_little_history": len(dead) - len(known),
    }


def _false_flags(items: list[datetime]) -> int:
    """Flags raised over a source that lives: one for each silence that ends by itself."""
    flags, flagged = 0, False
    for day in range(WARM_DAYS, WARM_DAYS + DAYS):
        now = BEGIN + day * DAY
        gap = usual_gap(items[bisect_left(items, now - DAYS * DAY) : bisect_right(items, now)])
        for look in range(96):
            moment = now + look * LOOK
            last = bisect_right(items, moment)
            silent = last > 0 and silent_since(items[last - 1], gap, moment) is not None
            flags += silent and not flagged
            flagged = silent
    return flags


def _true_gap(outlet: Outlet, dice: random.Random) -> timedelta:
    """The 95th percentile of the longest pauses of 1,000 days, which nobody who watches can know."""
    longest: dict[date, timedelta] = {}
    for earlier, later in pairwise(outlet.items(BEGIN, LONG_DAYS, dice)):
        longest[later.date()] = max(longest.get(later.date(), timedelta(0)), later - earlier)
    pauses = sorted(longest.values())
    return pauses[int(0.95 * len(pauses))]


def _until_flagged(items: list[datetime], dice: random.Random) -> tuple[float, timedelta] | None:
    """From last item to flag, in usual gaps and as a pause, for one that dies at any moment after 60 days."""
    dies = BEGIN + timedelta(days=dice.uniform(60, WARM_DAYS + DAYS - 30))
    past = items[: bisect_right(items, dies)]
    gap = usual_gap(past)
    if gap is None:
        return None
    moment = past[-1]
    while silent_since(past[-1], gap, moment) is None:
        moment += LOOK
    return (moment - past[-1]) / gap, moment - past[-1]


if __name__ == "__main__":
    print(json.dumps({f"seed {seed}": simulate(seed) for seed in (1, 2, 3, 4, 5)}, indent=2))
