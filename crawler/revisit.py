"""When an article is looked at again for edits: often while it is young, and no more once it is a month old. Pure.

Outlets edit on the first day above all. In 30 days an article is asked for 25 times at most, most of them in the first
48 hours. Each gap is a little shorter than the promise (2 hours on the first day, 24 in the first week), since a look
comes only with the next cycle and takes its time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

HORIZON: Final = timedelta(days=30)
# until that age: this gap
GAPS: Final = (
    (timedelta(hours=24), timedelta(hours=1, minutes=50)),
    (timedelta(hours=48), timedelta(hours=8)),
    (timedelta(days=7), timedelta(hours=23, minutes=50)),
    (HORIZON, timedelta(days=6)),
)


def gap_at(age: timedelta) -> timedelta | None:
    """How long to wait between two looks at an article of that age; None where it is left alone."""
    return next((gap for until, gap in GAPS if age < until), None)


def next_visit(first_seen: datetime, now: datetime) -> datetime | None:
    """When to look again at an article first seen at `first_seen` and looked at `now`; None: no more."""
    gap = gap_at(max(now - first_seen, timedelta(0)))
    if gap is None:
        return None
    due = now + gap
    return due if due - first_seen <= HORIZON else None
