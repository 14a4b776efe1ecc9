"""The summary between headline and text, as a field of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.extract.blocks import Block
from crawler.extract.choose import plain

_NAMED = re.compile(
    r"stand-?first|dek\b|\blead\b|\blede\b|\bintro|summary|sub-?title|sub-?head|excerpt|abstract|entradilla|chapo|"
    r"preamble|ingress|vorspann|bajada|copete|occhiello|sommario|anriss|unterzeile|perex|strap",
    re.IGNORECASE,
)
_LEAST, _MOST = 30, 700


def of(kept: Sequence[Block], title: str | None, description: str | None) -> str | None:
    """The first paragraph of the text, where the page sets it apart: by its name, as a heading, or as its description.

    The description of a page is often the beginning of its text, so that it counts only where the paragraph stands in
    an element of its own. It stays the first paragraph of the text too.
    """
    if len(kept) < 2 or not _LEAST <= len(kept[0].text) <= _MOST or plain(kept[0].text) == plain(title or ""):
        return None
    first, second = kept[0], kept[1]
    near = " ".join(node.label for node, _ in zip(first.node.ancestors(), range(2), strict=False))
    if _NAMED.search(near) and not _NAMED.search(second.node.label):
        return first.text
    if first.tag == "h2" and len(first.text) >= 60 and second.tag == "p":
        return first.text
    is_apart = first.node.parent is not second.node.parent
    said = plain(description or "")
    return first.text if is_apart and said and plain(first.text)[:60] == said[:60] else None
