"""A new source from one address: looked at live, once and politely, and what it would be read by.

A feed or sitemap is taken as it is. Of an HTML page the feed that it names (`link rel=alternate`, as browsers find it)
is asked next; where it names none, the page itself is a listing if it links to articles.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final
from urllib.parse import urljoin

import feedparser
from bs4 import BeautifulSoup
from scrapy import Request
from scrapy.http import Response

from crawler.connect import Hosts
from crawler.cycle import open_cycle, scratch_folder
from crawler.discovery import Discovered
from crawler.discovery.feed import read_feed
from crawler.discovery.listing import read_listing
from crawler.discovery.sitemap import read_sitemap
from crawler.failures import failure_of
from crawler.probe import newest_of, run_spider
from crawler.spiders.source import SourceSpider
from storage.archive import Archive
from watchdesk.config import Config
from watchdesk.records import Source
from watchdesk.urls import host, is_http

FEED_TYPES: Final = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/json")
FEWEST_LINKS: Final = 3  # of a page that is to be read as a listing


@dataclass(slots=True)
class Looked:
    """What an address turned out to be: `kind` feed, sitemap or listing with its `url`, or why it is none (`fault`)."""

    asked: str
    kind: str | None = None
    url: str = ""
    title: str = ""
    items: int = 0
    newest: str | None = None
    fault: str | None = None

    def source(self) -> Source:
        """The source that it would be; ValueError where it is none."""
        if self.kind is None:
            raise ValueError(f"{self.asked}: {self.fault}")
        name = self.title or host(self.url).removeprefix("www.")
        facts: dict[str, Any] = {self.kind: self.url}
        return Source(slug(name) or slug(host(self.url)), name, "other", group="own", enabled=True, **facts)


def slug(text: str) -> str:
    """An id made of a name: lower case, digits, hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def judge(body: bytes, url: str, content_type: str = "") -> tuple[str | None, Discovered, str]:
    """(kind, what it announces, its title) of an answer; kind None where nothing can be read from it. Pure."""
    feed = read_feed(body, url, content_type)
    if feed.pages and not feed.fault:
        return "feed", feed, _feed_title(body)
    sitemap = read_sitemap(body) if b"<urlset" in body[:4000] or b"<sitemapindex" in body[:4000] else Discovered()
    if sitemap.pages or sitemap.more:
        return "sitemap", sitemap, ""
    listing = read_listing(body, url)
    if len(listing.pages) >= FEWEST_LINKS:
        return "listing", listing, _page_title(body)
    return None, Discovered(fault=feed.fault or listing.fault), ""


def named_feed(body: bytes, url: str) -> str | None:
    """The first feed that an HTML page names in its head; None where it names none. Pure."""
    for link in BeautifulSoup(body, "lxml").find_all("link", href=True):
        if "alternate" in (link.get("rel") or []) and str(link.get("type", "")).lower() in FEED_TYPES:
            address = urljoin(url, str(link["href"]))
            if is_http(address):
                return address
    return None


def _page_title(body: bytes) -> str:
    title = BeautifulSoup(body, "lxml").find("title")
    return " ".join(title.get_text().split())[:80] if title is not None else ""


def _feed_title(body: bytes) -> str:
    feed: Any = feedparser.parse(io.BytesIO(body))
    return " ".join(str(feed.get("feed", {}).get("title", "")).split())[:80]


class LookSpider(SourceSpider):
    """Asks for one address, and for the feed that it names."""

    name = "look"
    looked: ClassVar[Looked]

    async def start(self) -> Any:
        """The address itself."""
        yield self._asked(self.looked.asked, first=True)

    def _asked(self, url: str, *, first: bool) -> Request:
        return Request(
            url, callback=self.answered, errback=self.unanswered, cb_kwargs={"first": first}, dont_filter=True
        )

    def answered(self, response: Response, first: bool) -> Iterator[Request]:
        """What the answer is; of a page that names a feed that feed."""
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        if response.status >= 400:
            self.looked.fault = self.looked.fault or f"the server answered {response.status} for {response.url}"
            return
        kind, found, title = judge(response.body, response.url, content_type)
        if kind is not None and not (self.looked.kind and kind == "listing"):
            self._keep(kind, found, title, response.url)
        if first and kind in {None, "listing"} and (feed := named_feed(response.body, response.url)):
            yield self._asked(feed, first=False)
        if kind is None and self.looked.kind is None:
            self.looked.fault = found.fault or "neither a feed nor a sitemap nor a list of articles"

    def _keep(self, kind: str, found: Discovered, title: str, url: str) -> None:
        looked = self.looked
        looked.kind, looked.url, looked.fault = kind, url, None
        looked.items, looked.newest = len(found.pages) + len(found.more), newest_of(found)
        looked.title = title or looked.title

    def unanswered(self, failure: Any) -> None:
        """No answer: robots, an unreachable host, a time-out."""
        self.looked.fault = self.looked.fault or f"not reached: {failure_of(failure.value).reason}"


def look(config: Config, url: str, *, hosts: Hosts | None = None) -> Looked:
    """Ask for `url` (robots.txt first) and say what it could be read by; call it once a process. Keeps nothing."""

    class Aimed(LookSpider):
        looked = Looked(url)

    with scratch_folder() as folder, Archive.open(Path(folder) / "look.db") as archive:
        run_spider(open_cycle(config, archive, None, [], hosts=hosts, revisit="none"), Aimed)
    return Aimed.looked
