"""What the readers of a document see: the text with its tokens, sentences and mentions; frozen, no spaCy in it.

`pipeline` makes one from a spaCy Doc; `plain_view` makes one without a model, for tests and for other languages.
Only tokenizer and named-entity recognizer of the model run (see docs/decisions.md), so `lemma`, `pos` and `tag`
of a token are empty: quotes and events work with words, mentions and sentence spans.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from nlp.sentences import paragraphs, sentences
from watchdesk.records import Mention

Span = tuple[int, int]

_WORD = re.compile(r"\w+(?:[-.&]\w+)*|[^\w\s]")


class Token(NamedTuple):
    """One token; `start` and `end` are characters of the text, end exclusive. Empty strings where nothing is known."""

    start: int
    end: int
    text: str
    lemma: str = ""
    pos: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class DocView:
    """A document as read so far. All spans are characters of `text`, end exclusive, in order, not overlapping.

    `mentions` are the resolved names of the text, `title_mentions` those of the title (offsets in the title).
    `published` is ISO 8601 as precise as stated, or None.
    """

    text: str
    title: str | None = None
    published: str | None = None
    source: str | None = None
    language: str | None = None
    paragraphs: tuple[Span, ...] = ()
    sentences: tuple[Span, ...] = ()
    tokens: tuple[Token, ...] = ()
    mentions: tuple[Mention, ...] = ()
    title_mentions: tuple[Mention, ...] = ()
    _starts: tuple[int, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", tuple(mention.start for mention in self.mentions))

    def sentence_at(self, position: int) -> Span:
        """The sentence that holds the character, or the last one before it; the whole text where there is none."""
        return _span_at(self.sentences, position) or (0, len(self.text))

    def paragraph_at(self, position: int) -> Span:
        """The paragraph that holds the character, or the last one before it; the whole text where there is none."""
        return _span_at(self.paragraphs, position) or (0, len(self.text))

    def mentions_within(self, start: int, end: int) -> tuple[Mention, ...]:
        """The mentions that begin in the span, in order."""
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def plain_view(
    text: str,
    *,
    title: str | None = None,
    published: str | None = None,
    source: str | None = None,
    language: str | None = None,
    mentions: Iterable[Mention] = (),
    title_mentions: Iterable[Mention] = (),
) -> DocView:
    """A view made without a model: tokens by a regular expression."""
    return DocView(
        text=text,
        title=title,
        published=published,
        source=source,
        language=language,
        paragraphs=paragraphs(text),
        sentences=sentences(text),
        tokens=tuple(Token(match.start(), match.end(), match.group()) for match in _WORD.finditer(text)),
        mentions=tuple(sorted(mentions, key=lambda mention: mention.start)),
        title_mentions=tuple(title_mentions),
    )


def _span_at(spans: tuple[Span, ...], position: int) -> Span | None:
    index = bisect_right(spans, (position, float("inf")))
    return spans[index - 1] if index else (spans[0] if spans else None)
