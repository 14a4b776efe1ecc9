"""Who wrote it: names of people; an outlet or a pen name only where the page names nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

from crawler.extract import jsonld, names
from crawler.extract.blocks import Block
from crawler.extract.choose import plain
from crawler.extract.html import text_of
from crawler.extract.jsonld import Linked
from crawler.extract.meta import Meta
from watchdesk.records import Candidate

_META = (
    "author",
    "article:author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "dc.contributor.author",
    "citation_author",
    "twitter:data1",
    "cxenseparse:author",
    "article.author",
    "creator",
    "authors",
)
_MARKED = (
    "//*[contains(concat(' ',@rel,' '),' author ') or contains(@itemprop,'author') or "
    "contains(@property,'schema:author')"
    " or contains(@class,'uthor') or contains(@class,'yline') or contains(@class,'y-line') or contains(@class,'utor')"
    " or contains(@class,'riter') or contains(@id,'uthor') or contains(@id,'yline') or contains(@class,'vcard')"
    " or contains(@data-testid,'uthor') or contains(@data-testid,'yline')]"
)
_NAME_INSIDE = (
    ".//*[contains(concat(' ',@class,' '),' fn ') or contains(concat(' ',@rel,' '),' author ') or @itemprop='name'"
    " or contains(@class,'uthor-name') or contains(@class,'uthor__name') or contains(@class,'uthorName')]"
)
_NO_BYLINE = frozenset(["body", "html", "article", "main", "link", "meta", "script", "style", "img"])
_TOO_LONG, _MOST_MARKED = 200, 60


def authors(
    root: HtmlElement,
    meta: Meta,
    linked: Linked,
    site: frozenset[str],
    head: Iterable[Block] = (),
    ruled: tuple[Candidate, ...] = (),
) -> tuple[tuple[str, ...], tuple[Candidate, ...]]:
    """The names of the first rule that gives a person, else of the first that gives any; and all candidates."""
    candidates = (*ruled, *_stated(meta, linked))
    if not any(
        names.is_person(name, site)
        for c in candidates
        for name in names.split(c.value)
        if names.is_usable(name, c.rule)
    ):
        candidates = (*candidates, *_marked(root), *_lines(head))  # looked for only where nothing is stated: it is slow
    found = [(rule, _names_of(rule, candidates)) for rule in dict.fromkeys(c.rule for c in candidates)]
    chosen = next(((rule, given) for rule, given in found if any(names.is_person(n, site) for n in given)), None)
    if chosen is None:
        chosen = next(((rule, given) for rule, given in found if given), None)
    if chosen is None:
        return (), candidates
    rule, given = chosen
    people = tuple(n for n in given if names.is_person(n, site))
    if rule == "jsonld.author":  # an agency beside people is listed on purpose, the site's own name is not
        people = tuple(n for n in given if plain(n) not in site)
    return people or given, tuple(sorted(candidates, key=lambda c: c.rule != rule))


def _names_of(rule: str, candidates: Iterable[Candidate]) -> tuple[str, ...]:
    given = [name for c in candidates if c.rule == rule for name in names.split(c.value)]
    return tuple(dict.fromkeys(name for name in given if names.is_usable(name, rule)))


def _stated(meta: Meta, linked: Linked) -> Iterator[Candidate]:
    if linked.article is not None:
        for value in _creators(linked, linked.article.get("author") or linked.article.get("creator")):
            yield Candidate(value, "jsonld.author", 2.0)
    for name in _META:
        for value in meta.all(name)[:12]:
            yield Candidate(value, f"meta.{name}", 1.5)


def _creators(linked: Linked, value: Any) -> Iterator[str]:
    for part in value if isinstance(value, list) else [value]:
        person = linked.resolve(part)
        if isinstance(person, Mapping):
            yield from jsonld.texts(person.get("name"))
        else:
            yield from jsonld.texts(person)


def _marked(root: HtmlElement) -> Iterator[Candidate]:
    """Elements that markup calls the author: the first byline, with the links inside it one by one."""
    first: HtmlElement | None = None
    for element in root.xpath(_MARKED)[:_MOST_MARKED]:
        if not isinstance(element.tag, str) or element.tag in (
            "body",
            "html",
            "article",
            "main",
            "link",
            "meta",
            "script",
            "style",
            "img",
        ):
            continue
        if first is not None and not _is_same_byline(first, element):
            continue
        if names.is_aside(element):
            continue
        values = _texts_in(element)
        if any(names.is_usable(name, "dom") for value in values for name in names.split(value)):
            first = element if first is None else first
            for value in values:
                yield Candidate(value, "dom.author", 1.0)
            if len(values) > 1:
                return


def _texts_in(element: HtmlElement) -> list[str]:
    """The name parts of a byline: what is marked as a name, else its parts that look like names, else its text."""
    marked = [text_of(e) for e in element.xpath(_NAME_INSIDE)[:8]]
    parts = [text_of(e) for e in element.xpath(".//a|.//span|.//li")[:12]]
    stated = [v for v in marked if 1 < len(v) < 50] or [v for v in parts if names.looks_like_name(v)]
    if stated:
        return list(dict.fromkeys(stated))
    text = text_of(element)
    return [text] if 1 < len(text) <= _TOO_LONG else []


def _is_same_byline(first: HtmlElement, element: HtmlElement) -> bool:
    """A sibling of the first author of the same kind: the second author; never something inside of the first."""
    return element.getparent() is first.getparent() and element.get("class") == first.get("class")


def _lines(head: Iterable[Block]) -> Iterator[Candidate]:
    """A short line near the headline that begins like a byline."""
    for block in head:
        if len(block.text) < 120 and names.is_byline(block.text):
            yield Candidate(block.text, "dom.line", 0.8)
            return
        name = names.beside_date(block.text) if len(block.text) < 90 else None
        if name is not None:
            yield Candidate(name, "dom.beside-date", 0.6)
            return
