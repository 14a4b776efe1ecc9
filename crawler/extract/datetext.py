"""Dates as people and machines write them, read into ISO 8601 exactly as precise as written; no zone is invented."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_MONTHS = (
    "january januar janvier enero janeiro gennaio januari jänner ocak stycznia styczeń tammikuuta января leden "
    "ledna január ianuarie "
    "siječnja janúar janar gener jan ene gen янв sty oca tammi",
    "february februar février febrero fevereiro febbraio februari feber şubat lutego luty helmikuuta февраля "
    "únor února február "
    "februarie veljače febrúar feb fév fev févr lut şub helmi фев febr",
    "march märz mars marzo março maart marts mart marca marzec maaliskuuta марта březen března március martie "
    "ožujka març mar mär "
    "mrz maalis мар maa",
    "april avril abril aprile nisan kwietnia kwiecień huhtikuuta апреля duben dubna április aprilie travnja "
    "apr avr abr kwi nis huhti апр",
    "may mai mayo maio maggio mei maj mayıs maja toukokuuta мая květen května május svibnja maí maig mag touko май",
    "june juni juin junio junho giugno haziran czerwca czerwiec kesäkuuta июня červen června június iunie "
    "lipnja júní juny jun giu cze "
    "haz kesä июн",
    "july juli juillet julio julho luglio temmuz lipca lipiec heinäkuuta июля červenec července július iulie "
    "srpnja júlí juliol jul juil "
    "lug lip tem heinä июл",
    "august août agosto augustus augusti ağustos sierpnia sierpień elokuuta августа srpen srpna augusztus "
    "kolovoza ágúst agost aug aoû "
    "ago sie ağu elo авг",
    "september septembre septiembre setembro settembre eylül września wrzesień syyskuuta сентября září "
    "szeptember septembrie rujna "
    "setiembre setembre sep sept set wrz eyl syys сен",
    "october oktober octobre octubre outubro ottobre ekim października październik lokakuuta октября říjen "
    "října október octombrie "
    "listopada október octubre oct okt out ott paź eki loka окт",
    "november novembre noviembre novembro kasım listopad marraskuuta ноября listopadu noiembrie studenoga "
    "nóvember nov kas marras ноя",
    "december dezember décembre diciembre dezembro dicembre desember aralık grudnia grudzień joulukuuta "
    "декабря prosinec prosince "
    "decembrie prosinca desembre dec dez déc dic dis des gru ara joulu дек",
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_NAME = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_TIME = r"(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d))?\s*(?P<half>[ap]\.?m\.?)?"
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
    r"(?:(?:[T ]|\s*,?\s+)(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?:[.,]\d+)?\s*(?P<zone>Z|UTC|"
    r"GMT|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|"
    r"3[01])(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d))?(?!\d)"
)
_MAIL = re.compile(
    rf"(?P<day>\d{{1,2}}) (?P<name>{_NAME})\w* (?P<year>\d{{4}}) "
    rf"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    r" *(?P<zone>GMT|UTC|Z|[+-]\d{4})?", re.IGNORECASE,
)  # fmt: skip
_DAY_NAME = re.compile(
    rf"(?<![\w])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?\s*(?:de |of |d')?[\s\-/]*(?P<name>{_NAME})\b\.?,?"
    rf"(?:\s*(?:de|del|of)?[\s\-/]*)(?P<year>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_NAME_DAY = re.compile(
    rf"\b(?P<name>{_NAME})\b\.?\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)(?!\d)", re.IGNORECASE
)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*[./年년\-]\s*(?P<month>\d{1,2})\s*[./月월\-]\s*(?P<day>\d{1,2})(?!\d)"
)
_NUMBERS = re.compile(
    r"(?<![\d.])(?P<one>\d{1,2})\s?[./\-]\s?(?P<two>\d{1,2})\s?[./\-]\s?(?P<year>(?:19|20)\d\d|\d\d)(?![\d])"
)
_CLOCK = re.compile(rf"(?<![\d:.]){_TIME}(?![\d:])", re.IGNORECASE)


def iso(text: str, *, month_first: bool = False) -> str | None:
    """The first date in a text, with its time and zone where it states them; None where there is none.

    `month_first` decides days like 3/4/2024 that can be read both ways.
    """
    clean = text.strip()
    for pattern in (_ISO, _MAIL):
        found = pattern.search(clean)
        if found:
            return _joined(found)
    day = _worded(clean) or _numbers(clean, month_first)
    if day is None:
        found = _COMPACT.search(clean)
        return _joined(found) if found else None
    value, end = day
    return _with_clock(value, clean[end : end + 40])


def _worded(text: str) -> tuple[date, int] | None:
    hits = [found for pattern in (_DAY_NAME, _NAME_DAY, _YEAR_FIRST) if (found := pattern.search(text))]
    for found in sorted(hits, key=lambda hit: hit.start()):
        day = _date_of(found)
        if day is not None:
            return day, found.end()
    return None


def _numbers(text: str, month_first: bool) -> tuple[date, int] | None:
    found = _NUMBERS.search(text)
    if not found:
        return None
    one, two, year = int(found["one"]), int(found["two"]), int(found["year"])
    year += 0 if year > 99 else 2000 if year < 70 else 1900
    day, month = (two, one) if (month_first and one <= 12) or two > 12 else (one, two)
    value = _date(year, month, day)
    return (value, found.end()) if value else None


def _date_of(found: re.Match[str]) -> date | None:
    groups = found.groupdict()
    month = MONTHS[groups["name"].lower()] if groups.get("name") else int(groups["month"])
    return _date(int(groups["year"]), month, int(groups["day"]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _joined(found: re.Match[str]) -> str | None:
    """Date, time and zone of a machine-written match."""
    groups = found.groupdict()
    day = _date_of(found)
    if day is None:
        return None
    if not groups.get("hour"):
        return day.isoformat()
    value = (
        f"{day.isoformat()}T{groups['hour']}:{groups['minute']}:{groups['second'] or '00'}{_zone(groups.get('zone'))}"
    )
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return day.isoformat()
    return value


def _zone(text: str | None) -> str:
    if not text:
        return ""
    if text.upper() in ("Z", "UTC", "GMT"):
        return "+00:00"
    return f"{text[:3]}:{text[-2:]}"


def _with_clock(day: date, rest: str) -> str:
    """The day with the clock time that follows it, if one does."""
    found = _CLOCK.search(rest)
    if not found:
        return day.isoformat()
    hour = int(found["hour"])
    half = (found["half"] or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    return f"{day.isoformat()}T{hour:02}:{found['minute']}:{found['second'] or '00'}"


def day_of(value: str) -> date:
    """The calendar day of an ISO value as written, without conversion."""
    return date.fromisoformat(value[:10])


def is_utc(value: str) -> bool:
    """Whether a value is a moment stated in UTC, so that the local day is unknown."""
    return len(value) > 10 and value.endswith("+00:00")


def is_one_day_off(value: str, day: date) -> bool:
    """Whether a stated day is the day before or after the one of a moment."""
    return abs(day_of(value) - day) == timedelta(days=1)
