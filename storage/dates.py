"""Dates in queries: what span "2023", "2023-05" or "30d" means. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from watchdesk.errors import QueryError

_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$")
_LAST = re.compile(r"(\d{1,4})(h|d|w|m|y)$")
_UNITS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(days=7),
    "m": timedelta(days=30),
    "y": timedelta(days=365),
}


def period(text: str, position: int) -> tuple[datetime, datetime]:
    """Start (inclusive) and end (exclusive) of a year, month, day or moment, in UTC; raises QueryError."""
    match = _DATE.match(text)
    try:
        if match:
            return _span(int(match[1]), match[2], match[3])
        moment = datetime.fromisoformat(text)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise QueryError(f"{text!r} is not a date", position, "2023, 2023-05 or 2023-05-31") from error
    return moment, moment


def _span(year: int, month: str | None, day: str | None) -> tuple[datetime, datetime]:
    start = datetime(year, int(month or 1), int(day or 1), tzinfo=UTC)
    if day:
        return start, start + timedelta(days=1)
    if month:
        return start, datetime(year + start.month // 12, start.month % 12 + 1, 1, tzinfo=UTC)
    return start, datetime(year + 1, 1, 1, tzinfo=UTC)


def last(text: str, position: int) -> timedelta:
    """How long "30d", "6w", "3m" or "1y" is; raises QueryError."""
    match = _LAST.match(text)
    if match is None:
        raise QueryError(f"{text!r} is not a span of time", position, "30d, 6w, 3m or 1y")
    return int(match[1]) * _UNITS[match[2]]
