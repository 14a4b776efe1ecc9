"""The posts of live blogs: each with its own time, from JSON-LD, from `time` elements, from lines with a clock."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract import extract, liveblog
from watchdesk.records import Article, Page, Post

LINES = [
    "The chair opened the hearing and asked everybody who wanted to speak to sign the list at the door.",
    "A resident told how he was held for a day because of a match that turned out to be false.",
    "The vendor's engineer said that the limit for a match is chosen by the police and not by the company.",
    "The council voted seven to two for a pause, and the room stood up and applauded for a minute.",
]
LEAD = "The council of Sampleville decides tonight about face matching; we follow the hearing here, post by post."


def article(body: str, head: str = "", title: str = "Council vote: live updates") -> Article:
    html = f"<!doctype html><html lang=en><title>{title}</title>{head}<body><main><h1>{title}</h1>{body}</main>"
    return extract(Page("https://paper.test/2024/05/14/vote", html.encode(), datetime(2026, 11, 24, tzinfo=UTC)))


def stated(*posts: tuple[str, str]) -> str:
    updates = [{"@type": "BlogPosting", "datePublished": when, "articleBody": text} for when, text in posts]
    blog = {"@type": "LiveBlogPosting", "headline": "Council vote: live updates", "liveBlogUpdate": updates}
    return f'<script type="application/ld+json">{json.dumps(blog)}</script>'


def test_posts_of_json_ld_keep_their_zones_and_stand_in_the_text_that_does_not_show_them():
    times = [f"2024-05-14T18:0{n}:00-05:00" for n in range(4)]
    found = article(f"<p>{LEAD}</p>", stated(*zip(times, LINES, strict=True)))
    assert found.status == "live_blog"
    assert [(post.published, post.text) for post in found.posts] == list(zip(times, LINES, strict=True))
    assert found.text.split("\n\n")[:3] == [LEAD, "2024-05-14 18:00 -05:00", LINES[0]]
    assert all(line in found.matchable for line in LINES)


def test_a_post_that_the_page_shows_gets_its_time_and_is_not_told_twice():
    shown = f"<p>{LEAD}</p>" + "".join(f"<div class=post><p>{line}</p></div>" for line in LINES)
    found = article(shown, stated(*((f"2024-05-14T18:0{n}:00Z", line) for n, line in enumerate(LINES))))
    paragraphs = found.text.split("\n\n")
    assert paragraphs == [
        LEAD,
        *(part for n, line in enumerate(LINES) for part in (f"2024-05-14 18:0{n} +00:00", line)),
    ]


def test_posts_by_time_elements_have_titles_and_full_dates():
    posts = "".join(
        f'<article class=post><time datetime="2024-05-14T18:{50 - n}:00-05:00">6:{50 - n} p.m.</time>'
        f"<h3>Point {n} of the agenda</h3><p>{line}</p></article>"
        for n, line in enumerate(LINES)
    )
    aside = "".join(
        f"<li><time datetime=2024-05-13>May 13</time> <a href=/{n}>Another story {n}</a></li>" for n in "1234"
    )
    found = article(f"<p>{LEAD}</p><div>{posts}</div><ul>{aside}</ul>")
    assert found.status == "live_blog"
    assert [post.published for post in found.posts] == [f"2024-05-14T18:{50 - n}:00-05:00" for n in range(4)]
    assert [post.title for post in found.posts] == [f"Point {n} of the agenda" for n in range(4)]
    assert [post.text for post in found.posts] == LINES


def test_lines_that_begin_with_a_clock_open_posts():
    posts = "".join(f"<h3>{6 + n}:15 p.m.: A short turn number {n}</h3><p>{line}</p>" for n, line in enumerate(LINES))
    found = article(f"<p>{LEAD}</p><div>{posts}</div>")
    assert found.status == "live_blog"
    assert [post.published for post in found.posts] == ["18:15", "19:15", "20:15", "21:15"]
    assert [post.text for post in found.posts] == LINES
    assert found.posts[0].title == "A short turn number 0"


def test_an_article_has_no_posts():
    found = article("".join(f"<p>{line}</p>" for line in LINES), title="Council pauses face matching")
    assert (found.status, found.posts) == ("full", ())


def test_a_broken_update_is_passed_over():
    blog = {
        "@type": "LiveBlogPosting",
        "liveBlogUpdate": [None, "x", {}, {"articleBody": 3}, {"headline": "Only this"}],
    }
    found = article(f"<p>{LEAD}</p>", f'<script type="application/ld+json">{json.dumps(blog)}</script>')
    assert [(post.published, post.text) for post in found.posts] == [(None, "Only this")]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("18:05", "18:05"),
        ("6.05 p.m.", "18:05"),
        ("12:30 am", "00:30"),
        ("12:30 PM", "12:30"),
        ("9:07 Uhr", "09:07"),
        ("14h30", "14:30"),
        ("25:10", None),
        ("noon", None),
    ],
)
def test_clocks(line: str, told: str | None):
    assert liveblog.clock(line) == told


POSTS = st.builds(
    Post,
    st.none() | st.sampled_from(["18:05", "2024-05-14", "2024-05-14T18:05:00Z"]),
    st.text(min_size=1, max_size=40).filter(lambda text: bool(text.strip())),
    st.none() | st.text(min_size=1, max_size=20),
)


@given(
    st.lists(st.text("abc ", min_size=1, max_size=30).map(str.strip).filter(bool), max_size=6),
    st.lists(POSTS, max_size=5),
)
def test_no_paragraph_is_lost_where_times_are_written_in(paragraphs: list[str], posts: list[Post]):
    told = liveblog.with_times("\n\n".join(paragraphs), posts).split("\n\n")
    rest = iter(told)
    assert all(paragraph in rest for paragraph in paragraphs), "in their order"
