"""Feeds, sitemaps and listings: what is announced is found, whatever state the document is in."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from broken_feeds import FEEDS, A, B, feed, item, rss
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery.feed import read_feed
from crawler.discovery.listing import read_listing
from crawler.discovery.sitemap import read_sitemap, unzipped

FEED = "https://news.test/feed.xml"
MAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{}>{}</urlset>'
SCHEMAS = "http://www.google.com/schemas"
NEWS = f' xmlns:news="{SCHEMAS}/sitemap-news/0.9" xmlns:image="{SCHEMAS}/sitemap-image/1.1"'


def links(found):
    return [page.url for page in found.pages]


def test_there_are_sixty_broken_feeds():
    assert len(FEEDS) >= 60


@pytest.mark.parametrize("name", FEEDS)
def test_a_broken_feed_gives_what_it_holds(name):
    body, expected = FEEDS[name]
    found = read_feed(body, FEED)
    if expected is None:
        assert links(found) == []
        assert found.fault
        assert "\n" not in found.fault
    else:
        assert links(found) == expected


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_no_bytes_raise(body):
    read_feed(body, FEED)
    read_sitemap(body)
    read_listing(body, FEED)


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("Tue, 24 Nov 2026 09:30:00 +0100", "2026-11-24T09:30:00+01:00"),
        ("Tue, 24 Nov 2026 09:30:00 GMT", "2026-11-24T09:30:00+00:00"),
        ("Tue, 24 Nov 2026 09:30:00 -0000", "2026-11-24T09:30:00"),
        ("2026-11-24T09:30:00Z", "2026-11-24T09:30:00Z"),
        ("2026-11-24", "2026-11-24"),
        ("2026-13-45", None),
        ("soon", None),
    ],
)
def test_dates_stay_as_precise_as_stated_and_no_zone_is_invented(stated, read):
    [page] = read_feed(rss(item(A, extra=f"<pubDate>{stated}</pubDate>")), FEED).pages
    assert page.published == read


def test_a_json_feed_says_when_and_what():
    [page] = read_feed(
        feed([{"url": A, "title": "<b>Faces</b>", "date_published": "2026-11-24T09:30:00-05:00"}]), FEED
    ).pages
    assert (page.title, page.published) == ("Faces", "2026-11-24T09:30:00-05:00")


def test_a_feed_that_moved_says_where():
    root = '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">'
    body = rss(f"<itunes:new-feed-url>https://new.test/feed</itunes:new-feed-url>{item(A)}", root=root)
    assert read_feed(body, FEED).moved == "https://new.test/feed"


def test_a_news_sitemap_gives_titles_and_dates_newest_first():
    entries = "".join(
        f"<url><loc>{loc}</loc><image:image><image:loc>https://img.test/x.jpg</image:loc><image:title>no</image:title>"
        f"</image:image><news:news><news:publication_date>{day}</news:publication_date><news:title>{title}</news:title>"
        "</news:news></url>"
        for loc, day, title in ((A, "2026-11-20", "older"), (B, "2026-11-23T08:00:00+02:00", "newer"))
    )
    found = read_sitemap(MAP.format(NEWS, entries).encode())
    assert [(page.url, page.title, page.published) for page in found.pages] == [
        (B, "newer", "2026-11-23T08:00:00+02:00"),
        (A, "older", "2026-11-20"),
    ]


def test_what_is_older_than_the_cut_off_is_left_out_and_what_has_no_date_stays():
    entries = f"<url><loc>{A}</loc><lastmod>2020-01-01</lastmod></url><url><loc>{B}</loc></url>"
    assert links(read_sitemap(MAP.format("", entries).encode(), since=datetime(2026, 1, 1, tzinfo=UTC))) == [B]


def test_an_index_gives_the_latest_sitemaps():
    entries = "".join(
        f"<sitemap><loc>https://news.test/{year}.xml.gz</loc><lastmod>{year}-05-01</lastmod></sitemap>"
        for year in range(2000, 2026)
    )
    found = read_sitemap(f"<sitemapindex>{entries}</sitemapindex>".encode(), newest_maps=2)
    assert [each.url for each in found.more] == ["https://news.test/2025.xml.gz", "https://news.test/2024.xml.gz"]
    assert found.pages == ()


def test_only_so_many_pages_are_given_and_they_are_the_newest():
    entries = "".join(f"<url><loc>{A}-{n}</loc><lastmod>20{n:02}-01-01</lastmod></url>" for n in range(10, 60))
    found = read_sitemap(MAP.format("", entries).encode(), newest=3)
    assert links(found) == [f"{A}-59", f"{A}-58", f"{A}-57"]


@pytest.mark.parametrize("pack", [gzip.compress, lambda body: b"\xef\xbb\xbf" + body, lambda body: body])
def test_packed_or_not(pack):
    assert links(read_sitemap(pack(MAP.format("", f"<url><loc>{A}</loc></url>").encode()))) == [A]


def test_a_sitemap_cut_in_the_middle_gives_what_stands_before_the_cut():
    whole = MAP.format("", f"<url><loc>{A}</loc></url><url><loc>{B}</loc></url>").encode()
    assert A in links(read_sitemap(whole[:-20]))


def test_a_text_sitemap_is_a_list_of_addresses():
    assert links(read_sitemap(f"{A}\n{B}\nnot an address\n".encode())) == [A, B]


@pytest.mark.parametrize("body", [b"", b"<html><body>404</body></html>", b"nothing here", b"\x1f\x8b\x08broken"])
def test_what_is_no_sitemap_says_so(body):
    found = read_sitemap(body)
    assert found.pages == ()
    assert found.fault


def test_a_bomb_is_not_unpacked():
    with pytest.raises(ValueError, match="larger than"):
        unzipped(gzip.compress(b"\0" * 3_000_000), limit=1_000_000)


PAGE = b"""<html><head><base href="https://news.test/section/"></head><body>
<nav><a href="/2026/11/24/in-the-menu">Menu</a></nav>
<h2><a href="2026/11/24/police-and-faces">Police and faces</a></h2><a href="2026/11/24/police-and-faces"><img></a>
<div class="item"><a href="https://news.test/council-votes-on-face-ban-today">Council votes</a></div>
<a href="https://news.test/tag/facial-recognition-and-privacy">Tag</a>
<a href="https://elsewhere.test/2026/11/24/x">Away</a>
<a href="mailto:a@b.test">Mail</a><a href="#top">Top</a>
<a class="next" href="?page=2">Next</a></body></html>"""


def test_a_listing_gives_links_that_look_like_articles():
    found = read_listing(PAGE, "https://news.test/section/")
    assert [(page.url, page.title) for page in found.pages] == [
        ("https://news.test/section/2026/11/24/police-and-faces", "Police and faces"),
        ("https://news.test/council-votes-on-face-ban-today", "Council votes"),
    ]


def test_rules_choose_links_and_the_next_page():
    rules = {"links": ".item", "next": "a.next", "path": "council"}
    found = read_listing(PAGE, "https://news.test/section/", rules)
    assert links(found) == ["https://news.test/council-votes-on-face-ban-today"]
    assert [each.url for each in found.more] == ["https://news.test/section/?page=2"]


def test_a_listing_without_articles_and_a_broken_rule_say_so():
    assert "no article links" in str(read_listing(b"<p>We moved</p>", FEED).fault)
    assert "rules" in str(read_listing(PAGE, FEED, {"links": "a[["}).fault)


def test_a_feed_of_endless_depth_is_refused_before_it_costs_seconds():
    found = read_feed(b"<rss><channel>" + b"<x>" * 100_000, "https://deep.test/feed.xml")
    assert found.pages == ()
    assert "within one another" in (found.fault or "")
