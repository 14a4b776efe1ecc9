"""Feeds: RSS 0.9–2.0, Atom 0.3 and 1.0 (feedparser), JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urljoin
from xml.parsers import expat

import feedparser

from crawler.discovery import Discovered, Found
from watchdesk.urls import is_http

MAX_ITEMS: Final = 5000
MAX_DEPTH: Final = 200  # elements within one another; feedparser spends seconds on a hundred thousand of them
_ISO: Final = re.compile(r"\d{4}-\d\d(-\d\d)?([T ]\d\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?$")
_DECLARED: Final = re.compile(rb"\s*<\?xml[^>]{0,200}\?>")
_TAGS: Final = re.compile(r"<[^>]{1,200}>")


def read_feed(body: bytes, url: str, content_type: str = "") -> Discovered:
    """What a feed announces, in its own order; a document that is none gives a fault, a malformed one what it holds.

    `url` is where the feed was fetched; relative links count from it. Dates stay as precise as stated, with the zone
    stated and none invented.
    """
    if _looks_like_json(body, content_type):
        return _json_feed(body, url)
    if _too_deep(body):
        return Discovered(fault=f"not a feed: more than {MAX_DEPTH} elements within one another")
    parsed = _parse(body, url, content_type)
    if not parsed.get("entries") and parsed.get("bozo") and _DECLARED.match(body):
        parsed = _parse(_DECLARED.sub(b"", body, count=1), url, "")  # the stated encoding may be what is wrong
    entries = parsed.get("entries", [])[:MAX_ITEMS]
    pages = tuple(_unique(found for entry in entries if (found := _entry(entry, url))))
    fault = None
    if not entries and not parsed.get("version"):
        fault = f"not a feed: {_reason(parsed)}"
    elif parsed.get("bozo") and not pages:
        fault = f"broken feed: {_reason(parsed)}"
    return Discovered(pages, fault=fault, moved=_moved(parsed, url))


def _too_deep(body: bytes) -> bool:
    """Whether elements lie deeper than any feed's, as far as the document is well-formed (expat bounds entities)."""
    depth = 0

    def opens(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise _Deep

    def closes(_: object) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = opens, closes
    try:
        parser.Parse(body, True)
    except _Deep:
        return True
    except (expat.ExpatError, ValueError, LookupError):
        return False  # not well-formed, or an encoding unknown here: feedparser may still make sense of it
    return False


class _Deep(Exception):
    pass


def _parse(body: bytes, url: str, content_type: str) -> dict[str, Any]:
    headers = {"content-location": url, **({"content-type": content_type} if content_type else {})}
    try:
        return feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as fault:  # noqa: BLE001 - feedparser raises whatever its parsers trip over; a bad feed is a value
        return {"entries": [], "bozo": True, "bozo_exception": fault}


def _reason(parsed: Mapping[str, Any]) -> str:
    return " ".join(str(parsed.get("bozo_exception") or "no items and no feed element").split())[:200]


def _moved(parsed: Mapping[str, Any], url: str) -> str | None:
    """The address in `itunes:new-feed-url`, by which a feed says that it moved."""
    stated = parsed.get("feed", {}).get("newlocation") or parsed.get("feed", {}).get("itunes_new-feed-url")
    return stated if isinstance(stated, str) and is_http(stated) and stated != url else None


def _entry(entry: Mapping[str, Any], url: str) -> Found | None:
    link = _link(entry, url)
    if link is None:
        return None
    return Found(
        link,
        title=_plain(entry.get("title")),
        published=_date(entry.get("published") or entry.get("created")),
        modified=_date(entry.get("updated") if "updated" in entry else None),
    )


def _link(entry: Mapping[str, Any], url: str) -> str | None:
    """The article's address: FeedBurner's original link, the alternate link, any link, a permalink id; absolute."""
    links = [each.get("href") for each in entry.get("links", ()) if each.get("rel") in {"alternate", None}]
    permalink = entry.get("id") if entry.get("guidislink") or str(entry.get("id", "")).startswith("http") else None
    for candidate in (entry.get("feedburner_origlink"), *links, entry.get("link"), permalink):
        if isinstance(candidate, str) and candidate.strip():
            absolute = _absolute(url, candidate)
            if absolute is not None and absolute != url:
                return absolute
    return None


def _absolute(base: str, link: str) -> str | None:
    try:
        absolute = urljoin(base, link.strip())
    except ValueError:
        return None
    return absolute if is_http(absolute) else None


def _date(stated: object) -> str | None:
    """A date as ISO 8601: ISO stays as it is, RFC 822 keeps its zone; what is neither stays unknown."""
    if not isinstance(stated, str) or not stated.strip():
        return None
    text = stated.strip()
    if _ISO.match(text):
        return text.replace(" ", "T", 1) if _valid(text) else None
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _valid(text: str) -> bool:
    try:
        datetime.fromisoformat(text if len(text) > 7 else f"{text}-01")
    except ValueError:
        return False
    return True


def _plain(title: object) -> str | None:
    if not isinstance(title, str):
        return None
    return " ".join(_TAGS.sub("", title).split())[:500] or None


def _unique(pages: Iterable[Found]) -> Iterator[Found]:
    seen: set[str] = set()
    for found in pages:
        if found.url not in seen:
            seen.add(found.url)
            yield found


def _looks_like_json(body: bytes, content_type: str) -> bool:
    return "json" in content_type.lower() or body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def _json_feed(body: bytes, url: str) -> Discovered:
    try:
        feed = json.loads(body)
        items = feed["items"][:MAX_ITEMS]
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        return Discovered(fault=f"not a JSON Feed: {type(fault).__name__}: {str(fault)[:150]}")
    pages = tuple(_unique(found for item in items if isinstance(item, dict) and (found := _json_item(item, url))))
    return Discovered(pages, fault=None if isinstance(feed.get("version"), str) else "no JSON Feed version stated")


def _json_item(item: Mapping[str, Any], url: str) -> Found | None:
    """`url` is the page; `external_url` is what the item is about; an `id` that is an address will do."""
    stated = [item.get("url"), item.get("external_url")]
    stated += [item["id"]] if is_http(str(item.get("id"))) else []
    links = (_absolute(url, each) for each in stated if isinstance(each, str) and each.strip())
    link = next((each for each in links if each is not None), None)
    if link is None:
        return None
    return Found(link, _plain(item.get("title")), _date(item.get("date_published")), _date(item.get("date_modified")))
