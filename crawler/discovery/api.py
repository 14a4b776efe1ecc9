"""Search APIs: how each is asked for a phrase, and what its answer announces. Pure.

Field names are those of the public documentation: Federal Register v1, GovInfo search, Congress.gov v3, CourtListener
v4, Legistar Web API, GDELT DOC 2.0, Media Cloud, Wayback CDX, Hacker News (Algolia), arXiv.
What a service only saw at some time (GDELT `seendate`, a capture, a submission) is never given as a publication date.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.discovery import Discovered, Found
from crawler.discovery.feed import read_feed
from crawler.discovery.legistar import events_query, matters_query, read_rows
from watchdesk.urls import is_http

Row = Mapping[str, Any]
_JSON: Final = {"Content-Type": "application/json"}
_GOVINFO_ROWS: Final = 100
_GDELT_ROWS: Final = 250


@dataclass(frozen=True, slots=True)
class Query:
    """What an API is asked: its address in the catalog, the phrase, a key where it needs one, and the time."""

    api: str
    phrase: str
    now: datetime
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """The request for it. Keys go in headers only, so that no address in the ledger holds one."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Service:
    """One API: `key` names the setting under `api_keys` that it cannot do without, or may take (`optional`).

    `pause_seconds` between two calls, `polls_per_day` and `most_pages` of one answer keep within the limits that the
    service states. The next page is asked for while a page holds something unknown; where rows are chosen by us out of
    all that changed (`reads_all`), until there is none.
    """

    ask: Callable[[Query], Call]
    rows: Callable[[Any], list[Any]]
    found: Callable[[Row, str, str], Found | None]
    following: Callable[[Mapping[str, Any], str, str], Call | None] = lambda _, __, ___: None
    key: str | None = None
    optional: bool = False
    read: Callable[[list[Any], str, str], Discovered] | None = None
    pause_seconds: float = 1.0
    polls_per_day: float = 40.0
    most_pages: int = 10
    reads_all: bool = False


def _with(api: str, **parameters: object) -> str:
    """An address with parameters; `__filter` stands for `$filter`, which is no name in Python."""
    query = urlencode({name.replace("__", "$"): value for name, value in parameters.items()})
    return f"{api}{'&' if '?' in api else '?'}{query}"


def _key(key: str | None, scheme: str = "") -> dict[str, str]:
    if not key:
        return {}
    return {"Authorization": f"{scheme} {key}"} if scheme else {"X-Api-Key": key}


def _federal_register(query: Query) -> Call:
    terms = {"conditions[term]": f'"{query.phrase}"', "order": "newest", "per_page": 100}
    return Call(f"{query.api}?{urlencode(terms)}")


def _govinfo(query: Query) -> Call:
    """What came or changed last first: a document of an earlier date that comes late stands on the first page, too."""
    return replace(_govinfo_call(query.api, query.phrase, "*"), headers={**_JSON, **_key(query.key)})


def _govinfo_call(api: str, phrase: str, mark: str) -> Call:
    body = {"query": f'"{phrase}"', "pageSize": str(_GOVINFO_ROWS), "offsetMark": mark,
            "sorts": [{"field": "lastModified", "sortOrder": "DESC"}]}  # fmt: skip
    return Call(api, _JSON, "POST", json.dumps(body).encode())


def _govinfo_next(answer: Row, url: str, phrase: str) -> Call | None:
    mark, rows = answer.get("offsetMark"), answer.get("results")
    if not isinstance(mark, str) or not isinstance(rows, list) or len(rows) < _GOVINFO_ROWS:
        return None
    return _govinfo_call(url, phrase, mark)


def _next_url(*path: str) -> Callable[[Row, str, str], Call | None]:
    """The address of the next page, stated under `path`; only on the host that was asked, since keys go along."""

    def following(answer: Row, url: str, _: str) -> Call | None:
        value: Any = answer
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        is_sound = isinstance(value, str) and is_http(value) and urlsplit(value).hostname == urlsplit(url).hostname
        return Call(value) if is_sound else None

    return following


def _mediacloud_next(answer: Row, url: str, _: str) -> Call | None:
    token = answer.get("pagination_token")
    first = re.sub(r"&pagination_token=[^&]*", "", url)
    return Call(_with(first, pagination_token=token)) if isinstance(token, str) and token else None


def _congress(query: Query) -> Call:
    """All bills that changed in the last week: they are chosen by title here, since the API has no search."""
    api = query.api if query.api.rstrip("/").endswith("/bill") else f"{query.api.rstrip('/')}/bill"
    since = (query.now - timedelta(days=7)).strftime("%Y-%m-%dT00:00:00Z")
    return Call(_with(api, format="json", limit=250, sort="updateDate desc", fromDateTime=since), _key(query.key))


