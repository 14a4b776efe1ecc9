"""What changed between two versions: a word diff, and a class a reader understands. Pure.

Classes: correction (the page says that it corrects something it did not say before), headline, substantive, typo.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORD = re.compile(r"\w+(?:['’.-]\w+)*|[^\w\s]+|\s+")
_LETTERS = re.compile(r"\w")

# How outlets announce a correction: a label that opens a paragraph or stands in brackets, or the sentence that
# follows it. Forms from the published correction policies of wire agencies and broadsheets, in the languages read.
_CORRECTION = re.compile(
    r"""(?imx)
    ^\W*(?:editor['’]?s?\ note|(?:update\ and\ )?correction|corrected|clarification|erratum
        |berichtigung|korrektur|richtigstellung|rectificati(?:f|on)|correctie|correcci[oó]n|rettifica|errata|correção)
        s?(?:\s*\([^)]{1,40}\)|\s+on\s+[^:.]{1,30}|\s+appended)?\s*(?:[:–—-]|\.\s|$)
    |\b(?:this|an\ earlier|a\ previous|the\ original|the\ earlier)\ (?:version|article|story|post|report|headline)
        \b[^.\n]{0,120}\b(?:correct(?:ed|ion)|clarif(?:y|ied)|incorrect(?:ly)?|misstated|misidentified|misspelled
        |mis-?attributed|mistakenly|erroneously|inaccurate(?:ly)?|wrong(?:ly)?|in\ error|amended)
    |\b(?:story|article|post|report|version|headline|piece)\ (?:was|has\ been)\ (?:corrected|amended)\b
    |\b(?:has|have)\ been\ (?:corrected|amended)\b
    |\bwe\ regret\ the\ error\b
    """
)

_TYPO_WORDS = 6  # more changed words than this are not a slip of the pen


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that both versions share, or that only one has."""

    kind: Literal["same", "added", "removed"]
    text: str


def words(text: str) -> list[str]:
    """Words, punctuation and white space, in order; joined they are the text again."""
    return _WORD.findall(text)


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces that lead from old to new: same + removed are the old text, same + added the new one.

    Paragraphs are aligned first, so that a long text stays cheap.
    """
    pieces: list[Piece] = []
    for tag, before, after in _paragraph_steps(old, new):
        if tag == "equal":
            pieces.append(Piece("same", before))
        else:
            pieces.extend(_diff_words(before, after))
    return tuple(_merged(pieces))


def _paragraph_steps(old: str, new: str) -> Iterator[tuple[str, str, str]]:
    before, after = re.split(r"(?<=\n)", old), re.split(r"(?<=\n)", new)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield tag, "".join(before[i1:i2]), "".join(after[j1:j2])


def _diff_words(before: str, after: str) -> Iterator[Piece]:
    old, new = words(before), words(after)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=len(old) > 4000).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(old[i1:i2]))
            continue
        if i2 > i1:
            yield Piece("removed", "".join(old[i1:i2]))
        if j2 > j1:
            yield Piece("added", "".join(new[j1:j2]))


def _merged(pieces: list[Piece]) -> Iterator[Piece]:
    held: Piece | None = None
    for piece in pieces:
        if held and held.kind == piece.kind:
            held = Piece(held.kind, held.text + piece.text)
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held


def classify(old_title: str | None, old_text: str, new_title: str | None, new_text: str) -> tuple[str, ...]:
    """Classes of the change, the weightiest first; empty where neither title nor text changed beyond white space."""
    classes = []
    if _announces_correction(old_text, new_text) or _announces_correction(old_title or "", new_title or ""):
        classes.append("correction")
    title = _weight(old_title or "", new_title or "")
    text = _weight(old_text, new_text)
    if title == "substantive":
        classes.append("headline")
    if text == "substantive":
        classes.append("substantive")
    if not classes and "typo" in (title, text):
        classes.append("typo")
    return tuple(classes)


def _announces_correction(old: str, new: str) -> bool:
    """Whether the new text announces a correction that the old one did not."""
    return len(_CORRECTION.findall(new)) > len(_CORRECTION.findall(old))


def _weight(old: str, new: str) -> Literal["none", "typo", "substantive"]:
    if " ".join(old.split()) == " ".join(new.split()):
        return "none"
    changed = list(_swaps(old, new))
    if not changed:
        return "typo"  # punctuation only
    slips = all(_is_slip(before, after) for before, after in changed)
    count = sum(max(len(before), len(after)) for before, after in changed)
    return "typo" if slips and count <= _TYPO_WORDS else "substantive"


def _swaps(old: str, new: str) -> Iterator[tuple[list[str], list[str]]]:
    """Runs of words that were put in the place of others, punctuation aside."""
    held: list[Piece] = []
    for piece in (*word_diff(old, new), Piece("same", "x")):
        if piece.kind != "same" or not _LETTERS.search(piece.text):
            held.append(piece)
            continue
        before = [word for item in held if item.kind == "removed" for word in _plain(item.text)]
        after = [word for item in held if item.kind == "added" for word in _plain(item.text)]
        held = []
        if before or after:
            yield before, after


def _plain(text: str) -> list[str]:
    return [word for word in words(text) if _LETTERS.search(word)]


def _is_slip(before: list[str], after: list[str]) -> bool:
    """A slip of the pen: a doubled or small lost word, or letters of a word put right. Digits are never a slip."""
    if any(any(letter.isdigit() for letter in word) for word in before + after):
        return False
    if "".join(before).casefold() == "".join(after).casefold():
        return True  # case, or two words run together
    if not before or not after:
        return len(before + after) == 1 and (before + after)[0].casefold() in _SMALL
    if len(before) != len(after):
        return False
    return all(_near(a.casefold(), b.casefold()) for a, b in zip(before, after, strict=True))


_SMALL = frozenset(
    {"a", "an", "the", "of", "to", "in", "on", "at", "by", "and", "or", "is", "was", "has", "that", "it", "its", "for"}
)


def _near(a: str, b: str) -> bool:
    """One spelling of a word against another: a letter or two put right in a word of some length."""
    if a == b or {a, b} <= _SMALL:
        return True
    if min(len(a), len(b)) < 4 or a[0] != b[0]:
        return False
    return SequenceMatcher(None, a, b).ratio() >= 0.8 and abs(len(a) - len(b)) <= 2
