"""Elements that by their name are no part of a story, and the check that the name tells the truth on this page.

A word in a class, id or role cuts an element; where all elements with that word together hold much of a page's prose,
the word means something else on this page (`elementor-widget` around each paragraph) and cuts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from crawler.extract import region
from crawler.extract.blocks import Block, Node

MAX_NAMED = 15_000
"""Elements of one page whose names are looked at; the longest real page seen has a third as many."""
CUT_TAGS = frozenset(
    ["nav", "aside", "footer", "form", "fieldset", "button", "dialog", "menu", "figcaption", "figure", "address"]
)
_NEVER = frozenset(["html", "body", "main", "p", "h1", "tbody", "thead", "table", "tr", "td", "th"])
_LONG_TAGS = frozenset(["amp-carousel", "amp-sidebar", "amp-lightbox", "amp-consent", "amp-user-notification"])
# Stands beside every story and can be longer than it.
_LONG = r"comments?|cookies?|consent|gdpr|cookie-?law|disqus|respond|privacy-?\w*"
_PLAIN = (
    "related|newsletters?|recirc|recirculation|recommend(?:ed|ation|ations)?|nl-signup|promos?|outbrain|"
    "taboola|teads|share|shares|"
    "sharing|sharebar|sharedaddy|social|socials|bread-?crumbs?|by-?lines?|authors?|bio|tag-?list|taglist|nav|"
    "navbar|navigation|menu|"
    "footer|subscribe|subscription|subscribe-?box|signup|sign-up|register|login|advert|adverts|advertisement|"
    "advertising|ads|ad|adsense|ad-?slot|"
    "dfp|sponsor|sponsored|sponsors|most-?(?:read|popular|viewed|recent)|popular|trending|more-?(?:from|on|"
    "stories|news|"
    "articles|links|like|in|posts)|read-?(?:more|next|also)|readmore|next-?(?:up|article|story|post)|up-?next|"
    "toolbar|captions?|credits?|"
    "copyright|time-?stamp|date-?line|pub-?date|publish-?date|post-?date|entry-?date|posted-on|(?:post|entry|"
    "article|story)-?meta|teasers?|see-?also|also-?read|"
    "further-?reading|pagination|pager|page-links|skip|skip-?link|modal|popup|pop-?up|overlay|tooltip|twitter-tweet|"
    "instagram-media|fb-post|disclaimer|donate|donation|donations|support-us|paywall|piano|regwall|feedback|"
    "survey|poll|"
    "jump-?links?|audio-?player|video-?player|playlist|carousel|thumbs|thumbnails?|visually-?hidden|sr-only|"
    "screen-?reader|"
    "screen-reader-text|reactions?|likes|follow|follow-us|about-?the-?author|author-?bio|article-?info|"
    "kicker|eyebrow|categories|cat-links|post-?categor(?:y|ies)|links-?list|linklist|link-?box|"
    "inline-?(?:related|promo|links?)|"
    "noprint|no-?print|search|lightbox|user-?info|avatar|latest|headlines-?list|jp-relatedposts|yarpp|addtoany|"
    "wp-caption-text|gallery-caption|image-?(?:caption|credit)|photo-?credit|media-?credit|correction-?form|"
    "nocontent|"
    "complementary|contentinfo|banner-?ad|print-?only|print-hidden|crosshead-?links|tags-links|entry-tags|"
    "post-tags|article-tags|"
    "rail|right-?rail|usa-banner|registration|factbox|fact-?box|infobox|expandable-?box|byl|posted-by|"
    "submitted|pullquote|pull-?quote|factbox-?links|onward|onwards|storylines"
)  # fmt: skip
# Names that as often hold the story itself.
_WEAK = (
    "sidebar|side-?bar|banner|tags?|topics?|category|widget|rating|player|profile|contributors?|disclosure|affiliate|"
    "notice|toc|table-of-contents|embed|feed|river|gallery|slider|slideshow|survey|quiz|info|meta|metadata|"
    "utility|flag|logo|"
    "story-?list|article-?list|links|extra|extras|promo-?box|message|masthead|sticky|icon|actions|tools|aside|"
    "breaking|cta|image|img|photo|picture|media|video|secondary|supplementary|bottom|box-?links|appendix"
)
Named = tuple[Node, tuple[tuple[str, float], ...]]
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")
_STEM = re.compile(r"(?<!\S)(?:has|with|no|not|overflow|align|is|js-has)-\S*")
_THEMED = re.compile(r"(?<!\S)(?:category|tag|post_tag|format|status|type|post)-\S*")
_POST = re.compile(r"\b(?:hentry|post-\d+|type-post|type-page)\b")
_WHOLE = re.compile(r"(?<!\S)(?:hidden|hide|invisible|d-none|is-hidden)(?!\S)")
_KINDS = tuple(
    (re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z])", re.IGNORECASE), share)
    for words, share in ((_LONG, 0.9), (_PLAIN, 0.4), (_WEAK, 0.12))
)


def spaced(label: str) -> str:
    """A label as its words can be found: `relatedLinks` as `related-Links`, theme classes that name topics left out."""
    if _POST.search(label):
        label = _THEMED.sub("", label)
    return _CAPITAL.sub("-", _STEM.sub("", label))


def cut(tree: Node, found: list[Block]) -> None:
    """Write into each node what cuts it; nothing where the name does not tell the truth on this page.

    First what can be longer than the story (comments), then the rest, measured against what is left.
    """
    named = [(node, words) for node in tree.below[:MAX_NAMED] if (words := tuple(_names(node)))]
    near: set[int] = set()
    for limit in (0.9, 0.4, 0.12):
        region.weigh(tree, [block for block in found if not block.node.cut])
        if limit == 0.4:
            near = _near_story(tree)
        _cut_once(tree, named, limit, near)
        if limit == 0.9:
            _undo_in_main(tree, found)


def _undo_in_main(tree: Node, found: list[Block]) -> None:
    """A page whose one `main` element holds nothing but what was cut is a discussion: that is its text."""
    mains = [node for node in tree.below if node.tag == "main"]
    if len(mains) != 1 or mains[0].weight < 0.3 * tree.weight or mains[0].cut:
        return
    inside = {id(node) for node in walk(mains[0])}
    if not any(id(block.node) in inside and not block.node.cut and region.prose(block) for block in found):
        for node in walk(mains[0]):
            node.cut = ""


def _near_story(tree: Node) -> set[int]:
    """The element that the page calls its text, with all around and in it; empty where no element says so."""
    story = region.named_story(tree)
    if story is None:
        return set()
    return {id(node) for node in story.ancestors()} | {id(node) for node in walk(story)}


def _cut_once(tree: Node, named: list[Named], limit: float, near: set[int]) -> None:
    total = tree.weight or 1.0
    weights = _outermost(named)
    for node, words in named:
        is_far = limit == 0.4 and bool(near) and id(node) not in near
        own = (word for word, share in words if share == limit and (is_far or weights[word] <= share * total))
        node.cut = node.cut or next(own, "")
    for node in tree.below:
        if node.parent is not None and node.parent.cut:
            node.cut = node.parent.cut


def walk(tree: Node) -> Iterator[Node]:
    """The node and all below it, in no order that matters."""
    stack = [tree]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(node.children)


def _outermost(named: list[Named]) -> dict[str, float]:
    """For each word the prose that it would cut, nested elements of the same word counted once."""
    weights: dict[str, float] = {}
    above: dict[int, frozenset[str]] = {}
    for node, words in named:
        own = frozenset(word for word, _ in words)
        around = _nearest(node, above)
        for word in own - around:
            weights[word] = weights.get(word, 0.0) + node.weight
        above[id(node)] = around | own
    return weights


def _nearest(node: Node, above: dict[int, frozenset[str]]) -> frozenset[str]:
    """The words of the named elements around a node; parents come before their children."""
    parent = node.parent
    while parent is not None:
        if id(parent) in above:
            return above[id(parent)]
        parent = parent.parent
    return frozenset()


def _names(node: Node) -> Iterator[tuple[str, float]]:
    """What speaks against a node, with the share of the page's prose that it may cut."""
    if node.tag in _NEVER:
        return
    if node.tag in CUT_TAGS and not (node.tag == "figure" and "table" in node.label):
        yield node.tag, 0.4
    if node.tag in _LONG_TAGS:
        yield node.tag, 0.9
    if node.is_hidden:
        yield "hidden", 0.4
    if node.label and node.tag != "article" and "articleBody" not in node.itemprop:
        yield from _words_of(node.label)


@lru_cache(maxsize=8192)
def _words_of(label: str) -> tuple[tuple[str, float], ...]:
    text = spaced(label)
    whole = (("hidden", 0.4),) if _WHOLE.search(label) else ()
    return whole + tuple((found[0].lower(), share) for pattern, share in _KINDS for found in pattern.finditer(text))
