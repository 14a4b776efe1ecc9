"""Where quotation marks enclose words: pairs of marks, paragraph by paragraph.

Straight marks open where a word begins and close where one ends, so that inches (`6'2"`) open nothing. A quotation that
runs over paragraphs opens each of them anew and is closed in the last; each paragraph gives one span.
An outer quotation swallows the inner.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

Span = tuple[int, int]

_DOUBLE = re.compile(r"``|''|[\"“”„‟«»＂「」『』]")
_SINGLE = re.compile(r"['‘’‛]")
_OPENERS, _CLOSERS = frozenset("“„‟«「『") | {"``"}, frozenset("”»」』")
_PAIRS = {"„": frozenset('“”"'), "»": frozenset("«"), "「": frozenset("」"), "『": frozenset("』")}
_FEWEST_SINGLE = 4


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words between marks: `start` and `end` leave the marks out; `outer` are the ends with the marks."""

    start: int
    end: int
    outer: Span
    closed: bool = True

    def words(self, text: str) -> list[str]:
        """The quoted words."""
        return text[self.start : self.end].split()


def quoted(text: str, paragraphs: tuple[Span, ...]) -> list[Quoted]:
    """All quoted passages in order. Single marks count only where the text has no double ones."""
    found = [part for paragraph in paragraphs for part in _doubles(text, paragraph)]
    kept = [part for part in found if part.closed or _goes_on(text, part, paragraphs)]
    return kept or [part for paragraph in paragraphs for part in _singles(text, paragraph)]


def _doubles(text: str, paragraph: Span) -> Iterator[Quoted]:
    """Pairs of double marks; the last one is not closed where the paragraph ends inside it."""
    opened: re.Match[str] | None = None
    for mark in _DOUBLE.finditer(text, *paragraph):
        if opened is None:
            opened = mark if _opens(text, mark) else None
        elif _closes(text, mark, opened.group()):
            yield _passage(text, opened, mark.start(), mark.end())
            opened = None
        elif _restarts(text, mark, opened):
            opened = mark
    if opened is not None:
        yield _passage(text, opened, paragraph[1], paragraph[1], closed=False)


def _passage(text: str, opened: re.Match[str], end: int, outer_end: int, *, closed: bool = True) -> Quoted:
    start = opened.end()
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Quoted(start, end, (opened.start(), outer_end), closed)


def _opens(text: str, mark: re.Match[str]) -> bool:
    sign = mark.group()
    if sign in _OPENERS:
        return True
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    if sign == "»":  # the German way round
        return not before.strip() and after.isalnum()
    return sign not in _CLOSERS and not before.isalnum() and bool(after.strip()) and after not in ".,;:)"


def _closes(text: str, mark: re.Match[str], opener: str) -> bool:
    sign = mark.group()
    if opener in _PAIRS:
        return sign in _PAIRS[opener]
    if sign in _CLOSERS:
        return True
    return sign not in _OPENERS and not _only_opens(text, mark)


def _only_opens(text: str, mark: re.Match[str]) -> bool:
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    return before in " (\u00a0\t\n—" and after.isalnum()


def _restarts(text: str, mark: re.Match[str], opened: re.Match[str]) -> bool:
    """A second opening mark where the first was never closed: a slip of the pen, the later one counts."""
    return mark.group() == opened.group() and _opens(text, mark) and mark.group() in {"“", '"'}


def _goes_on(text: str, part: Quoted, paragraphs: tuple[Span, ...]) -> bool:
    """Whether an unclosed passage is the first of several paragraphs, or fills its own, the mark forgotten."""
    after = bisect_left(paragraphs, (part.outer[1], 0))
    if after < len(paragraphs) and _DOUBLE.match(text, paragraphs[after][0]):
        return True
    own = bisect_left(paragraphs, (part.outer[0], 0))
    return own < len(paragraphs) and paragraphs[own][0] == part.outer[0] and text[part.outer[0]] != "'"


def _singles(text: str, paragraph: Span) -> Iterator[Quoted]:
    """Pairs of single marks around four words or more; an apostrophe closes only after punctuation or a whole word."""
    opened: re.Match[str] | None = None
    for mark in _SINGLE.finditer(text, *paragraph):
        before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
        if opened is None or (mark.group() == "‘" and opened.group() != "‘"):
            opened = mark if mark.group() in "'‘" and not before.isalnum() and after.isalnum() else opened
        elif mark.group() in "'’" and not after.isalnum() and (before in ".,?!…" or before != "s"):
            part = _passage(text, opened, mark.start(), mark.end())
            opened = None
            if len(part.words(text)) >= _FEWEST_SINGLE:
                yield part
