"""Phrases as people write them in YAML, made into regular expressions.

A blank matches any blanks or hyphens, `*` after letters any ending and alone any word, `(a|b)` alternatives. A phrase
with a capital letter is matched as written or all in capitals (`Ring` is not `ring`); any other in every case. Scripts
that part words by other means than blanks (Chinese, Japanese, Korean, Thai), or prefix their article (Arabic, Hebrew),
are matched anywhere, all others at word borders. Straight and curly apostrophes are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

GAP = r"[\s\-\u2010-\u2015\u00a0]+"
_UNBOUND = "[\u0590-\u06ff\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_PIECES = {" ": GAP, "(": "(?:", "|": "|", ")": ")"}
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "＇": "'"})
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a phrase stands in a text, end exclusive, and the words as written."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """A list of phrases, ready to be found: one expression for lower case, one for those with capitals."""

    folded: re.Pattern[str]
    cased: re.Pattern[str]

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Phrases:
        """Compile phrases; an empty list finds nothing."""
        unique = dict.fromkeys(phrase.strip() for phrase in phrases if phrase.strip())
        lower = [_expression(phrase) for phrase in unique if phrase == phrase.lower()]
        upper = [form for phrase in unique if phrase != phrase.lower() for form in (phrase, phrase.upper())]
        return cls(_any_of(lower), _any_of([_expression(form) for form in dict.fromkeys(upper)]))

    def find(self, text: Text) -> list[Hit]:
        """All places where a phrase stands, in order of their start; they may overlap."""
        spans = [match.span() for match in self.folded.finditer(text.folded)]
        spans += [match.span() for match in self.cased.finditer(text.plain)]
        return [Hit(start, end, text.plain[start:end]) for start, end in sorted(set(spans)) if end > start]

    def stands_in(self, text: Text) -> bool:
        """Whether any phrase stands in the text."""
        return self.folded.search(text.folded) is not None or self.cased.search(text.plain) is not None


@dataclass(frozen=True, slots=True)
class Text:
    """A text made ready for matching: straight apostrophes, and in lower case; both as long as before."""

    plain: str
    folded: str

    @classmethod
    def of(cls, text: str) -> Text:
        """Prepare a text; offsets stay those of the original."""
        plain = text.translate(_STRAIGHT)
        folded = plain.lower()
        if len(folded) != len(plain):  # such as the Turkish İ, whose lower case is two characters
            folded = "".join(char.lower() if len(char.lower()) == 1 else char for char in plain)
        return cls(plain, folded)


def _any_of(expressions: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(expressions, key=len, reverse=True))) if expressions else _NOTHING


def _expression(phrase: str) -> str:
    phrase = phrase.translate(_STRAIGHT)
    body = "".join(_piece(phrase, index) for index in range(len(phrase)))
    if re.search(_UNBOUND, phrase):
        return f"(?:{body})"
    left = r"(?<!\w)" if phrase[0].isalnum() or phrase[0] == "(" else ""
    right = r"(?!\w)" if phrase[-1].isalnum() or phrase[-1] == ")" else ""
    return f"{left}(?:{body}){right}"


def _piece(phrase: str, index: int) -> str:
    char = phrase[index]
    if char == "*":
        return r"\w*" if index and phrase[index - 1].isalnum() else r"\w+"
    return _PIECES.get(char) or re.escape(char)
