"""Kinds by the pieces of a name: the shipped table, on made-up names that stand in no list."""

from __future__ import annotations

import pytest

from nlp.kinds import ORGANISATIONS
from nlp.namelists import name_lists
from nlp.namepieces import Pieces, leaning, shape, split


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Optibrix", "company"),
        ("Camtronix", "company"),
        ("Lensware", "company"),
        ("Mothers Together", "other_org"),
        ("Larkspur Wanderers", "other_org"),
    ],
)
def test_an_unlisted_name_leans_as_names_of_like_pieces(name: str, kind: str) -> None:
    assert name.casefold() not in name_lists().organisations
    assert leaning(name) == kind


@pytest.mark.parametrize("name", ["", "1", "...", "東京電力", "\u202e"])
def test_a_name_without_known_pieces_is_no_fault(name: str) -> None:
    assert leaning(name) in {None, *(kind.name for kind in ORGANISATIONS)}


def test_words_are_split_into_the_longest_known_pieces() -> None:
    known = {"lark", "##spur", "##s", "cam", "##era", "l"}
    assert list(split("Larkspur's Cámera Zq", known)) == ["lark", "##spur", "cam", "##era"]


def test_leanings_are_the_mean_of_the_pieces_and_the_shape() -> None:
    flat = tuple((0.0, 0.0) for _ in shape(""))
    table = Pieces(("company", "media"), (1.0, 0.0), flat, {"lark": "100 -100", "##spur": "300 100"})
    assert table.leanings("Larkspur") == pytest.approx([3.0, 0.0])
