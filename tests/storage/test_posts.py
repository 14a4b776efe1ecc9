"""The posts of live blogs: kept with their own times, version by version, and told with the hit that shows one."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.archive import Archive
from storage.query import parse
from storage.rows import PostRow
from storage.search import article_page, search
from tests.storage.builders import NOW, SOURCES, article, keep
from tests.web.conftest import serving
from tests.web.seed import config_for
from watchdesk.records import Article, Post

POSTS = (
    Post("2026-11-24T18:15:00-05:00", "The council opened its session with a prayer.", "Opening"),
    Post("18:40", "A member asked about the cameras.\n\nClearview was named in the answer."),
    Post(None, "This stands in no text."),
)
TEXT = f"What we know so far.\n\n18:15\n\n{POSTS[0].text}\n\n18:40\n\n{POSTS[1].text}"


def blog(text: str = TEXT, posts: tuple[Post, ...] = POSTS) -> Article:
    return article(1, text, status="live_blog", posts=posts)


def test_posts_are_kept_with_title_time_and_words(archive: Archive) -> None:
    page = article_page(archive, keep(archive, blog()))
    assert page is not None
    assert page.posts == tuple(PostRow(n, post.published, post.title, post.text) for n, post in enumerate(POSTS))
    assert archive.run("SELECT number, published FROM v_post") == [(n, post.published) for n, post in enumerate(POSTS)]
    # Words that the text shows are kept once.
    assert archive.run("SELECT number FROM post WHERE text IS NOT NULL") == [(2,)]


@pytest.mark.parametrize(
    ("asked", "told"),
    [("prayer", "2026-11-24T18:15:00-05:00"), ("company:clearview", "18:40"), ('"so far"', None), ("", None)],
)
def test_a_hit_tells_the_time_of_the_post_that_it_shows(archive: Archive, asked: str, told: str | None) -> None:
    keep(archive, blog())
    (hit,) = search(archive, parse(asked, now=NOW)).hits
    assert hit.post_published == told


def test_a_later_version_has_its_own_posts_and_the_former_keeps_its(archive: Archive) -> None:
    keep(archive, blog())
    longer = (*POSTS, Post("19:00", "The cameras were voted down."))
    number = keep(archive, blog(f"{TEXT}\n\n19:00\n\n{longer[3].text}", longer))
    page = article_page(archive, number)
    assert page is not None and [post.published for post in page.posts] == [post.published for post in longer]
    assert archive.run("SELECT version, count(*) FROM post GROUP BY version") == [(1, 3), (2, 4)]
    assert archive.snapshot()["posts"] and archive.verify() == []


def test_two_posts_of_the_same_words_have_their_own_places(archive: Archive) -> None:
    twice = (Post("09:00", "Nothing new."), Post("10:00", "Nothing new."))
    keep(archive, blog("09:00\n\nNothing new.\n\n10:00\n\nNothing new.", twice))
    (first,), (second,) = archive.run("SELECT start FROM post ORDER BY number")
    assert first < second


def test_a_redaction_takes_the_posts_too(archive: Archive) -> None:
    number = keep(archive, blog())
    archive.redact(number, "asked to", NOW)
    assert archive.run("SELECT * FROM post") == []


def test_the_desk_shows_posts_and_times(tmp_path: Path) -> None:
    config = config_for(tmp_path)
    with Archive.open(config.archive_path) as archive:
        archive.put_sources(SOURCES)
        keep(archive, blog())
    with serving(config) as server:
        shown = server.ask("/article/1").text
        assert "Posts of this live blog" in shown
        assert "24 November 2026, 18:15 UTC-05:00" in shown and "no time stated" in shown
        assert "Post of 18:40:" in server.ask("/?q=clearview").text
