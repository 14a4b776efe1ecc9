"""Lines that stand among the paragraphs of a story and are none of it."""

from __future__ import annotations

import re

from crawler.extract import calls, phrases
from crawler.extract.blocks import HEADINGS, Block
from crawler.extract.choose import plain

_READ_ALSO = phrases.begins(phrases.READ_ALSO)
_END = phrases.whole(phrases.END)
_FURNITURE = phrases.whole(phrases.FURNITURE)
_CALL = phrases.anywhere(calls.CALL)
_CREDIT = phrases.anywhere_plain(calls.CREDIT)
_ACCOUNT = phrases.anywhere_plain(calls.ACCOUNT)
_LEGAL = phrases.anywhere_plain(calls.LEGAL)
_BY_PERSON = re.compile(r"^\W*by [A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,3}\s*$", re.IGNORECASE)


def without_noise(found: list[Block], title: str) -> list[Block]:
    """The blocks of a story without headline, calls, links to other stories, credits, and all that follows its end."""
    body = _without_link_lists(_without_end(_without_head(found, title)))
    body = _without_repeats(body)
    kept = [block for number, block in enumerate(body) if not _is_noise(block, number, len(body), title)]
    return _without_loose_headings(kept)


def of_collection(found: list[Block], title: str) -> list[Block]:
    """The lines of a collection of links, where links are what is told: only headline, labels and furniture go."""
    return [
        block
        for block in found
        if any(map(str.isalnum, block.text))
        and not _FURNITURE.match(block.text)
        and not _same_title(block.text, title)
        and not (len(block.text) < 200 and (_CREDIT.search(block.text) or _ACCOUNT.search(block.text)))
    ]


def _without_head(found: list[Block], title: str) -> list[Block]:
    """Without what stands before the first sentence: headline, byline, date, breadcrumbs."""
    first = next((number for number, block in enumerate(found) if _is_sentence(block)), 0)
    kept = [b for b in found[:first] if b.tag != "h1" and not _is_label(b) and not _same_title(b.text, title)]
    return kept + found[first:]


def _is_sentence(block: Block) -> bool:
    return len(block.text) > 80 and block.link_share < 0.5 and block.tag not in HEADINGS


def _is_label(block: Block) -> bool:
    text = block.text
    if block.tag in ("p", "li", *HEADINGS):
        return len(text) < 90 and bool(_DATED.search(text) or _BYLINE.match(text))
    return len(text) < 60 and not _STOP.search(text)


_DATED = re.compile(r"(?:19|20)\d\d\b.{0,12}$|\b\d{1,2}:\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}|^\W*\d{4}[-/.年]\d\d?")
_BYLINE = re.compile(r"^(?:by|von|par|por|di|door|av|af|text|foto|story by|written by)\b[:\s]+\S", re.IGNORECASE)
_STOP = re.compile(r"[.!?。！？…:”\"»]\W*$")


def _without_link_lists(found: list[Block]) -> list[Block]:
    """Without lists whose items are mostly links to other pages, and the heading that opens such a list."""
    groups: dict[int, list[Block]] = {}
    for block in found:
        group = _list_of(block)
        if group:
            groups.setdefault(group, []).append(block)
    bad = {group for group, blocks in groups.items() if len(blocks) > 1 and _is_link_list(blocks)}
    kept: list[Block] = []
    for block in found:
        if _list_of(block) not in bad:
            kept.append(block)
        elif kept and _opens_list(kept[-1]):
            kept.pop()
    return kept


def _list_of(block: Block) -> int:
    for node, _ in zip(block.node.ancestors(), range(4), strict=False):
        if node.tag in ("ul", "ol"):
            return id(node)
    return 0


def _is_link_list(blocks: list[Block]) -> bool:
    linked = sum(1 for block in blocks if block.link_share > 0.4 and len(block.text) < 180)
    return linked >= 0.7 * len(blocks)


def _opens_list(block: Block) -> bool:
    return len(block.text) < 60 and (block.tag in HEADINGS or block.is_strong or block.text.endswith(":"))


_MOST_COMPARED = 600


def _without_repeats(found: list[Block]) -> list[Block]:
    """Without pull quotes: a long line whose words stand inside of another one, and the second of two equal ones."""
    if len(found) > _MOST_COMPARED:  # each is compared with all others
        return found
    texts = [plain(block.text).strip("\"' ") for block in found]
    whole = " \n ".join(texts)
    seen: set[str] = set()
    kept: list[Block] = []
    for block, text in zip(found, texts, strict=True):
        is_within = 60 < len(text) < 400 and whole.count(text) > 1 and not _is_longest(text, texts)
        if is_within or (len(text) > 80 and text in seen):
            continue
        seen.add(text)
        kept.append(block)
    return kept


def _is_longest(text: str, texts: list[str]) -> bool:
    return not any(text in other and len(other) > len(text) for other in texts)


def _without_end(found: list[Block]) -> list[Block]:
    """Up to the first line that opens what follows a story, where at least half of the text stands before it."""
    total = sum(len(block.text) for block in found)
    seen = 0
    for number, block in enumerate(found):
        is_title = block.tag in HEADINGS or block.is_strong or len(block.text) < 40
        if is_title and seen > 0.5 * total and _END.match(block.text):
            return found[:number]
        if is_title and seen > 0.7 * total and block.tag in HEADINGS and _ABOUT.match(block.text):
            return found[:number]
        seen += len(block.text)
    return found


_ABOUT = re.compile(r"^(?:about|über|à propos d|acerca de|sobre)\b.{2,50}$", re.IGNORECASE)


def _is_noise(block: Block, number: int, count: int, title: str) -> bool:
    text = block.text
    if not any(character.isalnum() for character in text):
        return True
    if _FURNITURE.match(text) or _BY_PERSON.match(text) or (len(text) < 200 and _READ_ALSO.match(text)):
        return True
    if block.link_share > 0.8 and len(text) > 15 and block.tag not in ("td", "th", *HEADINGS):
        return True
    if len(text) < 200 and (_CREDIT.search(text) or _ACCOUNT.search(text) or _LEGAL.search(text)):
        return True
    if number < 6 and title and _same_title(text, title):
        return True
    is_tail = number >= max(count - 4, 0.5 * count) or number >= 0.85 * count
    return len(text) < 700 and bool(_CALL.search(text)) and (is_tail or len(text) < 120)


def _same_title(text: str, title: str) -> bool:
    said = plain(text)
    return said == title or (
        len(said) > 20 and (said in title or title in said) and abs(len(said) - len(title)) < 0.35 * len(title)
    )


def _without_loose_headings(kept: list[Block]) -> list[Block]:
    """Without headings under which nothing is left."""
    found: list[Block] = []
    for block in reversed(kept):
        is_heading = block.tag in HEADINGS
        if is_heading and not found:
            continue
        found.append(block)
    return found[::-1]
