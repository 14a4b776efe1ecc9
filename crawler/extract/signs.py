"""What a page's status is judged by, and what several of the judgements ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml.html import HtmlElement

from crawler.extract import jsonld
from crawler.extract.blocks import HEADINGS, Block, Node
from crawler.extract.html import squeezed
from crawler.extract.jsonld import Linked
from crawler.extract.meta import Meta

SHORT, THIN, NOTHING, LINE = 1500, 250, 25, 500
"""Characters: a text below is short, hardly a text, none; of a line of the head so much is looked at."""
_FRAMES = frozenset(["nav", "aside", "footer", "header", "menu"])
_LISTED = frozenset(["collectionpage", "searchresultspage", "profilepage"])


@dataclass(frozen=True)
class Signs:
    """All that a status is judged by: `found` are the blocks of the page, `kept` those of its text."""

    http_status: int
    url: str
    root: HtmlElement
    meta: Meta
    linked: Linked
    title: str
    text: str
    found: tuple[Block, ...]
    kept: tuple[Block, ...]
    captions: tuple[str, ...] = ()

    @cached_property
    def shown(self) -> str:
        """The beginning of all that the page shows, title first."""
        return "\n".join([self.title, *(block.text for block in self.found[:120])])[:8000]

    @cached_property
    def size(self) -> int:
        """Characters of the text; those of scripts that need fewer count double."""
        return len(self.text) * (2 if _is_dense(self.text) else 1)

    @cached_property
    def everything(self) -> int:
        """Characters of all blocks."""
        return sum(len(block.text) for block in self.found)

    @cached_property
    def prose(self) -> tuple[Block, ...]:
        """The sentences of the text that are the page's own, teasers of other pages left out."""
        least = 25 if _is_dense(self.text) else 60
        around = {id(block.node.parent): block.node.parent for block in self.kept}
        teasing = {name for name, node in around.items() if _has_linked_heading(node)}
        return tuple(
            block
            for block in self.kept
            if len(block.text) >= least and block.link_share < 0.5 and id(block.node.parent) not in teasing
        )

    @cached_property
    def said(self) -> int:
        """Characters of that prose; those of scripts that need fewer count double."""
        return sum(len(block.text) for block in self.prose) * (2 if _is_dense(self.text) else 1)

    @cached_property
    def heads(self) -> str:
        """The page's title and its largest headings, one a line."""
        lines = [self.root.findtext(".//title") or "", *self.headings("h1")]
        return "\n".join(squeezed(line[:LINE]) for line in lines[:20])

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The schema.org types of the page's items, in lower case."""
        return frozenset(kind for item in self.linked.items for kind in jsonld.types_of(item))

    @cached_property
    def says_article(self) -> bool:
        """Whether the page states that it is one article; one that states a list of them does not."""
        if self.kinds & _LISTED or self._lists_articles():
            return False
        og_type = (self.meta.first("og:type") or "").lower()
        return self.linked.article is not None or og_type == "article" or "article:published_time" in self.meta.values

    def _lists_articles(self) -> bool:
        """Many items are articles, and none of them names this page."""
        items = [item for item in self.linked.items if jsonld.types_of(item) & jsonld.ARTICLE_TYPES]
        return "itemlist" in self.kinds and len(items) >= 4 and not any(jsonld.names(item, self.url) for item in items)

    @cached_property
    def is_free(self) -> bool:
        """Whether the page states that its article can be read without paying."""
        stated = self.linked.article.get("isAccessibleForFree") if self.linked.article is not None else None
        return stated is True or str(stated).lower() in ("true", "http://schema.org/true")

    def headings(self, *tags: str) -> Iterator[str]:
        """The headings of those tags."""
        return (block.text[:LINE] for block in self.found if block.tag in tags)

    def after(self, count: int) -> tuple[Block, ...]:
        """The blocks that follow the last one of the text."""
        places = {id(block): place for place, block in enumerate(self.found)}
        last = max((places.get(id(block), -1) for block in self.kept), default=-1)
        return self.found[last + 1 : last + 1 + count] if last >= 0 else ()


def _is_dense(text: str) -> bool:
    """Whether a text is written in a script that says in one character what others say in two or more."""
    dense = sum(1 for character in text[:400] if character > "\u2e80")
    return dense * 2 > min(400, len(text))


def is_framed(block: Block) -> bool:
    """Whether a block stands in the frame of the page: menu, box beside the text, footer."""
    return any(node.tag in _FRAMES for node in block.node.ancestors()) or block.node.cut in ("related", "nav", "menu")


def _has_linked_heading(node: Node | None) -> bool:
    """Whether an element has a heading that is a link: what else stands in it is the teaser of another page."""
    return node is not None and any(child.tag in HEADINGS and child.links > 0.8 * child.text for child in node.children)
