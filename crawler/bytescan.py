"""Can the bytes of a page name the subject at all? Asked of every page; only one that may is parsed.

It may say yes where the page is about something else, never no where the subject's words stand on the page in an
encoding that browsers read. Hyperscan seeks the anchors of all phrases (`crawler/anchors.py`) and the signs of words in
disguise (`crawler/disguise.py`) in one pass; only around a hit are the other words of the phrase looked for, and only
where they stand too do the exact expressions decide: about 0.2 ms for a page of 190 KB, however many phrases.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import hyperscan

from crawler.anchors import Anchor, Phrase, Word, anchors_of, parted
from crawler.disguise import HIDDEN, SIGNS, plain, shown
from crawler.extract.html import decoded
from nlp.subject import Subject
from nlp.subject.phrases import Phrases, Text
from nlp.subject.prefilter import Naming

WINDOW: Final = 160  # bytes around an anchor in which the other words of a phrase must stand, tags aside
AROUND: Final = 600  # bytes on both sides of a hit that are freed of tags for the exact expressions
TRIES: Final = 40  # places at which the exact expressions are asked in vain
HITS: Final = 4000  # anchors on one page: more than any article has
_SIGN: Final = 1 << 20  # ids from here on are signs of disguise
_CHARSET: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w\-]+)""", re.IGNORECASE)
_TAG: Final = re.compile(rb"<(?!(?:meta|img)\b)[^<>]*>", re.IGNORECASE)  # those two hold text that is read
_FONT_FACE: Final = (b"font-face{", b"font-face {")
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
        hits = self._hits(self._database, text)
        signs = [place for number, place in hits if number >= _SIGN]
        found = self._judged(text, [hit for hit in hits if hit[0] < _SIGN])
        if found is not Naming.YES and signs:
            shown = plain(text, signs)
            found = max(found, self._judged(shown, self._hits(self._plain_database, shown)))
        return found is Naming.YES or (found is Naming.NEAR and self._is_near(text, in_disguise=bool(signs)))

    def _hits(self, database: hyperscan.Database, text: bytes) -> Hits:
        """Number of the anchor and end of each hit, as they come."""
        found: Hits = []
        add = found.append
        database.scan(text, match_event_handler=lambda number, _start, end, _flags, _context: add((number, end)))
        return found

    def _judged(self, text: bytes, hits: Hits) -> Naming:
        """What the exact expressions say of the places where a phrase may be complete; yes after many in vain."""
        if len(hits) > HITS:
            return Naming.YES
        best, tried = Naming.NO, 0
        for number, place in hits:
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
        near = self._among(likely, piece)
        if near and b"<" in piece:
            before = _TAG.sub(b" ", text[max(0, place - AROUND) : place])[-WINDOW:]
            near = self._among(near, before + _TAG.sub(b" ", text[place : place + AROUND])[:WINDOW])
        elif near:
            near = self._among(near, text[max(0, place - WINDOW) : place + WINDOW])
        return [phrase.text for phrase in near]

    def _among(self, phrases: Sequence[Phrase], window: bytes) -> list[Phrase]:
        """The phrases all of whose other words stand in a window."""
        numbers: list[int] = []
        add = numbers.append
        if self._words:
            self._word_database.scan(window, match_event_handler=lambda number, *_: add(number))
        words = {self._words[number] for number in numbers}
        return [phrase for phrase in phrases if phrase.may_be_among(words)]

    def _named_around(self, text: bytes, place: int, phrases: list[str]) -> Naming:
        """What the exact expressions of these phrases say of a place."""
        piece = text[max(0, place - AROUND) : place + AROUND]
        # a tag may stand between two words ("<b>face</b><i>scan") or within one ("fac<b>ial</b>")
        forms = [Text.of(shown(_TAG.sub(gap, piece))) for gap in (b" ", b"")]
        said = (self._says(phrase) for phrase in phrases if any(map(_exact(phrase).stands_in, forms)))
        return max(said, default=Naming.NO)

    def _is_near(self, body: bytes, *, in_disguise: bool) -> bool:
        """Whether words that count only beside others stand in what a page shows, and one of those others as well."""
        seen = _visible(body)
        # a tag may stand between two words, or within one where there is any sign of that
        for form in (seen, HIDDEN.sub(b"", seen)) if in_disguise else (seen,):
            text = shown(_TAG.sub(b" ", form)).encode()
            if self._hits(self._near_database, text) and self._judged(text, self._hits(self._plain_database, text)):
                return True
        return False

    @cached_property
    def _near_database(self) -> hyperscan.Database:
        return _compiled(_sought(anchors_of(self.subject.near_word_seeds)))

    @cached_property
    def _words(self) -> tuple[Word, ...]:
        slots = (slot for anchor in self.anchors for phrase in anchor.phrases for slot in phrase.others)
        return tuple(dict.fromkeys(word for slot in slots for word in sorted(slot, key=lambda one: one.text)))

    @cached_property
    def _word_database(self) -> hyperscan.Database:
        once = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH
        return _compiled([(word.expression, number, once) for number, word in enumerate(self._words)])

    @cached_property
    def _database(self) -> hyperscan.Database:
        signs = [(sign, _SIGN + number, hyperscan.HS_FLAG_CASELESS) for number, sign in enumerate(SIGNS)]
        return _compiled([*_sought(self.anchors), *signs])

    @cached_property
    def _plain_database(self) -> hyperscan.Database:
        return _compiled(_sought(self.anchors))


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


def _visible(body: bytes) -> bytes:
    """A page without styles, comments and scripts, except JSON-LD; plain searches cost a tenth of `re`."""
    lowered = body.lower()
    kept, place = [], 0
    while (start := lowered.find(b"<s", place)) >= 0:
        name = next((name for name in (b"script", b"style") if lowered.startswith(name, start + 1)), None)
        if name is None or b"ld+json" in lowered[start : lowered.find(b">", start)]:
            kept.append(body[place : start + 2])
            place = start + 2
            continue
        kept.append(body[place:start])
        end = lowered.find(b"</" + name, start)
        place = end if end >= 0 else len(body)
    return b" ".join([*kept, body[place:]])


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
    return body if said and said <= {"utf-8", "utf8"} else decoded(body, charset).encode("utf-8", "replace")
