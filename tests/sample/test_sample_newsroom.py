"""The server: real answers, real validators, two visits, misbehaviour on purpose."""

from __future__ import annotations

import gzip
import http.client
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import feedparser
import pypdfium2
import pytest
from protego import Protego

from sample.newsroom import Newsroom
from sample.pages import outlets

MILWAUKEE = "/milwaukee/2026/02/06/milwaukee-police-ban"
VERKADA = "/technology/2021/03/10/verkada-camera-breach"

UNCHANGED = (
    ("national.test", "/rss/latest.xml"),
    ("wire.test", "/sitemaps/index.xml.gz"),
    ("casco-sample.test", "/news"),
    ("great-lakes.test", MILWAUKEE),
)


@dataclass(frozen=True)
class Got:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def get(room: Newsroom, host: str, path: str, **headers: str) -> Got:
    address, port = next(iter(room.hosts.values()))
    connection = http.client.HTTPConnection(address, port, timeout=120)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers={"Host": host, **named})
    answer = connection.getresponse()
    got = Got(answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read())
    connection.close()
    return got


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom() as newsroom:
        yield newsroom


def test_ten_hosts_and_more_on_loopback(room: Newsroom) -> None:
    assert len(room.hosts) >= 10
    assert all(host.endswith(".test") and where[0] == "127.0.0.1" for host, where in room.hosts.items())
    for host in room.hosts:
        assert get(room, host, "/").status == 200
        assert get(room, host, "/robots.txt").text.startswith("User-agent")


def test_a_host_that_is_not_ours_is_told_so(room: Newsroom) -> None:
    assert get(room, "example.org", "/").status == 421
    assert get(room, "national.test", "/no/such/page").status == 404


def test_every_page_of_every_outlet_answers_as_it_states(room: Newsroom) -> None:
    for outlet in outlets():
        for piece in outlet.pieces:
            if piece.fails_first:
                assert get(room, outlet.host, piece.path).status == 500
            got = get(room, outlet.host, piece.path)
            assert got.status == (301 if piece.form == "redirect" else piece.status), (outlet.host, piece.path)


def test_unchanged_pages_and_feeds_answer_304_without_a_body(room: Newsroom) -> None:
    for host, path in UNCHANGED:
        first = get(room, host, path)
        by_tag = get(room, host, path, If_None_Match=first.headers["etag"])
        by_time = get(room, host, path, If_Modified_Since=first.headers["last-modified"])
        assert (first.status, by_tag.status, by_time.status) == (200, 304, 304)
        assert by_tag.body == by_time.body == b""
        assert get(room, host, path, If_None_Match='"other"').status == 200
    assert [request.status for request in room.requests if request.conditional].count(304) == 8
    assert all(request.sent == 0 for request in room.requests if request.status == 304)


def test_on_the_second_visit_one_article_has_changed_and_one_is_gone(room: Newsroom) -> None:
    addresses = [(outlet.host, piece.path) for outlet in outlets() for piece in outlet.pieces if not piece.fails_first]
    before = {address: get(room, *address) for address in addresses}
    room.advance()
    after = {address: get(room, *address) for address in before}
    changed = {address for address in before if after[address].body != before[address].body}
    assert changed == {("great-lakes.test", MILWAUKEE), ("national.test", VERKADA)}
    assert after["national.test", VERKADA].status == 410
    milwaukee = before["great-lakes.test", MILWAUKEE], after["great-lakes.test", MILWAUKEE]
    assert "Correction:" not in milwaukee[0].text and "Correction:" in milwaukee[1].text
    assert "bars department from all use" in milwaukee[1].text
    tag = milwaukee[0].headers["etag"]
    assert get(room, "great-lakes.test", MILWAUKEE, If_None_Match=tag).status == 200
    assert VERKADA not in get(room, "national.test", "/rss/latest.xml").text


def test_it_fails_once_and_is_slow_once_on_purpose(room: Newsroom) -> None:
    path = "/newsroom/2024-07-02-facial-recognition-policy"
    statuses = [get(room, "police.samplebury.test", path).status for _ in range(3)]
    assert statuses == [500, 200, 200]
    assert [piece.path for outlet in outlets() for piece in outlet.pieces if piece.delay_seconds] != []


def test_robots_close_a_section_and_ask_for_a_delay(room: Newsroom) -> None:
    national = Protego.parse(get(room, "national.test", "/robots.txt").text)
    assert not national.can_fetch("http://national.test/members/2025/01/14/police-matches-briefing", "watchdesk")
    assert national.can_fetch("http://national.test/weather/2024/01/12/first-snow", "watchdesk")
    police = Protego.parse(get(room, "police.samplebury.test", "/robots.txt").text)
    assert police.crawl_delay("watchdesk") == pytest.approx(0.2)


def test_feeds_and_sitemaps_announce_every_listed_page(room: Newsroom) -> None:
    for outlet in outlets():
        listed = sum(piece.listed for piece in outlet.pieces)
        got = get(room, outlet.host, outlet.address)
        if outlet.discovery in ("rss", "atom"):
            parsed = feedparser.parse(got.body)
            assert not parsed.bozo and len(parsed.entries) == listed
        elif outlet.discovery == "json":
            assert len(json.loads(got.body)["items"]) == listed
        elif outlet.discovery == "news_sitemap":
            assert got.text.count("<url>") == listed
        elif outlet.discovery == "sitemap_index":
            maps = re.findall(r"<loc>http://[^/]+(/[^<]+)</loc>", gzip.decompress(got.body).decode())
            texts = [gzip.decompress(get(room, outlet.host, path).body).decode() for path in maps]
            assert len(maps) > 3 and sum(text.count("<url>") for text in texts) == listed


def test_tracking_amp_and_redirect_lead_to_one_canonical(room: Newsroom) -> None:
    assert "utm_source=rss" in get(room, "national.test", "/rss/latest.xml").text
    amp = get(room, "national.test", "/politics/2022/02/07/irs-drops-id-me-facial-recognition/amp").text
    assert 'rel="canonical" href="http://national.test/politics/2022/02/07/irs-drops-id-me-facial-recognition"' in amp
    moved = get(room, "go.national.test", "/a7Qx")
    assert moved.status == 301 and moved.headers["location"].startswith("http://national.test/technology/")


def test_the_agenda_has_a_text_layer_and_the_scan_has_none(room: Newsroom) -> None:
    host = "council.samplebury.test"
    agenda = pypdfium2.PdfDocument(get(room, host, "/agendas/2024-03-05-agenda.pdf").body)
    text = " ".join(agenda[number].get_textpage().get_text_bounded() for number in range(len(agenda)))
    assert "Ordinance 2024-07, first reading" in " ".join(text.split())
    assert agenda.get_metadata_dict()["Title"].startswith("Samplebury City Council")
    scan = pypdfium2.PdfDocument(get(room, host, "/agendas/2024-02-20-minutes-scan.pdf").body)
    assert scan[0].get_textpage().get_text_bounded() == ""
    assert scan[0].render(scale=0.5).to_numpy().std() > 10, "the scan shows something"


def test_many_conversations_at_once(room: Newsroom) -> None:
    from concurrent.futures import ThreadPoolExecutor

    paths = [("national.test", "/weather/2024/01/12/first-snow")] * 4 + [("tech.test", "/feed.json")] * 20
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda address: get(room, *address).status, paths))
    assert answers == [200] * 24 and len(room.requests) == 24
