"""The main text of a page: the paragraphs a reader came for, parted by blank lines.

Where the text stands is decided by weight of running prose; names of elements only decide what is cut from it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.extract import lines, noise, region
from crawler.extract.blocks import Block, Node
from crawler.extract.choose import plain

_STANDFIRST = re.compile(
    r"stand-?first|dek\b|\blead\b|\blede\b|intro|summary|sub-?title|sub-?head|sub-?heading|teaser|excerpt|"
    r"abstract|\bspot|entradilla|"
    r"chapo|description|preamble|ingress|vorspann|sapo|bajada|copete|occhiello|sommario|anriss|unterzeile|"
    r"stand_first|perex|strap",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Body:
    """The text, and the blocks kept and left out, for whoever asks where a word stood."""

    text: str
    kept: tuple[Block, ...] = ()
    captions: tuple[str, ...] = ()
    rule: str = "prose"


def head_of(found: list[Block], title: str | None) -> list[Block]:
    """The lines around the headline: where byline and date stand."""
    said = plain(title or "")
    places = [n for n, block in enumerate(found) if block.tag == "h1" or (said and plain(block.text) == said)]
    place = next((n for n in places if said and plain(found[n].text)[:40] == said[:40]), places[0] if places else None)
    if place is None:
        return []
    return [*found[place + 1 : place + 14], *reversed(found[max(0, place - 5) : place])]


def foot_of(found: list[Block], kept: Sequence[Block]) -> list[Block]:
    """The last lines of the text and the next ones on the page: where some pages name who wrote it."""
    if not kept or kept[-1] not in found:
        return []
    place = found.index(kept[-1])
    return found[max(0, place - 3) : place + 6]


def main_body(tree: Node, found: list[Block], title: str | None, description: str | None = None) -> Body:
    """The blocks of the story, in order."""
    if not found:
        return Body("")
    noise.cut(tree, found)
    _cut_other_stories(tree)
    alive = [block for block in found if not block.node.cut]
    region.weigh(tree, alive)
    kept = lines.without_noise(region.inside(tree, alive), plain(title or ""))
    kept = _without_kicker(found, kept, plain(title or ""))
    if not any(map(region.prose, kept)):
        kept = _of_short_lines(tree, alive, plain(title or "")) or kept
    lead = _standfirst(found, kept, plain(title or ""), plain(description or ""))
    if lead is not None:
        kept = [lead, *kept]
    return Body(_joined(kept), tuple(kept), _captions(found, kept))


def _of_short_lines(tree: Node, alive: list[Block], title: str) -> list[Block]:
    """All lines of the element that a page calls its text, where no line is prose: links with remarks."""
    story = region.named_story(tree, is_of_links=True)
    own = [b for b in alive if story is not None and story in b.node.ancestors() and b.tag != "h1"]
    kept = lines.of_collection(own, title)
    is_one = len(kept) >= _COLLECTED and sum(len(block.text) for block in kept) >= 2 * _COLLECTED_TEXT
    remarks = sum(len(block.text) for block in kept if block.link_share < 0.6)
    return kept if is_one and remarks >= _COLLECTED_TEXT else []


_COLLECTED, _COLLECTED_TEXT = 5, 200
"""Lines of a collection at least, and characters of its remarks; below, it is the menu of a page without text."""


def ruled_body(found: list[Block], title: str | None) -> Body:
    """The blocks of an element that a source's own rule names: only noise among the lines is taken out."""
    tree = found[0].node if found else None
    if tree is None:
        return Body("")
    kept = lines.without_noise([block for block in found if block.tag != "figcaption"], plain(title or ""))
    return Body(_joined(kept), tuple(kept), tuple(b.text for b in found if b.tag == "figcaption"), "rule.body")


def _joined(kept: list[Block]) -> str:
    return "\n\n".join(block.text for block in kept)


KICKER_WORDS = 4
_KICKER = re.compile(r"kicker|eyebrow|overline|dachzeile|cintillo|antetitulo|surtitre|occhiello", re.IGNORECASE)
_CAPTION = re.compile(r"caption|bildtext|bildunterschrift|legende|pie-de-foto|didascalia", re.IGNORECASE)


