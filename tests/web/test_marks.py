"""Marks and comparisons: nothing of a text is lost or doubled, whatever the spans."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storage.rows import EntityRow, MentionRow, QuoteRow
from web.marks import compare, paragraphs

ENTITY = EntityRow("clearview-ai", "company", "Clearview AI")


def mention(start: int, end: int) -> MentionRow:
    return MentionRow("text", start, end, "", ENTITY, "ORG", "alias", 1.0)


def quote(start: int, end: int) -> QuoteRow:
    return QuoteRow(1, start, end, "", None, None, None)


def test_marks_stand_where_the_offsets_say() -> None:
    text = "Police used Clearview.\n\n“We stopped using Clearview,” a spokesperson said."
    at = text.index("Clearview,")
    said = text.index("We")
    first, second = paragraphs(text, [mention(12, 21), mention(at, at + 9)], [quote(said, at + 10)])
    assert [(piece.text, bool(piece.mention), piece.quoted) for piece in first] == [
        ("Police used ", False, False), ("Clearview", True, False), (".", False, False),
    ]  # fmt: skip
    assert [(piece.text, bool(piece.mention), piece.quoted) for piece in second] == [
        ("“", False, False), ("We stopped using ", False, True), ("Clearview", True, True), (",", False, True),
        ("” a spokesperson said.", False, False),
    ]  # fmt: skip


spans = st.lists(st.tuples(st.integers(-5, 120), st.integers(-5, 120)), max_size=8)


@given(st.text("ab \n", max_size=100), spans, spans)
def test_any_spans_leave_the_text_whole(
    text: str, mentions: list[tuple[int, int]], quotes: list[tuple[int, int]]
) -> None:
    made = paragraphs(text, [mention(*sorted(span)) for span in mentions], [quote(*sorted(span)) for span in quotes])
    whole = "\n\n".join("".join(piece.text for piece in pieces) for pieces in made)
    assert whole.split() == text.split()


def test_a_comparison_shows_the_words_that_changed() -> None:
    edits = compare("The vote was on Monday.\n\nThe end.", "The vote is on Monday.\n\nThe end.")
    assert [(edit.kind, edit.text) for edit in edits if edit.kind != "same"] == [("out", "was"), ("in", "is")]


def test_long_unchanged_runs_are_cut_and_counted() -> None:
    same = " ".join(f"w{n}" for n in range(500))
    edits = compare(f"{same} old", f"{same} new")
    assert [edit.kind for edit in edits] == ["same", "gap", "same", "out", "in"]
    assert edits[1].text == "476 words unchanged"


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_a_comparison_holds_both_texts(before: str, after: str) -> None:
    edits = compare(before, after)
    for kind, whole in (("out", before), ("in", after)):
        kept = "".join(edit.text for edit in edits if edit.kind in ("same", kind))
        assert "".join(kept.split()) == "".join(whole.split())
