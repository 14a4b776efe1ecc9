"""The rooms one by one against the truth: extraction and judgement of each page as served, then its reading."""

from __future__ import annotations

import re

import pytest

from crawler.extract import extract
from nlp.pipeline import load
from sample import body
from sample.pages import Piece, every_piece
from sample.truth import Comparison, compare, truth
from tests.sample.observe import NOT_READ_HERE, page_of, straight

READ_HERE = [page for page in truth() if page.reason not in NOT_READ_HERE]


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(READ_HERE, straight(READ_HERE, load()))


def test_every_page_is_kept_or_dropped_as_stated(comparison: Comparison) -> None:
    assert [str(miss) for miss in comparison.misses_of("verdict")] == []


@pytest.mark.parametrize("field", ["reason", "title", "authors", "published", "status", "quote"])
def test_what_the_page_states_is_taken_from_it(comparison: Comparison, field: str) -> None:
    assert comparison.share_of(field) >= 0.95, "\n".join(map(str, comparison.misses_of(field)))


def test_ninety_five_of_a_hundred_fields_are_right(comparison: Comparison) -> None:
    print(comparison.report())
    assert comparison.share >= 0.95, comparison.report()


def _source_of(url: str) -> Piece:
    """The piece that a page shows, found by the address that its outlet announces."""
    for outlet, piece in every_piece():
        address = piece.link or piece.path
        if piece.form != "redirect" and url in (address, outlet.home + address):
            return piece
    raise KeyError(url)


def test_the_text_is_the_article_and_nothing_else() -> None:
    """Against the sources: paragraphs that were lost, and lines that are neither the article's nor its standfirst."""
    stated, lost, foreign = 0, [], []
    for page in READ_HERE:
        if page.verdict == "dropped" or page.status != "full":
            continue
        piece = _source_of(page.url)
        source = body.reading_text(piece.text)
        got = extract(page_of(page)).text
        known = _words(f"{piece.title} {piece.standfirst or ''} {source}")
        paragraphs = [_words(line) for line in source.split("\n") if line.strip()]
        stated += len(paragraphs)
        lost += [(page.url, line) for line in paragraphs if line not in _words(got)]
        foreign += [(page.url, line) for line in got.split("\n") if _words(line) and _words(line) not in known]
    assert stated > 380
    assert len(lost) <= 0.02 * stated, lost
    assert len(foreign) <= 0.05 * stated, foreign


def _words(text: str) -> str:
    """Words alone: a list's dash, a page's anchor and blanks are no matter here."""
    return " ".join(re.findall(r"[\w'’$.%]+", text))
