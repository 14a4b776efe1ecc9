"""Other languages: a model that is there reads them, and where none is the article says so; with a small model trained
here on sentences of our own."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.training import Example

from nlp.pipeline import load
from watchdesk.errors import ConfigError
from watchdesk.records import Document

SENTENCE = "La mairie de Valbourg et Odile Lambertin contestent la reconnaissance faciale de la police."
LESSONS = [
    (SENTENCE, [("Valbourg", "LOC"), ("Odile Lambertin", "PER")]),
    ("Odile Lambertin habite Valbourg.", [("Odile Lambertin", "PER"), ("Valbourg", "LOC")]),
    ("Les élus de Valbourg votent.", [("Valbourg", "LOC")]),
]
TEXT = f"{SENTENCE} Les associations AlgorithmWatch et Clearview AI sont nommées dans le rapport. " * 3


@pytest.fixture(scope="module")
def french(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A French pipeline with a recognizer of its own, saved to a folder."""
    nlp = spacy.blank("fr")
    nlp.add_pipe("ner")
    examples = [
        Example.from_dict(
            nlp.make_doc(text),
            {"entities": [(text.index(form), text.index(form) + len(form), label) for form, label in names]},
        )
        for text, names in LESSONS
    ]
    nlp.initialize(lambda: examples)
    for _ in range(40):
        nlp.update(examples)
    folder = tmp_path_factory.mktemp("models") / "fr_sample_news"
    nlp.to_disk(folder)
    return folder


def test_a_configured_model_reads_its_language(french: Path) -> None:
    reader = load(models={"fr": str(french)})
    (found,) = reader.annotate([Document("d", TEXT)])
    kinds = {mention.text: mention.kind for mention in found.mentions}
    assert found.language == "fr" and found.notes == ("read with fr_sample_news",)
    assert kinds["Odile Lambertin"] == "person" and kinds["Valbourg"] == "place"
    assert {"AlgorithmWatch", "Clearview AI"} <= kinds.keys()
    assert all(TEXT[mention.start : mention.end] == mention.text for mention in found.mentions)


def test_without_a_model_known_names_alone_are_found_and_the_article_says_so() -> None:
    (found,) = load().annotate([Document("d", TEXT)])
    assert {mention.text for mention in found.mentions} == {"AlgorithmWatch", "Clearview AI"}
    assert found.notes == ("no model for 'fr': known names alone",)


def test_languages_may_alternate(french: Path) -> None:
    english = "The Seattle Police Department said on Monday that it has not used the cameras of Amazon for the study."
    reader = load(models={"fr": str(french)})
    found = list(reader.annotate([Document(str(n), text) for n, text in enumerate([TEXT, english, TEXT, english])]))
    assert [one.language for one in found] == ["fr", "en", "fr", "en"]
    assert found[0].mentions == found[2].mentions and found[1].mentions == found[3].mentions
    assert found[1].notes == ()


def test_a_model_that_is_not_there_is_said_at_once() -> None:
    with pytest.raises(ConfigError, match="'fr_sample_missing' is neither"):
        load(models={"fr": "fr_sample_missing"})
