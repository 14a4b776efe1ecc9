"""A source's own rules, as data from the catalog: selectors dated by the layout they hold for.

rules:
  extract:
    - until: 2023-05-31          # an older layout; entries are tried in order, the first whose dates fit counts
      body: div#story            # CSS selectors
      drop: [.pull-quote, div.ad]
    - since: 2023-06-01
      title: h1.headline
      authors: .byline a
      published: time.posted     # an element's `datetime`, `content` or text
      drop: [.teaser]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from crawler.extract.html import text_of
from watchdesk.errors import ConfigError
from watchdesk.records import Candidate

_FIELDS = ("title", "authors", "published", "modified", "body")
_MAX_STATED = 200
_PLAIN = re.compile(r"[a-zA-Z][\w-]*|[a-zA-Z]*(?:[.#][a-zA-Z_-][\w-]*){1,3}")
_KEYS = frozenset([*_FIELDS, "drop", "since", "until"])


@dataclass(frozen=True, slots=True)
class Layout:
    """The selectors for one layout of a source, and the days between which it holds."""

    selectors: Mapping[str, str]
    drop: tuple[str, ...] = ()
    since: date = date.min
    until: date = date.max


def layouts(rules: Mapping[str, object]) -> tuple[Layout, ...]:
    """The layouts of a source's rules; ConfigError names a key or a selector that cannot be read."""
    stated = rules.get("extract", ())
    entries = [stated] if isinstance(stated, Mapping) else stated
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise ConfigError("rules.extract: a list of mappings with selectors")
    return tuple(_layout(entry) for entry in entries)


def _layout(entry: object) -> Layout:
    if not isinstance(entry, Mapping):
        raise ConfigError(f"rules.extract: {entry!r} is no mapping")
    for key in entry:
        if key not in _KEYS:
            raise ConfigError(f"rules.extract: unknown key {key!r}; one of {', '.join(sorted(_KEYS))}")
    drop = entry.get("drop", ())
    dropped = (drop,) if isinstance(drop, str) else tuple(str(each) for each in drop)
    selectors = {field: str(entry[field]) for field in _FIELDS if field in entry}
    for css in (*selectors.values(), *dropped):
        _selector(css)
    return Layout(selectors, dropped, _day(entry.get("since"), date.min), _day(entry.get("until"), date.max))


def _day(value: object, otherwise: date) -> date:
    if value is None:
        return otherwise
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        raise ConfigError(f"rules.extract: {value!r} is no day like 2024-05-31") from error


@lru_cache(maxsize=512)
def _selector(css: str) -> CSSSelector:
    try:
        return CSSSelector(css, translator="html")
    except Exception as error:  # cssselect raises several unrelated types, all of them for a selector it cannot read
        raise ConfigError(f"rules.extract: {css!r} is no CSS selector ({error})") from error


def selected(root: HtmlElement, css: str) -> list[HtmlElement]:
    """What a selector that a page states finds there; of `main .a, #b` the last parts, which cost one look each.

    A page may state anything, and there are selectors that take minutes: others than names, classes, ids find nothing.
    """
    parts = [words[-1] for part in css[:_MAX_STATED].split(",") if (words := part.replace(">", " ").split())]
    plain = [part for part in parts if _PLAIN.fullmatch(part)][:5]
    return [element for part in plain for element in _selector(part)(root)[:20]]


def fitting(found: Sequence[Layout], day: date | None) -> Layout | None:
    """The layout that held on a day; with an unknown day the last one without end."""
    if day is None:
        return next((layout for layout in reversed(found) if layout.until == date.max), None)
    return next((layout for layout in found if layout.since <= day <= layout.until), None)


def cleaned(root: HtmlElement, layout: Layout) -> None:
    """Take the elements that the layout drops out of the tree."""
    for css in layout.drop:
        for element in _selector(css)(root):
            if element.getparent() is not None:
                element.drop_tree()


def candidates(root: HtmlElement, layout: Layout, field: str) -> Iterator[Candidate]:
    """What the layout's selector finds for a field."""
    css = layout.selectors.get(field)
    for element in _selector(css)(root)[:20] if css else ():
        stated = element.get("datetime") or element.get("content") or text_of(element)
        if stated:
            yield Candidate(stated, f"rule.{css}", 10.0)


def body_element(root: HtmlElement, layout: Layout) -> HtmlElement | None:
    """The element that holds the text by the layout's word; None where it states none or the page has none."""
    css = layout.selectors.get("body")
    found = _selector(css)(root) if css else []
    return found[0] if found else None
