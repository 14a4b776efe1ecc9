"""Landmarks by their last word and countries by their adjectives; on sentences of our own."""

from __future__ import annotations

from itertools import pairwise

import pytest

from nlp.adjectives import ADJECTIVES, adjectives
from nlp.landmarks import landmarks
from nlp.pipeline import Reader, load
from nlp.placefile import PlaceFile
from watchdesk.records import Document


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Crews met at Larkspur Valley near Otter Creek.", ["Larkspur Valley", "Otter Creek"]),
        ("A crash on Highway 75 and on U.S. 60 west.", ["Highway 75", "U.S. 60"]),
        ("It is held at the Quill County Fairgrounds.", ["Quill County Fairgrounds"]),
        ("The Port of Larkspur grew.", ["Port of Larkspur"]),
        ("Beijing's Tiananmen Square was closed.", ["Tiananmen Square"]),
        ("Veronica Lake was cast.", []),
        ("Wall Street fell, a U.S. 10-year bond rose.", []),
        ("Silicon Valley Bank failed; the Green Bay Packers won.", []),
        ("The river and the road.", []),
    ],
)
def test_landmarks_by_their_last_word(text: str, wanted: list[str]) -> None:
    assert [text[span.start : span.end] for span in sorted(landmarks(text), key=lambda span: span.start)] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The Iraqi government and the Sri Lankan capital.", [("Iraqi", "IQ"), ("Sri Lankan", "LK")]),
        ("Israeli and Jordanian officials met.", [("Israeli", "IL"), ("Jordanian", "JO")]),
        ("The French foreign minister wrote.", [("French", "FR")]),
        ("A Chinese restaurant, a French speaker, Polish soldiers.", []),
        ("African American leaders spoke.", []),
        ("the british government", [("british", None)]),
    ],
)
def test_adjectives_of_countries(text: str, wanted: list[tuple[str, str | None]]) -> None:
    found = [(text[one.start : one.end], one.country) for one in adjectives(text, [])]
    assert found == [pair for pair in wanted if pair[1]]


def test_an_adjective_within_another_name_is_left_to_it() -> None:
    assert not list(adjectives("The Lebanese Army moved.", [(4, 17)]))
    assert not list(adjectives("Lebanese army men", [(0, 8)]))


def test_every_adjective_has_a_country_of_the_file() -> None:
    assert set(ADJECTIVES.values()) <= set(PlaceFile().countries)


def test_an_adjective_is_a_mention_of_its_country_and_overlaps_nothing(reader: Reader) -> None:
    text = "The Iraqi government met the Lebanese Army's chief in Baghdad, Iraqi officials said."
    annotation = next(iter(reader.annotate([Document("1", text)])))
    spoken = [mention for mention in annotation.mentions if mention.label == "NORP"]
    assert [(one.text, one.name, one.kind) for one in spoken] == [("Iraqi", "Iraq", "place")] * 2
    ends = [(mention.start, mention.end) for mention in annotation.mentions]
    assert all(before[1] <= after[0] for before, after in pairwise(ends))
    assert spoken[0].place is not None
    assert spoken[0].place.feature == "A.PCLI"


def test_a_name_that_nothing_calls_a_body_gives_way_to_the_place_in_it(reader: Reader) -> None:
    text = "A crowd saw Walker County Food Days in Texas. The Detroit Police Department helped."
    annotation = next(iter(reader.annotate([Document("1", text)])))
    told = {mention.text: mention.kind for mention in annotation.mentions}
    assert told["Walker County"] == "place"
    assert told["Detroit Police Department"] == "agency"
    assert "Detroit" not in told
