"""When a page was published and last changed, as it states it: zone kept, none invented, never in the future."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from crawler.extract import datetext, jsonld
from crawler.extract.blocks import Block
from crawler.extract.html import squeezed
from crawler.extract.jsonld import Linked
from crawler.extract.meta import Meta
from watchdesk.records import Candidate

EARLIEST = 1990
_FIRST_LINES = 1000
_DATELINE = 60
_CENTRAL_EUROPE = ZoneInfo("Europe/Berlin")
_CENTRAL_EUROPEAN = frozenset(["cs", "da", "de", "hr", "hu", "it", "nb", "nl", "nn", "no", "pl", "sk", "sl", "sv"])
_VAGUE_META = frozenset(
    f"meta.{name}"
    for name in ("date", "dc.date", "dcterms.date", "created", "dcterms.created", "dc.date.created", "datecreated")
)
_URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/_-](\d\d?)[/_-](\d\d?)(?!\d)|[/_-]((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)"
)
_URL_NAMED = re.compile(
    r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/(\d\d?)(?!\d)", re.IGNORECASE
)
_UPDATED = re.compile(
    r"updat|modif|revis|aktualisiert|geändert|mis à jour|modifié|actualizad|atualizad|aggiornat|bijgewerkt|"
    r"uppdaterad|oppdatert|"
    r"opdateret|обновл|更新|수정|güncelle",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"comment|related|sidebar|widget|footer|teaser|recent|recommend|popular|latest|trending|copyright|event",
    re.IGNORECASE,
)
_DATE_LABEL = re.compile(
    r"date|time|datum|fecha|data\b|published|pub-|posted|byline|meta|info|stamp|dato|publi", re.IGNORECASE
)


def is_possible(value: str, fetched_at: datetime) -> bool:
    """Not before 1990 and not after the fetch; a day is granted for pages that live east of UTC."""
    moment = datetime.fromisoformat(value)
    try:
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.year >= EARLIEST and aware <= fetched_at + timedelta(days=1)
    except OverflowError:
        return False


def published(
    root: HtmlElement,
    meta: Meta,
    linked: Linked,
    url: str,
    fetched_at: datetime,
    head: Sequence[Block] = (),
    lines: Sequence[Block] = (),
    ruled: tuple[Candidate, ...] = (),
) -> tuple[Candidate, ...]:
    """Candidates for publication, best first; `head` are the lines around the headline, `lines` all of the page.

    A moment stated in UTC does not say which day it was on site: where the URL states the day before or after, that
    day is taken.
    """
    month_first = _is_month_first(root, meta)
    by_rule = _possible(ruled, fetched_at, month_first)
    if by_rule:
        return by_rule
    found = _possible([*_stated(meta, linked), *_lines(head)], fetched_at, month_first)
    if not found or found[0].rule == "dom.line":  # the slow rungs, only where nothing is stated
        found = _possible(_shown(root, head, lines), fetched_at, month_first) or found
    in_url = _possible(_in_url(url), fetched_at, month_first)
    if not found:
        last = chain(_last_resort(meta, lines), _cut_lines(lines), _of_picture(meta))
        return in_url or _possible(last, fetched_at, month_first)
    found = _outvoted(found)
    local = next((c for c in in_url if _is_local_day(c, found[0])), None)
    local = local or next((c for c in found[1:] if _is_local_clock(c, found[0])), None)
    local = local or _midnight(found[0], root)
    if local is not None:
        return (local, *found)
    return (*found, *in_url)


def _shown(root: HtmlElement, head: Sequence[Block], lines: Sequence[Block]) -> Iterator[Candidate]:
    """What the page shows where it states nothing: a line that is little but a day comes before captions and prose."""
    yield from _marked(root)
    yield from _lines(line for line in head if _is_dateline(line))
    yield from chain(_times(root), _named(root))
    yield from _lines(line for line in lines[:_FIRST_LINES] if _is_dateline(line))
    yield from _lines(line for line in head if not _is_dateline(line))


def _is_dateline(line: Block) -> bool:
    return len(line.text) <= _DATELINE and not line.node.cut and not _UPDATED.search(line.text)


def _outvoted(found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The candidates, one put first where the page speaks against the first of them.

    JSON-LD gives way to a day on which meta tags and a visible line agree; a meta tag that does not say what happened
    on that day (`date`, `dc.date`) gives way to a visible line.
    """
    line = next((c for c in found if c.rule == "dom.line"), None)
    if line is None:
        return found
    if found[0].rule in _VAGUE_META:
        return (line, *found)
    if not found[0].rule.startswith("jsonld."):
        return found
    day = line.value[:10]
    stated = next((c for c in found if c.rule.startswith("meta.") and c.value[:10] == day), None)
    agree = any(c.value[:10] == found[0].value[:10] for c in found if not c.rule.startswith("jsonld."))
    return found if stated is None or agree else (stated, *found)


