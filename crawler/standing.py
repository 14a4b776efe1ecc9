"""Where on a page the subject's words stand, when they stand outside the article: the reason for the drop."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, Literal

from lxml import etree, html

from watchdesk.records import Article, Page

Standing = Literal["navigation", "related", "bio", "caption", "elsewhere"]
_SKIPPED: Final = frozenset({"script", "style", "template", "noscript", "head"})
# Names that templates give to the parts of a page around the article, in class, id, role and aria-label.
_NAMES: Final[tuple[tuple[Standing, re.Pattern[str]], ...]] = (
    ("bio", re.compile(r"author|byline|\bbio\b|biograph|contributor|about-the|profile")),
    ("related", re.compile(
        r"relat|recommend|read-?(?:more|next|also)|more-?(?:from|on|stor|news)|most-|popular|trend|teaser|promo|sidebar|"
        r"\brail|recirc|latest|also"
    )),
    ("navigation", re.compile(r"\bnav|menu|breadcrumb|header|masthead|footer|topic|tags?\b|categor|section-list")),
    ("caption", re.compile(r"caption|credit")),
)  # fmt: skip
_ELEMENTS: Final[dict[str, Standing]] = {
    "nav": "navigation", "header": "navigation", "footer": "navigation", "menu": "navigation",
    "aside": "related", "figcaption": "caption",
}  # fmt: skip


def where_terms_stand(page: Page, article: Article, finder: Callable[[str], bool]) -> Standing | None:
    """The part of the page in which `finder` finds the subject's words; None where it finds them nowhere outside.

    With several parts the one most likely to be mistaken for content is named: bio, related, caption, navigation.
    """
    del article  # the caller knows already that its words do not stand there
    try:
        root = html.document_fromstring(page.body)
    except (etree.ParserError, ValueError):
        return None
    found = {part for part, text in _parts(root) if finder(text)}
    order: tuple[Standing, ...] = ("bio", "related", "caption", "navigation", "elsewhere")
    return next((part for part in order if part in found), None)


def _parts(root: html.HtmlElement) -> Iterator[tuple[Standing, str]]:
    """Every block of visible text with the part it belongs to; a block is a part's whole text, or loose text."""
    texts: dict[Standing, list[str]] = {}
    stack: list[tuple[html.HtmlElement, Standing]] = [(root, "elsewhere")]
    while stack:
        element, part = stack.pop()
        if not isinstance(element.tag, str) or element.tag in _SKIPPED:
            continue
        part = _part_of(element) or part
        collected = texts.setdefault(part, [])
        collected += [element.text or "", *(child.tail or "" for child in element)]
        stack += [(child, part) for child in element]
    for part, pieces in texts.items():
        yield part, "\n".join(piece.strip() for piece in pieces if piece.strip())


def _part_of(element: html.HtmlElement) -> Standing | None:
    if element.tag in _ELEMENTS:
        return _ELEMENTS[str(element.tag)]
    if element.tag in {"body", "html", "main", "article"}:
        return None
    names = " ".join(element.get(key, "") for key in ("class", "id", "role", "aria-label", "itemprop")).lower()
    return next((part for part, pattern in _NAMES if pattern.search(names)), None) if names.strip() else None
