"""The judge of the crawl benchmark: which text is the article of a page, by what people marked there."""

from __future__ import annotations

import pytest

from benchmarks.crawling.found import Marked, count_found

WORDS = [f"word{number}" for number in range(100)]
TEXT = " ".join(WORDS)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (TEXT, True),
        (TEXT.upper().replace(" ", ", "), True),
        (" ".join(WORDS[:80]), True),
        (" ".join(WORDS[:79]), False),
        (TEXT + " menu" * 100, True),
        (TEXT + " menu" * 101, False),
        ("Access denied", False),
        ("", False),
    ],
)
def test_a_text_is_found_by_most_of_its_words_and_few_others(given, found):
    assert Marked(TEXT, ()).is_found(given) is found


def test_where_passages_are_marked_four_fifths_of_them_must_be_there():
    marked = Marked("", ("one, two", "three", "four", "five", "six"))
    assert marked.is_found("One two. Three four. Five!")
    assert not marked.is_found("One two. Three four.")


def test_each_address_is_judged_by_the_marks_of_its_page():
    texts = {"https://a.test/news/d1-story-of-the-day": TEXT, "http://b.test/news/d2-story-of-the-day": TEXT}
    assert count_found(texts, {"d1": Marked(TEXT, ()), "d2": Marked("else", ()), "d3": Marked(TEXT, ())}) == 1
