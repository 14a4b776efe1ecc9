"""A text with its mentions and quotes, cut into pieces that a template can mark. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from storage.changes import word_diff
from storage.rows import MentionRow, QuoteRow

_PARAGRAPH = re.compile(r"\n\s*\n")
_WORD = re.compile(r"\s+|[^\s]+")
_EDITS = {"same": "same", "added": "in", "removed": "out"}
CONTEXT_WORDS = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same marks."""

    text: str
    mention: MentionRow | None = None
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """A run of words in a comparison: `same`, `in`, `out`, or `gap` for a long run left out."""

    kind: str
    text: str


def paragraphs(text: str, mentions: Sequence[MentionRow], quotes: Sequence[QuoteRow]) -> list[list[Piece]]:
    """The paragraphs of a text (parted by blank lines), each as pieces; spans outside the text are left out."""
    starts = [0]
    ends = []
    for gap in _PARAGRAPH.finditer(text):
        ends.append(gap.start())
        starts.append(gap.end())
    ends.append(len(text))
    return [
        list(_pieces(text, start, end, mentions, quotes))
        for start, end in zip(starts, ends, strict=True)
        if text[start:end].strip()
    ]


def _pieces(
    text: str, start: int, end: int, mentions: Sequence[MentionRow], quotes: Sequence[QuoteRow]
) -> Iterator[Piece]:
    here = [mention for mention in mentions if start <= mention.start < mention.end <= end]
    said = [quote for quote in quotes if quote.start < end and start < quote.end]
    cuts = {start, end, *(at for span in here for at in (span.start, span.end))}
    cuts |= {at for quote in said for at in (quote.start, quote.end) if start < at < end}
    for left, right in pairwise(sorted(cuts)):
        mention = next((span for span in here if span.start <= left and right <= span.end), None)
        quoted = any(span.start <= left and right <= span.end for span in said)
        yield Piece(text[left:right], mention, quoted)


def compare(before: str, after: str) -> list[Edit]:
    """What changed between two texts, word by word; long unchanged runs are cut to a few words at each end."""
    edits = [Edit(_EDITS[piece.kind], piece.text) for piece in word_diff(before, after)]
    return [piece for edit in edits for piece in _shortened(edit)]


def _shortened(edit: Edit) -> list[Edit]:
    words = _WORD.findall(edit.text)
    if edit.kind != "same" or len(words) <= 6 * CONTEXT_WORDS:
        return [edit]
    head, tail = "".join(words[: 2 * CONTEXT_WORDS]), "".join(words[-2 * CONTEXT_WORDS :])
    left_out = len([word for word in words if not word.isspace()]) - 2 * CONTEXT_WORDS
    return [Edit("same", head), Edit("gap", f"{left_out:,} words unchanged"), Edit("same", tail)]
