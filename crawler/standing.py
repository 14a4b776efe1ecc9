"""Where on a page the subject's words stand, when they stand outside the article: the reason for the drop."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Literal

from lxml.html import HtmlElement

from crawler.extract.html import decoded, is_file, parsed, unpacked
from watchdesk.records import Article, Page

Standing = Literal["navigation", "related", "bio", "caption", "elsewhere"]
_ORDER: Final[tuple[Standing, ...]] = ("bio", "related", "caption", "navigation", "elsewhere")
_SKIPPED: Final = frozenset({"script", "style", "template", "noscript", "head"})
# Names that templates give to the parts of a page around the article, in class, id, role and aria-label.
_NAMES: Final[tuple[tuple[Standing, re.Pattern[str]], ...]] = (
    ("bio", re.compile(r"author|byline|\bbio\b|biograph|contributor|about-the|profile")),
    (
        "related",
        re.compile(
            r"relat|recommend|read-?(?:more|next|also)|more-?(?:from|on|stor|news)|most-|popular|trend|teaser|promo|"
            r"sidebar|\brail|recirc|latest|also"
        ),
    ),
    ("navigation", re.compile(r"\bnav|menu|breadcrumb|header|masthead|footer|topic|tags?\b|categor|section-list")),
    ("caption", re.compile(r"caption|credit")),
)
_ELEMENTS: Final[dict[str, Standing]] = {
    "nav": "navigation",
    "header": "navigation",
    "footer": "navigation",
    "menu": "navigation",
    "aside": "related",
    "figcaption": "caption",
}
_BLOCKS: Final = frozenset({"div", "ul", "ol", "section", "table", "p", "dl", "td"})
_LARGE: Final = 1_500_000  # bytes; no news page has as many outside of scripts
_LINKED: Final = 0.8  # a block of which so much is link text is a menu before the headline, related links after it


def where_terms_stand(page: Page, article: Article, finder: Callable[[str], bool]) -> Standing | None:
    """The part of the page in which `finder` finds the subject's words; None where it finds them in none.

    Words in the article itself only look like the subject's, so that it is off subject: None as well. With several
    parts the one most likely to be mistaken for content is named: bio, related, caption, navigation.
    """
    found = part_with_terms(page, article, finder)
    return found[0] if found else None


def part_with_terms(page: Page, article: Article, finder: Callable[[str], bool]) -> tuple[Standing, str] | None:
    """The same with the text of that part, so that the words in it can be told."""
    if finder(article.matchable):
        return None
    body = unpacked(page.body)
    root = None if is_file(body) else parsed(decoded(body))
    if root is None:
        return None
    texts: dict[Standing, list[str]] = {}
    _collect(root, texts, knows_links=len(body) <= _LARGE)
    whole = {part: "\n".join(pieces) for part, pieces in texts.items()}
    return next(((part, whole[part]) for part in _ORDER if part in whole and finder(whole[part])), None)


def _collect(root: HtmlElement, texts: dict[Standing, list[str]], *, knows_links: bool) -> None:
    """All visible text by the part it stands in, walking in the order of the document.

    `knows_links`: whether blocks that are nearly all links are told by looking at each, which a large page makes dear.
    """
    after_headline = False
    stack: list[tuple[HtmlElement, Standing]] = [(root, "elsewhere")]
    while stack:
        element, part = stack.pop()
        if not isinstance(element.tag, str) or element.tag in _SKIPPED:
            continue
        after_headline |= element.tag == "h1"
        named = _named(element)
        if named is None and knows_links and part == "elsewhere" and _is_links(element):
            named = "related" if after_headline else "navigation"
        part = named or part
        pieces = texts.setdefault(part, [])
        pieces += [text.strip() for text in (element.text, *(child.tail for child in element)) if text and text.strip()]
        stack += [(child, part) for child in reversed(element)]


def _named(element: HtmlElement) -> Standing | None:
    if element.tag in _ELEMENTS:
        return _ELEMENTS[str(element.tag)]
    if element.tag in {"body", "html", "main", "article"}:
        return None
    names = " ".join(element.get(key, "") for key in ("class", "id", "role", "aria-label", "itemprop")).lower()
    return next((part for part, pattern in _NAMES if pattern.search(names)), None) if names.strip() else None


def _is_links(element: HtmlElement) -> bool:
    """Whether nearly all text of a block is that of two or more links."""
    if element.tag not in _BLOCKS:
        return False
    links = element.findall(".//a")
    if len(links) < 2:
        return False
    linked = sum(len("".join(link.itertext()).strip()) for link in links)
    return linked >= _LINKED * len(re.sub(r"[\W_]+", " ", "".join(element.itertext())).strip())
