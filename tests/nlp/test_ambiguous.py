"""Names that mean several things (`ambiguous` in the gazetteer): each sense in a sentence of its own, none alone."""

from __future__ import annotations

from functools import lru_cache

import pytest

from nlp.gazetteer import load_gazetteer
from nlp.pipeline import Reader, load
from watchdesk.records import Document

OF_THE_BEAT = (
    ("BPD", "boston-police", "Boston Police Department officers used facial recognition. BPD did not say how often."),
    ("BPD", "baltimore-police", "Facial recognition failed the Baltimore Police Department, BPD spokesman Lee said."),
    ("MPD", "dc-mpd", "The Metropolitan Police Department in Washington bought facial recognition. MPD kept silent."),
    ("MPD", "minneapolis-police", "The Minneapolis Police Department bought facial recognition. MPD kept silent."),
    ("ICO", "ico", "The Information Commissioner's Office fined the firm over facial recognition. The ICO waited."),
    ("ICO", "ico", "The UK's privacy regulator looked at facial recognition in shops; the ICO asked for papers."),
    ("EPIC", "epic", "The Electronic Privacy Information Center sued over facial recognition. EPIC wants papers."),
    ("Liberty", "liberty-uk", "Liberty, the human rights group, won its case on facial recognition in Cardiff."),
    ("AFP", "afp-au", "The Australian Federal Police admitted it tried facial recognition. The AFP had denied it."),
    ("Clearview", "clearview-ai", "Clearview AI scraped faces. Clearview denied it."),
    ("Clearview", "clearview-ai", "Clearview, a facial recognition company, scraped three billion photos."),
)
OF_OTHER_WORLDS = (
    ("BPD", "BPD patients cannot always read a face, the psychiatrist wrote of the borderline disorder."),
    ("BPD", "The refinery makes 90,000 BPD."),
    ("MPD", "MPD sales rose by a tenth in spring."),
    ("ICO", "The token's ICO raised nine million dollars in two days."),
    ("EPIC", "It was an epic night, and EPIC Games sold out."),
    ("Liberty", "Liberty Mutual raised its premiums in June."),
    ("Liberty", "Facial recognition threatens freedom, the senator said on Liberty Street."),
    ("Liberty", "Visitors to Liberty, Missouri, enjoyed the fair."),
    ("AFP", "Facial recognition gates opened in Lyon, AFP reported."),
    ("Clearview", "The Clearview library district opened a branch. Clearview readers were glad."),
    ("Clearview", "Clearview Avenue was closed on Monday."),
)


@lru_cache(maxsize=1)
def reader() -> Reader:
    return load()


def identities(text: str, form: str) -> set[str]:
    (annotation,) = reader().annotate([Document("d", text)])
    return {mention.entity_id for mention in annotation.mentions if form in mention.text.split()}


@pytest.mark.parametrize(("form", "entity", "text"), OF_THE_BEAT)
def test_the_body_of_the_beat_is_known_by_what_stands_around(form: str, entity: str, text: str) -> None:
    assert identities(text, form) == {entity}


@pytest.mark.parametrize(("form", "text"), OF_OTHER_WORLDS)
def test_the_same_letters_elsewhere_are_not_the_body(form: str, text: str) -> None:
    owners = {entry.id for entry in load_gazetteer().maybe[form]}
    assert not identities(text, form) & owners


def test_no_ambiguous_form_matches_alone() -> None:
    forms = sorted(load_gazetteer().maybe)
    documents = [Document(form, f"{form} declined to comment on Tuesday.") for form in forms]
    for form, annotation in zip(forms, reader().annotate(documents), strict=True):
        owners = {entry.id for entry in load_gazetteer().maybe[form]}
        assert not [m for m in annotation.mentions if m.entity_id in owners and m.text == form], form