def stated_day(meta: Meta, linked: Linked, url: str, fetched_at: datetime) -> str | None:
    """The day that the machine-readable parts state, only to tell which layout of a source a page has."""
    found = _possible([*_stated(meta, linked), *_in_url(url)], fetched_at, month_first=False)
    return found[0].value if found else None


def possible_day(text: str, fetched_at: datetime) -> str | None:
    """A date that came from outside of the page, such as a feed's, where it can be true."""
    value = datetext.iso(text)
    return value if value and is_possible(value, fetched_at) else None


def _is_local_day(in_url: Candidate, stated: Candidate) -> bool:
    """A zone other than UTC is the site's own and says which day it was there."""
    knows_zone = len(stated.value) > 19 and not datetext.is_utc(stated.value)
    return not knows_zone and datetext.is_one_day_off(stated.value, datetext.day_of(in_url.value))


def _midnight(stated: Candidate, root: HtmlElement) -> Candidate | None:
    """A moment in UTC that is midnight to the second where the page's language is at home is a day."""
    if not datetext.is_utc(stated.value) or (root.get("lang") or "").lower().split("-")[0] not in _CENTRAL_EUROPEAN:
        return None
    moment = datetime.fromisoformat(stated.value)
    there = moment.astimezone(_CENTRAL_EUROPE)
    is_midnight = (there.hour, there.minute, there.second) == (0, 0, 0)
    return Candidate(there.isoformat(), stated.rule, stated.weight) if is_midnight else None


def _is_local_clock(shown: Candidate, stated: Candidate) -> bool:
    """A line that shows the same minute on another day shows it as the site's own clock had it."""
    if not shown.rule.startswith("dom.line") or not datetext.is_utc(stated.value) or len(shown.value) < 16:
        return False
    return shown.value[14:16] == stated.value[14:16] and datetext.is_one_day_off(
        stated.value, datetext.day_of(shown.value)
    )


def modified(root: HtmlElement, meta: Meta, linked: Linked, fetched_at: datetime) -> tuple[Candidate, ...]:
    """Candidates for the last change, ladder order."""
    return _possible(_modified(root, meta, linked), fetched_at, _is_month_first(root, meta))


def _is_month_first(root: HtmlElement, meta: Meta) -> bool:
    """3/4/2024 is March the 4th only where the page says that it is American."""
    stated = f"{root.get('lang') or ''} {meta.first('og:locale', 'content-language', 'language') or ''}".lower()
    return bool(re.search(r"\ben[-_]us\b", stated)) or stated.split()[:1] == ["en"]


def _possible(candidates: Iterable[Candidate], fetched_at: datetime, month_first: bool) -> tuple[Candidate, ...]:
    read = ((c, datetext.iso(c.value, month_first=month_first)) for c in candidates)
    return tuple(Candidate(v, c.rule, c.weight) for c, v in read if v and is_possible(v, fetched_at))


_PUBLISHED_META = (
    "article:published_time",
    "datepublished",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dcterms.available",
    "article.published",
    "article_date_original",
    "published_time",
    "publication_date",
    "citation_publication_date",
    "citation_online_date",
    "originalpublicationdate",
    "date_published",
    "datecreated",
    "publish_date",
    "publish-date",
    "publishdate",
    "publishtime",
    "pubdate",
    "pub_date",
    "ptime",
    "displaydate",
    "article.created",
    "dc.date",
    "dcterms.date",
    "dc.date.publication",
    "date",
    "created",
    "release_date",
    "gentics.date",
    "last-publish",
)


def _stated(meta: Meta, linked: Linked) -> Iterator[Candidate]:
    if linked.article is not None:
        for value in jsonld.texts(linked.article.get("datePublished"))[:1]:
            yield Candidate(value, "jsonld.datePublished", 3.0)
    for name in _PUBLISHED_META:
        for value in meta.all(name)[:1]:
            yield Candidate(value, f"meta.{name}", 2.0)
    if linked.page is not None:
        for value in jsonld.texts(linked.page.get("datePublished") or linked.page.get("uploadDate"))[:1]:
            yield Candidate(value, "jsonld.page.datePublished", 1.8)
    if linked.article is not None:
        for value in jsonld.texts(linked.article.get("dateCreated"))[:1]:
            yield Candidate(value, "jsonld.dateCreated", 0.8)


def _marked(root: HtmlElement) -> Iterator[Candidate]:
    """Elements that say in so many words that they hold the day of publication."""
    for element in root.xpath(
        "//*[contains(@itemprop,'datePublished') or @pubdate or contains(@property,'datePublished')"
        " or contains(@class,'dt-published') or (self::time and contains(@class,'published'))][position()<6]"
    ):
        stated = element.get("datetime") or element.get("content") or squeezed(element.text_content())[:80]
        if not _UPDATED.search(element.get("class") or ""):
            yield Candidate(stated, "dom.datePublished", 1.5)


