"""Dates as a sentence states them, resolved against publication: `on Monday`, `last month`, `Aug. 3`, `in 2018`.

What comes out is ISO 8601 and exactly as precise as stated: a day, a month or a year. Nothing is guessed: a weekday
without a known day of publication stays unresolved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBERS = {
    "one": 1,
    "a": 1,
    "an": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "ten": 10,
}
_MONTH = (
    r"(?P<month>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?|"
    r"sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_YEAR = r"(?:19|20)\d\d"
_WORDS = (
    "today|tonight|yesterday|this (?:morning|afternoon|evening|week|month|year)|last (?:week|month|year)|"
    "earlier (?:this|today)"
)
_STATED = re.compile(
    rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>{_YEAR})\b)?"
    rf"|\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.replace('month', 'month2')}\b"
    rf"(?:,?\s+(?P<year2>{_YEAR})\b)?"
    rf"|\b{_MONTH.replace('month', 'month3')}(?:\s+of)?,?\s+(?P<year3>{_YEAR})\b"
    rf"|\b(?P<iso>{_YEAR}-\d\d-\d\d)\b"
    rf"|\b(?:in|last|since|during|this|of)\s+{_MONTH.replace('month', 'month4')}\b(?!,?\s+\d)"
    rf"|\b(?:in|since|during|of|by)\s+(?P<year5>{_YEAR})\b"
    rf"|\b(?P<weekday>{'|'.join(DAYS)})\b(?P<ago>\s+(?:last week))?"
    rf"|\b(?P<word>{_WORDS})\b"
    r"|\b(?P<count>one|an?|two|three|four|five|six|seven|eight|ten|\d{1,2})\s+(?P<unit>day|week|month|year)s?\s+ago\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A date expression: its place in the sentence and the ISO 8601 value, as precise as stated."""

    start: int
    end: int
    value: str


def dates(sentence: str, published: str | None) -> list[Stated]:
    """The dates of a sentence in order; `published` is ISO 8601 (day precision or finer) or None."""
    day = _day(published)
    found = []
    for match in _STATED.finditer(sentence):
        value = _value(match, day)
        if value is not None:
            found.append(Stated(match.start(), match.end(), value))
    return found


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _value(match: re.Match[str], published: date | None) -> str | None:
    part = match.groupdict()
    if part["iso"]:
        return part["iso"]
    if part["day"] or part["day2"]:
        return _full(
            part["month"] or part["month2"], part["day"] or part["day2"], part["year"] or part["year2"], published
        )
    if part["month3"]:
        return f"{part['year3']}-{_month(part['month3']):02d}"
    if part["year5"]:
        return part["year5"]
    if published is None:
        return None
    if part["month4"]:
        return _past_month(_month(part["month4"]), published)
    if part["weekday"]:
        return _weekday(part["weekday"], published, week_before=bool(part["ago"]))
    return _word(part["word"].lower(), published) if part["word"] else _ago(part["count"], part["unit"], published)


def _month(name: str) -> int:
    return MONTHS.index(name[:3].lower()) + 1


def _full(month: str, day: str, year: str | None, published: date | None) -> str | None:
    """A day of the year; without a year the last such day that is not far after publication."""
    if year is None and published is None:
        return None
    try:
        stated = date(int(year) if year else published.year if published else 1, _month(month), int(day))
        if year is None and published and stated > published + timedelta(days=60):
            stated = stated.replace(year=stated.year - 1)
    except ValueError:  # such as 31 June
        return None
    return stated.isoformat()


def _past_month(month: int, published: date) -> str:
    return f"{published.year if month <= published.month else published.year - 1}-{month:02d}"


def _weekday(name: str, published: date, *, week_before: bool) -> str:
    """The last such day up to publication: a story of Thursday that says Thursday means its own day."""
    back = (published.weekday() - DAYS.index(name.lower())) % 7
    if week_before:
        back += 7 if back <= published.weekday() else 0
    return (published - timedelta(days=back)).isoformat()


def _word(word: str, published: date) -> str | None:
    if word == "yesterday":
        return (published - timedelta(days=1)).isoformat()
    if word in {"today", "tonight", "this morning", "this afternoon", "this evening", "earlier today"}:
        return published.isoformat()
    if word in {"last month", "this month"}:
        last = published.replace(day=1) - timedelta(days=1)
        return (last if word == "last month" else published).isoformat()[:7]
    if word in {"last year", "this year"}:
        return str(published.year - (word == "last year"))
    return None  # a week has no ISO form of day, month or year


def _ago(count: str, unit: str, published: date) -> str | None:
    number = NUMBERS.get(count.lower()) or (int(count) if count.isdigit() else 1)
    unit = unit.lower()
    if unit == "day":
        return (published - timedelta(days=number)).isoformat()
    if unit == "month":
        months = published.year * 12 + published.month - 1 - number
        return f"{months // 12}-{months % 12 + 1:02d}"
    return str(published.year - number) if unit == "year" else None
