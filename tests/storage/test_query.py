from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.archive import Archive
from storage.fields import ALL_FIELDS
from storage.query import And, Fact, Near, Not, Or, Query, Words, parse
from storage.search import search
from tests.storage.builders import NOW, article, keep
from watchdesk.errors import QueryError


def root(text: str) -> object:
    return parse(text, now=NOW).root


def test_words_side_by_side_are_all_wanted() -> None:
    assert root("facial recognition") == And((Words("facial"), Words("recognition", position=7)))


def test_or_binds_weaker_than_and_and_brackets_strongest() -> None:
    parsed = root("a b OR c")
    assert isinstance(parsed, Or)
    assert isinstance(parsed.nodes[0], And)
    assert isinstance(root("a (b OR c)"), And)


def test_minus_and_not_mean_the_same() -> None:
    assert isinstance(root("-phone"), Not)
    assert isinstance(root("NOT phone"), Not)
    assert root("face-recognition") == Words("face-recognition")


def test_a_field_takes_a_word_a_phrase_or_a_group() -> None:
    assert root('company:"Acme Faces"') == Fact("company", "Acme Faces", position=8)
    group = root("company:(Acme OR Clearview*)")
    assert isinstance(group, Or)
    assert [node.value for node in group.nodes if isinstance(node, Fact)] == ["Acme", "Clearview"]
    assert root("title:ban") == Words("ban", "title", position=6)


def test_near_and_prefix() -> None:
    assert root('NEAR(police "facial recognition", 5)') == Near(("police", "facial recognition"), 5)
    assert root("recogni*") == Words("recogni", prefix=True)


@pytest.mark.parametrize(
    ("text", "after", "before"),
    [
        ("after:2023", datetime(2023, 1, 1, tzinfo=UTC), None),
        ("before:2023-05", None, datetime(2023, 5, 1, tzinfo=UTC)),
        ("on:2023-12", datetime(2023, 12, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)),
        ("2023..2024", datetime(2023, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)),
        ("2023...2024", datetime(2023, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)),
        ("2023…2024-02", datetime(2023, 1, 1, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC)),
        ("2023..", datetime(2023, 1, 1, tzinfo=UTC), None),
        ("last:30d", NOW - timedelta(days=30), None),
        ("after:2023 after:2024", datetime(2024, 1, 1, tzinfo=UTC), None),
    ],
)
def test_dates(text: str, after: datetime | None, before: datetime | None) -> None:
    query = parse(text, now=NOW)
    assert (query.after, query.before) == (after, before)


@pytest.mark.parametrize(
    ("text", "position", "suggestion"),
    [
        ("palce:Detroit", 0, "place:"),
        ("ban vendor:Acme", 4, "company:"),
        ("type:lawsiut", 5, "type:lawsuit"),
        ('a "b', 2, 'a "b"'),
        ("(a", 0, None),
        ("a)", 1, None),
        ("a OR", 2, None),
        ("after:soon", 6, "2023, 2023-05 or 2023-05-31"),
        ("last:long", 5, "30d, 6w, 3m or 1y"),
        ("a OR after:2020", 5, None),
        ("NEAR(a, 5)", 0, "NEAR(word word, 10)"),
        ("about:maybe", 6, None),
        ("about:true", 6, "about:yes"),
        ("status:removed", 7, "status:gone"),
        ("type:arrest", 5, "type:wrongful_arrest"),
        ("kind:local", 0, "outlet:"),
        ("source:", 0, None),
        ("***", 0, None),
    ],
)
def test_faults_say_where_and_what_instead(text: str, position: int, suggestion: str | None) -> None:
    with pytest.raises(QueryError) as fault:
        parse(text, now=NOW)
    assert (fault.value.position, fault.value.suggestion) == (position, suggestion)


def test_a_dash_on_its_own_is_punctuation() -> None:
    assert root("a -") == Words("a")
    assert root("a - b") == And((Words("a"), Words("b", position=4)))


_PIECES = [
    *(f"{field}:" for field in ALL_FIELDS), "OR", "AND", "NOT", "-", "(", ")", '"', "“", "”", "NEAR(", "NEAR(a b, 3)",
    "*", "a*", "facial", "recognition", "e1", "f1", "x0", "t1*", "q*", "2023", "2023..2024", "..", "last:30d", "'", ";",
    "--", "/*", "{", "}", "^", "+", ":", ",", "\x00", "\ud800", "\n", "ß", "İ", "日本", "🙂", "Détroit", "Portland",
    '"Portland, ME"', "#co:acme", "rowid", "search", "MATCH", "\\", "%", "_", "asof:2026-11-01", "yes", "lawsuit",
]  # fmt: skip


def answers(archive: Archive, text: str) -> None:
    """Any text is either answered or refused with a QueryError that points into it."""
    try:
        query = parse(text, now=NOW)
        for order in ("newest", "ranked"):
            search(archive, query, limit=3, order=order, facets=True, fold=order == "newest")  # type: ignore[arg-type]
    except QueryError as fault:
        assert 0 <= fault.position <= len(text)
        assert "\n" not in str(fault)


def fuzz(archive: Archive, count: int, seed: int) -> None:
    generator = random.Random(seed)
    row = archive.first("SELECT min(until) FROM superseded")
    assert row is not None
    past = f" asof:{(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=row[0] - 1)).isoformat()}"
    for number in range(count):
        pieces = generator.choices(_PIECES, k=generator.randint(1, 12))
        text = generator.choice(["", " "]).join(pieces)
        answers(archive, f"({text}){past}" if number % 4 == 0 else text)


@pytest.fixture
def filled(archive: Archive) -> Archive:
    for number in range(8):
        keep(archive, article(number, f'Clearview in Portland and Portland, Maine. "No", said Jane Sample. {number}'))
    keep(archive, article(3, "Facial recognition in Detroit, it says now."))  # so that there is a past to ask about
    return archive


def test_no_input_gives_an_sql_or_fts_error(filled: Archive) -> None:
    fuzz(filled, 1_000, 7)


@pytest.mark.slow
def test_no_input_gives_an_sql_or_fts_error_in_ten_thousand_queries(filled: Archive) -> None:
    fuzz(filled, 10_000, 11)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_parsing_gives_a_query_or_a_query_error(text: str) -> None:
    try:
        assert isinstance(parse(text, now=NOW), Query)
    except QueryError as fault:
        assert 0 <= fault.position <= len(text)


def test_very_long_and_very_deep_queries_are_refused() -> None:
    for text in ("a " * 5_000, "(" * 500 + "a" + ")" * 500, "-" * 500 + "a", " ".join(f"a{n}" for n in range(300))):
        with pytest.raises(QueryError):
            parse(text, now=NOW)
