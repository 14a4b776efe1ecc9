"""Bylines where markup and machine-readable parts say nothing, or name the outlet."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.extract import extract, names
from watchdesk.records import Page

TEXT = (
    "<p>The council of Sampleton voted on Tuesday to end the trial of cameras that compare faces, after a debate that "
    "lasted until the small hours and drew more than two hundred residents to the hall.</p><p>Members of three parties "
    "said that the trial had never been put before them, and that the contract had been signed without a hearing.</p>"
)


def authors_of(body: str, head: str = "") -> tuple[str, ...]:
    html = f"<html><head><title>Sampleton ends trial</title>{head}</head><body>{body}</body></html>"
    page = Page(url="https://gazette.test/a", body=html.encode(), fetched_at=datetime(2026, 11, 24, tzinfo=UTC))
    return extract(page).authors


def test_an_outlet_with_its_article_is_no_person():
    assert names.is_outlet("Die Gazette", frozenset(["gazette"]))
    assert not names.is_outlet("Petra Gazette-Sample", frozenset(["gazette"]))
    head = "<meta name='author' content='Die Gazette'><meta property='og:site_name' content='Gazette'>"
    byline = "<p class='author'><a rel='author' href='/p'>Petra Sample</a></p>"
    assert authors_of(f"<article><h1>Sampleton ends trial</h1>{byline}{TEXT}</article>", head) == ("Petra Sample",)


def test_a_byline_in_a_margin_counts_where_there_is_no_other():
    margin = "<aside><div class='author'><p class='author'>Petra Sample</p></div></aside>"
    assert authors_of(f"<article><h1>Sampleton ends trial</h1>{TEXT}</article>{margin}") == ("Petra Sample",)
    promoted = "<aside class='related'><p class='author'>Otto Sample</p></aside>"
    assert authors_of(f"<article><h1>Sampleton ends trial</h1>{TEXT}</article>{promoted}") == ()


def test_a_name_alone_in_strong_letters_before_the_text_is_who_wrote_it():
    alone = "<p><strong>Petra Sample</strong></p>"
    assert authors_of(f"<article><h1>Sampleton ends trial</h1>{alone}{TEXT}</article>") == ("Petra Sample",)


def test_a_heading_in_strong_letters_is_no_name():
    assert not names.is_name_alone("Popular posts on cameras")
    assert names.is_name_alone("Petra van der Sample")
    assert names.is_name_alone("Petra Sample/Otto Sample")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Text: Petra Sample", "Petra Sample"),
        ("Eine Kolumne von Petra Sample", "Petra Sample"),
        ("Autorin/Autor Petra Sample", "Petra Sample"),
        ("The text of the law is short", None),
    ],
)
def test_labels_before_a_name(line, name):
    assert names.signed(line) == name


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Petra Sample/Otto Sample", ["Petra Sample", "Otto Sample"]),
        ("psa/dpa", ["psa", "dpa"]),
        ("Petra Sample / Sample Agency", ["Petra Sample"]),
        ("Petra Sample / politics", ["Petra Sample"]),
    ],
)
def test_a_slash_parts_names_of_the_same_kind(stated, expected):
    assert names.split(stated) == expected


@pytest.mark.parametrize(
    ("byline", "name"),
    [
        ("Par Petra Sample le 3 mars 2024", "Petra Sample"),
        ("Von Petra Sample am 3.3.2024", "Petra Sample"),
        ("Par Petra Sample le 03/03/2024 à 10:00", "Petra Sample"),
        ("publié le 3 mars 2024", "publié le"),
    ],
)
def test_the_word_that_leads_to_the_day_is_no_part_of_the_name(byline: str, name: str):
    assert names.split(byline) == [name]


@pytest.mark.parametrize("outlet", ["Sampleton Writers Collective", "Coalition For Open Streets", "Sample Research"])
def test_what_calls_itself_a_group_is_no_person(outlet: str):
    byline = f"<div>By Petra Sample, {outlet}</div>"
    assert authors_of(f"<article><h1>Sampleton ends trial</h1>{byline}{TEXT}</article>") == ("Petra Sample",)
