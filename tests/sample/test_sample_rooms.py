"""The rooms one by one against the truth: extraction and judgement of each page as served, then its reading."""

from __future__ import annotations

import pytest

from nlp.pipeline import load
from sample.truth import Comparison, compare, truth
from tests.sample.observe import NOT_READ_HERE, straight

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
