"""Whether a page keeps a part of its text back, and how long the whole would be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crawler.extract import jsonld, notices
from crawler.extract.blocks import Block
from crawler.extract.html import text_of
from crawler.extract.rules import selected
from crawler.extract.signs import SHORT, Signs, is_framed

_BEHIND, _OFFERED, _PART = 12, 600, 200
"""Blocks after the text in which its wall stands; below how many characters an offer there is a wall; of a part."""


def is_paywalled(signs: Signs) -> bool:
    """Whether the text ends at a wall: by a wall's words, or by the page's own word that it is locked."""
    behind = list(_calls(signs, signs.after(_BEHIND) if signs.kept else signs.found))
    at_wall = any(notices.WALL.search(text) for text in behind)
    whole = whole_size(signs)
    if whole is not None and signs.size >= 0.75 * whole and (whole >= SHORT or not at_wall):
        return False
    if at_wall and not (signs.is_free and signs.size >= SHORT):
        return True
    if _is_locked(signs):
        return signs.size < 2 * SHORT if whole is not None else _lacks_part(signs)
    if signs.is_free or signs.size >= SHORT:
        return False
    if signs.size < _OFFERED and any(notices.OFFER.search(text) for text in behind):
        return True
    return _has_named_wall(signs) or any(notices.WALL.search(text) for text in _calls(signs, signs.found))


def _calls(signs: Signs, blocks: Iterable[Block]) -> Iterator[str]:
    """Short lines that a reader sees and that are no headline: neither this page's nor that of another."""
    for block in blocks:
        is_headline = (
            block.tag == "h1" or block.text == signs.title or (block.link_share > 0.8 and len(block.text) > 60)
        )
        if len(block.text) < 400 and not is_headline and not is_framed(block) and not _is_unseen(block):
            yield block.text


def _has_named_wall(signs: Signs) -> bool:
    """Whether a visible element that is called a wall asks for a subscription or an account."""
    return any(
        notices.WALL_WORDS.search(block.text) and not _is_unseen(block) and _is_in_wall(block)
        for block in signs.found
        if len(block.text) < 400
    )


def _is_in_wall(block: Block) -> bool:
    return any(
        notices.WALL_NAME.search(node.label) and node.tag not in ("body", "html") for node in block.node.ancestors()
    )


def _is_unseen(block: Block) -> bool:
    return any(node.is_hidden or node.cut == "hidden" for node in block.node.ancestors())


def _parts(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    stated = item.get("hasPart")
    return [part for part in (stated if isinstance(stated, list) else [stated]) if isinstance(part, dict)]


def _is_no(value: object) -> bool:
    return value is False or str(value).lower() in ("false", "http://schema.org/false")


def _is_locked(signs: Signs) -> bool:
    """`isAccessibleForFree: false` of the article or of a part of it (https://schema.org/isAccessibleForFree)."""
    item = signs.linked.article
    return item is not None and any(_is_no(each.get("isAccessibleForFree")) for each in (item, *_parts(item)))


def _lacks_part(signs: Signs) -> bool:
    """Whether the locked part is missing: the element that the page names for it, else by the length of the text."""
    parts = _parts(signs.linked.article or {})[:5]
    named = [css for part in parts if isinstance(css := part.get("cssSelector"), str)]
    found = [element for css in named for element in selected(signs.root, css)]
    if any(len(text_of(element)) >= _PART for element in found):
        return False
    return signs.size < (2 * SHORT if named else SHORT)


def whole_size(signs: Signs) -> int | None:
    """How long the whole text is by the page's own word: characters of articleBody, or of as many words."""
    return max(stated_body(signs), stated_words(signs)) or None


def stated_body(signs: Signs) -> int:
    """Characters of JSON-LD's articleBody; 0 where there is none."""
    item = signs.linked.article or {}
    return max((len(text) for text in jsonld.texts(item.get("articleBody"))), default=0)


def stated_words(signs: Signs) -> int:
    """Characters of as many words as JSON-LD's wordCount states; 0 where it states none."""
    count = (signs.linked.article or {}).get("wordCount")
    return 5 * int(count) if isinstance(count, int) or (isinstance(count, str) and count.isdecimal()) else 0
