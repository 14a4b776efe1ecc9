"""The subject's phrases as words to seek in bytes: each phrase has an anchor, the one of its words that is rarest.

A phrase as people write it (`nlp/subject/phrases.py`) is a row of slots, each with its alternatives. Of an alternative
only its longest word counts, of a word with accents only its longest run without, so that any spelling will do: what
is sought here is necessary for the phrase to stand there, and not sufficient.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product
from typing import Final

_SLOT: Final = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)\*?|([^\s()]+)")
_WORDS: Final = re.compile(r"[^\s\-'’()|]+")
_ASCII_RUN: Final = re.compile(r"[\x21-\x7e]+")
_SHORTEST: Final = 4  # bytes of a word that can be an anchor
_OFTEN: Final = 30  # how often a common word is thought to stand on pages, a rare one once
_CASED: Final = 4  # letters of a word in a script other than Latin that are sought, in every mixture of cases
# Words that stand on most pages, in markup and scripts or because news has them: poor signs of anything.
_COMMON: Final = frozenset(
    [
        "alone", "analytics", "camera", "cameras", "check", "computer", "data", "database", "detection", "engine",
        "face", "feature", "features", "gallery", "gate", "hands", "identif", "image", "images",
        "information", "know", "leave", "machine", "match", "matched", "people", "person", "photo", "photos", "print",
        "race", "read", "reader", "reads", "scan", "search", "software", "surveillance", "system", "template", "tool",
        "track",
    ]
)  # fmt: skip
# Bytes that may end what parts two words, and what may follow a word or its ending there.
_PARTING: Final = frozenset(b" \t\n\r\f\v->;nrt0123456789abcdef" + bytes(range(128, 256)))
_PARTED_AFTER: Final = re.compile(rb"[a-zA-Z0-9_'\x80-\xff]*(?:[\s<&\\\x80-\xff-]|$)")
_LETTERS: Final = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_LETTER: Final = frozenset(bytes([byte]) for byte in _LETTERS)
_ESCAPED_BEFORE: Final = re.compile(rb"\\(?:[nrt]|u[02]0..)\Z", re.DOTALL)  # escapes of JSON that end in a letter
# What may stand between two words: no letters, tags, references, escapes of JSON.
GAP: Final = rb"(?:[^\w<&]|<[^<>]*>|&[#\w]*;|\\[nrt]|\\u[02]0..)+"


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or the beginning of one, in lower case; `start` and `end` say where a letter must not go on."""

    text: bytes
    start: bool = True
    end: bool = True

    @property
    def expression(self) -> bytes:
        """A regular expression for its letters (those of ASCII in either case by the caller's flag), without borders.

        Borders in the expression itself made Hyperscan twelve times slower to set up; `stands` looks at them.
        """
        text = self.text.decode()
        if text.isascii():
            return escaped(self.text)
        forms = product(*(sorted({char.lower(), char.upper()}) for char in text[:_CASED]))
        return b"(?:" + b"|".join(escaped("".join(form).encode()) for form in forms) + b")"

    def stands(self, text: bytes, end: int) -> bool:
        """Whether the word whose letters end at `end` is one there, and not a piece of a longer one."""
        if not self.text.isascii():
            return True
        if self.end and self.text[-1] in _LETTERS and text[end : end + 1] in _LETTER:
            return False
        start = end - len(self.text)
        if not self.start or self.text[0] not in _LETTERS or text[start - 1 : start] not in _LETTER:
            return True
        return _ESCAPED_BEFORE.search(text, max(start - 6, 0), start) is not None

    def is_in(self, window: bytes, lowered: bytes) -> bool:
        """Whether it stands in a piece of a page, given in lower case as well."""
        if not self.text.isascii():
            return _pattern(self).search(window) is not None
        place = lowered.find(self.text)
        while place >= 0 and not self.stands(window, place + len(self.text)):
            place = lowered.find(self.text, place + 1)
        return place >= 0


@lru_cache(maxsize=4096)
def _pattern(word: Word) -> re.Pattern[bytes]:
    return re.compile(word.expression)


Slot = tuple[Word, ...]


@dataclass(frozen=True)
class Phrase:
    """A phrase around an anchor: of each slot in `others` a word must be near it. `leads` and `closes`: no word of the
    phrase need stand before the anchor, or after it.
    """

    text: str
    others: tuple[frozenset[Word], ...]
    leads: bool = False
    closes: bool = False

    def may_be_in(self, window: bytes, lowered: bytes) -> bool:
        """Whether a word of each other slot stands in a piece of a page, given in lower case as well."""
        for letters in self.letters:  # far cheaper, and it rules most out
            for some in letters:
                if some in lowered:
                    break
            else:
                return False
        return all(any(word.is_in(window, lowered) for word in slot) for slot in self.others)

    @cached_property
    def letters(self) -> tuple[tuple[bytes, ...], ...]:
        """Of each slot the letters that one of its words must have, the slot first that rules most places out.

        Of a word in a script that has cases of its own none are sought, of a word that holds another one of its slot
        ("faces") those of the other.
        """
        slots = [{word.text if word.text.isascii() else b"" for word in slot} for slot in self.others]
        fewest = [sorted(one for one in slot if not any(other in one for other in slot - {one})) for slot in slots]
        return tuple(sorted(map(tuple, fewest), key=lambda slot: (-min(map(len, slot)), len(slot))))


def parted(text: bytes, start: int, end: int) -> tuple[bool, bool]:
    """Whether what is before and after a place can part two words: asked first, since code is full of `.match(`."""
    return text[start - 1] in _PARTING, _PARTED_AFTER.match(text, end) is not None


