"""robots.txt that is redirected to another host's: each is asked for once a cycle, counted at the server."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from cycle_process import configuration, run
from hostile_server import PAGE, HostileServer, answer, html, page, rss, sends

from crawler.robots import RobotsCache
from watchdesk.records import Source

RULES = answer("200 OK", b"User-agent: *\nDisallow: /private\n")
FEED = rss("http://www.paper.test/a/story-1", "http://m.paper.test/a/story-7", "http://m.paper.test/private/story-8")


def moved(target):
    async def conversation(writer, path):
        writer.write(answer("301 Moved Permanently", b"", f"Location: {target}{path}"))

    return conversation


def only_robots(target, respond):
    return page("", respond, robots=moved(target), feed=rss("http://other.test/a/story-9"))


CASES = {
    "paper.test": moved("http://www.paper.test"),
    "m.paper.test": moved("http://www.paper.test"),
    "www.paper.test": page("www.paper.test", sends(html(PAGE)), feed=FEED, robots=sends(RULES)),
    "left.test": only_robots("http://right.test", sends(html(PAGE))),
    "right.test": only_robots("http://left.test", sends(html(PAGE))),
    **{f"hop{n}.test": only_robots(f"http://hop{n + 1}.test", sends(html(PAGE))) for n in range(30)},
}
SOURCES = [
    Source("apex", "Apex", "local", feed="http://paper.test/feed.xml"),
    Source("www", "www", "local", feed="http://www.paper.test/feed.xml"),
    Source("left", "Left", "local", feed="http://left.test/feed.xml"),
    Source("right", "Right", "local", feed="http://right.test/feed.xml"),
    Source("hops", "Hops", "local", feed="http://hop0.test/feed.xml"),
]


@pytest.fixture(scope="module")
def cycles(tmp_path_factory):
    """Reports of two cycles, and how often robots.txt was asked for in each, by host."""
    folder, told = tmp_path_factory.mktemp("robots"), []
    with HostileServer(CASES) as server:
        for _ in range(2):
            before = len(server.asked)
            report = run(configuration(folder), SOURCES, server.hosts)
            told.append((report, Counter(host for host, path, _ in server.asked[before:] if path == "/robots.txt")))
    return told


def test_each_host_is_asked_once_whoever_is_redirected_there(cycles):
    report, asked = cycles[0]
    assert {host: count for host, count in asked.items() if "paper" in host} == {
        "paper.test": 1, "m.paper.test": 1, "www.paper.test": 1,
    }  # fmt: skip
    assert report["new"] + report["revised"] + report["same"] >= 1
    assert report["dropped"] == {"robots": 1}, "the rules hold for the host that was redirected, too"


def test_what_was_redirected_is_kept_for_a_day_like_the_rest(cycles):
    assert not [host for host in cycles[1][1] if "paper" in host]


def test_hosts_that_are_redirected_to_each_other_end_as_unreachable(cycles):
    report, asked = cycles[0]
    told = {note["source_id"]: note["what"] for note in report["notes"]}
    assert told["left"] == told["right"] == told["hops"] == "robots_unreachable"
    assert 0 < sum(count for host, count in asked.items() if host.startswith("hop")) <= 12


def test_a_copy_that_is_shared_is_as_old_as_the_one_that_was_read(tmp_path):
    read = datetime(2026, 11, 24, tzinfo=UTC)
    cache = RobotsCache(tmp_path)
    cache.share("www.paper.test", "paper.test")
    assert cache.get("paper.test", read) is None, "nothing to share"
    cache.put("www.paper.test", 200, b"User-agent: *\nDisallow: /private\n", read)
    cache.share("www.paper.test", "paper.test")
    kept = cache.get("paper.test", read + timedelta(hours=23))
    assert kept is not None
    assert not kept.allows("http://paper.test/private/x", "watchdesk")
    assert cache.get("paper.test", read + timedelta(hours=25)) is None
