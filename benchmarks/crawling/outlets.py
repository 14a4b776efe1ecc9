"""The sources of the simulated days: when each publishes, by a stated process.

100 sources; each brings between 1 and 200 items a day, evenly spread in the logarithm (`mix="even"`: evenly spread in
the number, which is harder, since nearly every source is then a busy one). Arrivals are Poisson with a rate that
follows the local hour in the source's own zone (08–18 h: 1, 06–08 h and 18–24 h: 0.45, 00–06 h: 0.08) and the weekday
(Monday to Friday 1.15, at the weekend 0.6).
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

SOURCES: Final = 100
ZONES: Final = (
    "America/New_York", "America/Los_Angeles", "America/Chicago", "Europe/London", "Europe/Berlin",
    "Australia/Sydney", "Asia/Kolkata",
)  # fmt: skip
_MEAN_WEIGHT: Final = (10 * 1.0 + 8 * 0.45 + 6 * 0.08) / 24 * (5 * 1.15 + 2 * 0.6) / 7


@dataclass(frozen=True, slots=True)
class Outlet:
    """A simulated source."""

    name: str
    per_day: float
    zone: ZoneInfo

    def items(self, begin: datetime, days: int, dice: random.Random) -> Iterator[datetime]:
        """Moments at which it publishes, oldest first."""
        for step in range(days * 24):
            hour = begin + timedelta(hours=step)
            expected = self.per_day / 24 * local_weight(hour.astimezone(self.zone)) / _MEAN_WEIGHT
            moment = dice.expovariate(1.0)
            while moment < expected:
                yield hour + timedelta(hours=moment / expected)
                moment += dice.expovariate(1.0)


def local_weight(moment: datetime) -> float:
    """How busy a newsroom is at a local time, 1 by day on a mean weekday."""
    hour = 1.0 if 8 <= moment.hour < 18 else 0.08 if moment.hour < 6 else 0.45
    return hour * (1.15 if moment.weekday() < 5 else 0.6)


def outlets(dice: random.Random, mix: str = "logarithm") -> list[Outlet]:
    """The sources; `mix` is how their items a day are spread: `logarithm` or `even`."""
    return [
        Outlet(
            f"outlet-{number}",
            math.exp(dice.random() * math.log(200)) if mix == "logarithm" else dice.uniform(1, 200),
            ZoneInfo(dice.choice(ZONES)),
        )
        for number in range(SOURCES)
    ]
