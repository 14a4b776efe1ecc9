"""Can the bytes of a page name the subject at all? Asked of every page; only one that may is parsed.

It may say yes where the page is about something else, never no where the subject's words stand on the page in an
encoding that browsers read. Hyperscan seeks the anchors of all phrases (`crawler/anchors.py`) and the signs of words in
disguise (`crawler/disguise.py`) in one pass; only around a hit are the other words of the phrase looked for, and only
where they stand too do the exact expressions decide: about 0.2 ms for a page of 190 KB, however many phrases.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Final

import hyperscan

from crawler.anchors import Anchor, Phrase, anchors_of, parted
from crawler.disguise import SIGNS, plain, shown
from crawler.extract.html import decoded
from nlp.subject import Subject
from nlp.subject.phrases import Phrases, Text

WINDOW: Final = 160  # bytes around an anchor in which the other words of a phrase must stand, tags aside
AROUND: Final = 600  # bytes on both sides of a hit that are freed of tags for the exact expressions
TRIES: Final = 40  # places at which the exact expressions are asked in vain
HITS: Final = 4000  # anchors on one page: more than any article has
_SIGN: Final = 1 << 20  # ids from here on are signs of disguise
_MARK: Final = 1 << 21  # ids from here on are where scripts and styles begin and end
_OPENS: Final = (b"<script", b"<style")
_CLOSES: Final = (b"</script", b"</style")
_LONGEST_TAG: Final = 4000
_CHARSET: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w\-]+)""", re.IGNORECASE)
_TAG: Final = re.compile(rb"<(?!(?:meta|img)\b)[^<>]*>", re.IGNORECASE)  # those two hold text that is read
_FONT_FACE: Final = (b"font-face{", b"font-face {")


class Naming(IntEnum):
    """What a piece of a page says of the subject; NEAR where its words do only if others are on the page."""

    NO = 0
    NEAR = 1
    YES = 2


Hits = list[tuple[int, int]]
Expression = tuple[bytes, int, int]  # of Hyperscan: the expression, its number, its flags


@dataclass(frozen=True)
class ByteScan:
    """What a subject's phrases leave to seek, ready to be sought."""

    subject: Subject
    anchors: tuple[Anchor, ...]

    @classmethod
    def of(cls, subject: Subject) -> ByteScan:
        """The scan for a subject."""
        return cls(subject, anchors_of(subject.seeds))

    def may_name(self, body: bytes, charset: str | None = None) -> bool:
        """Whether a page may name the subject; `charset` is what its Content-Type says, if it says anything."""
        text = _utf8(body, charset)
        read = _read(text, self._hits(self._database, text))
        found = self._judged(text, read.anchors)
        pieces = plain(text, read.signs) if read.signs and found is not Naming.YES else b""
        if pieces:
            found = max(found, self._judged(pieces, self._hits(self._plain_database, pieces)))
        return found is Naming.YES or (found is Naming.NEAR and self._is_near(text, read, pieces))

    def _hits(self, database: hyperscan.Database, text: bytes) -> Hits:
        """Number of the anchor and end of each hit, as they come."""
        found: Hits = []
        add = found.append
        database.scan(text, match_event_handler=lambda number, _start, end, _flags, _context: add((number, end)))
        return found

    def _judged(self, text: bytes, hits: Hits) -> Naming:
        """What the exact expressions say of the places where a phrase may be complete; yes after many in vain."""
        best, tried = Naming.NO, 0
        standing = [hit for hit in hits if self.anchors[hit[0]].stands(text, hit[1])]
        if len(standing) > HITS:
            return Naming.YES
        for number, place in standing:
            complete = [
                phrase for phrase in self._complete(self.anchors[number], place, text) if self._says(phrase) > best
            ]
            if not complete:
                continue
            if tried >= TRIES:
                return Naming.YES
            tried += 1
            best = max(best, self._named_around(text, place, complete))
            if best is Naming.YES:
                break
        return best

    def _says(self, phrase: str) -> Naming:
        """What it says of a page that this phrase stands on it."""
        return Naming.NEAR if phrase in self.subject.near_seeds else Naming.YES

    def _complete(self, anchor: Anchor, place: int, text: bytes) -> list[str]:
        """The phrases of an anchor all of whose words stand near it."""
        alone = [phrase.text for phrase in anchor.phrases if not phrase.others]
        if alone:
            return alone
        ahead, behind = parted(text, place - anchor.length, place)
        likely = [one for one in anchor.phrases if (ahead or one.leads) and (behind or one.closes)]
        if not likely or text.startswith(_FONT_FACE, place - 9):
            return []
        piece = text[max(0, place - AROUND) : place + AROUND]
        near = _among(likely, piece)
        if near and b"<" in piece:
            before = _TAG.sub(b" ", text[max(0, place - AROUND) : place])[-WINDOW:]
            near = _among(near, before + _TAG.sub(b" ", text[place : place + AROUND])[:WINDOW])
        elif near:
            near = _among(near, text[max(0, place - WINDOW) : place + WINDOW])
        return [phrase.text for phrase in near]

    def _named_around(self, text: bytes, place: int, phrases: list[str]) -> Naming:
        """What the exact expressions of these phrases say of a place."""
        piece = text[max(0, place - AROUND) : place + AROUND]
        # a tag may stand between two words ("<b>face</b><i>scan") or within one ("fac<b>ial</b>")
        forms = [Text.of(shown(_TAG.sub(gap, piece))) for gap in (b" ", b"")]
        said = (self._says(phrase) for phrase in phrases if any(map(_exact(phrase).stands_in, forms)))
        return max(said, default=Naming.NO)

    def _is_near(self, text: bytes, read: _Read, pieces: bytes) -> bool:
        """Whether words that count only beside others stand in what a page shows, and one of those others as well."""
        hidden = [span for span in read.hidden if not _is_commented(text, *span)]
        shown = [hit for hit in self._hits(self._near_database, text) if _is_outside(hidden, hit[1])]
        if not any(self._near_anchors[number].stands(text, end) and not _in_tag(text, end) for number, end in shown):
            hits = self._hits(self._near_database, pieces)
            if not any(self._near_anchors[number].stands(pieces, end) for number, end in hits):
                return False
        outside = [hit for hit in read.anchors if not _in_tag(text, hit[1])]
        return bool(self._judged(text, outside) or self._judged(pieces, self._hits(self._plain_database, pieces)))

    @cached_property
    def _near_anchors(self) -> tuple[Anchor, ...]:
        return anchors_of(self.subject.near_word_seeds)

    @cached_property
    def _near_database(self) -> hyperscan.Database:
        return _compiled(_sought(self._near_anchors))

    @cached_property
    def _database(self) -> hyperscan.Database:
        signs = [(sign, _SIGN + number, hyperscan.HS_FLAG_CASELESS) for number, sign in enumerate(SIGNS)]
        marks = [(mark, _MARK + number, hyperscan.HS_FLAG_CASELESS) for number, mark in enumerate(_OPENS + _CLOSES)]
        return _compiled([*_sought(self.anchors), *signs, *marks])

    @cached_property
    def _plain_database(self) -> hyperscan.Database:
        return _compiled(_sought(self.anchors))