def _captions(found: list[Block], kept: list[Block]) -> tuple[str, ...]:
    """The captions of the story's own pictures: those inside of the element that holds the story."""
    around = _common(kept)
    names = ("figure", "figcaption", "caption")
    own = [b for b in found if b.node.cut in names or b.tag == "figcaption" or _CAPTION.search(b.node.label)]
    inside = [b for b in own if around is None or around in b.node.ancestors()]
    return tuple(dict.fromkeys(b.text for b in inside if len(b.text) > 15 and b.link_share < 0.8))


def _common(kept: list[Block]) -> Node | None:
    """The smallest element around most of the text; `main` and `article` are never too large."""
    if not kept:
        return None
    longest = max(kept, key=lambda block: len(block.text))
    for node in longest.node.ancestors():
        if node.tag in ("article", "main") or node.weight >= 0.9 * sum(map(region.prose, kept)) > 0:
            return next((n for n in node.ancestors() if n.tag in ("article", "main")), node)
    return None


def _cut_other_stories(tree: Node) -> None:
    """Of several `article` elements side by side or inside the first one, the first heavy one is the story."""
    articles = [node for node in tree.below if node.tag == "article" and node.weight and not node.cut]
    heavy = [node for node in articles if node.weight >= 0.2 * tree.weight]
    if not heavy:
        return
    main = min(heavy, key=lambda node: sum(1 for _ in node.ancestors()))
    around = list(main.ancestors())
    within = [node for node in articles if node is not main and main in node.ancestors()]
    makes_up = _outer_weight(within) > 0.5 * main.weight  # sections of the story, not stories beside it
    for node in articles:
        if node not in around and not (makes_up and node in within):
            for inner in noise.walk(node):
                inner.cut = inner.cut or "other-article"


def _outer_weight(nodes: list[Node]) -> float:
    """The prose of elements, those inside of one another counted once."""
    own = {id(node) for node in nodes}
    return sum(node.weight for node in nodes if not any(id(up) in own for up in node.ancestors() if up is not node))


def _without_kicker(found: list[Block], kept: list[Block], title: str) -> list[Block]:
    """The text without the label above the headline, which names a section."""
    if len(kept) < 2 or len(kept[0].text.split()) > KICKER_WORDS or not kept[0].text[-1].isalnum():
        return kept
    first = found.index(kept[0])
    above = any(block.tag == "h1" or plain(block.text) == title for block in found[first + 1 : first + 3])
    return kept[1:] if above or _KICKER.search(kept[0].node.label) else kept


def _standfirst(found: list[Block], kept: list[Block], title: str, description: str) -> Block | None:
    """The summary between headline and text, where the page has one that is not part of the text."""
    if not kept:
        return None
    first = found.index(kept[0])
    before = found[max(0, first - 25) : first]
    titles = [i for i, b in enumerate(before) if b.tag == "h1" or plain(b.text) == title]
    start = max((i for i in titles if before[i].node.cut not in _NO_STANDFIRST), default=max(titles, default=-1))
    headline = before[start].node if start >= 0 else None
    for number, block in enumerate(before[start + 1 :] if start >= 0 else before[-6:]):
        if not 40 <= len(block.text) <= 700 or block.link_share >= 0.5:
            continue
        beside = headline is not None and number < 5 and _is_beside(block, headline)
        if beside or _is_standfirst(block, description):
            return None if any(block.text in other.text for other in kept) else block
    return None


_NO_STANDFIRST = frozenset(
    ["figure", "figcaption", "nav", "navigation", "hidden", "form", "button", "dialog", "menu", "breadcrumb"]
)


def _is_beside(block: Block, headline: Node) -> bool:
    """Whether a sentence stands in the same element as the headline, or in the one around that."""
    if block.node.cut in _NO_STANDFIRST or len(block.text) < 60 or not _SENTENCE.search(block.text):
        return False
    around = list(headline.ancestors())[1:3]
    own = list(block.node.ancestors())[1:3]
    return around[:1] == own[:1] or around[:1] == own[1:2] or around[1:2] == own[:1]


_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)]*$")


def _is_standfirst(block: Block, description: str) -> bool:
    said = plain(block.text)
    if description and (said[:50] == description[:50] or said in description):
        return True
    names = " ".join(node.label for node, _ in zip(block.node.ancestors(), range(3), strict=False))
    return bool(_STANDFIRST.search(names)) and block.node.tag not in ("figcaption", "time")
