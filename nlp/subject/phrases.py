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
from functools import cached_property

GAP = r"[\s\-\u2010-\u2015\u00a0]+"
_UNBOUND = "[\u0590-\u06ff\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_PIECES = {" ": GAP, "(": "(?:", "|": "|", ")": ")"}
_APOSTROPHES = "’‘ʼ＇"
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a phrase stands in a text, end exclusive, and the words as written."""

    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Phrases:
    """A list of phrases, ready to be found: one expression for lower case, one for those with capitals.

    Both are made when they are first asked for: a subject has phrases in forty languages, a page is in one.
    """

    lower: tuple[str, ...]
    upper: tuple[str, ...]

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Phrases:
        """Take phrases; an empty list finds nothing. re.error for brackets that do not close."""
        unique = dict.fromkeys(phrase.strip() for phrase in phrases if phrase.strip())
        lower = [phrase for phrase in unique if phrase == phrase.lower()]
        upper = [form for phrase in unique if phrase != phrase.lower() for form in (phrase, phrase.upper())]
        found = cls(tuple(lower), tuple(dict.fromkeys(upper)))
        if any(phrase.count("(") != phrase.count(")") for phrase in unique):
            found.folded, found.cased  # noqa: B018 - told at once, not at the first page
        return found

    @cached_property
    def folded(self) -> re.Pattern[str]:
        """Finds the phrases of lower case in a text of lower case."""
        return _any_of(self.lower)

    @cached_property
    def cased(self) -> re.Pattern[str]:
        """Finds the phrases with capitals in a text as it stands."""
        return _any_of(self.upper)

    def find(self, text: Text) -> list[Hit]:
        """All places where a phrase stands, in order of their start; they may overlap."""
        spans = [match.span() for match in self.folded.finditer(text.folded)] if self.lower else []
        spans += [match.span() for match in self.cased.finditer(text.plain)] if self.upper else []
        return [Hit(start, end, text.plain[start:end]) for start, end in sorted(set(spans)) if end > start]

    def stands_in(self, text: Text) -> bool:
        """Whether any phrase stands in the text."""
        if self.lower and self.folded.search(text.folded) is not None:
            return True
        return bool(self.upper) and self.cased.search(text.plain) is not None


@dataclass(frozen=True, slots=True)
class Text:
    """A text made ready for matching: straight apostrophes, and in lower case; both as long as before."""

    plain: str
    folded: str

    @classmethod
    def of(cls, text: str) -> Text:
        """Prepare a text; offsets stay those of the original."""
        plain = _straight(text)
        folded = plain.lower()
        if len(folded) != len(plain):  # such as the Turkish İ, whose lower case is two characters
            folded = "".join(char.lower() if len(char.lower()) == 1 else char for char in plain)
        return cls(plain, folded)


def _straight(text: str) -> str:
    """One apostrophe for all of them; far faster than `str.translate` on a long text."""
    for apostrophe in _APOSTROPHES:
        text = text.replace(apostrophe, "'")
    return text


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """One expression for all phrases: border and first letter are tried once for each place, not for each phrase."""
    phrases = [_straight(phrase) for phrase in sorted(phrases, key=len, reverse=True)]
    loose = [_expression(phrase) for phrase in phrases if re.search(_UNBOUND, phrase)]
    bound = [phrase for phrase in phrases if not re.search(_UNBOUND, phrase)]
    whole = [_bound([phrase for phrase in bound if _wordy(phrase)])] if any(map(_wordy, bound)) else []
    rest = [rf"(?<!\w){_expression(phrase)}" for phrase in bound if not _wordy(phrase)]
    expressions = [*whole, *rest, *loose]
    return re.compile("|".join(expressions)) if expressions else _NOTHING


def _bound(phrases: list[str]) -> str:
    firsts = "".join(sorted({letter for phrase in phrases for letter in _firsts(phrase)}))
    return rf"(?<!\w)(?=[{re.escape(firsts)}])(?:{'|'.join(map(_expression, phrases))})(?!\w)"


def _wordy(phrase: str) -> bool:
    """Whether a phrase begins and ends with a word, so that both borders can be asked for."""
    return phrase[-1] in "*)" or phrase[-1].isalnum()


def _firsts(phrase: str) -> set[str]:
    """The characters that a phrase may begin with; those of what follows too where its first group may be empty."""
    if phrase[0] != "(":
        return {phrase[0]}
    group, _, rest = phrase[1:].partition(")")
    words = group.split("|")
    return {word[0] for word in words if word} | (_firsts(rest.lstrip()) if "" in words else set())


def _expression(phrase: str) -> str:
    return f"(?:{''.join(_piece(phrase, index) for index in range(len(phrase)))})"


def _piece(phrase: str, index: int) -> str:
    char = phrase[index]
    if char == "*":
        return r"\w*" if index and (phrase[index - 1].isalnum() or phrase[index - 1] == ")") else r"\w+"
    return _PIECES.get(char) or re.escape(char)
