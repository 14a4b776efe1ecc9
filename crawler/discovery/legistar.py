"""Legistar Web API: a city council's bills, agendas, items, votes and attachments. Pure.

https://webapi.legistar.com/Home/Examples. `matters` is asked for titles with the phrase; of each matter its page, its
attachments and the pages of its votes are announced. `events` is asked for the meetings of the last weeks and the next:
agendas and minutes are announced, and of the items on the phrase the bill, its attachments and the vote.

Both are read page by page (OData `$top` and `$skip`): a page that is full leads to the next one.

The page of a vote is `HistoryDetail.aspx` with id and GUID of the history row, which are those of the item on the
agenda. Who voted how is also announced as the API tells it, `eventitems/{id}/votes`, where a roll call was taken on an
item on the phrase: `crawler.extract.votes` makes an article of it. All other answers are only read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.discovery import Discovered, Found
from watchdesk.urls import is_http

TOP: Final = 100
MOST_ROWS: Final = 1000  # read of one query
MEETINGS_SINCE: Final = timedelta(days=21)
_PATH: Final = re.compile(
    r"/v1/(?P<client>[^/]+)/(?P<what>matters|events)(?:/(?P<id>\d+)/(?P<part>\w+))?/?$", re.IGNORECASE
)
Row = Mapping[str, Any]


def matters_query(api: str, phrase: str) -> str:
    """The address that asks for bills with the phrase in their title, those changed last first."""
    quoted = phrase.replace("'", "''")  # OData 3: a quotation mark inside a string is doubled
    wanted = {"$filter": f"substringof('{quoted}',MatterTitle)", "$orderby": "MatterLastModifiedUtc desc", "$top": TOP}
    return f"{api}?{urlencode(wanted)}"


def events_query(api: str, now: datetime) -> str:
    """The address that asks for the meetings of the last three weeks and all later ones."""
    since = (now - MEETINGS_SINCE).date().isoformat()
    wanted = {"$filter": f"EventDate ge datetime'{since}'", "$orderby": "EventDate desc", "$top": TOP}
    return f"{api}?{urlencode(wanted)}"


def read_rows(rows: list[Any], url: str, phrase: str) -> Discovered:
    """What an answer announces and leads to; `url` says what was asked. Rows of an unknown kind give nothing."""
    found = _PATH.search(urlsplit(url).path)
    if found is None:
        return Discovered(fault=f"legistar: no reader for {urlsplit(url).path}")
    base = url[: url.index(found["what"])]
    known = [row for row in rows if isinstance(row, Mapping)]
    kind = (found["part"] or found["what"]).lower()
    client = found["client"]
    further, fault = _further(len(rows), url)
    if kind == "matters":
        pages = tuple(page for row in known if (page := _matter(row, client)))
        ids = [row["MatterId"] for row in known if isinstance(row.get("MatterId"), int)]
        more = tuple(Found(f"{base}matters/{one}/{part}") for one in ids for part in ("attachments", "histories"))
        return Discovered(pages, more + further, fault)
    if kind == "events":
        ids = [row["EventId"] for row in known if isinstance(row.get("EventId"), int)]
        asked = urlencode({"AgendaNote": 1, "MinutesNote": 1, "Attachments": 1})
        more = tuple(Found(f"{base}events/{one}/eventitems?{asked}") for one in ids)
        return Discovered(_files(known), more + further, fault)
    readers = {"attachments": _attachments, "histories": _histories, "eventitems": _items}
    reader = readers.get(kind)
    pages = tuple(_unique(reader(known, client, phrase))) if reader else ()
    if kind in ROLL_CALLS:
        pages += tuple(_unique(ROLL_CALLS[kind](known, base, phrase)))
    return Discovered(pages, fault=None if reader else f"legistar: no reader for {kind}")


def _further(rows: int, url: str) -> tuple[tuple[Found, ...], str | None]:
    """The next page of a full one, or in one line why it is not asked for: a server may ignore `$skip` for ever."""
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    top, skip = _count(asked.get("$top")), _count(asked.get("$skip"))
    if not top or rows < top:
        return (), None
    if skip + top >= MOST_ROWS:
        return (), f"legistar: more than {MOST_ROWS} rows; the rest was not asked for"
    return (Found(urlunsplit(parts._replace(query=urlencode({**asked, "$skip": skip + top})))),), None


def _count(stated: str | None) -> int:
    return int(stated) if stated and stated.isascii() and stated.isdigit() and len(stated) < 7 else 0


def _matter(row: Row, client: str, name: str = "Matter") -> Found | None:
    """A bill's page; `EventItemMatter` names the same fields in an agenda item."""
    if not row.get(f"{name}Id") or not row.get(f"{name}Guid"):
        return None
    title = _text(row.get(f"{name}Title")) or _text(row.get(f"{name}Name"))
    url = _page(client, "LegislationDetail", row[f"{name}Id"], row[f"{name}Guid"])
    return Found(url, title, _day(row.get("MatterIntroDate")), _text(row.get("MatterLastModifiedUtc")))


