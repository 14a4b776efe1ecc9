"""Page status on pages made for it; `status/frozen` was committed before any rule was written: it gives the figure.

Its second list was made and committed when the open half showed how easy the first was, before the rules were redone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
import yaml

from crawler.extract import extract
from watchdesk.records import Page, PageStatus

FOLDER = Path(__file__).with_name("status")
NOW = datetime(2026, 11, 24, tzinfo=UTC)
WANTED = 0.95


def pages(half: str) -> list[dict]:
    lists = sorted((FOLDER / half).glob("pages*.yaml"))
    return [page for each in lists for page in yaml.safe_load(each.read_text("utf-8"))]


def status_of(half: str, stated: dict) -> str:
    body = (FOLDER / half / stated["file"]).read_bytes()
    return extract(Page(url=stated["url"], body=body, fetched_at=NOW, status=stated["http"])).status


def test_frozen_half_has_every_status():
    assert {page["status"] for page in pages("frozen")} == set(get_args(PageStatus))


@pytest.mark.parametrize("half", ["frozen", "open"])
def test_share_that_is_right(half: str):
    seen = [(page["file"], page["status"], status_of(half, page)) for page in pages(half)]
    wrong = [each for each in seen if each[1] != each[2]]
    assert 1 - len(wrong) / len(seen) >= WANTED, wrong


@pytest.mark.parametrize("half", ["frozen", "open"])
def test_no_partial_text_passes_for_a_whole_one(half: str):
    cut = [page for page in pages(half) if page["status"] in ("paywall", "partial", "needs_ocr")]
    assert [page["file"] for page in cut if status_of(half, page) == "full"] == []


def test_there_are_enough_pages_and_each_is_listed_once():
    assert len(pages("frozen")) >= 80 and len(pages("open")) >= 80
    for half in ("frozen", "open"):
        kept = [path.name for path in (FOLDER / half).iterdir() if path.suffix != ".yaml"]
        assert sorted(kept) == sorted(page["file"] for page in pages(half))


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("Vote on host-4.test/story/number-404", "full"),
        ("Bus 404-B gets cameras", "full"),
        ("404", "gone"),
        ("The Sampleton Post - 404", "gone"),
        ("404 | The Sampleton Post", "gone"),
    ],
)
def test_a_number_inside_of_a_word_is_no_code_for_a_missing_page(heading: str, wanted: str):
    """Short on purpose: with more prose than an error page holds, the number would not be asked at all."""
    line = "<p>The council of Sampleton voted to end the trial of cameras that compare faces, members said.</p>"
    body = f"<html lang=en><title>{heading}</title><article><h1>{heading}</h1>{line}</article>"
    page = Page(url="https://paper.test/story/number-404", body=body.encode(), fetched_at=NOW)
    assert extract(page).status == wanted
