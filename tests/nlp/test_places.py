"""Where names lie: what follows them, what else is named, whose outlet it is; on sentences of our own."""

from __future__ import annotations

import re

import pytest

from nlp.outlets import home_of
from nlp.placefile import PlaceFile
from nlp.placenames import key
from nlp.places import Locator, Toponym
from nlp.unmarked import datelines

PLACES = PlaceFile()
LOCATOR = Locator(PLACES)


def located(text: str, *names: str, source: str | None = None) -> dict[str, tuple[str, str]]:
    toponyms = [Toponym(name, m.start(), m.end()) for name in names for m in re.finditer(re.escape(name), text)]
    found = LOCATOR.locate(text, toponyms, source)
    return {name: (one.place.admin1, one.place.country) for name, one in found.items()}


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("The council of Portland, Maine, met.", "Maine"),
        ("A man from Portland, Ore., sued.", "Oregon"),
        ("Portland (Maine) voted.", "Maine"),
    ],
)
def test_a_state_after_the_name_decides(text: str, state: str) -> None:
    assert located(text, "Portland")["Portland"] == (state, "US")


def test_the_state_named_elsewhere_decides() -> None:
    assert (
        located("In Maine, lawmakers met. Portland and Bangor voted.", "Portland", "Bangor", "Maine")["Portland"][0]
        == "Maine"
    )


def test_neighbours_decide() -> None:
    found = located("Springfield, Holyoke and Chicopee share cameras.", "Springfield", "Holyoke", "Chicopee")
    assert found["Springfield"] == ("Massachusetts", "US")


def test_the_outlets_home_decides() -> None:
    assert located("A Paris man was arrested.", "Paris", source="theparisnews.com")["Paris"][1] == "US"
    assert located("A Paris man was arrested.", "Paris")["Paris"][1] == "FR"


def test_a_country_is_not_the_village_of_its_name() -> None:
    assert located("He flew to Lebanon and Peru from Ohio.", "Lebanon", "Peru", "Ohio")["Peru"] == ("", "PE")


def test_a_place_that_nobody_knows_stays_unresolved() -> None:
    assert located("He lives in Zzyzxburgh.", "Zzyzxburgh") == {}


def test_a_small_place_in_a_named_state_is_known_to_lie_there_only() -> None:
    (one,) = LOCATOR.locate("In Orient, Ohio, she said", [Toponym("Orient", 3, 9)]).values()
    assert (one.place.admin1, one.place.id) == ("Ohio", 0)


@pytest.mark.parametrize(
    ("source", "country", "state"),
    [
        ("www.lasvegassun.com", "US", "Nevada"),
        ("cambridge-news.co.uk", "GB", "England"),
        ("portlandphoenix.me", "US", "Maine"),
        ("The Seattle Times", "", "Washington"),
    ],
)
def test_home_of_an_outlet(source: str, country: str, state: str) -> None:
    home = home_of(source, PLACES)
    assert home.country == country
    assert state in {town.admin1 for town in home.towns}


def test_no_home_is_no_fault() -> None:
    assert home_of("x", PLACES).towns == ()
    assert home_of(None, PLACES).country == ""


def test_datelines_and_states_after_towns_are_places() -> None:
    text = "SEATTLE (Wire) - A man from Barrie, Ont., sued.\nDETROIT — More."
    assert [text[s.start : s.end] for s in datelines(text, LOCATOR.candidates)] == ["SEATTLE", "DETROIT", "Ont."]


@pytest.mark.parametrize(
    ("name", "wanted"), [("St. Paul", "saint paul"), ("Zürich", "zurich"), ("U.S.", "us"), ("", "")]
)
def test_one_key_for_spellings(name: str, wanted: str) -> None:
    assert key(name) == wanted
