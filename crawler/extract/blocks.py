"""A page as a list of text blocks: each paragraph, heading, list item or row with what surrounds it.

The lxml tree is walked once into light nodes; everything after that is plain Python on short lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from crawler.extract.html import squeezed

INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "nobr",
        "o:p",
        "bold",
        "amp-fit-text",
        "gu-island",
    ]
)
UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "canvas",
        "head",
        "select",
        "option",
        "audio",
        "video",
        "map",
        "textarea",
        "input",
        "meta",
        "link",
        "embed",
        "applet",
        "frameset",
        "img",
        "picture",
        "math",
        "title",
        "datalist",
        "source",
        "track",
        "rp",
        "rt",
        "amp-ad",
        "amp-embed",
        "amp-img",
        "amp-video",
        "amp-analytics",
    ]
)
PICTURES = frozenset(["img", "picture", "video", "iframe", "amp-img", "amp-video", "svg", "audio"])
MAX_BLOCK, MAX_BLOCKS, MAX_LABEL = 60_000, 6000, 400
"""Characters of one block, blocks of one page, characters of one label that are looked at: no story has as many."""
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])


@dataclass(slots=True, eq=False)
class Node:
    """A block-level element: its labels (class, id, role …), where it hangs, how much running text it holds."""

    tag: str
    label: str
    parent: Node | None
    itemprop: str = ""
    is_hidden: bool = False
    children: list[Node] = field(default_factory=list)
    weight: float = 0.0
    prose: int = 0
    text: int = 0
    links: int = 0
    pictures: int = 0
    cut: str = ""
    below: list[Node] = field(default_factory=list)
    """Of the root only: all nodes, each after its parent."""

    def ancestors(self) -> Iterator[Node]:
        """The node itself, its parent, and so on to the root."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent


@dataclass(slots=True, eq=False)
class Block:
    """A run of text that a reader sees as one line or paragraph; `links` are its characters inside links."""

    text: str
    node: Node
    links: int
    is_strong: bool = False
    is_slanted: bool = False
    is_after_picture: bool = False
    is_after_rule: bool = False

    @property
    def tag(self) -> str:
        """The element that makes it a block: p, h2, li, td, div …"""
        return self.node.tag

    @property
    def link_share(self) -> float:
        """Share of its characters that is link text."""
        return self.links / len(self.text) if self.text else 0.0


class _Builder:
    """Collects the text of one block after another while the tree is walked."""

    def __init__(self) -> None:
        self.root = Node("html", "", None)
        self.root.below.append(self.root)
        self.node = self.root
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._links = 0
        self._strong = 0
        self._in_link = 0
        self._in_strong = 0
        self._slanted = 0
        self._in_slanted = 0
        self._breaks = 0
        self._has_picture = self._has_rule = False

    def picture(self) -> None:
        self._has_picture = True
        self.node.pictures += 1

    def rule(self) -> None:
        self._has_rule = True

    def say(self, text: str | None) -> None:
        if not text:
            return
        if not text.isspace():
            self._breaks = 0
            size = len(" ".join(text.split()))
            self._links += size if self._in_link else 0
            self._strong += size if self._in_strong else 0
            self._slanted += size if self._in_slanted else 0
        self._parts.append(text)

    def break_line(self) -> None:
        self._breaks += 1
        if self._breaks >= 2:
            self.flush()
        else:
            self._parts.append(" ")

    def flush(self) -> None:
        text = squeezed("".join(self._parts)[:MAX_BLOCK])
        if text and len(self.blocks) < MAX_BLOCKS:
            almost = 0.9 * len(text)
            self.blocks.append(
                Block(
                    text,
                    self.node,
                    min(self._links, len(text)),
                    self._strong >= almost,
                    self._slanted >= almost,
                    self._has_picture,
                    self._has_rule,
                )
            )
            self._has_picture = self._has_rule = False
        self._parts, self._links, self._strong, self._slanted, self._breaks = [], 0, 0, 0, 0

    def enter(self, element: HtmlElement) -> None:
        self.flush()
        node = Node(str(element.tag), labels(element), self.node, element.get("itemprop") or "", is_hidden(element))
        self.node.children.append(node)
        self.root.below.append(node)
        self.node = node

    def leave(self) -> None:
        self.flush()
        if self.node.parent is not None:
            self.node = self.node.parent

    def inline(self, tag: str, step: int) -> None:
        if tag == "a":
            self._in_link += step
        elif tag in ("strong", "b"):
            self._in_strong += step
        elif tag in ("em", "i"):
            self._in_slanted += step


def labels(element: HtmlElement) -> str:
    """What a page's author called an element: class, id, role and the data attributes that name components."""
    get = element.get
    given = (get("class"), get("id"), get("role"), get("data-component"), get("data-testid"), get("data-type"))
    return " ".join(value for value in given if value)[:MAX_LABEL]


def is_hidden(element: HtmlElement) -> bool:
    """Whether the markup itself hides an element from readers."""
    style = (element.get("style") or "").replace(" ", "").lower()
    return (
        "display:none" in style
        or "visibility:hidden" in style
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
    )


def read(root: HtmlElement) -> tuple[Node, list[Block]]:
    """The blocks of a page in reading order, and the tree of the elements that hold them."""
    builder = _Builder()
    walk = iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if not isinstance(tag, str) or tag in UNSEEN:
            if event == "start":
                if tag in PICTURES:
                    builder.picture()
                walk.skip_subtree()
            else:
                builder.say(element.tail)
            continue
        if event == "start":
            _start(builder, element, tag)
        else:
            _end(builder, element, tag)
    builder.flush()
    return builder.root, builder.blocks


def _start(builder: _Builder, element: HtmlElement, tag: str) -> None:
    if tag == "br":
        builder.break_line()
    elif tag == "hr":
        builder.flush()
        builder.rule()
    elif tag in INLINE and not (tag == "span" and is_hidden(element)):
        builder.inline(tag, 1)
        builder.say(element.text)
    else:
        builder.enter(element)
        builder.say(element.text)


def _end(builder: _Builder, element: HtmlElement, tag: str) -> None:
    if tag in ("br", "hr"):
        pass
    elif tag in INLINE and not (tag == "span" and is_hidden(element)):
        builder.inline(tag, -1)
    else:
        builder.leave()
    builder.say(element.tail)
