"""The probe proposes by what an address answered; OPML goes out and comes back."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from cycle_process import ROOT, configuration
from hostile_server import HostileServer, answer, page, redirects, rss, sends

from crawler.opml import read_opml, write_opml
from crawler.probe import Probed, propose
from watchdesk.errors import BadInput
from watchdesk.records import Source

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def probed(**facts):
    return Probed("s", "feed", "https://news.test/feed", NOW.isoformat(), **facts)


@pytest.mark.parametrize(
    ("facts", "enabled", "proposal"),
    [
        ({"status": 200, "items": 9, "newest": "2026-11-20"}, False, "on"),
        ({"status": 200, "items": 9, "newest": "2026-11-20"}, True, "keep"),
        ({"status": 200, "items": 9}, False, "on"),
        ({"status": 200, "items": 9, "newest": "2025-01-01T00:00:00Z"}, True, "off"),
        ({"status": 200, "items": 0, "fault": "not a feed"}, True, "off"),
        ({"status": 404}, True, "off"),
        ({"status": 403}, True, "off"),
        ({"status": 503}, True, "keep"),
        ({"status": 429}, True, "keep"),
        ({"fault": "timeout"}, True, "keep"),
        ({"fault": "robots"}, True, "off"),
        ({"status": 200, "items": 3, "newest": "2026-11-20", "moved": "https://news.test/rss"}, True, "correct"),
    ],
)
def test_what_is_proposed(facts, enabled, proposal):
    found, because = propose(probed(**facts), enabled=enabled, now=NOW)
    assert found == proposal
    assert because


SCRIPT = """
import json, sys
from pathlib import Path
from crawler.probe import probe
from watchdesk.config import Config
from watchdesk.records import Source
order = json.loads(sys.argv[1])
sources = [Source(**source) for source in order["sources"]]
hosts = {name: (host, port) for name, (host, port) in order["hosts"].items()}
with Path(order["out"]).open("w") as target:
    print(probe(Config.load(Path(order["config"])), sources, target, hosts=hosts))
"""


def test_a_live_probe_on_loopback_asks_each_address_once_and_no_article(tmp_path):
    links = rss("http://good.test/a/story-1", "http://good.test/a/story-2")
    cases = {
        "good.test": page("good.test", sends(answer("500 x")), feed=links),
        "moved.test": page("moved.test", redirects("http://good.test/feed.xml", "301 Moved Permanently")),
        "dead.test": page("dead.test", sends(answer("410 Gone"))),
        "closed.test": page("closed.test", sends(answer("200 OK", links)),
                            robots=sends(answer("200 OK", b"User-agent: *\nDisallow: /\n"))),
    }  # fmt: skip
    names = {
        "good": "good.test/feed.xml",
        "moved": "moved.test/rss",
        "dead": "dead.test/rss",
        "closed": "closed.test/rss",
    }
    sources = [{"id": key, "name": key, "kind": "local", "feed": f"http://{path}"} for key, path in names.items()]
    with HostileServer(cases) as server:
        order = {"sources": sources, "hosts": server.hosts, "out": str(tmp_path / "out.jsonl"),
                 "config": str(configuration(tmp_path))}  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, json.dumps(order)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        asked = [(host, path) for host, path, _ in server.asked if path != "/robots.txt"]
    assert done.returncode == 0, done.stderr[-2000:]
    rows = {row["source_id"]: row for row in map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())}
    assert {key: row["proposal"] for key, row in rows.items()} == {
        "good": "on", "moved": "correct", "dead": "off", "closed": "off",
    }  # fmt: skip
    assert rows["moved"]["moved"] == "http://good.test/feed.xml"
    assert rows["good"]["items"] == 2
    assert not [path for _, path in asked if path.startswith("/a/")]
    assert "4 addresses of 4 sources" in done.stdout


def test_opml_goes_out_and_comes_back():
    sources = [
        Source(
            "a",
            "A & B <News>",
            "local",
            homepage="https://a.test/",
            language="en",
            feed="https://a.test/feed",
            group="local",
        ),
        Source("b", "No feed", "local", sitemap="https://b.test/sitemap.xml", group="local"),
    ]
    [back] = read_opml(write_opml(sources).encode())
    assert (back.name, back.feed, back.homepage, back.group, back.id) == (
        "A & B <News>", "https://a.test/feed", "https://a.test/", "local", "a-b-news",
    )  # fmt: skip


def test_ids_of_an_opml_are_unique_and_each_feed_comes_once():
    outlines = "".join(f'<outline text="News" xmlUrl="https://{name}.test/feed"/>' for name in ("a", "b", "a"))
    found = read_opml(f"<opml version='1.0'><body>{outlines}</body></opml>".encode())
    assert [(source.id, source.feed) for source in found] == [
        ("news", "https://a.test/feed"),
        ("news-2", "https://b.test/feed"),
    ]


@pytest.mark.parametrize(
    "text", [b"", b"not xml", b"<html/>", b"<opml/>", b'<opml><outline xmlUrl="javascript:x"/></opml>']
)
def test_what_is_no_opml_is_one_line(text):
    with pytest.raises(BadInput, match="OPML") as caught:
        read_opml(text)
    assert "\n" not in str(caught.value)
