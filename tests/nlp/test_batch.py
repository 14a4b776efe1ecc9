"""The lines of `annotate --batch`: one for one, in order, stable keys, faults as lines."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from nlp.batch import annotate_lines
from nlp.pipeline import Reader, load

KEYS = {"start", "end", "text", "label", "kind", "name", "entity_id", "wikidata"} | {
    "lat", "lon", "admin1", "country", "geonameid", "feature",
}  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load()


def test_each_line_has_its_line_in_order(reader: Reader) -> None:
    lines = [json.dumps({"id": f"d{n}", "text": f"Clearview AI came to Seattle {n} times."}) for n in range(40)]
    lines[3], lines[7], lines[9] = "{", '{"text": "no id"}', '{"id": "d9"}'
    rows = list(annotate_lines(lines, reader))
    assert [row["id"] for row in rows[:3]] == ["d0", "d1", "d2"]
    assert (rows[3]["id"], rows[7]["id"], rows[9]["id"]) == (None, None, "d9")
    assert all("error" in rows[n] for n in (3, 7, 9))
    assert len(rows) == 40
    assert rows[39]["id"] == "d39"


def test_keys_of_a_line_and_places_with_their_coordinates(reader: Reader) -> None:
    (row,) = annotate_lines([json.dumps({"id": 5, "text": "Clearview AI was used in Seattle."})], reader)
    assert row["id"] == 5
    assert {key for entity in row["entities"] for key in entity} == KEYS
    place = next(entity for entity in row["entities"] if entity["kind"] == "place")
    assert (place["name"], place["admin1"], place["country"], place["feature"]) == (
        "Seattle",
        "Washington",
        "United States",
        "P.PPL",
    )
    assert place["geonameid"] == 5809844
    assert set(row["relevance"]) == {"score", "about", "mentions", "why"}


def test_spans_do_not_overlap_and_places_inside_names_stand_apart(reader: Reader) -> None:
    text = (
        "The ACLU of Washington and the Seattle Police Department in Seattle, Wash., met Amazon Rekognition's maker. "
        * 3
    )
    (row,) = annotate_lines([json.dumps({"id": "x", "text": text})], reader)
    whole = [(entity["start"], entity["end"]) for entity in row["entities"]]
    within = [(entity["start"], entity["end"]) for entity in row["places_within"]]
    assert all(end <= start for (_, end), (start, _) in pairwise(whole))
    assert all(text[one["start"] : one["end"]] == one["text"] for one in (*row["entities"], *row["places_within"]))
    assert {text[start:end] for start, end in within} == {"Washington", "Seattle"}
    assert all(any(start <= s and e <= end for start, end in whole) for s, e in within)


def test_a_line_reads_the_same_alone_and_among_others(reader: Reader) -> None:
    texts = [f"A Livingston man was held in Bozeman, Mont., on Friday {number}." for number in range(4)]
    lines = [
        json.dumps({"id": str(number), "text": text, "source": "valley-sample.test"})
        for number, text in enumerate((*texts, "A Livingston man was fined."))
    ]
    among = list(annotate_lines(lines, reader))
    assert among == [row for line in lines for row in annotate_lines([line], reader)]


@pytest.mark.parametrize(
    "line", ["[]", "5", '{"id": true, "text": "x"}', '{"id": "x", "text": 5}', '{"id": "x", "text": "y", "title": 3}']
)
def test_wrong_lines_say_why(reader: Reader, line: str) -> None:
    (row,) = annotate_lines([line], reader)
    assert row["error"]
