"""A source added from one address: looked at on loopback, written into the file, and the file stays a configuration."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from cycle_process import ROOT, configuration
from hostile_server import HostileServer, answer, html, not_here, page, rss, sends

from crawler.additions import judge, named_feed, slug
from crawler.probe import keep_probes, read_probes
from storage.archive import Archive
from watchdesk.config import Config
from watchdesk.errors import BadInput
from watchdesk.own_sources import add_own_source
from watchdesk.records import Source

SCRIPT = """
import json, sys
from pathlib import Path
from dataclasses import asdict
from crawler.additions import look
from watchdesk.config import Config
order = json.loads(sys.argv[1])
hosts = {name: (host, port) for name, (host, port) in order["hosts"].items()}
print(json.dumps(asdict(look(Config.load(Path(order["config"])), order["url"], hosts=hosts))))
"""
FEED = rss("http://paper.test/a/story-1", "http://paper.test/a/story-2").replace(b"<title>t<", b"<title>The Paper<")
HEAD = b'<html><head><title>Paper</title><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head>'


def looked(folder, url, cases):
    with HostileServer(cases) as server:
        order = {"url": url, "hosts": server.hosts, "config": str(configuration(folder))}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, json.dumps(order)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        asked = [path for _, path, _ in server.asked]
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1]), asked


def test_a_page_leads_to_the_feed_that_it_names_and_no_article_is_asked(tmp_path):
    cases = {"paper.test": page("paper.test", sends(html(HEAD + b"<p>Hello</p>")), feed=FEED)}
    found, asked = looked(tmp_path, "http://paper.test/", cases)
    assert (found["kind"], found["url"], found["title"], found["items"]) == (
        "feed", "http://paper.test/feed.xml", "The Paper", 2,
    )  # fmt: skip
    assert asked == ["/robots.txt", "/", "/feed.xml"]


@pytest.mark.parametrize(
    ("respond", "robots", "fault"),
    [
        (sends(answer("410 Gone")), None, "answered 410"),
        (sends(html(b"<p>Nothing here</p>")), None, "not a feed"),
        (sends(answer("200 OK", FEED)), sends(answer("200 OK", b"User-agent: *\nDisallow: /\n")), "robots"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path, respond, robots, fault):
    cases = {"paper.test": page("paper.test", respond, robots=robots or not_here)}
    found, _ = looked(tmp_path, "http://paper.test/front", cases)
    assert found["kind"] is None
    assert fault in found["fault"]


def test_a_sitemap_and_a_list_of_articles_are_known_as_such():
    entry = b"<url><loc>http://a.test/x</loc></url>"
    assert judge(b"<urlset>" + entry + b"</urlset>", "http://a.test/sitemap.xml")[0] == "sitemap"
    links = "".join(f"<a href='/2026/11/2{n}/story-of-the-day'>Story {n}</a>" for n in range(4)).encode()
    assert judge(b"<html><title>News</title>" + links, "http://a.test/news")[0] == "listing"
    assert named_feed(HEAD, "http://a.test/x/") == "http://a.test/feed.xml"
    assert slug("Le Monde – Société") == "le-monde-societe"


NEW = Source("the-paper", 'The "Paper": daily', "other", feed="https://paper.test/feed.xml")


@pytest.mark.parametrize(
    "sources",
    [
        "",
        "sources:\n  groups: [local]\n",
        "sources:\n  groups: [local]\n  own: []   # mine\n",
        "sources:\n  own:\n    - {id: a, name: A, feed: 'https://a.test/feed'}\n  on: []\n",
        "sources:\n  own:\n  - id: a\n    name: A\n    feed: https://a.test/feed\n",
    ],
)
def test_it_is_written_into_the_file_and_all_else_stays(tmp_path, sources):
    path = configuration(tmp_path)
    before = path.read_text() + "# a remark that stays\n" + sources
    path.write_text(before)
    own = {source.id for source in Config.load(path).sources.own}
    add_own_source(path, NEW)
    config = Config.load(path)
    assert {source.id for source in config.sources.own} == own | {"the-paper"}
    [added] = [source for source in config.sources.own if source.id == "the-paper"]
    assert (added.name, added.feed) == (NEW.name, NEW.feed)
    assert "# a remark that stays" in path.read_text()
    with pytest.raises(BadInput, match="already"):
        add_own_source(path, NEW)


def test_a_file_that_cannot_take_a_line_stays_as_it_is(tmp_path):
    path = configuration(tmp_path)
    text = path.read_text() + "sources: {own: [{id: a, name: A, feed: 'https://a.test/feed'}]}\n"
    path.write_text(text)
    with pytest.raises(BadInput, match="write under"):
        add_own_source(path, NEW)
    assert path.read_text() == text
    assert [each.name for each in tmp_path.iterdir()] == ["config.yaml"]


def test_what_a_probe_wrote_is_kept_with_its_date(tmp_path):
    line = {"source_id": "s", "field": "feed", "url": "https://s.test/feed", "checked_at": "2026-11-24T00:00:00+00:00",
            "status": 200, "content_type": "", "items": 3, "newest": None, "fault": None,
            "moved": "https://s.test/rss", "proposal": "correct", "because": "it lives there now"}  # fmt: skip
    rows = read_probes([json.dumps(line), ""])
    with Archive.open(tmp_path / "a.db") as archive:
        keep_probes(archive, [Source("s", "S", "local")], rows)
        [kept] = archive.probes("s")
    assert (kept.at.isoformat(), kept.proposal, kept.moved) == (line["checked_at"], "correct", line["moved"])
    assert kept.detail["items"] == 3
