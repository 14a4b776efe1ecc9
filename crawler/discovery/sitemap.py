"""Sitemaps (https://www.sitemaps.org/protocol.html), Google News sitemaps and sitemap indexes, also gzipped or text."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from lxml import etree

from crawler.discovery import Discovered, Found
from watchdesk.urls import is_http

MAX_BYTES: Final = 60_000_000  # the protocol's limit is 50 MB uncompressed
MAX_PAGES: Final = 50_000
NEWEST: Final = 1000
NEWEST_MAPS: Final = 20
_FIELDS: Final = frozenset({"loc", "lastmod", "publication_date", "title"})


def read_sitemap(
    body: bytes, *, since: datetime | None = None, newest: int = NEWEST, newest_maps: int = NEWEST_MAPS
) -> Discovered:
    """What a sitemap announces: pages newest first, and for an index the sitemaps to read next.

    `since` drops entries whose `lastmod` (or news publication date) lies before it; entries without a date stay.
    At most `newest` pages and `newest_maps` sitemaps are given, those with the latest dates. A broken document gives
    what could be read, with a fault. Entities are never resolved and nothing is loaded from the net.
    """
    try:
        text = unzipped(body)
    except ValueError as damage:
        return Discovered(fault=str(damage))
    if not text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _text_sitemap(text, newest)
    pages: list[Found] = []
    maps: list[Found] = []
    fault = None
    try:
        for is_map, found in _entries(text):
            (maps if is_map else pages).append(found)
            if len(pages) >= MAX_PAGES:
                break
    except etree.XMLSyntaxError as error:
        fault = f"broken sitemap: {' '.join(str(error).split())[:200]}"
    if not pages and not maps and fault is None and not _is_sitemap(text):
        fault = "not a sitemap: no urlset and no sitemapindex"
    return Discovered(_latest(pages, since, newest), _latest(maps, since, newest_maps), fault)


def unzipped(body: bytes, limit: int = MAX_BYTES) -> bytes:
    """The document inside a gzip file, or the body itself; ValueError where it is damaged or larger than `limit`."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    machine = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        text = machine.decompress(body, limit)
    except zlib.error as fault:
        raise ValueError(f"damaged gzip: {fault}") from fault
    if machine.unconsumed_tail:
        raise ValueError(f"larger than {limit:,} bytes once unzipped")
    return text


def _is_sitemap(text: bytes) -> bool:
    return b"<urlset" in text[:2000] or b"<sitemapindex" in text[:2000]


def _entries(text: bytes) -> Iterator[tuple[bool, Found]]:
    """(is a sitemap, entry) for every `url` and `sitemap` element, whatever its namespace."""
    parts: dict[str, str] = {}
    # recover: a sitemap cut off in the middle still announces what stands before the cut
    parser = etree.iterparse(
        io.BytesIO(text), events=("end",), resolve_entities=False, no_network=True, huge_tree=False, recover=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    for _, element in parser:
        name = _local(element.tag)
        if name in {"url", "sitemap"}:
            if is_http(parts.get("loc", "")):
                yield name == "sitemap", _found(parts)
            parts = {}
            element.clear()
            _forget(element)
        elif name in _FIELDS and element.text and name not in parts and not _is_media(element.tag):
            parts[name] = " ".join(element.text.split())


def _is_media(tag: object) -> bool:
    """An image's own loc and title come in a namespace of their own, inside the page's entry."""
    return "sitemap-image" in str(tag) or "sitemap-video" in str(tag)


def _forget(element: etree._Element) -> None:
    """Free what is read, so that 50,000 entries do not stay in memory."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _local(tag: object) -> str:
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _found(parts: dict[str, str]) -> Found:
    return Found(parts["loc"], parts.get("title"), parts.get("publication_date"), parts.get("lastmod"))


def _text_sitemap(text: bytes, newest: int) -> Discovered:
    """A text file with one address a line; its order is all we know about age."""
    lines = (line.strip() for line in text.decode("utf-8", "replace").splitlines())
    pages = tuple(Found(line) for line in lines if is_http(line))[:newest]
    return Discovered(pages, fault=None if pages else "not a sitemap: neither XML nor a list of addresses")


def _latest(entries: list[Found], since: datetime | None, most: int) -> tuple[Found, ...]:
    dated = [(_moment(entry.modified or entry.published), entry) for entry in entries]
    kept = [(moment, entry) for moment, entry in dated if since is None or moment is None or moment >= since]
    oldest = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)
    kept.sort(key=lambda pair: pair[0] or oldest, reverse=True)
    return tuple(entry for _, entry in kept[:most])


def _moment(stated: str | None) -> datetime | None:
    if not stated:
        return None
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
