"""The reading of whole documents, on sentences of our own."""

from __future__ import annotations

import pytest

from nlp.pipeline import Reader, load
from watchdesk.records import Annotation, Document, Mention


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load()


def read(reader: Reader, text: str, **known: str) -> Annotation:
    (annotation,) = reader.annotate([Document("d", text, **known)])
    return annotation


def named(annotation: Annotation, form: str) -> Mention:
    return next(mention for mention in annotation.mentions if mention.text == form)


def test_police_department_is_an_agency_and_its_city_no_place_of_its_own(reader: Reader) -> None:
    found = read(reader, "The Seattle Police Department bought cameras. Seattle residents protested.")
    agency = named(found, "Seattle Police Department")
    assert (agency.kind, agency.entity_id, agency.why) == ("agency", "seattle-police", "gazetteer")
    assert named(found, "Seattle").place.admin1 == "Washington"


def test_offsets_are_those_of_the_given_text_with_curly_quotes_and_html(reader: Reader) -> None:
    text = "<p>“Clearview AI’s software,” said the <b>ACLU of Northern California</b>.</p>"
    found = read(reader, text)
    assert all(text[m.start : m.end] == m.text for m in found.mentions)
    assert {m.text for m in found.mentions} >= {"Clearview AI", "ACLU of Northern California"}


def test_an_affiliate_is_its_own_entity(reader: Reader) -> None:
    found = read(reader, "The ACLU of Washington and the ACLU disagreed with Amazon over Rekognition.")
    assert named(found, "ACLU of Washington").entity_id != named(found, "ACLU").entity_id
    assert named(found, "Rekognition").kind == "product"


def test_a_title_has_offsets_of_its_own(reader: Reader) -> None:
    found = read(reader, "The council met on Monday.", title="Detroit City Council bans Clearview AI")
    assert [m.text for m in found.title_mentions] == ["Detroit City Council", "Clearview AI"]
    assert found.mentions == ()


def test_another_language_gets_known_names_and_says_so(reader: Reader) -> None:
    text = (
        "Die Bürgerrechtsorganisation AlgorithmWatch warnt vor Clearview AI und der Gesichtserkennung durch die"
        " Polizei. " * 4
    )
    found = read(reader, text)
    assert found.language == "de"
    assert "no model" in found.notes[0]
    assert {m.text for m in found.mentions} == {"AlgorithmWatch", "Clearview AI"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n ",
        "😀 👮‍♀️ 🏛️ " * 50,
        "\u202eهذا نص عربي\u202c Amazon\u200bRekognition\ufeff",
        "THE DETROIT POLICE DEPARTMENT ARRESTED ROBERT WILLIAMS IN FARMINGTON HILLS",
        "<div class='x'><script>var a = 1 < 2;</script>Amazon &amp; Microsoft</div>",
        "a\x00b\x1b[31m \ud7ff end",
        "((((((((((" * 500,
        "A. B. C. D. " * 800,
    ],
)
def test_odd_text_is_read_without_a_crash(reader: Reader, text: str) -> None:
    found = read(reader, text)
    assert all(text[m.start : m.end] == m.text and m.text.strip() for m in found.mentions)


ENDLESS = ("x" * 200_000, "Amazon and Microsoft " * 10_000, "Police Department of " * 10_000)


@pytest.mark.parametrize("text", ENDLESS)
def test_one_endless_line_is_read_to_its_end(reader: Reader, text: str) -> None:
    """How soon: `python -m benchmarks.hostile_pages`."""
    found = read(reader, text)
    assert all(0 <= mention.start < mention.end <= len(text) for mention in found.mentions)
