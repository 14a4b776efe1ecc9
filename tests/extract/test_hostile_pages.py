"""Pages made to hurt: each ends with a status, and none raises; `python -m benchmarks.hostile_pages` says how soon."""

from __future__ import annotations

import gzip
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.extract import extract, extract_lines
from crawler.extract.batch import MAX_BODY
from watchdesk.records import Page

NOW = datetime(2026, 11, 24, tzinfo=UTC)
WORD = b"The council voted on Tuesday to pause the use of face matching until an audit is finished, members said. "


def page(body: bytes, **more: object) -> Page:
    return Page(url="https://paper.test/a", body=body, fetched_at=NOW, **more)  # type: ignore[arg-type]


HOSTILE: dict[str, bytes] = {
    "50 MB of paragraphs": b"<html><body><article>" + (b"<p>" + WORD * 10 + b"</p>") * 48_000,
    "50 MB in one paragraph": b"<html><body><p>" + WORD * 480_000,
    "50 MB of links": b"<html><body>" + b"<a href='/x'>face matching in the city</a> " * 1_200_000,
    "50 MB of script": b"<html><script>" + b"var x = 1;\n" * 4_600_000 + b"</script><p>" + WORD + b"</p>",
    "100,000 nested divs": b"<div>" * 100_000 + WORD + b"</div>" * 100_000,
    "100,000 nested spans and links": b"<span><a href=x>" * 50_000 + WORD,
    "200,000 empty elements": b"<html><body>" + b"<div class='related share comment'></div>" * 200_000,
    "unclosed attribute": b'<html><body><p class="' + b"a " * 2_000_000 + b"<p>" + WORD,
    "a million attributes": b"<p " + b" ".join(b"a%d=b" % n for n in range(200_000)) + b">" + WORD,
    "NUL bytes": b"<html>\0<bo\0dy><p>" + WORD.replace(b" ", b"\0 ") + b"</p>\0" * 1000,
    "random bytes": bytes((n * 7919 + n // 255) % 256 for n in range(400_000)),
    "UTF-16 without a mark": WORD.decode().encode("utf-16-le") * 2000,
    "lone surrogates as UTF-8": b"<p>\xed\xa0\x80\xed\xb0\x80" + WORD * 20,
    "wrong charset": b'<meta charset="utf-7"><p>' + "Grüße aus Köln".encode("latin-1") * 500,
    "charset that is no text": b'<meta charset="base64"><p>' + b"\xff" + WORD,
    "entity bomb": b'<!DOCTYPE h [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><html><p>&j;&j;</p>"
    + WORD,
    "entities without end": b"<p>" + b"&amp" * 1_000_000,
    "deep JSON-LD": b'<script type="application/ld+json">' + b'{"@graph":[' * 30_000 + b"</script><p>" + WORD,
    "wide JSON-LD": b'<script type="application/ld+json">['
    + b'{"@type":"NewsArticle","headline":"x"},' * 36_000
    + b"{}]</script>",
    "a JSON-LD string of 5 MB": b'<script type="application/ld+json">{"@type":"Article","headline":"'
    + b"x" * 5_000_000
    + b'"}</script>',
    "dates all over": b"<html><body><h1>x</h1>"
    + b"<span class='date'>99/99/9999 00:00 13. Smarch 2024</span>" * 20_000,
    "regex trap of spaces": b"<html><body><h1>x</h1><p>By " + b" " * 500_000 + b"!</p>",
    "regex trap of dashes": b"<title>" + b" - " * 100_000 + b"</title><p>" + WORD,
    "regex trap of words": b"<html><body><h1>x</h1><p>is a "
    + b"very " * 200_000
    + b"</p><p>this article was "
    + b"x " * 200_000,
    "regex trap of names": b"<div class='author'>"
    + b"Aa " * 300_000
    + b"</div><meta name='author' content='"
    + b"Aa, " * 100_000
    + b"'>",
    "regex trap of clocks": b"<html><body>" + b"<div>A. B. C. D. E. F. G. H. I. J. K. 10</div>" * 20_000,
    "a thousand headlines": b"<html><body>" + b"<h1>One headline</h1>" * 50_000,
    "a style of 5 MB": b"<p style='" + b"display : none;" * 300_000 + b"'>" + WORD,
    "a million attributes with marks in quotes": b"<p "
    + b"/".join(b"a%d='<>'" % n for n in range(300_000))
    + b">"
    + WORD,
    "300,000 attributes without value": b"<p " + b" ".join(b"a%d" % n for n in range(300_000)) + b">" + WORD,
    "700 tags of 900 attributes": (b"<p " + b" ".join(b"a%d" % n for n in range(900)) + b">" + WORD) * 700,
    "a class name of 4 MB": b"<div class='" + b"a-b_c " * 800_000 + b"'><p>" + WORD + b"</p></div>",
    "1,000 long class names": (b"<div class='" + b"related-story-widget-" * 200 + b"'><p>" + WORD + b"</p></div>")
    * 1000,
    "12,000 different class names": b"".join(
        b"<div class='w%d-related sidebar%d x-%d'><p>%s</p></div>" % (n, n, n, WORD) for n in range(12_000)
    ),
    "a selector of its own that takes minutes": b'<script type="application/ld+json">{"@type":"NewsArticle",'
    b'"isAccessibleForFree":false,"hasPart":['
    + b'{"isAccessibleForFree":false,"cssSelector":"* * * * * * * * * * p"},' * 1000
    + b"{}]}</script>"
    + b"<div>" * 200
    + (b"<p>" + WORD + b"</p>") * 5000,
    "24,000 canonical links": b"<link rel=canonical href='https://paper.test/x?utm_source=1'>" * 24_000 + WORD,
    "lines of many words before a number": b"<h1>Live</h1>" + (b"<p>" + b"A. " * 19 + b"1</p>") * 12_000,
    "a title without end": b"<title>" + WORD * 40_000,
    "a title of 2 MB": b"<title>" + b"404 " * 500_000 + b"</title>",
    "one line of 20 MB": WORD * 200_000,
    "one word of 20 MB": b"<p>" + b"x" * 20_000_000,
    "100,000 links": b"<p><a href='/a/b-c-d'>Face matching in the city is paused</a></p>" * 100_000,
    "JSON-LD nested 100,000 deep": b'<script type="application/ld+json">'
    + b"[" * 100_000
    + b"]" * 100_000
    + b"</script>",
    "10,000 posts of a live blog": b'<script type="application/ld+json">{"@type":"LiveBlogPosting","liveBlogUpdate":['
    + (b'{"@type":"BlogPosting","articleBody":"' + WORD + b'","datePublished":"2024-05-14T10:00:00Z"},') * 10_000
    + b"{}]}</script><p>"
    + WORD,
    "8,000 elements with times": b"<h1>Live updates</h1>"
    + (b"<div class=post><time datetime=2024-05-14T10:00:00Z>10:00</time><p>" + WORD + b"</p></div>") * 8000,
    "quotes without end": b'<a ">' * 200_000 + WORD,
    "UTF-32": ("<p>" + WORD.decode() * 300).encode("utf-32"),
    "UTF-16 that ends in mid-character": b"\xff\xfe" + ("<p>" + WORD.decode() * 300).encode("utf-16-le") + b"x",
    "packed twice": gzip.compress(gzip.compress(b"<p>" + WORD * 20)),
    "a packed page that unpacks to 200 MB": gzip.compress(b"<p>" + WORD * 2_000_000),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 2000,
    "broken PDF": b"%PDF-1.7\n" + b"1 0 obj << /Length 99999999 >> stream\n" * 20_000,
    "PDF mark in HTML": b"<p>%PDF-1.4 is a mark</p><p>" + WORD * 30,
    "only a declaration": b"<?xml version='1.0'?>",
    "nothing": b"",
    "one bracket": b"<",
    "comment without end": b"<html><body><!-- " + WORD * 10_000,
    "CDATA without end": b"<html><body><![CDATA[ " + WORD * 10_000,
    "tables in tables": b"<table><tr><td>" * 20_000 + WORD,
    "lists in lists": b"<ul><li>" * 60_000 + WORD,
    "formatting elements unclosed": b"<b><i><u><font>" * 60_000 + WORD,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_ends_with_a_status(name: str):
    article = extract(page(HOSTILE[name]))
    assert article.status
    assert "\0" not in article.text


def test_quotes_and_brackets_in_scripts_open_no_tag():
    script = b"if (i<n && s.charAt(i)=='\"' || t=='it') { x = 'a' + b / c; }\n" * 60
    body = (
        b"<html><body><!-- it's <b --><script>" + script + b'var q="</p>"</script><p>I<b>t</b>\'s ' + WORD * 4 + b"</p>"
    )
    many = b"<i " + b" ".join(b"a%d='>'" % n for n in range(2000)) + b">"
    for html in (body, body + many + WORD, many + body):
        assert extract(page(html)).text.count("The council voted") >= 4


def test_bytes_that_are_packed_without_saying_so_are_read_and_a_picture_is_none():
    text = extract(page(HOSTILE["packed twice"])).text
    assert text.startswith("The council voted") and len(text) > 15 * len(WORD)
    picture = extract(page(HOSTILE["a picture"]))
    assert (picture.status, picture.text) == ("empty", "")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
def test_two_and_four_bytes_a_character_are_read_even_without_a_mark(encoding: str):
    found = extract(page(("<html><body><p>" + WORD.decode() * 3 + "</p>").encode(encoding)))
    assert found.text.startswith("The council voted on Tuesday")


@pytest.mark.parametrize(
    "url", ["", "x", "http://[", "javascript:alert(1)", "http://a" + "a" * 300 + ".test/", "http://paper.test/\ud800"]
)
def test_a_broken_address_is_no_reason_to_raise(url: str):
    article = extract(Page(url=url, body=b"<link rel=canonical href='http://['><p>" + WORD * 5, fetched_at=NOW))
    assert article.text


def test_decompression_bomb_is_read_in_part(tmp_path: Path):
    bomb = tmp_path / "bomb.html.gz"
    with gzip.open(bomb, "wb") as packed:
        for _ in range(300):
            packed.write(b"<p>" + b"a" * 1_000_000)
    assert bomb.stat().st_size < 2_000_000
    rows = list(extract_lines([f'{{"id":"b","path":"{bomb}","url":"https://paper.test/b"}}'], tmp_path))
    assert rows[0]["status"]
    assert MAX_BODY < 300_000_000


def test_memory_stays_bounded():
    code = (
        "import resource\nfrom datetime import UTC, datetime\nfrom crawler.extract import extract\n"
        "from watchdesk.records import Page\n"
        "body = b'<html><body><article>' + (b'<p>' + b'Words about a vote in the city. ' * 30 + b'</p>') * 50000\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "extract(Page(url='https://paper.test/a', body=body, fetched_at=datetime.now(UTC)))\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)\n"
    )
    grown = int(subprocess.check_output([sys.executable, "-c", code], text=True))
    assert grown < 250, f"{grown} MB on top for one page of 50 MB"
