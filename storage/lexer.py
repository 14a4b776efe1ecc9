"""Cuts a query into lexemes, with their positions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from watchdesk.errors import QueryError

LONGEST = 2000

_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_WORD = re.compile(r"""[^\s()"“”„«»]+""")
_FIELD = re.compile(r"([^\W\d_][\w]{1,20}):(?!//)")
_DATE = r"\d{4}(?:-\d{1,2}(?:-\d{1,2})?)?"
_RANGE = re.compile(rf"({_DATE})?(?:\.\.\.?|…)({_DATE})?$")
_NEAR = re.compile(r"NEAR\(([^()]*)\)")
_NEAR_PART = re.compile(r'"([^"]*)"|([^\s,"]+)')


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of a query. Kinds: word, phrase, field, open, close, or, and, not, range, near."""

    kind: str
    text: str
    position: int
    prefix: bool = False
    parts: tuple[str, ...] = ()
    number: int = 0


def searchable(text: str) -> bool:
    """Whether the index can find anything in it: a letter or a digit."""
    return any(letter.isalnum() for letter in text)


def clean(text: str) -> str:
    """The query without control characters and broken surrogates, every position kept."""
    return _CONTROL.sub(" ", text).encode("utf-8", "replace").decode("utf-8")


def lexemes(text: str) -> Iterator[Lexeme]:
    """The pieces of a query, in order. Raises QueryError for a quotation without end or a text beyond all measure."""
    if len(text) > LONGEST:
        raise QueryError(f"a query has at most {LONGEST} characters", LONGEST)
    at = 0
    while at < len(text):
        letter = text[at]
        if letter.isspace() or letter in "”»":
            at += 1
        elif letter in "()":
            yield Lexeme("open" if letter == "(" else "close", letter, at)
            at += 1
        elif letter in _QUOTES:
            lexeme, at = _phrase(text, at)
            yield lexeme
        elif near := _NEAR.match(text, at):
            yield _near(near)
            at = near.end()
        else:
            lexeme, at = _word(text, at)
            yield lexeme


def _phrase(text: str, at: int) -> tuple[Lexeme, int]:
    end = text.find(_QUOTES[text[at]], at + 1)
    if end < 0:
        end = text.find('"', at + 1)
    if end < 0:
        raise QueryError("a quotation mark without its second one", at, f"{text.rstrip()}{_QUOTES[text[at]]}")
    star = text[end + 1 : end + 2] == "*"
    return Lexeme("phrase", text[at + 1 : end], at, star), end + 1 + star


def _near(match: re.Match[str]) -> Lexeme:
    inside, comma, distance = match[1].rpartition(",")
    if not comma:
        inside, distance = match[1], "10"
    phrases = tuple(a or b for a, b in _NEAR_PART.findall(inside))
    if len(phrases) < 2 or not all(map(searchable, phrases)):
        raise QueryError("NEAR needs two words or more", match.start(), "NEAR(word word, 10)")
    if not distance.strip().isdecimal() or not 1 <= int(distance.strip()[:6]) <= 1000:
        raise QueryError("NEAR needs a distance in words, from 1 to 1000", match.start(), "NEAR(word word, 10)")
    return Lexeme("near", match[0], match.start(), False, phrases, int(distance))


def _word(text: str, at: int) -> tuple[Lexeme, int]:
    if field := _FIELD.match(text, at):
        return Lexeme("field", field[1], at), field.end()
    if text[at] == "-" and at + 1 < len(text) and not text[at + 1].isspace():
        return Lexeme("not", "-", at), at + 1
    found = _WORD.match(text, at)
    if found is None:  # a closing quotation mark of another kind
        return Lexeme("word", text[at], at), at + 1
    word = found[0]
    if word in ("OR", "AND", "NOT"):
        return Lexeme(word.lower(), word, at), found.end()
    if (span := _RANGE.match(word)) and (span[1] or span[2]):
        return Lexeme("range", word, at, False, (span[1] or "", span[2] or "")), found.end()
    prefix = len(word) > 1 and word.endswith("*")
    return Lexeme("word", word.rstrip("*") if prefix else word, at, prefix), found.end()
