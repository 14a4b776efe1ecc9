"""Laws of the ladder's parts, tried on generated input: dates, names, titles, choice, whole articles."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extract import batch_row, datetext, extract, names, rules
from crawler.extract.choose import plain, voted
from crawler.extract.dates import EARLIEST, is_possible
from crawler.extract.titles import without_site
from watchdesk.errors import ConfigError
from watchdesk.records import Candidate, Page

NOW = datetime(2026, 11, 24, tzinfo=UTC)
DAYS = st.dates(date(1990, 1, 1), date(2026, 11, 23))
PROSE = "The council voted on Tuesday to pause the use of face matching until an outside audit is finished. " * 4


def article(html: str, url: str = "https://paper.test/a", **more: object):
    return extract(Page(url=url, body=html.encode("utf-8", "replace"), fetched_at=NOW), **more)  # type: ignore[arg-type]


@given(DAYS)
def test_a_day_is_read_as_it_is_written(day: date):
    stated = day.isoformat()
    month = day.strftime("%B")
    for text in (
        stated,
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month} {day.year}",
        f"{day.day}. {month} {day.year}",
    ):
        assert datetext.iso(text) == stated
    assert datetext.iso(f"{day.year}年{day.month}月{day.day}日") == stated
    assert datetext.iso(f"{day.month}/{day.day}/{day.year}", month_first=True) == stated
    assert datetext.iso(f"{day.day:02}.{day.month:02}.{day.year}") == stated


@given(st.datetimes(datetime(1990, 1, 2), datetime(2026, 1, 1)), st.integers(-12, 14))
def test_a_zone_is_kept_and_none_is_invented(moment: datetime, hours: int):
    clock = moment.replace(microsecond=0).isoformat()
    assert datetext.iso(clock) == clock
    stated = f"{clock}{hours:+03}:00" if hours else f"{clock}+00:00"
    assert datetext.iso(stated) == stated


@given(st.text(max_size=120))
def test_any_text_is_a_date_or_none(text: str):
    value = datetext.iso(text)
    assert value is None or datetime.fromisoformat(value)


@given(st.datetimes(timezones=st.just(UTC)))
def test_no_date_is_before_1990_or_in_the_future(moment: datetime):
    if is_possible(moment.isoformat(), NOW):
        assert moment.year >= EARLIEST and moment <= NOW + timedelta(days=1)


@settings(deadline=None)
@given(st.dates(date(2026, 12, 1), date(2999, 1, 1)))
def test_a_page_dated_in_the_future_has_no_date(day: date):
    found = article(f'<meta property="article:published_time" content="{day.isoformat()}"><p>{PROSE}</p>')
    assert found.published is None


@pytest.mark.parametrize(
    ("stated", "people"),
    [
        ("By Jane Roe and John Doe", ["Jane Roe", "John Doe"]),
        ("Von Jana Muster, Redakteurin", ["Jana Muster"]),
        ("Roe, Jane", ["Jane Roe"]),
        ("Jane Roe, Staff Writer", ["Jane Roe"]),
        ("Jane Roe | The Sample Paper", ["Jane Roe"]),
        ("Jane Roe March 3, 2024", ["Jane Roe"]),
        ("Jane Roe, PhD", ["Jane Roe"]),
        ("Par Jeanne Exemple et Luc Modèle", ["Jeanne Exemple", "Luc Modèle"]),
        ("신현주 기자", ["신현주"]),
    ],
)
def test_names_in_bylines(stated: str, people: list[str]):
    assert names.split(stated) == people


@pytest.mark.parametrize(
    "outlet", ["The Sample Times", "Newsroom", "Staff Reporter", "redaktion", "@jane", "1234 5678"]
)
def test_what_is_no_person(outlet: str):
    assert not names.is_person(outlet, frozenset())


@given(st.text(max_size=200))
def test_any_byline_gives_clean_names(text: str):
    for name in names.split(text):
        assert name == name.strip() and name


@given(st.lists(st.tuples(st.text(min_size=1, max_size=20), st.floats(0, 5)), max_size=8))
def test_the_choice_keeps_every_candidate(pairs: list[tuple[str, float]]):
    given_ = [Candidate(value, f"r{n}", weight) for n, (value, weight) in enumerate(pairs)]
    assert sorted(c.rule for c in voted(given_)) == sorted(c.rule for c in given_)


@given(st.text(max_size=80))
def test_plain_is_its_own_plain(text: str):
    assert plain(plain(text)) == plain(text)


@given(st.text(alphabet="abcdefgh ", min_size=25, max_size=60).map(str.strip).filter(lambda t: len(t) >= 25))
def test_the_site_name_leaves_the_title(title: str):
    for mark in (" | ", " - ", " – ", " :: "):
        assert without_site(f"{title}{mark}The Sample Paper", frozenset(["the sample paper"]), set()) == title
    assert without_site(title, frozenset(["the sample paper"]), set()) == title


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_an_article(body: bytes):
    row = batch_row(extract(Page(url="https://paper.test/a", body=body, fetched_at=NOW)), "1", "https://paper.test/a")
    assert json.loads(json.dumps(row, ensure_ascii=False)) == row


def test_every_field_says_where_it_comes_from_and_what_lost():
    found = article(
        '<html lang="en"><head><title>Council pauses matching | Paper</title>'
        '<meta property="og:title" content="Pause for matching">'
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Council pauses matching","author":'
        '{"@type":"Person","name":"Jane Roe"},"datePublished":"2024-05-14T09:00:00-05:00"}</script></head>'
        f"<body><article><h1>Council pauses matching</h1><p>{PROSE}</p></article></body></html>"
    )
    assert (found.title, found.authors, found.published) == (
        "Council pauses matching",
        ("Jane Roe",),
        "2024-05-14T09:00:00-05:00",
    )
    assert found.provenance["title"] == "jsonld.headline" and found.provenance["published"] == "jsonld.datePublished"
    assert "Pause for matching" in [candidate.value for candidate in found.candidates["title"]]


def test_the_day_in_the_address_decides_over_a_day_in_utc():
    html = f'<meta property="article:published_time" content="2024-05-15T01:30:00Z"><p>{PROSE}</p>'
    assert article(html, "https://paper.test/2024/05/14/vote").published == "2024-05-14"
    own = html.replace("01:30:00Z", "01:30:00+02:00")
    assert article(own, "https://paper.test/2024/05/14/vote").published == "2024-05-15T01:30:00+02:00"


OLD_AND_NEW = {
    "extract": [
        {"until": "2022-12-31", "title": "h2.old", "body": "div#old"},
        {"since": "2023-01-01", "title": "h1", "authors": ".who", "drop": [".pull"]},
    ]
}


@pytest.mark.parametrize(("day", "title"), [("2021-05-01", "An old headline"), ("2024-05-01", "A new headline")])
def test_a_source_rule_holds_for_the_layout_of_its_day(day: str, title: str):
    html = (
        f'<meta property="article:published_time" content="{day}">'
        '<h2 class="old">An old headline</h2><h1>A new headline</h1>'
        f'<p class="who">Jane Roe</p><div id="old"><p>{PROSE}</p></div><div class="pull"><p>Drop me, {PROSE}</p></div>'
    )
    found = article(html, rules_of_source=OLD_AND_NEW)
    assert found.title == title
    assert found.provenance["title"].startswith("rule.")
    assert "Drop me" not in found.text


@pytest.mark.parametrize("wrong", [{"extract": [{"titel": "h1"}]}, {"extract": [{"title": "h1["}]}, {"extract": "h1"}])
def test_a_rule_that_cannot_be_read_says_so(wrong: dict):
    with pytest.raises(ConfigError):
        rules.layouts(wrong)
