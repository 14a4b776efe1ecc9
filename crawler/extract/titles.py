"""The headline of a page, without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.extract import jsonld
from crawler.extract.choose import plain, voted
from crawler.extract.html import squeezed, text_of
from crawler.extract.jsonld import Linked
from crawler.extract.meta import Meta
from watchdesk.errors import BadAddress
from watchdesk.records import Candidate
from watchdesk.urls import host

_MAX_TITLE = 400
_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:~/›]{1,3}\s+|\s*[|｜»«]\s*|:\s(?=[A-Z][\w.]*$)")


def titles(root: HtmlElement, meta: Meta, linked: Linked, url: str) -> tuple[Candidate, ...]:
    """All headlines that a page proposes for itself, site name removed, best first."""
    names = site_names(meta, linked, url)
    raw = [c for c in _stated(root, meta, linked) if 1 < len(c.value) <= _MAX_TITLE]
    others = {plain(c.value) for c in raw}
    cleaned = [Candidate(without_site(c.value, names, others), c.rule, c.weight) for c in raw]
    return voted(c for c in cleaned if plain(c.value) not in names)


def _stated(root: HtmlElement, meta: Meta, linked: Linked) -> Iterator[Candidate]:
    if linked.article is not None:
        for value in jsonld.texts(linked.article.get("headline"))[:1]:
            yield Candidate(value, "jsonld.headline", 2.0)
        for value in jsonld.texts(linked.article.get("name"))[:1]:
            yield Candidate(value, "jsonld.name", 0.8)
    for name, weight in (("og:title", 2.0), ("twitter:title", 1.2), ("headline", 1.0), ("title", 0.6), ("dc.title", 1.0)):
        value = meta.first(name)
        if value:
            yield Candidate(value, f"meta.{name}", weight)
    yield from _headings(root)
    head = root.find(".//head/title")
    if head is not None and (text := squeezed(head.text_content())):
        yield Candidate(text, "dom.title", 1.0)


def _headings(root: HtmlElement) -> Iterator[Candidate]:
    headings = [(h, text_of(h)) for h in root.iter("h1")]
    shown = [(h, text) for h, text in headings if text]
    for number, (_, text) in enumerate(shown[:4]):
        yield Candidate(text, "dom.h1", 2.5 if len(shown) == 1 else 1.5 if number == 0 else 1.0)


def site_names(meta: Meta, linked: Linked, url: str) -> frozenset[str]:
    """What the site calls itself, plain: og:site_name, publisher, application name, host and its labels."""
    found = [meta.first("og:site_name"), meta.first("application-name"), meta.first("al:ios:app_name")]
    for item in linked.items:
        if jsonld.types_of(item) & {"organization", "newsmediaorganization", "website"}:
            found.extend(jsonld.texts(item.get("name"))[:1])
    if linked.article is not None:
        publisher = linked.resolve(linked.article.get("publisher"))
        found.extend(jsonld.texts(publisher.get("name") if isinstance(publisher, dict) else publisher)[:1])
    try:
        name = host(url)
    except BadAddress:
        name = ""
    found.extend([name, name.removeprefix("www.")])
    return frozenset(plain(value) for value in found if value and len(value) < 80)


def without_site(title: str, names: frozenset[str], others: set[str]) -> str:
    """The title without a leading or trailing site name; what another candidate says in full is what remains."""
    for found in reversed(list(_SEPARATOR.finditer(title))):
        rest, tail = title[: found.start()].strip(), title[found.end() :].strip()
        if rest and (plain(tail) in names or (plain(rest) in others and len(rest) > 12)):
            return without_site(rest, names, others)
        if tail and (plain(rest) in names or (plain(tail) in others and len(tail) > 12)):
            return without_site(tail, names, others)
    return title
