"""Can the bytes of a page name the subject at all? Asked of every page; only one that may is parsed.

It may say yes where the page is about something else, never no where the subject's words stand on the page in an
encoding that browsers read. Each phrase of the subject has an anchor, one of its words. Four bytes of each anchor are
sought at every second place of the page at once (numpy); only around a place that matches are the other words of the
phrase looked for. That costs about 1.5 ms for a page of 200 KB, however many phrases there are.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from nlp.subject import Subject, prefilter

WINDOW: Final = 100  # bytes around an anchor in which the other words of a phrase must stand, tags and all
AROUND: Final = 300  # bytes on both sides of a hit that the exact expressions look at
TRIES: Final = 40
_BITS: Final = 20
_FACTOR: Final = np.uint32(2654435761)  # Knuth's multiplicative hash
_SLOT: Final = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)\*?|([^\s()]+)")
_WORDS: Final = re.compile(r"[^\s\-'’()|]+")
_ASCII_RUN: Final = re.compile(r"[\x21-\x7e]+")
_CHARSET: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w\-]+)""", re.IGNORECASE)
_NO_WORD: Final = bytes(byte for byte in range(128) if not chr(byte).isalnum())
# Lower case of letters that take two bytes: only scripts that have capitals need more than ASCII's rule.
_CASED_SCRIPTS: Final = (b"\xd0", b"\xce")
# Words of markup and scripts: four bytes that stand in them are a poor sign of anything.
_MARKUP: Final = (
    b"class glass icon true component compare param paragraph transparent transition analytics search image images "
    b"check checkbox identifier match features feature people content container template system photo gallery "
    b"print detect string loading during being information recommended second economy seconds technology camera "
    b"press clear learn learning person personal background-image overlay function return display"
)
Slot = tuple["Word", ...]
Table = np.ndarray[tuple[int], np.dtype[np.bool_]]
Grams = np.ndarray[tuple[int], np.dtype[np.uint32]]


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or the beginning of one, in lower case; `start` and `end` say where a letter must not go on."""

    text: bytes
    start: bool = True
    end: bool = True

    def stands_at(self, place: int, text: bytes) -> bool:
        """Whether it stands at that place."""
        after = place + len(self.text)
        return (
            text.startswith(self.text, place)
            and not (self.start and text[place - 1 : place].isalnum())
            and not (self.end and text[after : after + 1].isalnum())
        )

    def stands_in(self, text: bytes) -> bool:
        """Whether it stands anywhere."""
        place = text.find(self.text)
        while place >= 0:
            if self.stands_at(place, text):
                return True
            place = text.find(self.text, place + 1)
        return False


@dataclass(frozen=True, slots=True)
class Anchor:
    """A word to seek; `written` are the forms it must have on the page if case counts.

    `others` are ways to complete a phrase around it: each is a list of slots, each slot a list of words.
    """

    word: Word
    written: tuple[bytes, ...] = ()
    others: tuple[tuple[Slot, ...], ...] = ()


@dataclass(frozen=True)
class ByteScan:
    """The anchors of a subject, ready to be sought; `short` are names of too few letters, sought as they are."""

    anchors: tuple[Anchor, ...]
    short: tuple[bytes, ...] = ()
    exact: Callable[[bytes], bool] | None = None

    @classmethod
    def of(cls, subject: Subject) -> ByteScan:
        """The scan for a subject's phrases."""
        completions: dict[tuple[Word, tuple[bytes, ...]], list[tuple[Slot, ...]]] = {}
        short: dict[bytes, None] = {}
        for phrase in subject.seeds:
            slots = _slots(phrase)
            usable = [number for number, slot in enumerate(slots) if min(len(word.text) for word in slot) >= 4]
            if not usable:
                short |= dict.fromkeys(form.encode() for form in (phrase, phrase.upper(), phrase.replace(" ", "-")))
                continue
            # few alternatives keep the list of anchors short, long words keep it rare
            at = min(usable, key=lambda number: (len(slots[number]), -min(len(word.text) for word in slots[number])))
            others = tuple(slot for number, slot in enumerate(slots) if number != at)
            written = _written(phrase) if phrase != phrase.lower() and not others else ()
            for word in slots[at]:
                completions.setdefault((word, written), []).append(others)
        anchors = tuple(Anchor(word, written, tuple(others)) for (word, written), others in completions.items())
        return cls(anchors, tuple(short), lambda body: prefilter(body, subject))

    def may_name(self, body: bytes) -> bool:
        """Whether the page may name the subject."""
        text = _utf8(body)
        if any(word in text and _stands_alone(word, text) for word in self._short_in(text)):
            return True
        lowered = _lowered(text)
        original = text if len(lowered) == len(text) else None
        places = (place for place in self._places(lowered) if self._stands(place, lowered, original))
        return self._is_one_exact(places, original)

    def _is_one_exact(self, places: Iterable[int], text: bytes | None) -> bool:
        """Whether the exact expressions find the subject around one of the places; yes after many in vain."""
        beyond = 0
        for tried, place in enumerate(places):
            if place < beyond:
                continue  # seen already, in the piece around the place before
            beyond = place + AROUND
            if self.exact is None or text is None or tried >= TRIES:
                return True
            if self.exact(text[max(0, place - AROUND) : beyond + AROUND]):
                return True
        return False

    def _short_in(self, text: bytes) -> set[bytes]:
        """Which short names may stand there, by pairs of their letters."""
        pairs = np.frombuffer(text, dtype="<u2", count=len(text) // 2)
        seen = {int(pair).to_bytes(2, "little") for pair in np.unique(pairs[self._pairs[pairs]])}
        return {word for word in self.short if word[:2] in seen or word[1:3] in seen}

    @cached_property
    def _pairs(self) -> Table:
        table = np.zeros(1 << 16, dtype=np.bool_)
        for word in self.short:
            table[[int.from_bytes(word[:2], "little"), int.from_bytes(word[1:3], "little")]] = True
        return table

    @cached_property
    def _by_gram(self) -> dict[bytes, list[tuple[Anchor, int]]]:
        """Four bytes → the anchors in which they stand, and how far from the anchor's start."""
        grams: dict[bytes, list[tuple[Anchor, int]]] = {}
        for anchor in self.anchors:
            for offset, gram in _grams(anchor.word):
                grams.setdefault(gram, []).append((anchor, offset))
        return grams

    @cached_property
    def _table(self) -> Table:
        table = np.zeros(1 << _BITS, dtype=np.bool_)
        keys = np.frombuffer(b"".join(self._by_gram), dtype="<u4")
        table[_hashed(keys)] = True
        return table

    def _places(self, text: bytes) -> Iterable[int]:
        """Even places where four bytes of an anchor may stand."""
        even = len(text) & ~1
        if even < 4:
            return ()
        pairs = np.frombuffer(text, dtype="<u2", count=even // 2).astype(np.uint32)
        grams = pairs[:-1] | (pairs[1:] << np.uint32(16))
        found: list[int] = (np.flatnonzero(self._table[_hashed(grams)]) * 2).tolist()
        return found

    def _stands(self, place: int, text: bytes, original: bytes | None) -> bool:
        for anchor, offset in self._by_gram.get(text[place : place + 4], ()):
            start = place - offset
            if start < 0 or not anchor.word.stands_at(start, text):
                continue
            if anchor.written and original is not None and not original.startswith(anchor.written, start):
                continue
            if _completed(anchor, text[max(0, start - WINDOW) : start + len(anchor.word.text) + WINDOW]):
                return True
        return False


def _completed(anchor: Anchor, window: bytes) -> bool:
    return any(all(any(word.stands_in(window) for word in slot) for slot in slots) for slots in anchor.others)


def _stands_alone(word: bytes, text: bytes) -> bool:
    return re.search(rb"(?<![A-Za-z0-9+/=_-])" + re.escape(word) + rb"(?![A-Za-z0-9+/=_-])", text) is not None


def _hashed(grams: Grams) -> Grams:
    return (grams * _FACTOR) >> np.uint32(32 - _BITS)


def _grams(word: Word) -> Iterable[tuple[int, bytes]]:
    """The four bytes seen at an even place when the word starts at an even one, and at an odd one."""
    text = word.text
    if len(text) > 4:
        for parity in (0, 1):
            offset = min(range(parity, len(text) - 3, 2), key=lambda at: (_MARKUP.count(text[at : at + 4]), -at))
            yield offset, text[offset : offset + 4]
        return
    yield 0, text
    if word.start:
        yield from ((-1, bytes([before]) + text[:3]) for before in _NO_WORD)
    else:
        yield from ((1, text[1:] + bytes([after])) for after in range(256))


def _lowered(text: bytes) -> bytes:
    if text.isascii() or not any(lead in text for lead in _CASED_SCRIPTS):
        return text.lower()
    return text.decode("utf-8", "replace").lower().encode()


def _slots(phrase: str) -> list[Slot]:
    """The words that must stand there: a slot for each word of the phrase, with its alternatives; no optional ones."""
    found = []
    for match in _SLOT.finditer(phrase):
        alternatives = _alternatives(match[1]) if match[1] is not None else [match[2]]
        words = [_longest(alternative) for alternative in alternatives]
        if all(word.text for word in words):
            found.append(tuple(dict.fromkeys(words)))
    return found


def _alternatives(group: str) -> list[str]:
    """The alternatives of a group; of one that holds a group itself only what stands outside that."""
    return re.sub(r"\([^()]*\)", " ", group).split("|")


def _longest(alternative: str) -> Word:
    """The longest word of an alternative; of one with accents the longest run without, so that any spelling will do."""
    words = [word for word in _WORDS.findall(alternative.lower()) if word.strip("*")]
    if not words:
        return Word(b"")
    word = max(words, key=len)
    plain = word.rstrip("*")
    best = max(_ASCII_RUN.findall(plain), key=len, default="")
    if best == plain:
        return Word(plain.encode(), end=not word.endswith("*"))
    return Word((best if len(best) >= 3 else plain).encode(), start=False, end=False)


def _written(phrase: str) -> tuple[bytes, ...]:
    """How a name that is told by its capitals may be written: as it is, or all in capitals."""
    word = max(_WORDS.findall(phrase), key=len, default="").rstrip("*")
    return tuple(dict.fromkeys((word.encode(), word.upper().encode())))


def _utf8(body: bytes) -> bytes:
    """The page's text in UTF-8, numeric character references opened where there are many."""
    text = body if body.isascii() or _is_utf8(body) else _decoded(body).encode("utf-8", "replace")
    if text.count(b"&#") > 100:
        return html.unescape(text.decode("utf-8", "replace")).encode("utf-8", "replace")
    return text


def _is_utf8(body: bytes) -> bool:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded(body: bytes) -> str:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    stated = _CHARSET.search(body[:4096])
    name = stated[1].decode("ascii", "ignore") if stated else "cp1252"
    try:
        return body.decode(name, "replace")
    except LookupError:
        return body.decode("cp1252", "replace")
