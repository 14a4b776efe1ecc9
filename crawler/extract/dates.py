"""When a page was published and last changed, as it states it: zone kept, none invented, never in the future."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from lxml.html import HtmlElement

from crawler.extract import jsonld
from crawler.extract.jsonld import Linked
from crawler.extract.meta import Meta
from watchdesk.records import Candidate

EARLIEST = 1990
_ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:[T ]\s*(?P<time>\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-](\d\d?)[/_-](\d\d?)(?!\d)|/((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")


def iso(text: str) -> str | None:
    """An ISO 8601 moment as precise as written: day, or day and time, with its zone if it states one."""
    found = _ISO.search(text)
    if not found:
        return None
    value = found["day"]
    if found["time"]:
        time = found["time"] if len(found["time"]) == 8 else f"{found['time']}:00"
        zone = (found["zone"] or "").upper()
        zone = "+00:00" if zone in ("Z", "UTC", "GMT") else zone
        value = f"{value}T{time}{zone[:3] + ':' + zone[-2:] if zone else ''}"
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return None
    return value


def is_possible(value: str, fetched_at: datetime) -> bool:
    """Not before 1990 and not after the fetch; a day is granted for pages that live east of UTC."""
    moment = datetime.fromisoformat(value)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.year >= EARLIEST and aware <= fetched_at + timedelta(days=1)


def published(root: HtmlElement, meta: Meta, linked: Linked, url: str, fetched_at: datetime) -> tuple[Candidate, ...]:
    """Candidates for the day of publication, ladder order."""
    return _possible(_published(root, meta, linked, url), fetched_at)


def modified(meta: Meta, linked: Linked, fetched_at: datetime) -> tuple[Candidate, ...]:
    """Candidates for the last change, ladder order."""
    return _possible(_modified(meta, linked), fetched_at)


def _possible(candidates: Iterator[Candidate], fetched_at: datetime) -> tuple[Candidate, ...]:
    read = [(c, iso(c.value)) for c in candidates]
    return tuple(Candidate(v, c.rule, c.weight) for c, v in read if v and is_possible(v, fetched_at))


_PUBLISHED_META = (
    "article:published_time", "datepublished", "og:article:published_time", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.created", "dc.date", "pubdate", "publishdate", "publish-date", "date", "dcterms.date",
)  # fmt: skip


def _published(root: HtmlElement, meta: Meta, linked: Linked, url: str) -> Iterator[Candidate]:
    for item, name in ((linked.article, "jsonld"), (linked.page, "jsonld.page")):
        if item is not None:
            for value in jsonld.texts(item.get("datePublished"))[:1]:
                yield Candidate(value, f"{name}.datePublished", 3.0)
    for name in _PUBLISHED_META:
        for value in meta.all(name)[:1]:
            yield Candidate(value, f"meta.{name}", 2.0)
    for element in root.iter("time"):
        if element.get("datetime"):
            yield Candidate(element.get("datetime") or "", "dom.time", 1.0)
    found = _URL_DAY.search(url)
    if found:
        year, month, day = [part for part in found.groups() if part]
        yield Candidate(f"{year}-{int(month):02}-{int(day):02}", "url.date", 1.0)


def _modified(meta: Meta, linked: Linked) -> Iterator[Candidate]:
    for item in (linked.article, linked.page):
        if item is not None:
            for value in jsonld.texts(item.get("dateModified"))[:1]:
                yield Candidate(value, "jsonld.dateModified", 3.0)
    for name in ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified"):
        for value in meta.all(name)[:1]:
            yield Candidate(value, f"meta.{name}", 2.0)
