"""Direct speech: which words, whose, and where the source stands. Texts are ours, speakers invented for tests."""

from __future__ import annotations

import re

import pytest

from nlp.quotes import find_quotes
from nlp.view import plain_view
from watchdesk.records import Mention

PEOPLE = {
    "Ada Example": "person",
    "Example": "person",
    "Bob Sample": "person",
    "Sample": "person",
    "Sampleville Watch": "advocacy_group",
}
FULL = {"Example": "Ada Example", "Sample": "Bob Sample"}


def view(text: str):
    spans: list[Mention] = []
    for form in sorted(PEOPLE, key=len, reverse=True):
        for match in re.finditer(rf"\b{form}\b", text):
            if all(match.end() <= other.start or match.start() >= other.end for other in spans):
                name = FULL.get(form, form)
                spans.append(Mention(*match.span(), form, "PERSON", PEOPLE[form], name, name.lower().replace(" ", "-")))
    return plain_view(text, mentions=spans)


def said(text: str) -> list[tuple[str, str | None]]:
    return [(quote.text, quote.speaker) for quote in find_quotes(view(text))]


@pytest.mark.parametrize(
    "text",
    [
        "“We will not use it here,” Ada Example said.",
        "“We will not use it here,” said Ada Example, the chair of Sampleville Watch.",
        "Ada Example, the chair of Sampleville Watch, said: “We will not use it here,”",
        "Ada Example told Bob Sample on Monday that “We will not use it here,”",
        "According to Ada Example, “We will not use it here,” the plan is dead.",
        "“We will not use it here,” councilwoman Ada Example (D) told reporters.",
        '"We will not use it here," Ada Example said.',
        "``We will not use it here,'' Ada Example said.",
        "„We will not use it here,“ said Ada Example.",
        "«We will not use it here,» said Ada Example.",
        "‘We will not use it here,’ said Ada Example.",
    ],
)
def test_frames_and_marks(text):
    assert said(text) == [("We will not use it here,", "Ada Example")]


def test_offsets_leave_the_marks_out_and_mark_the_source_as_written():
    text = "Ada Example spoke first. “We will not use it here,” she said later."
    quote = find_quotes(view(text))[0]
    assert text[quote.start : quote.end] == quote.text == "We will not use it here,"
    assert text[quote.speaker_start : quote.speaker_end] == "she"
    assert (quote.speaker, quote.cue, quote.speaker_id) == ("Ada Example", "said", "ada-example")


def test_a_split_quotation_is_two_passages_of_one_speaker():
    assert said("“This is wrong,” Ada Example said. “It has to stop right now.”") == [
        ("This is wrong,", "Ada Example"),
        ("It has to stop right now.", "Ada Example"),
    ]


def test_speech_over_paragraphs_is_one_passage_each():
    text = "Bob Sample was angry.\n\n“The first part of it stays open.\n\n“The second part ends it,” Sample said."
    assert said(text) == [
        ("The first part of it stays open.", "Bob Sample"),
        ("The second part ends it,", "Bob Sample"),
    ]


def test_a_paragraph_of_its_own_belongs_to_whom_the_last_one_ended_with():
    text = "Bob Sample opposed the plan. But Ada Example defended it at length.\n\n“Nobody else offered us anything.”"
    assert said(text) == [("Nobody else offered us anything.", "Ada Example")]


def test_letters_and_groups_speak():
    assert said("“We ask you to end the trial now,” Sampleville Watch wrote.") == [
        ("We ask you to end the trial now,", "Sampleville Watch")
    ]
    assert said("“It never worked as promised,” the critics said.") == [("It never worked as promised,", "the critics")]


@pytest.mark.parametrize(
    "text",
    [
        "The book “The Long Night of the Cameras” came out in May.",
        "The so-called “smart” cameras were switched off.",
        'The screen measures 6\'2" across and 12" in height, no more and no less.',
        "No marks here at all.",
        "",
        "“",
    ],
)
def test_titles_scare_quotes_and_inches_are_no_speech(text):
    assert said(text) == []


def test_an_outer_quotation_swallows_the_inner():
    assert said("“She called it ‘a very bad idea’ back then,” Ada Example said.") == [
        ("She called it ‘a very bad idea’ back then,", "Ada Example")
    ]


@pytest.mark.parametrize(
    "text", ["“" * 5000, '"a b c d" ' * 5000, "said " * 20_000, "“word " * 20_000, "“a\n\n" * 40_000, "x" * 500_000]
)
def test_odd_text_takes_bounded_time(text):
    find_quotes(view(text))


def test_a_rank_before_the_name_ends_no_phrase():
    assert said("“It is not a witness at all,” said Lt. Ada Example, a spokesperson for the department.") == [
        ("It is not a witness at all,", "Ada Example")
    ]


def test_a_letter_speaks_for_who_wrote_it_and_a_group_for_itself():
    text = (
        "Sampleville Watch wrote to the mayor on Monday.\n\n“No one should have to wonder,” the letter says. "
        "Bob Sample got it.\n\n“We ask for a ban,” the group wrote."
    )
    assert said(text) == [
        ("No one should have to wonder,", "Sampleville Watch"),
        ("We ask for a ban,", "Sampleville Watch"),
    ]


def test_other_states_is_no_verb():
    text = "Ada Example spoke. She called on other states to copy it “word by word, with the right to sue”."
    assert said(text) == [("word by word, with the right to sue", "Ada Example")]
