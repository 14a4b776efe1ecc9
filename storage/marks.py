"""Marks what a query's words matched in a text, without asking the index. Pure.

The index folds accents and knows scripts better; where this finds nothing, the caller asks the index itself.
"""

from __future__ import annotations

import re

from storage.query import Near, Node, Words, terms
from storage.snippets import Span

_TOKEN = re.compile(r"[^\W_]+")
_MOST = 60  # marks of one term


class Marker:
    """The words of one query, ready to be found in many texts."""

    def __init__(self, root: Node | None) -> None:
        self.patterns: list[tuple[str, re.Pattern[str], str | None]] = []
        self.whole = True  # whether every term of the text can be marked here
        for term in terms(root):
            if isinstance(term, Near):
                self.whole = False
            elif isinstance(term, Words):
                self._add(term)

    def _add(self, term: Words) -> None:
        tokens = _TOKEN.findall(term.text.lower())
        if not tokens:
            self.whole = False
            return
        ending = r"[^\W_]*" if term.prefix else r"(?![^\W_])"
        self.patterns.append((tokens[0], re.compile(r"[\W_]+".join(map(re.escape, tokens)) + ending), term.part))

    def spans(self, text: str, part: str) -> list[Span]:
        """What is matched in a text that is the article's `part` (title or text), in order, not overlapping."""
        lowered = text.lower()
        if len(lowered) != len(text):
            return []
        found = {
            span for first, pattern, wanted in self.patterns if wanted in (None, part)
            for span in _found(lowered, first, pattern)
        }  # fmt: skip
        return _apart(sorted(found))


def _found(text: str, first: str, pattern: re.Pattern[str]) -> list[Span]:
    spans: list[Span] = []
    at = text.find(first)
    while at >= 0 and len(spans) < _MOST:
        if at == 0 or not text[at - 1].isalnum():
            match = pattern.match(text, at)
            if match:
                spans.append(match.span())
        at = text.find(first, at + len(first))
    return spans


def _apart(spans: list[Span]) -> list[Span]:
    """Overlapping marks joined, and those that only white space parts left as they are."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
