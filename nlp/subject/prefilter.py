"""A cheap first look at the bytes of a page: can it name the subject at all?

It may say yes for a page that does not, never no for one that does in an encoding that browsers read. Only after it
is a page parsed. Rare word stems of the terms are sought first; the full expressions run only around their places.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterable, Iterator
from enum import IntEnum

from nlp.subject.phrases import Text
from nlp.subject.reading import named
from nlp.subject.terms import Subject, default_subject

WINDOW = 120
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w\-]+)""", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,300}>")
_SLOT = re.compile(r"\(([^()]*)\)|([^\s()]+)")


class Naming(IntEnum):
    """Whether a piece of a page names the subject; NEAR where its words do only if others are on the page."""

    NO = 0
    NEAR = 1
    YES = 2


def prefilter(body: bytes, subject: Subject | None = None) -> bool:
    """Whether the bytes of a page (any encoding, markup and all) may name the subject; linear in their length."""
    watched = subject or default_subject()
    for window in _windows(Text.of(_decoded(body)), _stems(watched.seeds)):
        # a tag may stand between two words ("recognition</h1><p>The") or within one ("fac<b>ial</b>")
        if any(naming(_TAG.sub(gap, window), watched) is not Naming.NO for gap in (" ", "")):
            return True
    return False


def naming(text: str, subject: Subject) -> Naming:
    """Whether a piece of text without markup names the subject: the exact expressions, no shortcut."""
    part = Text.of(text)
    if named(subject, part, Text.of("")) or subject.near_companies.stands_in(part):
        return Naming.YES
    return Naming.NEAR if subject.near_terms.stands_in(part) else Naming.NO


def _decoded(body: bytes) -> str:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", errors="replace")
    text = _in_charset(body)
    return html.unescape(text) if "&#" in text or "&nbsp;" in text else text


def _in_charset(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        stated = _CHARSET.search(body[:4096])
        name = stated.group(1).decode("ascii", errors="ignore") if stated else "cp1252"
        try:
            return body.decode(name, errors="replace")
        except LookupError:
            return body.decode("utf-8", errors="replace")


def _windows(text: Text, stems: Iterable[str]) -> Iterator[str]:
    """Pieces of the text around the stems, overlapping ones joined."""
    start = end = 0
    for place, length in sorted((place, len(stem)) for stem in stems for place in _places(text.folded, stem)):
        if place - WINDOW > end:
            if end:
                yield text.plain[start:end]
            start = max(place - WINDOW, 0)
        end = max(end, place + length + WINDOW)
    if end:
        yield text.plain[start:end]


def _places(text: str, stem: str) -> Iterator[int]:
    """Where a stem stands; a search for each is far cheaper than one expression for all of them."""
    place = text.find(stem)
    while place >= 0:
        yield place
        place = text.find(stem, place + 1)


@functools.lru_cache(maxsize=16)
def _stems(seeds: tuple[str, ...]) -> tuple[str, ...]:
    stems = {stem for seed in seeds for stem in _rarest(seed.lower())}
    return tuple(sorted(_minimal(stems)))


def _rarest(phrase: str) -> list[str]:
    """Of the words of a phrase, with their alternatives, those whose shortest form is longest: the least common."""
    slots = [(match.group(1) or match.group(2) or "").split("|") for match in _SLOT.finditer(phrase)]
    literal = [[re.split(r"[*\s\-]", word, maxsplit=1)[0] for word in slot] for slot in slots]
    usable = [words for words in literal if all(words)]
    return max(usable, key=lambda words: (min(map(len, words)), -len(words)), default=[])


def _minimal(stems: set[str]) -> set[str]:
    """Stems without those that begin with another stem."""
    kept: set[str] = set()
    for stem in sorted(stems, key=len):
        if not any(stem.startswith(short) for short in kept):
            kept.add(stem)
    return kept
