"""Listings: HTML pages that link to articles, read by the source's selectors or by what an article link looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

import soupsieve
from bs4 import BeautifulSoup, Tag

from crawler.discovery import Discovered, Found
from watchdesk.urls import is_http, same_site

MAX_LINKS: Final = 500
# A link to an article has a date, a long number or a slug of several words in its path; a section has none of these.
_ARTICLE_PATH: Final = re.compile(
    r"/\d{4}/\d{1,2}/|/\d{5,}|\d{6,}|[a-z0-9]+(?:[-_][a-z0-9]+){3,}|\.pdf$", re.IGNORECASE
)
_NOT_ARTICLE: Final = re.compile(
    r"/(?:tags?|topics?|categor(?:y|ies)|authors?|about|contact|privacy|terms|subscribe|login|account|search)(?:/|$)",
    re.IGNORECASE,
)
_FURNITURE: Final = ("nav", "footer", "aside")


def read_listing(body: bytes, url: str, rules: Mapping[str, object] | None = None) -> Discovered:
    """The articles that a listing links to, in its order, and the next listing page where the rules name one.

    Rules, all optional: `links` (CSS selector of the links), `path` (regular expression that an address must match),
    `next` (CSS selector of the link to the next page), `other_sites` (true: links to other sites count too).
    """
    rules = rules or {}
    soup = BeautifulSoup(body, "lxml")
    base = _base(soup, url)
    try:
        links = _links(soup, rules)
        following = _following(soup, rules, base)
    except soupsieve.SelectorSyntaxError as fault:
        return Discovered(fault=f"rules: {' '.join(str(fault).split())[:200]}")
    pages = tuple(_unique(_pages(links, base, url, rules)))[:MAX_LINKS]
    return Discovered(pages, following, None if pages else "no article links found: has the layout changed?")


def _base(soup: BeautifulSoup, url: str) -> str:
    element = soup.find("base", href=True)
    return urljoin(url, str(element["href"])) if isinstance(element, Tag) else url


def _links(soup: BeautifulSoup, rules: Mapping[str, object]) -> list[Tag]:
    selector = rules.get("links")
    if isinstance(selector, str):
        found = soup.select(selector)
        return [
            tag if tag.name == "a" else link for tag in found if (link := tag if tag.name == "a" else tag.find("a"))
        ]
    return [tag for tag in soup.find_all("a", href=True) if tag.find_parent(_FURNITURE) is None]


def _pages(links: list[Tag], base: str, url: str, rules: Mapping[str, object]) -> Iterator[Found]:
    pattern = re.compile(str(rules["path"])) if "path" in rules else None
    for tag in links:
        address = urldefrag(_joined(base, str(tag.get("href", "")))).url
        if not is_http(address) or address == urldefrag(url).url:
            continue
        if not rules.get("other_sites") and not same_site(address, url):
            continue
        if pattern.search(address) if pattern else "links" in rules or _is_article(address):
            yield Found(address, title=" ".join(tag.get_text(" ").split())[:500] or None)


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return ""


def _is_article(address: str) -> bool:
    path = urlsplit(address).path
    return bool(_ARTICLE_PATH.search(path)) and not _NOT_ARTICLE.search(path)


def _following(soup: BeautifulSoup, rules: Mapping[str, object], base: str) -> tuple[Found, ...]:
    selector = rules.get("next")
    tag = soup.select_one(selector) if isinstance(selector, str) else None
    address = _joined(base, str(tag.get("href", ""))) if tag is not None else ""
    return (Found(address),) if is_http(address) else ()


def _unique(pages: Iterator[Found]) -> Iterator[Found]:
    best: dict[str, Found] = {}
    for found in pages:
        known = best.get(found.url)
        # a picture and a headline often link to the same page: the words of the headline are the title
        if known is None or len(found.title or "") > len(known.title or ""):
            best[found.url] = found
    yield from best.values()
