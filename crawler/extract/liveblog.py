"""Live blogs: whether a page is one, and its posts, each with its own time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from lxml.html import HtmlElement

from crawler.extract import blocks, datetext, jsonld, notices
from crawler.extract.blocks import HEADINGS, Block, Node
from crawler.extract.choose import plain
from crawler.extract.html import squeezed, text_of
from crawler.extract.jsonld import Item, Linked
from crawler.extract.signs import LINE, Signs
from watchdesk.records import Post

LEAST_POSTS, MAX_POSTS = 3, 500
_LEAST_TEXT, _CLOCK_LINE, _LONG_LABEL = 25, 60, 120
_CLIMB, _MAX_TIMES = 6, 3000
_HOURS = re.compile(r"(\d{1,2})[:.h](\d\d)\s*([ap])?\.?(?:m\b)?", re.IGNORECASE)


def is_live_blog(signs: Signs) -> bool:
    """Whether the page states it, or shows three posts with clock times under a name or a title that says so."""
    if "liveblogposting" in signs.kinds:
        return True
    if not (_is_named(signs.kept) or notices.LIVE_TITLE.search(signs.title[:LINE])):
        return False
    return len(_clock_lines(signs.found)) >= LEAST_POSTS or len(timed_elements(signs.root)) >= LEAST_POSTS


def _is_named(kept: Iterable[Block]) -> bool:
    """Whether an element around the text is called live; the body's class only lists what a site can do."""
    nodes = {id(node): node for block in kept for node in block.node.ancestors()}
    return any(
        node.tag not in ("body", "html") and len(node.label) <= _LONG_LABEL and notices.LIVE.search(node.label)
        for node in nodes.values()
    )


def posts(root: HtmlElement, linked: Linked, found: Sequence[Block]) -> tuple[Post, ...]:
    """The posts of a live blog in the page's order: by JSON-LD, by `time` elements, by lines that begin with a clock.

    `published` is ISO 8601 as stated; where only a clock is shown it is `HH:MM`, for the page's own day and zone.
    """
    for kind in (_stated(linked), _timed(root), _clocked(found)):
        read = tuple(post for post, _ in zip(kind, range(MAX_POSTS), strict=False))
        if read:
            return read
    return ()


def _stated(linked: Linked) -> Iterator[Post]:
    """Of `liveBlogUpdate` (https://schema.org/liveBlogUpdate)."""
    for item in linked.items:
        if "liveblogposting" not in jsonld.types_of(item):
            continue
        updates = item.get("liveBlogUpdate")
        for update in updates if isinstance(updates, list) else [updates]:
            if isinstance(update, Mapping) and (post := _of_item(update)):
                yield post


def _of_item(update: Item) -> Post | None:
    title = _first(update, "headline", "name")
    text = _first(update, "articleBody", "text", "description") or title
    stated = _first(update, "datePublished", "dateCreated", "dateModified")
    if not text:
        return None
    return Post(datetext.iso(stated) if stated else None, text, title if title != text else None)


def _first(item: Mapping[str, Any], *keys: str) -> str | None:
    return next((found[0] for key in keys if (found := jsonld.texts(item.get(key)))), None)


def timed_elements(root: HtmlElement) -> tuple[tuple[HtmlElement, HtmlElement], ...]:
    """Elements side by side that each hold a `time`, with it: the group that holds the most text."""
    groups: dict[HtmlElement, dict[HtmlElement, HtmlElement]] = {}
    for _, stamp in zip(range(_MAX_TIMES), root.iter("time"), strict=False):
        element = stamp
        for _ in range(_CLIMB):
            around = element.getparent()
            if around is None or around.tag == "html":
                break
            groups.setdefault(around, {}).setdefault(element, stamp)
            element = around
    weighed = ((sum(_weight(post) for post in group), group) for group in groups.values() if len(group) >= LEAST_POSTS)
    weight, best = max(weighed, key=lambda pair: pair[0], default=(0, {}))
    return tuple(best.items()) if weight >= LEAST_POSTS * _LEAST_TEXT else ()


