"""A quiet hour on real loopback servers: nothing is new anywhere, so nothing but the feeds is asked for."""

from __future__ import annotations

import gzip

import pytest

from benchmarks.crawling.quiet import quiet_hour
from benchmarks.crawling.saved_pages import SavedPage

TEXT = "<p>The council voted on facial recognition after three hours of testimony from {} people.</p>" * 5


@pytest.fixture
def pages(tmp_path):
    found = []
    for number in range(12):
        path = tmp_path / f"{number}.html.gz"
        page = f"<html><head><title>Vote {number}</title></head><article><h1>Vote {number}</h1>{TEXT}</article>"
        path.write_bytes(gzip.compress(page.format(*[number] * 5).encode()))
        found.append(SavedPage(str(number), f"http://outlet-{number % 4}.test/news/{number}-vote-of-the-day", path))
    return found


def test_one_conditional_request_a_feed_and_nothing_else(pages, tmp_path):
    folder = tmp_path / "desk"
    folder.mkdir()
    found = quiet_hour(pages, folder)
    assert found["quiet_requests_per_feed"] == 1
    assert found["quiet_requests"] == found["quiet_feeds"] == 4
    assert found["quiet_bodies"] == found["quiet_article_requests"] == found["quiet_rows_changed"] == 0
