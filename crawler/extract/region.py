"""Where on the page the story stands: by weight of running prose, then which neighbours belong to it."""

from __future__ import annotations

import re

from crawler.extract.blocks import HEADINGS, Block, Node

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FLOW = HEADINGS | frozenset(
    ["p", "li", "ul", "ol", "dl", "dd", "dt", "blockquote", "pre", "table", "tr", "td", "figure", "q", "hgroup"]
)
_LINES = HEADINGS | frozenset(["p", "li", "td", "th", "tr", "dd", "dt", "pre", "blockquote"])
_CORE, _SCOPE, _THIN = 0.6, 0.96, 1500
_DIGITS = re.compile(r"\d+")
_BODY = re.compile(
    r"article-?_{0,2}(?:body|content|text)|articleBody|(?:story|post)-?_{0,2}body|(?:entry|post|"
    r"story)-?content|body-?text",
    re.I,
)


def prose(block: Block) -> float:
    """How much running text a block is: its length, nothing for short lines and for links."""
    size = len(block.text)
    if size < 300 and _CJK.search(block.text[:40]):
        size *= 2
    if size < 60 or block.link_share > 0.5:
        return 0.0
    return min(size, 1200) * (0.3 if block.tag == "li" and block.link_share > 0.15 else 1.0)


def weigh(tree: Node, found: list[Block]) -> None:
    """Sum up prose, characters and link characters of every element."""
    for node in tree.below:
        node.weight, node.prose, node.text, node.links = 0.0, 0, 0, 0
    for block in found:
        node, weight = block.node, prose(block)
        node.weight += weight
        node.prose += weight > 0
        node.text += len(block.text)
        node.links += block.links
    for node in reversed(tree.below):
        if node.parent is not None and node.text:
            node.parent.weight += node.weight
            node.parent.prose += node.prose
            node.parent.text += node.text
            node.parent.links += node.links


def inside(tree: Node, alive: list[Block]) -> list[Block]:
    """The blocks of the story's region, in page order."""
    core = _descend(tree, _CORE)
    named = _named_body(tree, core)
    if named is not None:
        return [block for block in alive if named in block.node.ancestors()]
    scope = _descend(tree, _SCOPE)
    chosen = {id(core)}
    node = core
    while node is not scope and node.parent is not None:
        parent = node.parent
        place = parent.children.index(node)
        chosen.update(
            id(c) for i, c in enumerate(parent.children) if c is not node and _belongs(c, node, core, i < place)
        )
        if _has_loose_text(parent, alive):
            chosen.add(id(parent))
        node = parent
    parents = {id(n.parent) for n in tree.below if id(n) in chosen and n.parent is not None}
    whole = chosen - parents
    return [block for block in alive if _is_chosen(block, chosen, whole)]


def _named_body(tree: Node, core: Node) -> Node | None:
    """The element that a page calls its text, asked only where weight says little: little prose, or prose all over."""
    if core.weight >= _THIN and core.tag not in ("html", "body"):
        return None
    best = named_story(tree)
    if best is None or best in core.ancestors():
        return None
    return best if best.text >= 0.5 * core.text or core.tag in ("html", "body") else None


def named_story(tree: Node, *, is_of_links: bool = False) -> Node | None:
    """The element that a page calls its text, by `itemprop` first, then by class or id; the longest of several.

    With `is_of_links` it may be a collection of links, on a page that has no prose.
    """
    stack, found = [tree], []
    while stack:
        node = stack.pop()
        if not node.cut and node.text >= 60 and ("articleBody" in node.itemprop or _BODY.search(node.label)):
            found.append(node)
        stack.extend(reversed(node.children))
    best = max(found, key=lambda node: ("articleBody" in node.itemprop, node.text - 2 * node.links), default=None)
    if best is None or (best.text < 2 * best.links and not is_of_links):
        return None
    return best if best.weight >= 0.25 * tree.weight or tree.weight < _THIN else None


def _is_chosen(block: Block, chosen: set[int], whole: set[int]) -> bool:
    """A node chosen for the text directly in it does not bring its other children along; a whole one does."""
    return id(block.node) in chosen or any(id(node) in whole for node in block.node.ancestors())


def _has_loose_text(node: Node, alive: list[Block]) -> bool:
    return node.tag not in ("body", "html") and any(block.node is node and prose(block) for block in alive)


def _belongs(node: Node, beside: Node, core: Node, is_before: bool) -> bool:
    """Whether a neighbour of the core is a part of the story."""
    if node.cut or not node.text:
        return False
    if node.tag in _FLOW:
        return node.links <= 0.7 * node.text
    if not node.weight or node.links > 0.35 * node.text:
        return False
    if _shape(node) == _shape(beside) and node.label:
        return True
    if _BODY.search(node.label):
        return True
    mean, usual = node.weight / node.prose, core.weight / max(1, core.prose)
    if is_before:
        return node.links < 0.25 * node.text and mean > 0.4 * usual
    return node.links < 0.1 * node.text and node.prose >= 2 and mean > 0.6 * usual


def _shape(node: Node) -> str:
    return node.tag + _DIGITS.sub("", node.label)


def _descend(tree: Node, share: float) -> Node:
    """The smallest element that holds that share of its parent's prose, all the way down."""
    node, total = tree, tree.weight
    while True:
        best = max(node.children, key=lambda child: child.weight, default=None)
        limit = share * (node.weight if share < 0.9 else total)
        if best is None or not best.weight or best.weight < limit or best.tag in _LINES:
            return node
        node = best
