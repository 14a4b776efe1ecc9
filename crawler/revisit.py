"""When an article is looked at again for edits: often while it is young, and no more once it is a month old. Pure.

Outlets edit on the first day above all. In 30 days an article is asked for 25 times at most, 16 of them in the first 48
hours: every two hours on the first day, every six on the second, daily in the first week, then every six days.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

HORIZON: Final = timedelta(days=30)
# until that age: this gap
GAPS: Final = (
    (timedelta(hours=24), timedelta(hours=2)),
    (timedelta(hours=48), timedelta(hours=6)),
    (timedelta(days=7), timedelta(hours=24)),
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
