"""Cards of a page's own text that were cut like teasers: headings that are links, each with a line below.

Teasers of a site's other stories lead to that site; cards that lead away from it are what the page itself tells of.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lxml.html import HtmlElement

from crawler.extract.blocks import HEADINGS, Block, Node
from crawler.extract.html import address_parts, squeezed, text_of
from crawler.extract.signs import Signs, is_framed
from watchdesk.urls import same_site

_LEAST, _SHARE = 3, 0.3
"""So many cards at least, and so large a share of the text's characters in them; fewer are a box beside the text."""
_LINE = 15


def are_missing(signs: Signs) -> bool:
    """Whether cards inside of the element that holds all of the text are not in it, and would be much of it."""
    cards = list(_cut_cards(signs))
    if len(cards) < _LEAST or _characters(cards) < _SHARE * len(signs.text):
        return False
    away = _leading_away(signs)
    own = [(heading, line) for heading, line in cards if heading.text in away]
    return len(own) >= _LEAST and _characters(own) >= _SHARE * len(signs.text)


def _cut_cards(signs: Signs) -> Iterator[tuple[Block, Block]]:
    """Heading and line of each card around which the text stands; what a name cuts, or a frame, is no card of it."""
    kept = {id(block) for block in signs.kept}
    left = [block for block in signs.found if id(block) not in kept and not block.node.cut]
    around = _around(signs.kept) if sum(map(_is_linked_heading, left)) >= _LEAST else None
    if around is None or around.tag in ("html", "body"):
        return
    inside = [block for block in left if around in block.node.ancestors() and not is_framed(block)]
    for heading, line in pairwise(inside):
        if _is_linked_heading(heading) and line.tag not in HEADINGS and _is_told(line):
            yield heading, line


def _is_linked_heading(block: Block) -> bool:
    return block.tag in HEADINGS and block.link_share > 0.8


def _is_told(line: Block) -> bool:
    return len(line.text) >= _LINE and line.link_share < 0.5


def _around(kept: tuple[Block, ...]) -> Node | None:
    """The smallest element that holds all of the text."""
    if not kept:
        return None
    chain = list(kept[0].node.ancestors())
    places = {id(node): place for place, node in enumerate(chain)}
    return chain[max(next(places[id(n)] for n in b.node.ancestors() if id(n) in places) for b in kept)]


def _leading_away(signs: Signs) -> frozenset[str]:
    """The headings that link to another site."""
    return frozenset(
        squeezed(text_of(heading))
        for heading in signs.root.iter(*sorted(HEADINGS))
        if any(_is_away(link, signs.url) for link in _links(heading))
    )


def _links(heading: HtmlElement) -> Iterator[str]:
    """Where the links in a heading lead, and the one around it."""
    yield from (link.get("href") or "" for link in heading.iter("a"))
    yield from (link.get("href") or "" for link in heading.iterancestors("a"))


def _is_away(link: str, url: str) -> bool:
    parts = address_parts(link)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not same_site(link, url)


def _characters(cards: list[tuple[Block, Block]]) -> int:
    return sum(len(heading.text) + len(line.text) for heading, line in cards)
