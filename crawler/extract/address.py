"""The canonical address that a page states for itself, taken only where it can be true."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from crawler.extract.html import address_parts
from crawler.extract.meta import Meta
from watchdesk.errors import BadAddress
from watchdesk.records import Candidate
from watchdesk.urls import canonical, same_site

_MAX_LINKS = 5


def addresses(root: HtmlElement | None, meta: Meta, url: str) -> tuple[Candidate, ...]:
    """Canonical addresses, best first; another site and the front page of the own one are never taken."""
    found = [Candidate(value, rule, weight) for value, rule, weight in _resolved(root, meta, url)]
    try:
        own = canonical(url)
    except BadAddress:
        own = url
    return (*found, Candidate(own, "url", 0.5))


def _resolved(root: HtmlElement | None, meta: Meta, url: str) -> Iterator[tuple[str, str, float]]:
    for value, rule, weight in _stated(root, meta):
        try:
            address = canonical(value, page_url=url)
        except BadAddress:
            continue
        if same_site(address, url) and not _is_front(address, url):
            yield address, rule, weight


def _stated(root: HtmlElement | None, meta: Meta) -> Iterator[tuple[str, str, float]]:
    links = root.iter("link") if root is not None else ()
    named = (link for link in links if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"))
    for link in islice(named, _MAX_LINKS):
        yield link.get("href") or "", "link.canonical", 2.0
    value = meta.first("og:url")
    if value:
        yield value, "meta.og:url", 1.0


def _is_front(address: str, url: str) -> bool:
    parts, own = address_parts(address), address_parts(url)
    return parts.path in ("", "/") and not parts.query and (own.path not in ("", "/") or bool(own.query))