def _courtlistener(query: Query) -> Call:
    url = _with(query.api, q=f'"{query.phrase}"', type="o", order_by="dateFiled desc")
    return Call(url, _key(query.key, "Token"))


def _legistar(query: Query) -> Call:
    return Call(matters_query(query.api, query.phrase))


def _legistar_events(query: Query) -> Call:
    return Call(events_query(query.api, query.now))


def _gdelt(query: Query) -> Call:
    url = _with(
        query.api, query=f'"{query.phrase}"', mode="artlist", format="json", maxrecords=_GDELT_ROWS, sort="datedesc",
        timespan="1d",
    )  # fmt: skip
    return Call(url)


def _gdelt_next(answer: Row, url: str, phrase: str) -> Call | None:
    """The span before the oldest row of a full answer: GDELT gives at most 250 rows, and has no pages.

    Its rows are sorted by when GDELT saw them, latest first. None where all 250 were seen at one moment.
    """
    rows = [row for row in answer.get("articles") or () if isinstance(row, Mapping)]
    seen = sorted(moment for row in rows if (moment := _gdelt_moment(row.get("seendate"))))
    if len(rows) < _GDELT_ROWS or not seen:
        return None
    asked = dict(parse_qsl(urlsplit(url).query))
    begin = _gdelt_moment(asked.get("startdatetime")) or seen[-1] - timedelta(days=1)
    if not begin < seen[0] < (_gdelt_moment(asked.get("enddatetime")) or seen[-1]):
        return None
    return Call(
        _with(
            url.partition("?")[0], query=f'"{phrase}"', mode="artlist", format="json", maxrecords=_GDELT_ROWS,
            sort="datedesc", startdatetime=f"{begin:%Y%m%d%H%M%S}", enddatetime=f"{seen[0]:%Y%m%d%H%M%S}",
        )
    )  # fmt: skip


def _gdelt_moment(stated: object) -> datetime | None:
    """The moment of `20230918T031500Z` (`seendate`) or `20230918031500` (parameters), in UTC."""
    digits = re.fullmatch(r"(\d{8})T?(\d{6})Z?", stated) if isinstance(stated, str) else None
    try:
        return datetime.strptime(f"{digits[1]}{digits[2]}+0000", "%Y%m%d%H%M%S%z") if digits else None
    except ValueError:
        return None


def _mediacloud(query: Query) -> Call:
    start = (query.now - timedelta(days=2)).date().isoformat()
    url = _with(
        urljoin(query.api, "search/story-list"), q=f'"{query.phrase}"', start=start, end=query.now.date().isoformat(),
        platform="onlinenews-mediacloud", page_size=100,
    )  # fmt: skip
    return Call(url, _key(query.key, "Token"))


def _wayback(query: Query) -> Call:
    """The past of one address: here the phrase is that address."""
    return Call(_with(query.api, url=query.phrase, output="json", filter="statuscode:200", collapse="digest"))


def _hackernews(query: Query) -> Call:
    return Call(_with(query.api, query=f'"{query.phrase}"', hitsPerPage=100))


def _congress_page(row: Row, phrase: str, _: str) -> Found | None:
    """Congress.gov has no full-text search in its API: bills are chosen by their titles."""
    title = str(row.get("title") or "")
    kinds = {"HR": "house-bill", "S": "senate-bill", "HRES": "house-resolution", "SRES": "senate-resolution",
             "HJRES": "house-joint-resolution", "SJRES": "senate-joint-resolution"}  # fmt: skip
    kind = kinds.get(str(row.get("type") or "").upper())
    if kind is None or phrase.lower() not in title.lower():
        return None
    url = f"https://www.congress.gov/bill/{row.get('congress')}th-congress/{kind}/{row.get('number')}"
    return Found(url, title, None, _text(row.get("updateDate")))


def _opinion_page(row: Row, _: str, asked: str) -> Found | None:
    """The court's own copy; CourtListener's page only where there is none (its robots.txt will then say no)."""
    opinions = row.get("opinions") or [{}]
    first = opinions[0] if isinstance(opinions[0], Mapping) else {}
    own = urljoin(asked, str(row.get("absolute_url") or ""))
    url = str(first.get("download_url") or "") or own
    return Found(url, _text(row.get("caseName")), _day(row.get("dateFiled")))


def _govinfo_page(row: Row, _: str, __: str) -> Found | None:
    package = _text(row.get("packageId"))
    if package is None:
        return None
    url = f"https://www.govinfo.gov/content/pkg/{package}/pdf/{package}.pdf"
    return Found(url, _text(row.get("title")), _day(row.get("dateIssued")))


