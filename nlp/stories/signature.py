"""What an article is compared by: hashed word shingles for copies, weighted terms for stories. Small, and pure.

Shingles are runs of four words, hashed with CRC-32 and thinned by powers of two to about a hundred, so that two
signatures of different length can be compared at the coarser of both (the mod-p sketch of Broder, "On the resemblance
and containment of documents", 1997). Terms are word stems of the title and the opening; names weigh more.
"""

from __future__ import annotations

import re
import sys
import zlib
from array import array
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from itertools import pairwise

SHINGLE = 4
MOST_SHINGLES = 128
OPENING_WORDS = 220
MOST_TERMS = 48
KEYS = 8
TITLE_WEIGHT, NAME_WEIGHT, LEAD_WEIGHT = 2.0, 1.6, 1.5
LEAD_WORDS = 50
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+(?:['’][^\W_]+)?")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_STOP_TEXT = """
a about above after again against all also am an and any are around as at back be became because been before being
below between both but by came can come could day days did do does doing down during each even ever every few first for
former from further get go going good got had has have having he her here hers herself him himself his how i if in into
is it its itself just know last later least less let like long made make makes many may me might month months more most
mr mrs ms much must my near never new next no nor not now of off often on once one only or other others our out over
own part people per put rather re same say saying says she should since so some still such take taken than that the
their them then there these they this those three through time to today told too took two under until up upon us use
used uses using very via want wants was way we week weeks well went were what when where whether which while who whom
whose why will with within without would year years yes yesterday yet you your said according monday tuesday wednesday
thursday friday saturday sunday january february march april june july august september october november december
der die das und ist von mit den dem ein eine für auf im zu des nicht sich als auch an le la les des et en du un une est
que dans pour qui sur par au pas el los las de y del se por con para una al lo su es o e do da os em um na no com
"""
STOP = frozenset(_STOP_TEXT.split())


@dataclass(frozen=True, slots=True)
class Signature:
    """About a kilobyte an article, so that a hundred thousand fit into memory.

    `packed` are the hashes (32 bits each) that are multiples of two to the power `level`; `keys` the smallest hashes of
    all, by which copies are looked up; `terms` are stems, the heaviest first, `weights` a hundred times their weights.
    """

    digest: int
    level: int
    packed: bytes
    keys: tuple[int, ...]
    terms: tuple[str, ...]
    weights: tuple[int, ...]

    @classmethod
    def of(cls, title: str | None, text: str) -> Signature:
        """The signature of an article; an empty one gives an empty signature, which is like nothing."""
        written = _WORD.findall(text)
        words = [word.lower() for word in written]
        hashes = _shingles(words)
        keys = tuple(nsmallest(KEYS, hashes))
        level = max(0, (len(hashes) // MOST_SHINGLES).bit_length())
        hashes = {value for value in hashes if not value % (1 << level)} if level else hashes
        terms = _terms(_WORD.findall(title or ""), written, shouted=bool(title and title.isupper()))
        return cls(
            digest=zlib.crc32(" ".join(words).encode()),
            level=level,
            packed=array("I", sorted(hashes)).tobytes(),
            keys=keys,
            terms=tuple(sys.intern(term) for term, _ in terms),
            weights=tuple(min(round(100 * weight), 10_000) for _, weight in terms),
        )

    @property
    def length(self) -> int:
        """About how many different shingles the text has."""
        return (len(self.packed) // array("I").itemsize) << self.level

    def resemblance(self, other: Signature) -> tuple[float, float]:
        """Share of the shingles of both together that both have, and share of the smaller one's that the other has."""
        level = max(self.level, other.level)
        one, two = self.shingles(level), other.shingles(level)
        if not one or not two:
            return 0.0, 0.0
        shared = len(one & two)
        return shared / (len(one) + len(two) - shared), shared / min(len(one), len(two))

    def shingles(self, level: int) -> set[int]:
        """The hashes that are multiples of two to the power `level`, which is not below the signature's own."""
        unpacked = array("I")
        unpacked.frombytes(self.packed)
        return {value for value in unpacked if not value % (1 << level)} if level > self.level else set(unpacked)


def _shingles(words: list[str]) -> set[int]:
    if len(words) < SHINGLE:
        return {zlib.crc32(" ".join(words).encode())} if words else set()
    runs = zip(*(words[start:] for start in range(SHINGLE)), strict=False)
    return {zlib.crc32(" ".join(run).encode()) for run in runs}


def _terms(title: list[str], text: list[str], *, shouted: bool) -> list[tuple[str, float]]:
    """Stems with their weights, the heaviest first: square roots of counts, so that repetition does not drown names."""
    counts: defaultdict[str, float] = defaultdict(float)
    for word in _words(title):
        counts[stem(word)] += TITLE_WEIGHT * (NAME_WEIGHT if word[0].isupper() and not shouted else 1.0)
    for index, word in enumerate(_words(text[: 2 * OPENING_WORDS])[:OPENING_WORDS]):
        weight = LEAD_WEIGHT if index < LEAD_WORDS else 1.0
        counts[stem(word)] += weight * (NAME_WEIGHT if word[0].isupper() else 1.0)
    kept = [(term, count**0.5) for term, count in counts.items() if len(term) > 1 and term not in STOP]
    return sorted(kept, key=lambda pair: (-pair[1], pair[0]))[:MOST_TERMS]


def _words(found: list[str]) -> list[str]:
    """Words that say something; of scripts without blanks, pairs of neighbouring characters."""
    if not any(_WIDE.match(word) for word in found[:40]):
        return [word for word in found if word.lower() not in STOP]
    return [one + two for one, two in pairwise(found) if _WIDE.match(one) and _WIDE.match(two)]


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """A rough stem: lower case, without possessive and common English endings."""
    low = word.lower().replace("’", "'").removesuffix("'s")
    for ending, least in (("ies", 3), ("ing", 4), ("ed", 4), ("es", 4), ("s", 3)):
        if low.endswith(ending) and len(low) - len(ending) >= least and not low.endswith("ss"):
            return low[: -len(ending)] + ("y" if ending == "ies" else "")
    return low
