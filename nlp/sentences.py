"""Light splitting of text into paragraphs and sentences: regular expressions, linear time, no model.

Paragraphs are parted by a blank line (or, where a text has none, by line ends). A sentence ends at `.`, `!`, `?`, `…`
followed by closing marks and white space, unless the dot belongs to an abbreviation, an initial or a number.
"""

from __future__ import annotations

import re

Span = tuple[int, int]

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE_END = re.compile(r"\n\s*")
_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)")
_LAST_WORD = re.compile(r"([^\s\"“‘'(\[]{1,24})$")
_NEXT = re.compile(r"\s+[\"“‘'«(\[–—-]*\s?(\w)?")

_TITLES = (
    "mr mrs ms dr prof rev hon sen reps rep gov lt sgt cpl pvt capt cmdr col gen maj adm det insp supt st sts mt ft"
)
_STATES = """ala ariz ark calif colo conn del fla ga ill ind kan kans ky la md mass mich minn miss mo mont neb nev okla
 ore pa tenn tex va vt wash wis wyo n.y n.j n.h n.c s.c n.d s.d n.m r.i w.va d.c u.s u.k u.n e.u"""
_OTHERS = """no nos vs inc ltd corp co cos llc bros dept assn univ jan feb mar apr jun jul aug sept sep oct nov dec
 etc al approx est fig art sec ch pp ed eds jr sr esq a.m p.m ph.d m.d b.a m.a"""
_NEVER_LAST = frozenset([*_TITLES.split(), "vs", "v", "e.g", "i.e", "cf"])
ABBREVIATIONS = _NEVER_LAST | frozenset([*_STATES.split(), *_OTHERS.split()])
LONGEST_SENTENCE = 4_000  # characters; longer is cut, so that one endless line stays cheap


def paragraphs(text: str) -> tuple[Span, ...]:
    """Spans of the paragraphs of `text` without surrounding white space, in order; none for an empty text."""
    breaks = _BLANK_LINE if _BLANK_LINE.search(text) else _LINE_END
    spans, start = [], 0
    for gap in breaks.finditer(text):
        spans.append((start, gap.start()))
        start = gap.end()
    spans.append((start, len(text)))
    trimmed = (_trim(text, *span) for span in spans)
    return tuple((begin, end) for begin, end in trimmed if begin < end)


def sentences(text: str) -> tuple[Span, ...]:
    """Spans of the sentences of `text`, in order, none crossing a paragraph; each at most LONGEST_SENTENCE long."""
    found: list[Span] = []
    for begin, end in paragraphs(text):
        start = begin
        for stop in _STOP.finditer(text, begin, end):
            if _ends_sentence(text, start, stop):
                _add(text, start, stop.end(), found)
                start = stop.end()
        _add(text, start, end, found)
    return tuple(found)


def _ends_sentence(text: str, start: int, stop: re.Match[str]) -> bool:
    following = _NEXT.match(text, stop.end())
    letter = following.group(1) if following else None
    mark = stop.group(0)
    if mark[0] != "." or mark.startswith(".."):
        return not (letter and letter.islower())
    word = _LAST_WORD.search(text, max(start, stop.start() - 26), stop.start())
    last = word.group(1).lower() if word else ""
    if last in _NEVER_LAST or (len(last) == 1 and last.isalpha() and len(mark) == 1):
        return False
    if last in ABBREVIATIONS:
        return bool(letter and letter.isupper() and "." in last and len(last) > 2 and _opens(text, stop.end()))
    return not (letter and letter.islower())


def _opens(text: str, position: int) -> bool:
    """Whether a word follows that seldom stands inside a sentence with a capital letter."""
    return (
        re.match(r"\s+[\"“]?(?:The|A|An|It|He|She|They|But|In|On|And|This|That|We|I)\b", text[position : position + 12])
        is not None
    )


def _add(text: str, begin: int, end: int, found: list[Span]) -> None:
    begin, end = _trim(text, begin, end)
    while end - begin > LONGEST_SENTENCE:
        cut = text.rfind(" ", begin + 1, begin + LONGEST_SENTENCE)
        cut = cut if cut > begin else begin + LONGEST_SENTENCE
        found.append((begin, cut))
        begin, end = _trim(text, cut, end)
    if begin < end:
        found.append((begin, end))


def _trim(text: str, begin: int, end: int) -> Span:
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    return begin, end
