"""Can the bytes of a page name the subject at all? Asked of every page; only one that may is parsed.

It may say yes where the page is about something else, never no where the subject's words stand on the page in an
encoding that browsers read. Hyperscan seeks the anchors of all phrases (`crawler/anchors.py`) and the signs of words in
disguise (`crawler/disguise.py`) in one pass; only around a hit are the other words of the phrase looked for, and only
where they stand too do the exact expressions decide: about 0.4 ms for a page of 190 KB, however many phrases.
What scripts hold is not read; where they begin and end is told last, for the few pages on which a phrase may stand.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Final

import hyperscan

from crawler.anchors import Anchor, Phrase, anchors_of, escaped, parted
from crawler.disguise import SIGNS, around, freed, leaves_open, plain, shown
from crawler.extract.html import decoded
from nlp.subject import Subject
from nlp.subject.phrases import Phrases, Text

WINDOW: Final = 160  # bytes around an anchor in which the other words of a phrase must stand, tags aside
AROUND: Final = 600  # bytes on both sides of a hit that are freed of tags for the exact expressions
TRIES: Final = 40  # places at which the exact expressions are asked in vain
HITS: Final = 4000  # anchors on one page: more than any article has
_SIGN: Final = 1 << 20  # ids from here on are signs of disguise
_OPENS: Final = (b"<script", b"<style")
_CLOSES: Final = (b"</script", b"</style")
_SHORTEST_PARTNER: Final = 4  # letters beside an anchor that are sought first
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
        read = _Read.of(text, _found(self._database, text))
        found = self._judged(text, read.anchors, read)
        if found is not Naming.YES and self._may_disguise(read):
            found = max(found, self._judged(read.pieces, _found(self._plain_database, read.pieces)))
        return found is Naming.YES or (found is Naming.NEAR and self._is_near(read))

    def _may_disguise(self, read: _Read) -> bool:
        """Whether a phrase stands in disguise, perhaps in a script: where none does, scripts need not be told."""
        if not read.signs:
            return False
        pieces = around(read.text, read.signs)
        # a comment that begins in a script, and does not end beside its sign, may swallow what is shown
        if any(map(leaves_open, pieces)):
            return True
        every = freed(pieces)
        return bool(self._judged(every, _found(self._plain_database, every)))

    def _judged(self, text: bytes, hits: Hits, read: _Read | None = None) -> Naming:
        """What the exact expressions say of the places where a phrase may be complete; yes after many in vain.

        Only what is shown counts, of a text that was `read`; asked last, since few places are complete.
        """
        best, tried = Naming.NO, list[int]()
        standing = [hit for hit in hits if self.anchors[hit[0]].stands(text, hit[1])]
        if read and len(standing) > HITS:
            standing = [hit for hit in standing if read.shows(hit[1])]
        if len(standing) > HITS:
            return Naming.YES
        for number, place in standing:
            complete = [
                phrase for phrase in self._complete(self.anchors[number], place, text) if self._says(phrase) > best
            ]
            if not complete:
                continue
            if read and len(tried) >= TRIES:
                tried = [one for one in tried if read.shows(one)]
            if len(tried) >= TRIES and (not read or read.shows(place)):
                return Naming.YES
            tried.append(place)
            said = self._named_around(text, place, complete)
            if said > best and (not read or read.shows(place)):
                best = said
            if best is Naming.YES:
                break
        return best

    def _says(self, phrase: str) -> Naming:
        """What it says of a page that this phrase stands on it."""
        return Naming.NEAR if phrase in self.subject.near_seeds else Naming.YES

    def _complete(self, anchor: Anchor, place: int, text: bytes) -> list[str]:
        """The phrases of an anchor all of whose words stand near it."""
        if id(anchor) not in self._beside:
            self._beside[id(anchor)] = _Beside.of(anchor)
        beside = self._beside[id(anchor)]
        if beside.alone:
            return beside.alone
        ahead, behind = parted(text, place - anchor.length, place)
        likely: Sequence[Phrase] = anchor.phrases
        if not (ahead and behind):
            likely = [one for one in likely if (ahead or one.leads) and (behind or one.closes)]
        if not likely or text.startswith(_FONT_FACE, place - 9):
            return []
        piece = text[max(0, place - AROUND) : place + AROUND]
        likely = beside.lettered(likely, piece)
        if not likely:
            return []
        if b"<" in piece:
            before = _TAG.sub(b" ", text[max(0, place - AROUND) : place])[-WINDOW:]
            near = _among(likely, before + _TAG.sub(b" ", text[place : place + AROUND])[:WINDOW])
        else:
            near = _among(likely, text[max(0, place - WINDOW) : place + WINDOW])
        # a window may begin within a word
        return [phrase.text for phrase in _among(near, piece)] if near else []

    def _named_around(self, text: bytes, place: int, phrases: list[str]) -> Naming:
        """What the exact expressions of these phrases say of a place."""
        piece = text[max(0, place - AROUND) : place + AROUND]
        # a tag may stand between two words ("<b>face</b><i>scan") or within one ("fac<b>ial</b>")
        forms = [Text.of(shown(_TAG.sub(gap, piece))) for gap in (b" ", b"")]
        said = (self._says(phrase) for phrase in phrases if any(map(_exact(phrase).stands_in, forms)))
        return max(said, default=Naming.NO)

    def _is_near(self, read: _Read) -> bool:
        """Whether words that count only beside others stand in what a page shows, and one of those others as well."""
        text, pieces = read.text, read.pieces
        hits = _found(self._near_database, text)
        standing = (end for number, end in hits if self._near_anchors[number].stands(text, end))
        if not any(read.shows(end) and not _in_tag(text, end) for end in standing):
            hits = _found(self._near_database, pieces)
            if not any(self._near_anchors[number].stands(pieces, end) for number, end in hits):
                return False
        outside = [hit for hit in read.anchors if not _in_tag(text, hit[1])]
        return bool(self._judged(text, outside, read) or self._judged(pieces, _found(self._plain_database, pieces)))

    @cached_property
    def _beside(self) -> dict[int, _Beside]:
        """What stands beside the anchors that were met so far, by their `id`: cheaper than their hash."""
        return {}

    @cached_property
    def _near_anchors(self) -> tuple[Anchor, ...]:
        return anchors_of(self.subject.near_word_seeds)

    @cached_property
    def _near_database(self) -> hyperscan.Database:
        return _compiled(_sought(self._near_anchors))

    @cached_property
    def _database(self) -> hyperscan.Database:
        signs = [(sign, _SIGN + number, hyperscan.HS_FLAG_CASELESS) for number, sign in enumerate(SIGNS)]
        return _compiled([*_sought(self.anchors), *signs])

    @cached_property
    def _plain_database(self) -> hyperscan.Database:
        return _compiled(_sought(self.anchors))


@dataclass(frozen=True)
class _Beside:
    """What must stand beside an anchor: `alone` are its phrases beside which nothing need; the letters of the others'
    words in a database, and of each phrase the numbers of those of which one must be there.

    A slot with very short words or words in another script is left out: the words themselves are looked for later.
    """

    alone: list[str]
    database: hyperscan.Database | None
    slots: dict[str, list[set[int]]]

    @classmethod
    def of(cls, anchor: Anchor) -> _Beside:
        """What stands beside this one."""
        numbers: dict[bytes, int] = {}
        slots = {
            phrase.text: [
                {numbers.setdefault(some, len(numbers)) for some in slot}
                for slot in phrase.letters
                if min(map(len, slot)) >= _SHORTEST_PARTNER
            ]
            for phrase in anchor.phrases
        }
        flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH
        sought = [(escaped(some), number, flags) for some, number in numbers.items()]
        alone = [phrase.text for phrase in anchor.phrases if not phrase.others]
        return cls(alone, _compiled(sought) if sought else None, slots)

    def lettered(self, phrases: Sequence[Phrase], piece: bytes) -> Sequence[Phrase]:
        """Those of the phrases of all whose other words the letters stand there; it rules most places out."""
        if self.database is None:
            return phrases
        seen: set[int] = set()
        add = seen.add
        self.database.scan(piece, match_event_handler=lambda number, _start, _end, _flags, _context: add(number))
        return [phrase for phrase in phrases if not any(map(seen.isdisjoint, self.slots[phrase.text]))]


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


@functools.cache
def _marks() -> hyperscan.Database:
    """Where scripts and styles begin and end."""
    return _compiled([(mark, number, hyperscan.HS_FLAG_CASELESS) for number, mark in enumerate(_OPENS + _CLOSES)])


@dataclass(frozen=True)
class _Read:
    """A page with its hits and where words in disguise may stand; what it shows of them is told when first asked."""

    text: bytes
    anchors: Hits
    signs: list[int]
    _commented: dict[tuple[int, int], bool] = field(default_factory=dict)

    @classmethod
    def of(cls, text: bytes, hits: Hits) -> _Read:
        """The hits told apart."""
        return cls(text, [hit for hit in hits if hit[0] < _SIGN], [end for number, end in hits if number >= _SIGN])

    def shows(self, place: int) -> bool:
        """Whether a place is in no style and no script other than JSON-LD, which no part of the extraction reads."""
        at = bisect_right(self.hidden, (place, place))
        if at == 0 or self.hidden[at - 1][1] <= place:
            return True
        span = self.hidden[at - 1]
        if span not in self._commented:
            self._commented[span] = _is_commented(self.text, *span)
        return self._commented[span]

    @cached_property
    def pieces(self) -> bytes:
        """The pieces around the signs that are shown, as a browser shows them."""
        signs = [place for place in self.signs if self.shows(place)]
        return plain(self.text, signs) if signs else b""

    @cached_property
    def hidden(self) -> list[tuple[int, int]]:
        """The spans of scripts and styles, in order; not of one that is never closed: perhaps it is none."""
        spans, closing, start = [], -1, 0
        for number, end in _found(_marks(), self.text):
            if closing < 0 and number < len(_OPENS) and not _is_data(self.text, end):
                closing, start = number + len(_OPENS), end
            elif number == closing:
                closing = -1
                spans.append((start, end))
        return spans


def _found(database: hyperscan.Database, text: bytes) -> Hits:
    """Number and end of each hit, as they come."""
    found: Hits = []
    add = found.append
    database.scan(text, match_event_handler=lambda number, _start, end, _flags, _context: add((number, end)))
    return found


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