def _page(client: str, name: str, number: object, guid: object) -> str:
    return f"https://{client}.legistar.com/{name}.aspx?{urlencode({'ID': number, 'GUID': guid})}"


def _files(rows: list[Row]) -> tuple[Found, ...]:
    """Agendas and minutes of meetings; the date of a meeting is not when they were published."""
    return tuple(
        Found(str(row[file]), f"{what}: {_text(row.get('EventBodyName')) or 'meeting'}, {_day(row.get('EventDate'))}")
        for row in rows
        for file, what in (("EventAgendaFile", "Agenda"), ("EventMinutesFile", "Minutes"))
        if is_http(str(row.get(file) or ""))
    )


def _attachments(rows: list[Row], _: str, __: str) -> Iterator[Found]:
    for row in rows:
        url = str(row.get("MatterAttachmentHyperlink") or "")
        if is_http(url):
            changed = _text(row.get("MatterAttachmentLastModifiedUtc"))
            yield Found(url, _text(row.get("MatterAttachmentName")), None, changed)


def _histories(rows: list[Row], client: str, _: str) -> Iterator[Found]:
    """The votes on a bill: steps at a meeting that passed or failed."""
    for row in rows:
        if row.get("MatterHistoryPassedFlag") is None or not row.get("MatterHistoryGuid"):
            continue
        told = (
            row.get("MatterHistoryActionName"),
            row.get("MatterHistoryPassedFlagName"),
            row.get("MatterHistoryTally"),
        )
        title = "Vote: " + ", ".join(text for part in told if (text := _text(part)))
        yield Found(_page(client, "HistoryDetail", row.get("MatterHistoryId"), row["MatterHistoryGuid"]), title)


def _items(rows: list[Row], client: str, phrase: str) -> Iterator[Found]:
    """Of the agenda items that name the phrase: the bill, its attachments, and the vote."""
    for row in rows:
        if not _names(row, phrase):
            continue
        if bill := _matter(row, client, "EventItemMatter"):
            yield Found(bill.url, bill.title or _text(row.get("EventItemTitle")))
        attached = row.get("EventItemMatterAttachments")
        yield from _attachments([each for each in attached or () if isinstance(each, Mapping)], client, phrase)
        if row.get("EventItemPassedFlag") is not None and row.get("EventItemGuid"):
            title = f"Vote: {_text(row.get('EventItemTitle')) or ''}"
            yield Found(_page(client, "HistoryDetail", row.get("EventItemId"), row["EventItemGuid"]), title)


def _names(row: Row, phrase: str) -> bool:
    """Whether an agenda item names the phrase."""
    texts = (row.get("EventItemTitle"), row.get("EventItemMatterName"), row.get("EventItemActionText"))
    return phrase.lower() in " ".join(filter(None, map(_text, texts))).lower()


def _roll_calls_of_items(rows: list[Row], base: str, phrase: str) -> Iterator[Found]:
    """Who voted how on the agenda items that name the phrase."""
    for row in rows:
        if _was_voted_on(row, "EventItem") and _names(row, phrase):
            title = _text(row.get("EventItemTitle")) or _text(row.get("EventItemMatterName")) or ""
            yield Found(f"{base}eventitems/{row['EventItemId']}/votes", f"Votes on {title}")


def _roll_calls_of_a_bill(rows: list[Row], base: str, phrase: str) -> Iterator[Found]:
    """Who voted how at each step of a bill, which was asked for by the phrase in its title."""
    for row in rows:
        if _was_voted_on(row, "MatterHistory"):
            told = ", ".join(
                filter(None, (_text(row.get("MatterHistoryActionName")), _text(row.get("MatterHistoryTally"))))
            )
            title = f"Votes on a bill that names {phrase}" + (f": {told}" if told else "")
            yield Found(f"{base}eventitems/{row['MatterHistoryId']}/votes", title)


def _was_voted_on(row: Row, name: str) -> bool:
    """Whether a roll call was taken: the flag says so, or it is not given and the item passed or failed."""
    if not isinstance(row.get(f"{name}Id"), int):
        return False
    flag = row.get(f"{name}RollCallFlag")
    return bool(flag) if flag is not None else row.get(f"{name}PassedFlag") is not None


ROLL_CALLS: Final[Mapping[str, Callable[[list[Row], str, str], Iterator[Found]]]] = {
    "eventitems": _roll_calls_of_items,
    "histories": _roll_calls_of_a_bill,
}


def _unique(pages: Iterator[Found]) -> Iterator[Found]:
    seen: set[str] = set()
    for page in pages:
        if page.url not in seen:
            seen.add(page.url)
            yield page


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _day(value: object) -> str | None:
    """The day of `2021-06-01T00:00:00`; the midnight was never stated."""
    found = re.match(r"\d{4}-\d\d-\d\d", value) if isinstance(value, str) else None
    return found[0] if found else None
