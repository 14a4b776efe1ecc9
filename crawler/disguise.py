"""Words that do not stand in a page as one piece: split by tags or soft hyphens, written by references or escapes.

Browsers show `fac<b>ial</b>`, `Gesichts&shy;erkennung` and `&#1083;&#1080;&#1094;` as whole words. `SIGNS` are cheap to
find; only the pieces around them are made plain, and only those are looked at a second time.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Final

AROUND: Final = 120  # bytes on both sides of a sign that are made plain: room for the words before and after
_LETTER: Final = rb"[a-z\x80-\xff]"
_INLINE: Final = rb"(?:b|i|u|s|em|strong|span|font|mark|small|big|sub|sup|a|ins|del|abbr|cite|bdi|bdo|q|tt|var|dfn)"
# What begins within a word: not a link, though one may end there ("<a>face</a>s"), and no short tag with attributes,
# which Hyperscan would have to look at wherever any tag begins with that letter.
_SHORT: Final = rb"<(?:b|i|u|s|em|strong)>"
_LONG: Final = rb"<(?:span|font|mark|small|big|sub|sup|ins|del|abbr|cite|bdi|bdo|tt|var|dfn)[\s>]"
# No shown character: soft hyphen, zero-width ones, and a place where a line may be broken.
_INVISIBLE: Final = (
    rb"\xc2\xad|\xe2\x80[\x8b-\x8f]|\xe2\x81[\xa0-\xa4]|\xef\xbb\xbf|&shy;?|&#0*173;|&#x0*ad;|&zwn?j;|&#820[3-7];|"
    rb"&#x200[b-f];|&zerowidthspace;|<wbr\s*/?>"
)
# Expressions for any case, in the syntax that Hyperscan and `re` share. Escapes (U+00C0-00FF) and names of letters
# with accents are no signs, since those letters are not sought (`crawler/anchors.py`), except in words so short that a
# rarer letter stands beside; nor are references to typographic marks (U+2000-20FF).
SIGNS: Final = (
    _LETTER + rb"(?:" + _INVISIBLE + rb")",
    _LETTER + _SHORT,
    _LETTER + _LONG,
    rb"</" + _INLINE + rb">" + _LETTER,
    _LETTER + rb"<!--",
    rb"-->" + _LETTER,
    rb"&#0*(?:6[5-9]|[78]\d|9[07-9]|1[01]\d|12[0-2]|19[2-9]|[2-9]\d\d|[1-79]\d{3}|8[013-9]\d\d|\d{5});",
    rb"&#x0*(?:[46][1-9a-f]|[57][0-9a]|[c-f][0-9a-f]|[1-9a-f][0-9a-f]{2}|[013-9a-f][0-9a-f]{3});",
    rb"\\u(?:00[4-7]|0[1-9a-f]|1[0-9a-f]|[3-9a-d][0-9a-f])",
)
HIDDEN: Final = re.compile(_INVISIBLE + rb"|</?" + _INLINE + rb"(?:\s[^<>]*)?>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[nrt])")


def plain(text: bytes, signs: Sequence[int]) -> bytes:
    """The pieces of a text in UTF-8 around these places, as a browser shows them; a line each."""
    return freed(around(text, signs))


def around(text: bytes, signs: Sequence[int]) -> list[bytes]:
    """The pieces of a text around these places, of which there is one at least."""
    pieces = []
    start = end = 0
    for place in sorted(signs):
        if place - AROUND > end:
            if end:
                pieces.append(text[start:end])
            start = max(place - AROUND, 0)
        end = place + AROUND
    pieces.append(text[start:end])
    return pieces


def leaves_open(piece: bytes) -> bool:
    """Whether a comment begins in a piece that does not end in it."""
    return piece.rfind(b"<!--") > piece.rfind(b"-->")


def freed(pieces: Sequence[bytes]) -> bytes:
    """Pieces as a browser shows them; a line each."""
    return shown(HIDDEN.sub(b"", b"\n".join(pieces))).encode("utf-8", "ignore")


def shown(text: bytes) -> str:
    """A piece of a page without markup as it is read: references and the escapes of JSON made characters."""
    read = text.decode("utf-8", "ignore")
    if "\\" in read:
        read = _ESCAPE.sub(_character, read)
    return html.unescape(read) if "&" in read else read


def _character(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else " "
