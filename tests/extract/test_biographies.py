"""Who writes stands under the text; who somebody is may stand in it."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.extract import extract
from watchdesk.records import Page

BODY = [
    "The court today upheld the policy of the city and dismissed the claim that two residents had brought in spring.",
    "Mr Example was stopped in February. He had done nothing. Ms Sample is the director of Sampleville Watch, a group.",
    "An appeal needs the permission of a judge, and it has to be asked for within weeks, the clerk of the court said.",
]
BIO = "Ada Example is a reporter in Sampleville. She likes rain."


def test_a_biography_is_left_out_and_a_paragraph_that_tells_who_somebody_is_stays() -> None:
    lines = "".join(f"<p>{line}</p>" for line in [*BODY, BIO])
    page = f"<html><title>Court upholds policy</title><body><article><h1>Court upholds policy</h1>{lines}</article>"
    article = extract(Page("https://example.test/a", page.encode(), datetime(2026, 1, 2, tzinfo=UTC)))
    assert article.text.split("\n\n") == BODY
