"""What kind of page this is, so that half a text is never taken for a whole one: the first status that applies."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml.html import HtmlElement

from crawler.extract import cards, liveblog, notices, paywall
from crawler.extract.blocks import HEADINGS
from crawler.extract.html import address_parts
from crawler.extract.signs import NOTHING, SHORT, THIN, Signs, is_framed
from watchdesk.records import PageStatus

_PICTURE = re.compile(r"(?:bild|foto|photo|image|picture) \d+\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?。！？…:;”\"'’»)\]]\W*$")
_NEXT_PAGE = re.compile(r"(?:^|[/?&=-])(?:p|page|seite|pagina|pag)?[/=-]?[2-9]$", re.IGNORECASE)
# Nothing but the code between two separators; `number-404` is a word, not a separator and a code.
_WHOLE_HEAD = re.compile(r"(?:^|[|–—:·]|\s-)\s*404\s*(?:$|[|–—:·]|-\s)", re.MULTILINE)


def status_of(signs: Signs) -> PageStatus:
    """The first status that applies, in the order of the table."""
    return next((status for status, applies in _TABLE if applies(signs)), "full")


def of_answer(http_status: int) -> PageStatus | None:
    """What the HTTP status alone says."""
    if http_status in (404, 410):
        return "gone"
    return "blocked" if http_status in (401, 403, 407, 429, 451) or http_status >= 500 else None


def _is_gone(signs: Signs) -> bool:
    if of_answer(signs.http_status) == "gone":
        return True
    if notices.NOT_FOUND.search(signs.heads) or _WHOLE_HEAD.search(signs.heads):
        return signs.said < 2 * THIN
    return signs.said < THIN and bool(notices.MAYBE_GONE.search(signs.heads))


def _is_blocked(signs: Signs) -> bool:
    if of_answer(signs.http_status) == "blocked":
        return True
    if signs.everything >= SHORT or signs.said >= (THIN if signs.says_article else 600):
        return False
    if signs.everything < 2 * THIN and _has_bot_wall(signs.root):
        return True
    headings = "\n".join([signs.heads, *signs.headings("h2")])
    return bool(notices.BLOCKED.search(headings if signs.everything > 3 * THIN else f"{headings}\n{signs.shown}"))


def _has_bot_wall(root: HtmlElement) -> bool:
    """Whether the page is built by one of the services that ask whether a reader is human."""
    named = (
        f"{e.get('src') or ''} {e.get('id') or ''} {e.get('action') or ''}"
        for e in root.iter("script", "iframe", "div", "form")
    )
    return any(notices.BOT_WALL.search(name) for name in named)


def _is_consent(signs: Signs) -> bool:
    parts = address_parts(signs.url)
    if notices.CONSENT_ADDRESS.search(parts.netloc) and signs.size < 2 * SHORT:
        return True
    if len(signs.text) >= SHORT or not notices.CONSENT.search(signs.shown):
        return False
    story = sum(len(block.text) for block in signs.kept if not notices.CONSENT.search(block.text))
    return story < 2 * THIN and not (story >= 100 and signs.says_article)


def _is_javascript(signs: Signs) -> bool:
    if signs.size >= THIN or _is_short_story(signs):
        return False
    unseen = " ".join(" ".join(element.itertext()) for element in signs.root.iter("noscript"))
    asks = bool(notices.NEEDS_SCRIPT.search(f"{unseen} {signs.shown}"))
    return (asks and signs.everything < SHORT) or (signs.everything < THIN and _is_shell(signs.root))


def _is_short_story(signs: Signs) -> bool:
    """A sentence or two that do not ask for a script."""
    own = [block for block in signs.prose if not notices.NEEDS_SCRIPT.search(block.text)]
    return sum(len(block.text) for block in own) >= 100 and bool(_SENTENCE_END.search(own[-1].text))


def _is_shell(root: HtmlElement) -> bool:
    """A page of nothing but an element for a script to fill."""
    roots = root.xpath(
        "//*[@id='root' or @id='app' or @id='__next' or @id='__nuxt' or @id='___gatsby' or @ng-app or @data-reactroot]"
    )
    own = [element for element in root.iter() if isinstance(element.tag, str) and element.tag.endswith("-root")]
    scripts = sum(1 for script in root.iter("script") if script.get("src"))
    return bool(roots or own) and scripts > 0


def _is_listing(signs: Signs) -> bool:
    if signs.says_article:
        return False
    is_front = address_parts(signs.url).path in ("", "/") or (signs.meta.first("og:type") or "").lower() == "website"
    limit = 1200 if is_front or "collectionpage" in signs.kinds else 2 * THIN
    return (_linked_heads(signs) >= 6 and signs.said < limit) or _is_link_table(signs)


def _linked_heads(signs: Signs) -> int:
    """Headings that are links: titles of other pages, those of menus, related boxes and footers left out."""
    return sum(
        1
        for block in signs.found
        if block.link_share > 0.8 and len(block.text) > 12 and block.tag in HEADINGS - {"h1"} and not is_framed(block)
    )


def _is_link_table(signs: Signs) -> bool:
    """Rows or items of which nearly each holds a link, and no sentence beside them."""
    if any(len(block.text) > 120 and block.link_share < 0.3 and not block.node.cut for block in signs.found):
        return False
    linked = sum(
        1
        for block in signs.found
        if block.tag in ("td", "li", "dd") and block.link_share > 0.7 and not is_framed(block)
    )
    return linked >= 15


def _is_gallery(signs: Signs) -> bool:
    pictures = len(signs.captions) + sum(1 for block in signs.kept if _PICTURE.match(block.text))
    told = sum(map(len, signs.captions))
    if signs.kinds & {"imagegallery", "mediagallery"} and len(signs.text) < 2 * SHORT:
        return pictures >= 3 or signs.said < 2 * THIN
    if notices.GALLERY_ADDRESS.search(address_parts(signs.url).path) and pictures >= 3:
        return True
    return pictures >= 5 and signs.said <= max(2 * THIN, told)


def _is_partial(signs: Signs) -> bool:
    if signs.size < NOTHING:
        return False
    is_cut = signs.size < SHORT and _is_cut(signs)
    return _is_shorter_than_stated(signs) or _has_next_page(signs) or is_cut or cards.are_missing(signs)


def _is_shorter_than_stated(signs: Signs) -> bool:
    """Less than half of what JSON-LD states; its count of words does not speak against a long free text with an end."""
    if max(600, 2 * signs.size) < paywall.stated_body(signs):
        return True
    is_ended = signs.is_free and signs.size >= SHORT and bool(_SENTENCE_END.search(signs.text))
    return max(600, 2 * signs.size) < paywall.stated_words(signs) and not is_ended


def _has_next_page(signs: Signs) -> bool:
    """Whether the text goes on on another page: `Page 1 of 3`, or a link to page 2 of the same address."""
    pages = (notices.PAGE_OF.search(block.text) for block in signs.found if len(block.text) < 80)
    if any(found and int(found[2]) > 1 for found in pages):
        return True
    links = (link.get("href") or "" for link in signs.root.iter("link", "a") if (link.get("rel") or "") == "next")
    return any(_is_page_two(link, signs.url) for link in links)


def _is_page_two(link: str, url: str) -> bool:
    """Whether a link leads to a further page of the same address: `?page=2`, `/story/2`, `/story/page/2/`."""
    there, here = address_parts(link), address_parts(url)
    own = here.path.rstrip("/")
    if there.path in ("", here.path) and there.query:
        return bool(_NEXT_PAGE.search(there.query))
    rest = there.path.rstrip("/").removeprefix(own)
    return bool(own) and there.path.startswith(own) and bool(_NEXT_PAGE.search(rest))


def _is_cut(signs: Signs) -> bool:
    """Whether a short text ends in dots, or leads to where it goes on."""
    if signs.text.rstrip().endswith(("…", "...", "[…]", "[...]")):
        return True
    return any(notices.GOES_ON.search(block.text) for block in signs.after(7) if block.link_share > 0.6)


def _is_empty(signs: Signs) -> bool:
    return len(signs.text) < NOTHING


# `needs_ocr` comes between javascript and listing: only a PDF has it, and `crawler.extract.pdf` says so.
_TABLE: tuple[tuple[PageStatus, Callable[[Signs], bool]], ...] = (
    ("gone", _is_gone),
    ("blocked", _is_blocked),
    ("consent", _is_consent),
    ("javascript", _is_javascript),
    ("listing", _is_listing),
    ("live_blog", liveblog.is_live_blog),
    ("gallery", _is_gallery),
    ("paywall", paywall.is_paywalled),
    ("partial", _is_partial),
    ("empty", _is_empty),
)