def _among(phrases: Sequence[Phrase], window: bytes) -> list[Phrase]:
    """The phrases all of whose other words stand in a window."""
    lowered = window.lower()
    return [phrase for phrase in phrases if phrase.may_be_in(window, lowered)]


@functools.lru_cache(maxsize=4096)
def _exact(phrase: str) -> Phrases:
    return Phrases.of([phrase])


def _sought(anchors: Sequence[Anchor]) -> list[Expression]:
    return [
        (anchor.expression, number, 0 if anchor.cased else hyperscan.HS_FLAG_CASELESS)
        for number, anchor in enumerate(anchors)
    ]


def _compiled(sought: Sequence[Expression]) -> hyperscan.Database:
    database = hyperscan.Database()
    if sought:
        expressions, numbers, flags = zip(*sought, strict=True)
        database.compile(expressions=expressions, ids=numbers, flags=flags, elements=len(sought))
    return database


@dataclass(slots=True)
class _Read:
    """The hits of a page that stand in what is read of it; `hidden` are the spans of scripts and styles, in order."""

    anchors: Hits
    signs: list[int]
    hidden: list[tuple[int, int]]


def _is_outside(spans: Sequence[tuple[int, int]], place: int) -> bool:
    """Whether a place lies in none of these spans, which are in order."""
    at = bisect_right(spans, (place, place))
    return at == 0 or spans[at - 1][1] <= place


def _read(text: bytes, hits: Hits) -> _Read:
    """The hits without those in styles and in scripts other than JSON-LD, which no part of the extraction reads."""
    read, closing, start = _Read([], [], []), -1, 0
    held: Hits = []
    for number, end in hits:
        if number >= _MARK:
            if closing < 0 and number < _MARK + len(_OPENS) and not _is_data(text, end):
                closing, start, held = number + len(_OPENS), end, []
            elif number == closing:
                closing = -1
                if held and _is_commented(text, start, end):
                    _sorted_in(read, held)
                else:
                    read.hidden.append((start, end))
        elif closing >= 0:
            held.append((number, end))
        elif number >= _SIGN:
            read.signs.append(end)
        else:
            read.anchors.append((number, end))
    if closing >= 0:  # never closed: perhaps none
        _sorted_in(read, held)
    return read


def _sorted_in(read: _Read, hits: Hits) -> None:
    for number, end in hits:
        if number >= _SIGN:
            read.signs.append(end)
        else:
            read.anchors.append((number, end))


def _is_data(text: bytes, end: int) -> bool:
    """Whether the script whose name ends there is JSON-LD; most say nothing of their type."""
    if text.startswith(b">", end):
        return False
    return b"ld+json" in text[end : text.find(b">", end, end + _LONGEST_TAG)].lower()


def _is_commented(text: bytes, start: int, end: int) -> bool:
    """Whether a comment that began before a script ends in it, so that what follows there is shown."""
    comment_ends = text.find(b"-->", start, end)
    return comment_ends >= 0 and text.find(b"<!--", start, comment_ends) < 0


def _in_tag(text: bytes, place: int) -> bool:
    """Whether a place lies within a tag, of which only `meta` and `img` hold text that is read."""
    opens = text.rfind(b"<", max(place - _LONGEST_TAG, 0), place)
    if opens < 0 or text.find(b">", opens, place) >= 0:
        return False
    return text[opens + 1 : opens + 5].lower() not in {b"meta", b"img "} and b">" in text[place : place + _LONGEST_TAG]


def _utf8(body: bytes, charset: str | None) -> bytes:
    """The page's text in UTF-8. One that says it is, is not asked again: what is broken in it names nothing."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return decoded(body).encode("utf-8", "replace")
    if body.isascii():
        return body
    head = body[:4096].lower()
    at = next((place for name in (b"charset", b"encoding") if (place := head.find(name)) >= 0), -1)
    stated = _CHARSET.match(head, at) if at >= 0 else None
    said = {charset.lower()} if charset else set()
    said |= {stated[1].decode("ascii", "ignore")} if stated else set()
    if (said and said <= {"utf-8", "utf8"}) or _is_utf8(body):
        return body
    return decoded(body, charset).encode("utf-8", "replace")


def _is_utf8(body: bytes) -> bool:
    """Whether these bytes are good UTF-8, which readers of pages take before what a page says of itself."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