def _capture(row: Any, _: str, __: str) -> Found | None:
    """A row of CDX JSON: urlkey, timestamp, original, mimetype, statuscode …; the first row names them."""
    if not isinstance(row, list) or len(row) < 3 or not str(row[1]).isdigit():
        return None
    return Found(f"https://web.archive.org/web/{row[1]}id_/{row[2]}")


def _plain(url: str, title: str, published: str | None = None) -> Callable[[Row, str, str], Found | None]:
    def page(row: Row, _: str, __: str) -> Found | None:
        when = _day(row.get(published)) if published else None
        return Found(str(row.get(url) or ""), _text(row.get(title)), when)

    return page


def _nothing(_: Row, __: str, ___: str) -> Found | None:
    """For a service that reads its rows itself."""
    return None


def _under(name: str) -> Callable[[Any], list[Any]]:
    def rows(answer: Any) -> list[Any]:
        found = answer.get(name) if isinstance(answer, Mapping) else None
        return found if isinstance(found, list) else []

    return rows


def _list(answer: Any) -> list[Any]:
    return answer if isinstance(answer, list) else []


SERVICES: Final[Mapping[str, Service]] = {
    "federal_register": Service(
        _federal_register, _under("results"), _plain("pdf_url", "title", "publication_date"),
        _next_url("next_page_url"),
    ),
    "govinfo": Service(_govinfo, _under("results"), _govinfo_page, _govinfo_next, key="govinfo"),
    "congress": Service(
        _congress, _under("bills"), _congress_page, _next_url("pagination", "next"), key="congress", polls_per_day=12,
        most_pages=20, reads_all=True,
    ),
    # 5 calls a minute, 50 an hour, 125 a day
    "courtlistener": Service(
        _courtlistener, _under("results"), _opinion_page, _next_url("next"), key="courtlistener", pause_seconds=15.0,
        polls_per_day=24, most_pages=5,
    ),
    "legistar": Service(_legistar, _list, _nothing, key="legistar", optional=True, read=read_rows, polls_per_day=12),
    "legistar_events": Service(
        _legistar_events, _list, _nothing, key="legistar", optional=True, read=read_rows, polls_per_day=6
    ),
    "gdelt": Service(_gdelt, _under("articles"), _plain("url", "title"), _gdelt_next, pause_seconds=6.0),
    "mediacloud": Service(
        _mediacloud, _under("stories"), _plain("url", "title", "publish_date"), _mediacloud_next,
        key="mediacloud", pause_seconds=30.0, polls_per_day=8,
    ),
    "wayback": Service(_wayback, _list, _capture, pause_seconds=3.0, polls_per_day=1),
    "hackernews": Service(_hackernews, _under("hits"), _plain("url", "title")),
}  # fmt: skip


def call_for(name: str, query: Query) -> Call | None:
    """The request of a service; None for one that nobody here speaks. arXiv's address holds its query already."""
    if name == "arxiv":
        return Call(query.api)
    service = SERVICES.get(name)
    return service.ask(query) if service else None


def read_answer(name: str, body: bytes, url: str, phrase: str) -> Discovered:
    """What an answer announces; a fault in one line for what is no answer of that service. Never raises."""
    if name == "arxiv":
        return read_feed(body, url)
    service = SERVICES.get(name)
    if service is None:
        return Discovered(fault=f"no reader for the API {name!r}")
    try:
        # strict=False: GDELT sends control characters inside strings
        answer = json.loads(body.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        return Discovered(fault=f"{name}: not JSON: {' '.join(body[:120].decode('utf-8', 'replace').split())!r}")
    if service.read is not None and isinstance(answer, list):
        return service.read(answer, url, phrase)
    pages = tuple(_pages(service, answer, phrase, url))
    rows = service.rows(answer)
    following = service.following(answer, url, phrase) if isinstance(answer, Mapping) and rows else None
    known = rows or answer in ([], {}) or isinstance(answer, Mapping)
    fault = None if known else f"{name}: an answer of another form"
    if following is None:
        return Discovered(pages, fault=fault)
    return Discovered(pages, (Found(following.url),), fault, None, following.headers, following.method, following.body)


def _pages(service: Service, answer: Any, phrase: str, url: str) -> Iterator[Found]:
    seen = set()
    for row in service.rows(answer):
        if not isinstance(row, Mapping | list):
            continue
        found = service.found(row, phrase, url)  # type: ignore[arg-type]  # CDX rows are lists, and its reader says so
        if found is not None and is_http(found.url) and found.url not in seen:
            seen.add(found.url)
            yield found


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _day(value: object) -> str | None:
    """The day of a date; the midnight that some services add to it was never stated."""
    text = _text(value)
    if text is None:
        return None
    day = text[:10]
    try:
        datetime.fromisoformat(day)
    except ValueError:
        return None
    return day if text[10:] in {"", "T00:00:00", "T00:00:00Z"} or not text[11:] else text
