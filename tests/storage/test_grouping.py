"""Stories that people correct: pinned against later grouping, undone step by step, true to `asof:`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage.archive import Archive
from storage.query import parse
from storage.rereading import begin_rereading
from storage.search import search
from tests.storage.builders import NOW, article, keep
from watchdesk.errors import BadInput
from watchdesk.journey import place_in_stories, regroup_stories

BAN = (
    "The council of Springfield banned facial recognition cameras after a heated debate on Monday night, {}.\n\n"
    "Mayor and councillors argued for hours about privacy, the bus stations and the vendor's contract of 2024."
)
SUIT = (
    "A grocery chain was sued in Detroit because its entrance gates scan shoppers' faces without consent, {}.\n\n"
    "The lawsuit asks for damages under a biometric statute and names the software maker as second defendant."
)


def stories(archive: Archive) -> dict[int, str | None]:
    return {hit.article_id: hit.story_id for hit in search(archive, parse("", now=NOW), limit=100).hits}


@pytest.fixture
def grouped(archive: Archive) -> Archive:
    """Two stories of three reports each, as the reading room groups them."""
    for number in range(6):
        text = (BAN if number < 3 else SUIT).format(f"witness number {number} said")
        keep(archive, article(number, text, title=f"Story {number}", published=f"2026-11-{number % 3 + 10:02d}"))
    place_in_stories(archive)
    assert stories(archive) == dict.fromkeys((1, 2, 3), "s1") | dict.fromkeys((4, 5, 6), "s4")
    return archive


def total(archive: Archive, text: str) -> int:
    return search(archive, parse(text, now=NOW)).total


def test_a_split_survives_grouping_anew_and_later_reports(grouped: Archive) -> None:
    made, _ = grouped.split_story([3], author="me", now=NOW)
    assert stories(grouped)[3] == made
    assert regroup_stories(grouped) == 0
    keep(grouped, article(2, BAN.format("corrected at length, for the third time, by a fourth witness")))
    begin_rereading(grouped)
    keep(grouped, article(2, BAN.format("corrected at length, for the third time, by a fourth witness")), version="v2")
    grouped.assign_story(3, "s1", None, NOW)  # what the reading room would say
    place_in_stories(grouped)
    regroup_stories(grouped)
    assert stories(grouped) == {1: "s1", 2: "s1", 3: made, 4: "s4", 5: "s4", 6: "s4"}


def test_a_merge_survives_grouping_anew_and_is_found_by_both_ids(grouped: Archive) -> None:
    step = grouped.merge_stories("s4", "s1", author="me", now=NOW)
    assert regroup_stories(grouped) == 0
    assert (total(grouped, "story:s1"), total(grouped, "story:s4")) == (6, 6)
    grouped.undo_grouping(step, author="me", now=NOW)
    assert (total(grouped, "story:s1"), total(grouped, "story:s4")) == (3, 3)
    assert regroup_stories(grouped) == 0
    assert [row.pinned for row in grouped.story_rows()] == [False] * 6
    assert [(row.action, row.story_id, row.undone_by) for row in grouped.grouping_log()] == [
        ("undo", "s4", None), ("merge", "s4", 2)
    ]  # fmt: skip
    assert grouped.verify() == []


def test_steps_are_undone_from_the_last_one_back(grouped: Archive) -> None:
    first = grouped.merge_stories("s4", "s1", author="me", now=NOW)
    made, second = grouped.split_story([2, 5], author="you", now=NOW)
    with pytest.raises(BadInput, match=f"step {second} moved the same articles later"):
        grouped.undo_grouping(first, author="me", now=NOW)
    assert total(grouped, f"story:{made}") == 2
    for step in (second, first):
        grouped.undo_grouping(step, author="me", now=NOW)
        with pytest.raises(BadInput, match="could be undone"):
            grouped.undo_grouping(step, author="me", now=NOW)
    assert stories(grouped) == {1: "s1", 2: "s1", 3: "s1", 4: "s4", 5: "s4", 6: "s4"}


def test_what_cannot_be_grouped_is_refused(grouped: Archive) -> None:
    for articles in ([1, 2, 3], [1, 4], [99]):
        with pytest.raises(BadInput):
            grouped.split_story(articles, author="me", now=NOW)
    for pair in (("s1", "s1"), ("s1", "none"), ("none", "s1")):
        with pytest.raises(BadInput):
            grouped.merge_stories(*pair, author="me", now=NOW)
    assert grouped.grouping_log() == []


def test_the_past_knows_nothing_of_a_later_merge(grouped: Archive) -> None:
    row = grouped.first("SELECT max(since) FROM entry")
    assert row is not None
    before = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=row[0])).isoformat()
    grouped.merge_stories("s4", "s1", author="me", now=NOW)
    assert (total(grouped, f"story:s1 asof:{before}"), total(grouped, f"story:s4 asof:{before}")) == (3, 3)
    folded = search(grouped, parse(f"asof:{before}", now=NOW), fold=True)
    assert sorted((hit.story_id, hit.story_articles) for hit in folded.hits) == [("s1", 3), ("s4", 3)]
    assert len(search(grouped, parse("", now=NOW), fold=True).hits) == 1
