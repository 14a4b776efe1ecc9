"""Who wrote it: names of people; an outlet or a pen name only where the page names nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
_BY_MACHINE = ("rule", "jsonld", "meta")
_TOO_LONG, _MOST_MARKED = 200, 60


def authors(
    root: HtmlElement,
    meta: Meta,
    linked: Linked,
    site: frozenset[str],
    head: Iterable[Block] = (),
    ruled: tuple[Candidate, ...] = (),
    foot: Sequence[Block] = (),
) -> tuple[tuple[str, ...], tuple[Candidate, ...]]:
    """The names of the first rule that gives a person, else of the first that gives any; and all candidates.

    `head` are the lines around the headline and the first of the text, `foot` those around the end of the text.
    """
    around = list(head)
    candidates = (*ruled, *_stated(meta, linked))
    if _first_person(candidates, site) is None:
        candidates = (*candidates, *_marked(root), *_lines(around))  # only then: it is slow
    chosen = _first_person(candidates, site) or next((g for g in _by_rule(candidates) if g[1]), None)
    if chosen is None:
        signed = tuple(_signed(around, foot, site))
        candidates = (*candidates, *signed)
        chosen = _first_person(signed, site) or chosen
    if chosen is None:
        return (), candidates
    rule, given = chosen
    people = tuple(n for n in given if names.is_person(n, site))
    if rule == "jsonld.author":  # an agency beside people is listed on purpose, the site's own name is not
        people = tuple(n for n in given if plain(n) not in site)
    return people or given, tuple(sorted(candidates, key=lambda c: c.rule != rule))


Given = tuple[str, tuple[str, ...]]


def _by_rule(candidates: tuple[Candidate, ...]) -> Iterator[Given]:
    """Each rule with the names that it gives, in the order of the ladder."""
    for rule in dict.fromkeys(c.rule for c in candidates):
        yield rule, _names_of(rule, candidates)


def _first_person(candidates: tuple[Candidate, ...], site: frozenset[str]) -> Given | None:
    """The first rule that names a person, with all its names."""
    return next((g for g in _by_rule(candidates) if any(names.is_person(n, site) for n in g[1])), None)


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
    """Elements that markup calls the author: the first byline; one in an `aside` only where there is no other."""
    found = [element for element in root.xpath(_MARKED)[:_MOST_MARKED] if _can_be_byline(element)]
    clear = [(e, values) for e in found if not names.is_aside(e) and (values := _usable_texts(e))]
    for first, values in clear[:1]:
        yield from (Candidate(value, "dom.author", 1.0) for value in values)
        others = [more for e, more in clear[1:] if len(values) == 1 and _is_same_byline(first, e)]
        yield from (Candidate(value, "dom.author", 1.0) for more in others for value in more)
    if not clear:
        margin = next((values for e in found if names.is_marginal(e) and (values := _usable_texts(e))), [])
        yield from (Candidate(value, "dom.author", 1.0) for value in margin)


def _can_be_byline(element: HtmlElement) -> bool:
    return isinstance(element.tag, str) and element.tag not in _NO_BYLINE


def _usable_texts(element: HtmlElement) -> list[str]:
    values = _texts_in(element)
    return values if any(names.is_usable(n, "dom") for value in values for n in names.split(value)) else []


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


def _lines(head: list[Block]) -> Iterator[Candidate]:
    """A short line near the headline that begins like a byline."""
    for block in head:
        if len(block.text) < 120 and names.is_byline(block.text):
            yield Candidate(block.text, "dom.line", 0.8)
            return
        name = names.beside_date(block.text) if len(block.text) < 90 else None
        if name is not None:
            yield Candidate(name, "dom.beside-date", 0.6)
            return


def _signed(head: list[Block], foot: Sequence[Block], site: frozenset[str]) -> Iterator[Candidate]:
    """Who is named at the edges of the text: `Text: …`, `A column by …`, a name alone in strong or slanted letters."""
    for block in (*head, *foot):
        if len(block.text) < _TOO_LONG and (name := names.signed(block.text)) and names.is_person(name, site):
            yield Candidate(name, "dom.signed", 0.6)
            return
    for block in (*head, *reversed(foot)):
        if (block.is_strong or block.is_slanted) and names.is_name_alone(block.text):
            yield Candidate(block.text, "dom.alone", 0.4)
            return
