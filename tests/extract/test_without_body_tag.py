"""HTML lets the body tag be left out; the text of such a page is read all the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.extract import extract
from watchdesk.records import Page

PARAGRAPHS = "".join(
    f"<p>Paragraph {n} of a sample article says in some words what a council did.</p>" for n in range(9)
)


@pytest.mark.parametrize("opening", ["article", "main", "section", "div"])
def test_the_text_of_a_page_without_a_body_tag(opening: str) -> None:
    html = f"<!doctype html><title>Council votes</title><{opening}><h1>Council votes</h1>{PARAGRAPHS}</{opening}>"
    article = extract(Page("https://gazette.test/a", html.encode(), datetime.now(UTC)))
    assert article.status == "full" and article.text.count("Paragraph") == 9
