"""Dates no more precise than stated, queries narrowed and mended."""

from __future__ import annotations

import pytest

from web.words import mended, narrowed, stated_date, term


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        (None, "no date stated"),
        ("", "no date stated"),
        ("2021", "2021"),
        ("2021-05", "May 2021"),
        ("2024-06-28", "28 June 2024"),
        ("2024-06-28T18:02", "28 June 2024, 18:02"),
        ("2024-06-28T18:02:09-04:00", "28 June 2024, 18:02 UTC-04:00"),
        ("2024-06-28T18:02:09+00:00", "28 June 2024, 18:02 UTC"),
        ("last Tuesday", "last Tuesday"),
        ("2021-13", "2021-13"),
    ],
)
def test_a_date_is_shown_as_precise_as_stated(stated: str | None, shown: str) -> None:
    assert stated_date(stated) == shown


@pytest.mark.parametrize(
    ("query", "more", "result"),
    [
        ("", "type:ban", "type:ban"),
        ("police", "type:ban", "police type:ban"),
        ("a OR b", "type:ban", "(a OR b) type:ban"),
        ("police type:ban", "type:ban", "police type:ban"),
    ],
)
def test_narrowed(query: str, more: str, result: str) -> None:
    assert narrowed(query, more) == result


@pytest.mark.parametrize(
    ("query", "position", "suggestion", "result"),
    [
        ("palce:Detroit type:ban", 0, "place:", "place:Detroit type:ban"),
        ("a type:lawsiut b", 2, "type:lawsuit", "a type:lawsuit b"),
        ('x place:"Portland" y', 2, 'place:"Portland, ME"', 'x place:"Portland, ME" y'),
        ("place:Portland", 0, 'place:"Portland, OR"', 'place:"Portland, OR"'),
        ("abc", 9, "x", "abcx"),
        ("x place:Portland y", 8, 'place:"Portland, Oregon"', 'x place:"Portland, Oregon" y'),
        ('Place:"Portland"', 6, 'place:"Portland, Oregon"', 'place:"Portland, Oregon"'),
        ("type:lawsiut", 5, "type:lawsuit", "type:lawsuit"),
    ],
)
def test_mended(query: str, position: int, suggestion: str, result: str) -> None:
    assert mended(query, position, suggestion) == result


def test_a_term_cannot_be_broken_by_its_value() -> None:
    assert term("company", 'A "B" C') == 'company:"A B C"'
