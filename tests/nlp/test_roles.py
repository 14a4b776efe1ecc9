"""What a text says people are, on sentences of our own with made-up people."""

from __future__ import annotations

import pytest

from nlp.pipeline import Reader, load
from nlp.roles import with_roles
from watchdesk.records import Document, Mention


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load()


def mention(text: str, form: str, kind: str, name: str | None = None) -> Mention:
    start = text.index(form)
    label = "PERSON" if kind == "person" else "ORG"
    return Mention(start, start + len(form), form, label, kind, name or form, f"{kind}:{form}")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Nia Fenn, director of the FCL, said no.", "director, Fair Cameras League"),
        ("Nia Fenn, a staff attorney with the FCL, sued.", "staff attorney, Fair Cameras League"),
        ("Nia Fenn, director of policy and advocacy at the FCL, said so.",
         "director of policy and advocacy, Fair Cameras League"),
        ("Nia Fenn, the FCL's deputy director, wrote.", "deputy director, Fair Cameras League"),
        ("FCL spokesperson Nia Fenn declined.", "spokesperson, Fair Cameras League"),
        ("A lawyer for the FCL, Nia Fenn, argued.", "lawyer, Fair Cameras League"),
        ("Nia Fenn is executive director and co-founder of FCL.",
         "executive director and co-founder, Fair Cameras League"),
        ("The FCL met Sen. Nia Fenn on Monday.", "senator"),
        ("Nia Fenn, the mayor of the town, and the FCL agree.", "mayor"),
        ("Nia Fenn, 42, sued the FCL.", None),
        ("Nia Fenn, who was wrongly arrested, thanked the FCL.", None),
        ("Nia Fenn said the director of the FCL left.", None),
        ("The FCL told its director. Nia Fenn left.", None),
    ],
)  # fmt: skip
def test_a_role_is_what_stands_beside_the_name(text: str, role: str | None) -> None:
    people = [mention(text, "Nia Fenn", "person"), mention(text, "FCL", "advocacy_group", "Fair Cameras League")]
    found = with_roles(text, sorted(people, key=lambda one: one.start))
    assert next(one.role for one in found if one.kind == "person") == role


def test_the_reading_of_a_document_states_roles(reader: Reader) -> None:
    text = "“It must stop,” said Nia Fenn, director of the ACLU of Washington. Fenn spoke on Monday."
    (annotation,) = reader.annotate([Document("d", text)])
    roles = [(one.text, one.role) for one in annotation.mentions if one.kind == "person"]
    assert roles == [("Nia Fenn", "director, ACLU of Washington"), ("Fenn", None)]
