"""Where names lie: what follows them, what else is named, whose outlet it is; on sentences of our own."""

from __future__ import annotations

import re

import pytest

from nlp.outlets import Home, home_of
from nlp.placefile import PlaceFile
from nlp.placenames import key
from nlp.places import Locator, Toponym
from nlp.spotted import spotted
from nlp.unmarked import datelines
from nlp.within import places_within

PLACES = PlaceFile()
LOCATOR = Locator(PLACES)


def located(text: str, *names: str, source: str | None = None) -> dict[str, tuple[str, str]]:
    toponyms = [Toponym(name, m.start(), m.end()) for name in names for m in re.finditer(re.escape(name), text)]
    found = LOCATOR.locate(text, toponyms, LOCATOR.home(source))
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


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Norman City Council", ["Norman"]),
        ("University of Kentucky", ["Kentucky"]),
        ("Detroit Police Department", ["Detroit"]),
        ("Bank of Springfield", ["Springfield"]),
        ("Main Street", []),
        ("Supreme Court", []),
        ("Taylor Street", []),
        ("Mesa County Public Library", ["Mesa County"]),
        ("Kansas City Police Department", ["Kansas City"]),
        ("Toronto", []),
    ],
)
def test_places_inside_names(name: str, wanted: list[str]) -> None:
    text = f"The {name} said no."
    found = places_within(text, 4, 4 + len(name), LOCATOR.candidates)
    assert [text[start:end] for start, end in found] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A judge in Edmonton, Ky., agreed.", ["Edmonton"]),
        ("HANOVER -- The board met.", ["HANOVER"]),
        ("The village of Quillby was buried.", ["Quillby"]),
        ("A man, 29, of Chillicothe, was held.", ["Chillicothe"]),
        ("It opened near Butte, he said.", ["Butte"]),
        ("It opens in May, in Congress and in English.", []),
        ("In Madison Street, near Jackson Avenue", []),
    ],
)
def test_places_that_their_use_gives_away(text: str, wanted: list[str]) -> None:
    assert sorted({text[span.start : span.end] for span in spotted(text, LOCATOR.candidates)}) == wanted


def test_a_part_of_the_country_speaks_for_its_states() -> None:
    text = "Portland is the second New England city to do so."
    assert located(text, "Portland", "New England")["Portland"] == ("Maine", "US")


def test_a_state_in_capitals_is_read_as_in_small_letters() -> None:
    assert (
        located("WASHINGTON — Texas lawmakers met.", "WASHINGTON", "Texas")["WASHINGTON"][0] == "District of Columbia"
    )
    assert located("He left Washington, D.C., for Ohio.", "Washington, D.C.")["Washington, D.C."][1] == "US"


def test_a_large_region_is_no_small_town_of_that_name() -> None:
    assert located("Sydney and Victoria agreed.", "Sydney", "Victoria")["Victoria"] == ("Victoria", "AU")


def test_an_old_name_never_beats_the_city_of_that_name() -> None:
    assert {place.name for place in LOCATOR.candidates("Philadelphia")} == {"Philadelphia"}


def test_a_country_is_not_the_village_of_its_name() -> None:
    assert located("He flew to Lebanon and Peru from Ohio.", "Lebanon", "Peru", "Ohio")["Peru"] == ("", "PE")


def test_a_place_that_nobody_knows_stays_unresolved() -> None:
    assert located("He lives in Zzyzxburgh.", "Zzyzxburgh") == {}


def test_a_small_place_in_a_named_state_is_known_to_lie_there_only() -> None:
    (one,) = LOCATOR.locate("In Quillby, Ohio, she said", [Toponym("Quillby", 3, 10)], Home()).values()
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