def _lines(head: Iterable[Block]) -> Iterator[Candidate]:
    """Short lines around the headline that state a day; what was updated is not what was published."""
    for block in head:
        text = block.text if len(block.text) <= 160 else block.text[:28]
        stated = _UPDATED.split(text, maxsplit=1)[0]
        if any(character.isdigit() for character in stated) and datetext.iso(stated):
            yield Candidate(stated, "dom.line", 1.0)


def _last_resort(meta: Meta, lines: Sequence[Block]) -> Iterator[Candidate]:
    """Any meta tag that speaks of publishing, then the first short line of the page that states a day."""
    for name, values in meta.values.items():
        if "publi" in name and ("date" in name or "time" in name):
            yield Candidate(values[0], f"meta.{name}", 0.5)
    for block in lines[:_FIRST_LINES]:
        text = block.text
        if (
            len(text) < 100
            and not block.node.cut
            and not _UPDATED.search(text)
            and block.link_share < 0.5
            and datetext.iso(text)
        ):
            yield Candidate(text, "dom.first", 0.3)
            return
    for block in lines[:_FIRST_LINES]:
        if len(block.text) < 80 and not block.node.cut and _UPDATED.search(block.text) and datetext.iso(block.text):
            yield Candidate(block.text, "dom.updated-only", 0.1)
            return


def _cut_lines(lines: Sequence[Block]) -> Iterator[Candidate]:
    """The first short line that states a day in a part that is no text: not in a footer, nor beside another story."""
    for block in lines[:_FIRST_LINES]:
        is_own = bool(block.node.cut) and block.node.cut not in _FOREIGN and not _ASIDE.search(block.node.label)
        if is_own and len(block.text) < _DATELINE and datetext.iso(block.text):
            yield Candidate(block.text, "dom.cut-line", 0.1)
            return


_FOREIGN = frozenset(["footer", "other-article", "related", "nav", "comment", "comments", "recent", "latest", "aside"])


def _of_picture(meta: Meta) -> Iterator[Candidate]:
    """The day in the path of the page's own picture: most are uploaded with the story."""
    for value in meta.all("og:image")[:1]:
        for found in _in_url(value):
            yield Candidate(found.value, "meta.og:image.date", 0.05)


def _times(root: HtmlElement) -> Iterator[Candidate]:
    for element in root.xpath("//time[@datetime][position()<30]"):
        if not _is_aside(element) and not _UPDATED.search(f"{element.get('class')} {element.text_content()[:60]}"):
            yield Candidate(element.get("datetime"), "dom.time", 0.8)
            return


def _named(root: HtmlElement) -> Iterator[Candidate]:
    """The first element whose class or id speaks of a date and that holds one."""
    for element in root.xpath(
        "//*[self::span or self::div or self::p or self::time or self::li or self::em][@class or @id]"
    )[:1500]:
        label = f"{element.get('class') or ''} {element.get('id') or ''}"
        if _DATE_LABEL.search(label) and not _is_aside(element) and not _UPDATED.search(label):
            text = squeezed(element.text_content()[:400])
            if len(text) < 160 and datetext.iso(text) and not _UPDATED.search(text):
                yield Candidate(text, "dom.label", 0.6)
                return


def _is_aside(element: HtmlElement) -> bool:
    for node in (element, *element.iterancestors()):
        if node.tag in ("aside", "footer", "nav") or (
            node.tag != "body" and _ASIDE.search(f"{node.get('class') or ''} {node.get('id') or ''}")
        ):
            return True
    return False


def _in_url(url: str) -> Iterator[Candidate]:
    named = _URL_NAMED.search(url)
    if named:
        month = datetext.MONTHS[named[2].lower()]
        yield Candidate(f"{named[1]}-{month:02}-{int(named[3]):02}", "url.date", 1.0)
    found = _URL_DAY.search(url)
    if found:
        year, month_text, day = (part for part in found.groups() if part)
        try:
            yield Candidate(date(int(year), int(month_text), int(day)).isoformat(), "url.date", 1.0)
        except ValueError:
            return


def _modified(root: HtmlElement, meta: Meta, linked: Linked) -> Iterator[Candidate]:
    for item in (linked.article, linked.page):
        if item is not None:
            for value in jsonld.texts(item.get("dateModified"))[:1]:
                yield Candidate(value, "jsonld.dateModified", 3.0)
    for name in (
        "article:modified_time",
        "og:updated_time",
        "datemodified",
        "last-modified",
        "dcterms.modified",
        "lastmod",
    ):
        for value in meta.all(name)[:1]:
            yield Candidate(value, f"meta.{name}", 2.0)
    for element in root.xpath("//*[contains(@itemprop,'dateModified')][position()<3]"):
        yield Candidate(
            element.get("datetime") or element.get("content") or element.text_content()[:80], "dom.dateModified", 1.5
        )
