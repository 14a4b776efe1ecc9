"""The small markup of the sample's texts: blocks parted by a blank line, as HTML or as the text a reader reads.

`## ` heading · `> ` block quotation · `- ` list item · `!figure file | caption` · `!post TIME | headline` (live blog) ·
`!related path path` and `!newsletter` and `!ad` (boxes in mid-text that are no part of the article) · else a paragraph.
Links in a paragraph are written [words](address).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from markupsafe import Markup

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_NEWSLETTER = (
    '<aside class="newsletter-signup"><h3>Get the morning briefing</h3><p>Sign up for our free newsletter and never '
    'miss a story.</p><form><input type="email" placeholder="Your email"><button>Sign up</button></form></aside>'
)
_AD = '<div class="ad-slot" aria-hidden="true"><span>Advertisement</span></div>'


def html(text: str, related: dict[str, str]) -> Markup:
    """The body as HTML; `related` maps the paths of mid-text boxes to their headlines."""
    return Markup("\n".join(_block(block, related) for block in _blocks(text)))


def reading_text(text: str) -> str:
    """What a reader reads: the same blocks as plain text, boxes left out, captions left out."""
    plain = (_plain(block) for block in _blocks(text))
    return "\n\n".join(block for block in plain if block)


def captions(text: str) -> tuple[str, ...]:
    """The captions of the figures, in order."""
    return tuple(block.partition("|")[2].strip() for block in _blocks(text) if block.startswith("!figure "))


def _blocks(text: str) -> Iterator[str]:
    return (" ".join(block.split()) for block in text.split("\n\n") if block.strip())


def _block(block: str, related: dict[str, str]) -> str:
    if block.startswith("!"):
        return _box(block, related)
    if block.startswith("## "):
        return f"<h2>{_inline(block[3:])}</h2>"
    if block.startswith("> "):
        return f"<blockquote><p>{_inline(block[2:])}</p></blockquote>"
    if block.startswith("- "):
        return "<ul>" + "".join(f"<li>{_inline(item)}</li>" for item in _items(block)) + "</ul>"
    return f"<p>{_inline(block)}</p>"


def _items(block: str) -> list[str]:
    return [item.strip() for item in re.split(r"(?:^|\s)- ", block) if item.strip()]


def _box(block: str, related: dict[str, str]) -> str:
    name, _, rest = block[1:].partition(" ")
    head, _, tail = (part.strip() for part in rest.partition("|"))
    if name == "figure":
        return f'<figure><img src="/img/{escape(head)}" alt=""><figcaption>{_inline(tail)}</figcaption></figure>'
    if name == "post":
        stamp = escape(head)
        return f'<div class="post-head"><time datetime="{stamp}">{stamp[11:16]}</time><h2>{_inline(tail)}</h2></div>'
    if name == "related":
        links = "".join(f'<li><a href="{path}">{escape(related[path])}</a></li>' for path in rest.split())
        return f'<div class="related-inline"><strong>Read more</strong><ul>{links}</ul></div>'
    return {"newsletter": _NEWSLETTER, "ad": _AD}[name]


def _inline(text: str) -> str:
    return _LINK.sub(r'<a href="\2">\1</a>', escape(text, quote=False))


def _plain(block: str) -> str:
    if block.startswith("!post "):
        return _LINK.sub(r"\1", block.partition("|")[2].strip())
    if block.startswith("!"):
        return ""
    if block.startswith("- "):
        return "\n".join(_LINK.sub(r"\1", item) for item in _items(block))
    return _LINK.sub(r"\1", block.removeprefix("## ").removeprefix("> "))
