"""Boilerplate never matches: words outside of the article are told by where they stand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.extract import extract
from crawler.standing import where_terms_stand
from watchdesk.records import Page

TERM = "facial recognition"
LINE = (
    "The council of Sampleville voted on Tuesday to plant trees along the river and to close the bridge for repairs. "
)


def stands(body: str) -> str | None:
    """Where the term stands on a page with this body, in which STORY is an article without it."""
    story = f"<h1>Trees for the river</h1>{f'<p>{LINE * 2}</p>' * 4}"
    html = f"<html><head><title>Trees for the river</title></head><body>{body.replace('STORY', story)}</body></html>"
    page = Page("https://paper.test/trees", html.encode(), datetime(2026, 11, 24, tzinfo=UTC))
    article = extract(page)
    assert TERM not in article.matchable.lower(), "what stands around the article is no part of it"
    return where_terms_stand(page, article, lambda text: TERM in text.lower())


@pytest.mark.parametrize(
    ("page", "where"),
    [
        ("<nav><a href=/t>Facial recognition</a><a href=/s>Sports</a></nav>STORY", "navigation"),
        ("<article>STORY</article><footer><a href=/t>Facial recognition</a></footer>", "navigation"),
        ("<article>STORY</article><aside><h2>More</h2><a href=/f>Facial recognition banned</a></aside>", "related"),
        (
            "<article>STORY</article><div class='related-stories'><a href=/f>Facial recognition banned</a></div>",
            "related",
        ),
        (
            "<article>STORY</article><div><a href=/f>Facial recognition banned in the city</a>"
            "<a href=/g>Bridge closed for repairs</a></div>",
            "related",
        ),
        (
            "<article>STORY</article><div class='author-bio'>Ada Example writes about facial recognition.</div>",
            "bio",
        ),
        (
            "<article>STORY</article><section><figure><img src=x><figcaption>A camera for facial recognition at the "
            "station</figcaption></figure></section>",
            "caption",
        ),
        (
            "<article>STORY</article><div class='comments'><h2>2 comments</h2><p>What about facial recognition at the "
            "station, asks a reader.</p></div>",
            "elsewhere",
        ),
    ],
)
def test_each_reason(page: str, where: str) -> None:
    assert stands(page) == where


def test_words_nowhere_have_no_place() -> None:
    assert stands("<article>STORY</article>") is None


HOSTILE = {
    "attributes": b"<p " + b" ".join(b"a%d=b" % n for n in range(300_000)) + b"> facial recognition",
    "blocks": b"<div><a href=x>a</a>" * 240 + (LINE.encode() * 40_000) + b"</div>" * 240 + b"facial recognition",
    "depth": b"<div>" * 100_000 + b"facial recognition",
    "packed": b"\x1f\x8b\x08" + b"facial recognition" * 100,
}


def hostile_standing(name: str) -> str | None:
    page = Page("https://paper.test/x", HOSTILE[name], datetime(2026, 11, 24, tzinfo=UTC))
    return where_terms_stand(page, extract(Page(page.url, b"<p>x", page.fetched_at)), lambda text: TERM in text.lower())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_looked_at_to_its_end(name: str) -> None:
    """How soon: `python -m benchmarks.hostile_pages`."""
    assert hostile_standing(name) in {None, "elsewhere"}
