"""How often a living source is called silent in 90 days, and how soon a dead one is, on a simulated clock.

`storage.health` decides. The sources publish as `benchmarks.crawling.outlets` states; what is usual is learned anew
each day from up to 90 days of history, and each source is looked at every quarter of an hour.
"""

from __future__ import annotations

import json
import random
from bisect import bisect_left, bisect_right
from datetime import UTC, datetime, timedelta
from typing import Final

from benchmarks.crawling.outlets import outlets
from storage.health import silent_since, usual_gap

BEGIN: Final = datetime(2026, 6, 1, tzinfo=UTC)
DAY: Final = timedelta(days=1)
LOOK: Final = timedelta(minutes=15)
WARM_DAYS: Final = 28
DAYS: Final = 90


def simulate(seed: int = 1) -> dict[str, float]:
    """False flags of a source in 90 days (mean, max), and the pause until a dead source is flagged in usual gaps."""
    dice = random.Random(seed)
    flags, dead = [], []
    for outlet in outlets(dice):
        items = list(outlet.items(BEGIN, WARM_DAYS + DAYS, dice))
        flags.append(_false_flags(items))
        dead.append(_until_flagged(items, dice))
    known = sorted(pause for pause in dead if pause is not None)
    return {
        "false_flags_per_source_90_days_mean": round(sum(flags) / len(flags), 2),
        "false_flags_per_source_90_days_max": max(flags),
        "flagged_after_usual_gaps_median": round(known[len(known) // 2], 2),
        "flagged_after_usual_gaps_max": round(known[-1], 2),
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


def _until_flagged(items: list[datetime], dice: random.Random) -> float | None:
    """Usual gaps from the last item to the flag, when a source dies at any moment after 60 days of history."""
    dies = BEGIN + timedelta(days=dice.uniform(60, WARM_DAYS + DAYS - 30))
    past = items[: bisect_right(items, dies)]
    gap = usual_gap(past)
    if gap is None:
        return None
    moment = past[-1]
    while silent_since(past[-1], gap, moment) is None:
        moment += LOOK
    return (moment - past[-1]) / gap


if __name__ == "__main__":
    print(json.dumps({f"seed {seed}": simulate(seed) for seed in (1, 2, 3, 4, 5)}, indent=2))
