"""One identity per page: a table of links, and laws that hold for any link."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchdesk.errors import BadAddress
from watchdesk.urls import MAX_LENGTH, canonical, host, is_http, same_site, site

TABLE = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("urls.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_table_is_large_enough_and_says_nothing_twice():
    assert len(TABLE) >= 200
    assert len({link for link, _ in TABLE}) == len(TABLE)


@pytest.mark.parametrize(("link", "identity"), TABLE)
def test_table(link: str, identity: str):
    if identity == "-":
        with pytest.raises(BadAddress):
            canonical(link)
    else:
        assert canonical(link) == identity
        assert canonical(identity) == identity, "an identity is its own identity"


@pytest.mark.parametrize(
    ("link", "page", "identity"),
    [
        ("/a/b", "https://example.com/c/d", "https://example.com/a/b"),
        ("b", "https://example.com/c/d", "https://example.com/c/b"),
        ("../b", "https://example.com/c/d/e", "https://example.com/c/b"),
        ("//cdn.example.com/b", "http://example.com/c", "https://cdn.example.com/b"),
        ("?page=2", "https://example.com/c", "https://example.com/c?page=2"),
        ("#top", "https://example.com/c", "https://example.com/c"),
        ("", "https://example.com/c?utm_source=x", "https://example.com/c"),
        ("https://other.example/b", "https://example.com/c", "https://other.example/b"),
        ("example.com/b", "https://example.com/c/d", "https://example.com/c/example.com/b"),
    ],
)
def test_relative_links(link: str, page: str, identity: str):
    assert canonical(link, page_url=page) == identity


def test_too_long_is_no_address():
    with pytest.raises(BadAddress, match="at most"):
        canonical("https://example.com/" + "a" * MAX_LENGTH)


@pytest.mark.parametrize(
    ("url", "registered"),
    [
        ("https://news.bbc.co.uk/a", "bbc.co.uk"),
        ("https://www.example.com/a", "example.com"),
        ("https://name.blogspot.com/2024/05/a.html", "name.blogspot.com"),
        ("https://someone.github.io/a", "someone.github.io"),
        ("http://localhost:8000/a", "localhost"),
        ("http://127.0.0.1/a", "127.0.0.1"),
        ("https://paper.test/a", "paper.test"),
        ("https://www.police.gov.uk/", "police.gov.uk"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
    ],
)
def test_site(url: str, registered: str):
    assert site(url) == registered


def test_same_site_needs_two_addresses():
    assert same_site("https://m.example.com/a", "http://www.example.com/b")
    assert not same_site("https://example.com/", "https://example.org/")
    assert not same_site("mailto:x@example.com", "https://example.com/")


def test_host_has_no_port():
    assert host("https://News.Example.com:8443/a") == "news.example.com"


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("https://a.example/", True),
        ("HTTP://a.example", True),
        ("ftp://a.example/", False),
        ("//a.example", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_is_http(url: str, answer: bool):
    assert is_http(url) is answer


@given(st.text(max_size=200))
def test_any_text_is_an_address_or_says_why_not(text: str):
    for link in (text, f"https://example.com/{text}", f"https://{text}/"):
        try:
            identity = canonical(link)
        except BadAddress as error:
            assert str(error)
        else:
            assert canonical(identity) == identity
            assert "#" not in identity


@given(
    st.lists(st.sampled_from(["utm_source=x", "fbclid=1", "gclid=2", "mc_cid=3", "ref=rss"])),
    st.permutations(["a=1", "b=2", "c=3"]),
)
def test_trackers_and_order_never_matter(trackers: list[str], pairs: list[str]):
    query = "&".join([*trackers, *pairs])
    assert canonical(f"https://example.com/x?{query}") == "https://example.com/x?a=1&b=2&c=3"


def test_importing_is_light():
    heavy = "import sys, watchdesk.urls; print(sorted({'tldextract', 'requests', 'lxml', 'scrapy'} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", heavy], text=True).strip() == "[]"