def _weight(post: HtmlElement) -> int:
    """Characters of running text: none for a teaser that is all link."""
    text, linked = text_of(post), sum(len(text_of(link)) for link in post.iter("a"))
    return len(text) if len(text) >= _LEAST_TEXT and linked < 0.6 * len(text) else 0


def _timed(root: HtmlElement) -> Iterator[Post]:
    for element, stamp in timed_elements(root):
        shown = squeezed("".join(stamp.itertext()))
        found = [block for block in blocks.read(element)[1] if block.text != shown]
        stated = stamp.get("datetime") or shown
        yield from _post(_moment(stated) or clock(shown), found)


def _moment(stated: str) -> str | None:
    value = datetext.iso(stated)
    return value if value and date.fromisoformat(value[:10]) else None


def _post(published: str | None, found: Sequence[Block]) -> Iterator[Post]:
    title = next((block.text for block in found if block.tag in HEADINGS), None)
    text = "\n\n".join(block.text for block in found if block.text != title and block.link_share < 0.8)
    if text or title:
        yield Post(published, text or title or "", title if text else None)


def _clock_lines(found: Sequence[Block]) -> list[int]:
    """The places of lines that open posts: short and beginning with a clock time."""
    return [n for n, block in enumerate(found) if len(block.text) < _CLOCK_LINE and notices.CLOCK.match(block.text)]


def _clocked(found: Sequence[Block]) -> Iterator[Post]:
    places = _clock_lines(found)
    if len(places) < LEAST_POSTS:
        return
    around = _around([found[place] for place in places])
    for place, end in zip(places, [*places[1:], len(found)], strict=True):
        own = [block for block in found[place + 1 : end] if around is None or around in block.node.ancestors()]
        said = _HOURS.sub("", found[place].text, count=1).strip(" |–—:-.")
        title = said if len(said) > 8 else None
        for post in _post(clock(found[place].text), own):
            yield Post(post.published, post.text, post.title or title)


def _around(opening: Sequence[Block]) -> Node | None:
    """The smallest element that holds all the lines."""
    rest = [set(map(id, block.node.ancestors())) for block in opening[1:]]
    return next((node for node in opening[0].node.ancestors() if all(id(node) in ids for ids in rest)), None)


def clock(text: str) -> str | None:
    """The first clock time of a line as `HH:MM`, 24 hours; None where there is none."""
    found = _HOURS.search(text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    hour = int(found[1])
    if found[3] and hour <= 12:
        hour = hour % 12 + (12 if found[3].lower() == "p" else 0)
    return f"{hour:02}:{found[2]}"


def with_times(text: str, found: Sequence[Post]) -> str:
    """The text of a live blog with a line before each post that tells its time; posts that it lacks come last."""
    paragraphs = [part for part in text.split("\n\n") if part]
    said = [plain(part) for part in paragraphs]
    opening: dict[int, str] = {}
    missing: list[str] = []
    for post in found:
        line = stamp_line(post)
        place = _place(post, said)
        if place is None:
            missing += [part for part in (line, post.title, post.text) if part]
        elif line and not (place and notices.CLOCK.match(paragraphs[place - 1])):
            opening.setdefault(place, line)
    told = [part for place, each in enumerate(paragraphs) for part in (opening.get(place), each) if part]
    return "\n\n".join([*told, *missing])


def _place(post: Post, said: Sequence[str]) -> int | None:
    """Where a post begins among the paragraphs of the text: at its title, else at its first words."""
    heads = [plain(part)[:60] for part in (post.title, post.text.split("\n\n")[0]) if part]
    for head in heads:
        place = next((n for n, part in enumerate(said) if part.startswith(head) or head in part), None)
        if place is not None:
            return place
    return None


def stamp_line(post: Post) -> str | None:
    """A post's time as a reader reads it: `2024-05-14 18:05 -05:00`."""
    if not post.published:
        return None
    day, _, moment = post.published.partition("T")
    found = re.match(r"(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(.*)", moment)
    return f"{day} {found[1]} {found[2].strip()}".strip() if found else day
