"""Who wrote it: names of people, never outlets, job titles, handles or labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

from crawler.extract import jsonld
from crawler.extract.choose import plain
from crawler.extract.html import text_of
from crawler.extract.jsonld import Linked
from crawler.extract.meta import Meta
from watchdesk.records import Candidate

_LEAD = re.compile(r"^(?:written by|posted by|by|von|par|por|di|door|av|af|from|text|story by|reported by)[\s:]+", re.IGNORECASE)
_SPLIT = re.compile(r"\s*(?:,|;|/|\||&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\bmit\b|\bwith\b| · )\s*", re.IGNORECASE)
_NO_NAME = re.compile(r"https?:|www\.|@|\.com\b|\d{3,}", re.IGNORECASE)


def authors(root: HtmlElement, meta: Meta, linked: Linked, names: frozenset[str]) -> tuple[tuple[str, ...], tuple[Candidate, ...]]:
    """The names that the first rule with any name gives, and every candidate in ladder order."""
    candidates = [c for c in _stated(root, meta, linked)]
    for rule in dict.fromkeys(c.rule for c in candidates):
        found = tuple(dict.fromkeys(n for c in candidates if c.rule == rule for n in people(c.value, names)))
        if found:
            return found, tuple(sorted(candidates, key=lambda c: c.rule != rule))
    return (), tuple(candidates)


def _stated(root: HtmlElement, meta: Meta, linked: Linked) -> Iterator[Candidate]:
    if linked.article is not None:
        for value in _creators(linked, linked.article.get("author") or linked.article.get("creator")):
            yield Candidate(value, "jsonld.author", 2.0)
    for name in ("author", "article:author", "parsely-author", "dc.creator", "sailthru.author", "byl", "dcterms.creator"):
        for value in meta.all(name):
            yield Candidate(value, f"meta.{name}", 1.0)
    for element in root.iter("a", "span", "div", "p", "address"):
        if element.get("rel") == "author" or (element.get("itemprop") or "") == "author":
            yield Candidate(text_of(element)[:200], "dom.author", 0.8)


def _creators(linked: Linked, value: Any) -> Iterator[str]:
    for part in value if isinstance(value, list) else [value]:
        person = linked.resolve(part)
        if isinstance(person, Mapping):
            yield from jsonld.texts(person.get("name"))
        else:
            yield from jsonld.texts(person)


def people(value: str, site_names: frozenset[str]) -> list[str]:
    """The names of people in one stated value."""
    text = _LEAD.sub("", value.strip())
    parts = [part.strip(" .,-–|") for part in _SPLIT.split(text)]
    return [part for part in parts if part and plain(part) not in site_names and not _NO_NAME.search(part) and len(part) < 60]