@dataclass(frozen=True, slots=True)
class Anchor:
    """What to seek, whether case counts, and the phrases that may stand around it; `word` None: an expression."""

    expression: bytes
    cased: bool
    word: Word | None
    phrases: tuple[Phrase, ...]

    @property
    def length(self) -> int:
        """Bytes of its word; 0 for an expression."""
        return len(self.word.text) if self.word else 0

    def stands(self, text: bytes, end: int) -> bool:
        """Whether what was found there is the word, and no piece of a longer one."""
        return self.word is None or self.word.stands(text, end)


def anchors_of(phrases: Iterable[str]) -> tuple[Anchor, ...]:
    """What to seek for these phrases; a phrase without any word that must stand there (`*`) is sought as anything."""
    found: dict[tuple[bytes, bool, Word | None], list[Phrase]] = {}
    for text in dict.fromkeys(phrases):
        for expression, cased, word, phrase in _sought(text):
            found.setdefault((expression, cased, word), []).append(phrase)
    return tuple(Anchor(*sought, tuple(around)) for sought, around in found.items())


def _sought(text: str) -> Iterable[tuple[bytes, bool, Word | None, Phrase]]:
    slots, cased = _slots(text), text != text.lower()
    usable = [at for at, slot in enumerate(slots) if min(len(word.text) for word in slot) >= _SHORTEST]
    if not usable and (len(slots) != 1 or not cased):
        rows = [_in_a_row(_slots(form, fold=False)) for form in (text, text.upper())] if cased else [_in_a_row(slots)]
        yield b"|".join(rows), cased, None, Phrase(text, ())
        return
    best = min(usable, key=lambda at: _cost(slots[at]), default=0)
    others = tuple(frozenset(slot) for at, slot in enumerate(slots) if at != best)
    # a name is written as it is, or in capitals
    forms = [_slots(form, fold=False)[best] for form in (text, text.upper())] if cased else [slots[best]]
    for word in dict.fromkeys(word for form in forms for word in form):
        # what is glued to the next slot (`gesichts(scan|daten)`) says nothing of what is beside it
        glued = not word.end and any(not one.start for slot in slots[best + 1 : best + 2] for one in slot)
        leads, closes = best == 0 or not word.start, best == len(slots) - 1 or glued
        expression = escaped(word.text) if cased else word.expression
        yield expression, cased, word, Phrase(text, others, leads, closes)


def _cost(slot: Slot) -> tuple[int, int]:
    """How often its words stand on pages, roughly, and how short they are."""
    return sum(map(_frequency, slot)), -min(len(word.text) for word in slot)


def _frequency(word: Word) -> int:
    return _OFTEN if word.text.decode() in _COMMON else 1 if len(word.text) > _SHORTEST else 3


def _in_a_row(slots: list[Slot]) -> bytes:
    """An expression for words one after the other, with up to four others between them."""
    rows = [b"(?:" + b"|".join(escaped(word.text) for word in slot) + b")" for slot in slots]
    # up to four words that the phrase does not insist on may stand between
    between = GAP + rb"(?:[\w\x80-\xff]+" + GAP + rb"){0,4}"
    start = bool(slots) and all(word.start and word.text[:1].isalnum() for word in slots[0])
    end = bool(slots) and all(word.end and word.text[-1:].isalnum() for word in slots[-1])
    return _bordered(between.join(rows) or b".", start=start, end=end)


def _bordered(expression: bytes, *, start: bool, end: bool) -> bytes:
    return (rb"(?:\b|\\[nrt]|\\u[02]0..)" if start else b"") + expression + (rb"\b" if end else b"")


def escaped(text: bytes) -> bytes:
    """An expression for just these bytes, in the syntax that Hyperscan and `re` share."""
    return b"".join(bytes([byte]) if 48 <= byte < 123 and chr(byte).isalnum() else b"\\x%02x" % byte for byte in text)


def _slots(phrase: str, *, fold: bool = True) -> list[Slot]:
    """The words that must stand there: a slot for each word of the phrase, with its alternatives; no optional ones."""
    found = []
    for match in _SLOT.finditer(phrase):
        alternatives = _alternatives(match[1]) if match[1] is not None else [match[2]]
        words = [_longest(alternative.lower() if fold else alternative) for alternative in alternatives]
        if not all(word.text for word in words):
            continue
        # a group may be a part of a word: `gesichts(scan|daten)`
        start = phrase[: match.start()][-1:] in ("", " ")
        end = phrase[match.end() :][:1] in ("", " ") and not match[0].endswith("*")
        found.append(
            tuple(dict.fromkeys(replace(one, start=one.start and start, end=one.end and end) for one in words))
        )
    return found


def _alternatives(group: str) -> list[str]:
    """The alternatives of a group; of one that holds a group itself only what stands outside that."""
    return re.sub(r"\([^()]*\)", " ", group).split("|")


def _longest(alternative: str) -> Word:
    """The word of an alternative that is rare and long; of one with accents the longest run without them."""
    words = [word for word in _WORDS.findall(alternative) if word.strip("*")]
    if not words:
        return Word(b"")
    word = max(words, key=lambda one: (len(one) >= _SHORTEST, one.strip("*") not in _COMMON, len(one)))
    plain = word.strip("*").partition("*")[0] or word.strip("*")
    best = max(_ASCII_RUN.findall(plain), key=len, default="")
    if best == plain:
        return Word(plain.encode(), end="*" not in word)
    return Word((best if len(best) >= 3 else plain).encode(), start=False, end=False)
