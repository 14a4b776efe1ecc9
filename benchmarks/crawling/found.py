"""Which articles were found: one judge for all, that compares a text with what people marked on the page.

Where the whole text is marked, an article is found by a text with at least four fifths of its words, and no more than
as many again besides; where passages are, by one that has four fifths of them. A few words, a menu or the notice of a
page that is blocked are no article, whoever gives them. Pages on which nothing is marked count for nobody.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MOST: Final = 0.8  # of the marked words, or passages, are in the text
BESIDE: Final = 1.0  # other words in it, as a part of the marked ones
# Words; of scripts that put none between them the single characters.
_WORD: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
_PAGE: Final = re.compile(r"/news/([^/]+)-story-of-the-day")


@dataclass(frozen=True, slots=True)
class Marked:
    """What people marked on a page: its text, or passages that must be in it."""

    text: str
    passages: tuple[str, ...]

    def is_found(self, given: str) -> bool:
        """Whether a reader would take a text for this article."""
        if not self.text:
            line = " ".join(_WORD.findall(given.lower()))
            held = sum(" ".join(_WORD.findall(passage.lower())) in line for passage in self.passages)
            return held >= MOST * len(self.passages)
        said, wanted = Counter(_WORD.findall(given.lower())), Counter(_WORD.findall(self.text.lower()))
        same = (said & wanted).total()
        return same >= MOST * wanted.total() and said.total() - same <= BESIDE * wanted.total()


def marked_pages(folder: Path) -> dict[str, Marked]:
    """What is marked on each page, by the page's id; pages without any mark are left out."""
    lines = (json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines())
    marks = {line["id"]: Marked((line.get("body") or "").strip(), tuple(line.get("must") or ())) for line in lines}
    return {page: marked for page, marked in marks.items() if marked.text or marked.passages}


def page_of(url: str) -> str | None:
    """The id of the page that a benchmark's address leads to."""
    found = _PAGE.search(url)
    return found[1] if found else None


def count_found(texts: Mapping[str, str], marked: Mapping[str, Marked]) -> int:
    """How many of the texts, by address, are the article of their page."""
    given = {page_of(url): text for url, text in texts.items()}
    return sum(mark.is_found(given[page]) for page, mark in marked.items() if page in given)
