"""Text as a reader takes it in, without moving a character: every offset in the result is one in the original.

Typographic quotes and apostrophes become straight, odd white space and invisible characters become spaces, HTML left
in the text is blanked, and lines in capitals get the case that their words have elsewhere in the document.
"""

from __future__ import annotations

import re
from collections import Counter

_ALIKE = (
    ("'", "’‘ʼ´`‛＇"),
    ('"', "“”„‟«»＂"),
    ("-", "‐‑"),
    (" ", "\u00a0\u2007\u202f\u2009\u200a\u2002\u2003\u200b\u200c\u200d\u2060\ufeff\u00ad\t\r\x0b\x0c\x85"),
    (
        " ",
        "".join(
            map(chr, (*range(9), *range(0x0E, 0x20), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F))
        ),
    ),
    ("\n", "\u2028\u2029"),
)
_STRAIGHT = {ord(mark): plain for plain, marks in _ALIKE for mark in marks}
_ENDLESS = re.compile(r"\S{119}\S")  # no word is that long, and a tokenizer's time grows with the square of a word
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>|<!--.{0,2000}?-->", re.DOTALL)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,6});")
_AMPERSAND = re.compile(r"&amp;")
_WORD = re.compile(r"[^\W\d_]+")
_CAPITALS = re.compile(r"^[^a-z\n]*[A-Z]{2}[^a-z\n]*$", re.MULTILINE)
_SMALL_WORDS = "a an and as at but by for from if in into is nor of off on or out over per the to up via with"
_SMALL = frozenset(_SMALL_WORDS.split())
_LONGEST_HEADLINE = 300


def readable(text: str) -> str:
    """The text for reading, as long as the original character by character."""
    plain = text.translate(_STRAIGHT)
    if "<" in plain:
        plain = _TAG.sub(_blank, plain)
    if "&" in plain:
        plain = _ENTITY.sub(_blank, _AMPERSAND.sub("&    ", plain))
    plain = _ENDLESS.sub(lambda run: run.group()[:-1] + " ", plain)
    return _recased(plain)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _recased(text: str) -> str:
    """Lines in capitals get the usual case of each word in the rest of the document; unknown words a capital."""
    lines = [line for line in _CAPITALS.finditer(text) if _is_shouted(line.group())]
    if not lines:
        return text
    usual = _usual_case(text, lines)
    for line in reversed(lines):
        calm = _WORD.sub(lambda word: _calm(word.group(), usual), line.group())
        if len(calm) == len(line.group()):
            text = text[: line.start()] + calm + text[line.end() :]
    return text


def _is_shouted(line: str) -> bool:
    words = [word for word in _WORD.findall(line) if len(word) > 1]
    return len(words) >= 3 and len(line) <= _LONGEST_HEADLINE


def _usual_case(text: str, lines: list[re.Match[str]]) -> dict[str, str]:
    counts: dict[str, Counter[str]] = {}
    shouted = [line.span() for line in lines]
    index = 0
    for word in _WORD.finditer(text):
        while index < len(shouted) and shouted[index][1] <= word.start():
            index += 1
        if index < len(shouted) and shouted[index][0] <= word.start():
            continue
        counts.setdefault(word.group().lower(), Counter())[word.group()] += 1
    return {word: forms.most_common(1)[0][0] for word, forms in counts.items()}


def _calm(word: str, usual: dict[str, str]) -> str:
    known = usual.get(word.lower())
    if known is not None and len(known) == len(word):
        return known
    if len(word) == 1 or word.lower() in _SMALL:
        return word.lower() if word.lower() in _SMALL else word
    return word.capitalize()
