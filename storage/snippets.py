"""Snippets: which words of a text matched, and the sentence around them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from storage.found import Segment

OPEN, CLOSE = "\ue0f0", "\ue0f1"  # private-use characters, put around marks by FTS5's highlight()
_LONGEST = 300

_SENTENCE_END = re.compile(r"""[.!?…]["'”’)\]]*\s+(?=["'“‘(\[]?[A-Z0-9À-ÞА-Я])|\n\s*\n""")
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|St|Sgt|Lt|Capt|Det|Gov|Sen|Rep|Prof|Gen|Col|Jr|Sr|Inc|Corp|Co|Ltd|vs?|No|Jan|Feb|Aug"
    r"|Sept?|Oct|Nov|Dec|e\.g|i\.e|U\.S|U\.K))\.\s+$"
)

Span = tuple[int, int]


def marked_spans(highlighted: str) -> tuple[str, list[Span]]:
    """The plain text of a highlighted one, and the spans that were marked in it."""
    plain: list[str] = []
    spans: list[Span] = []
    length = 0
    for number, piece in enumerate(highlighted.split(OPEN)):
        inside, close, after = piece.partition(CLOSE) if number else ("", "", piece)
        if close:
            spans.append((length, length + len(inside)))
        plain += (inside, after)
        length += len(inside) + len(after)
    return "".join(plain), spans


def sentence_span(text: str, at: int) -> Span:
    """Start and end of the sentence around a character, within its paragraph."""
    start, end = 0, len(text)
    paragraph = text.rfind("\n\n", 0, at)
    offset = paragraph + 2 if paragraph >= 0 else 0
    start = offset
    for found in _SENTENCE_END.finditer(text, offset):
        if not found[0].isspace() and _ABBREVIATION.search(text, max(0, found.start() - 6), found.end()):
            continue
        if found.end() > at:
            end = found.start() + len(found[0].rstrip())
            break
        start = found.end()
    return start, max(end, start)


def sentence_at(text: str, at: int) -> str:
    """The sentence around a character, in one line."""
    start, end = sentence_span(text, at)
    return " ".join(text[start:end].split())


def best_span(spans: Sequence[Span], text: str) -> Span | None:
    """The mark with the most different marked words within a line or two after it."""
    best: tuple[int, Span] | None = None
    words = len({text[a:b].casefold() for a, b in spans[:212]})
    for number, span in enumerate(spans[:200]):
        if best and best[0] == words:  # no later place can have more
            break
        near = {text[a:b].casefold() for a, b in spans[number : number + 12] if a < span[0] + _LONGEST}
        if best is None or len(near) > best[0]:
            best = (len(near), span)
    return best[1] if best else None


def snippet(text: str, spans: Sequence[Span]) -> tuple[Segment, ...]:
    """A piece of the text of at most some 300 characters around the marks; its beginning where nothing is marked."""
    focus = best_span(spans, text)
    start, end = sentence_span(text, focus[0]) if focus else (0, min(len(text), _LONGEST))
    if focus and focus[1] - start > _LONGEST * 2 // 3:
        start = text.rfind(" ", 0, max(start + 1, focus[0] - _LONGEST // 3)) + 1
    if end - start > _LONGEST:
        cut = text.rfind(" ", start, start + _LONGEST)
        end = max(cut, focus[1] if focus else 0, start + _LONGEST // 2)
    return _segments(text, start, end, spans)


def _segments(text: str, start: int, end: int, spans: Iterable[Span]) -> tuple[Segment, ...]:
    pieces: list[Segment] = []
    before = "… " if start > 0 and text[max(0, start - 2) : start].strip() and text[start - 1] not in ".!?" else ""
    at = start
    for first, last in spans:
        if first < at or last > end:
            continue
        pieces += (Segment(_line(text[at:first])), Segment(_line(text[first:last]), True))
        at = last
    pieces.append(Segment(_line(text[at:end]) + (" …" if end < len(text) and text[end - 1] not in '.!?”"' else "")))
    kept = [piece for piece in pieces if piece.text]
    return (Segment(before), *kept) if before and kept else tuple(kept)


def _line(text: str) -> str:
    """White space folded, an outer space kept where the text had one."""
    return re.sub(r"\s+", " ", text)
