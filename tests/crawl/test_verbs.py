"""The verbs of the crawl as a person types them: the real command line against loopback servers."""

from __future__ import annotations

import json

import pytest
from command_line import watchdesk
from hostile_server import PAGE, HostileServer, answer, html, not_here, page, redirects, rss, sends, silent
from test_past import CDX, URL, capture

from storage.archive import Archive
from watchdesk.config import Config

CONFIG = """\
contact: https://example.org/desk
storage: {path: archive.db, evidence: {folder: evidence}}
crawl: {delay_seconds: 0.0, timeout_seconds: 120}
sources:
  groups: []
  own:
    - {id: good, name: Good, feed: 'http://good.test/feed.xml'}
    - {id: moved, name: Moved, feed: 'http://moved.test/rss'}
    - {id: dead, name: Dead, feed: 'http://dead.test/rss'}
    - {id: closed, name: Closed, feed: 'http://closed.test/feed.xml'}
"""
CLOSED = sends(answer("200 OK", b"User-agent: *\nDisallow: /\n", "Content-Type: text/plain"))
CASES = {
    "good.test": page("good.test", sends(html(PAGE))),
    "moved.test": page("moved.test", redirects("http://good.test/feed.xml", "301 Moved Permanently")),
    "dead.test": page("dead.test", sends(answer("410 Gone"))),
    "closed.test": page("closed.test", sends(html(PAGE)), robots=CLOSED),
    "paper.test": page(
        "paper.test",
        sends(html(b'<head><title>Paper</title><link rel="alternate" type="application/rss+xml" href="/feed.xml">')),
        feed=rss("http://paper.test/a/story-1").replace(b"<title>t<", b"<title>The Paper<"),
    ),
}  # fmt: skip


@pytest.fixture
def server():
    with HostileServer(CASES) as running:
        yield running


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def test_a_crawl_tells_what_it_did_and_why_tells_each_road(server, folder):
    done = watchdesk(folder, server.hosts, "crawl")
    assert done.returncode == 0, done.stderr
    assert "new 1" in done.stdout and "dead: http_410 http://dead.test/rss" in done.stdout
    assert "moved: moved http://good.test/feed.xml" in done.stdout, "with the new address"
    assert "closed: robots" in done.stdout
    kept = watchdesk(folder, server.hosts, "why", "http://good.test/a/story-about-faces-1")
    assert kept.returncode == 0 and "new" in kept.stdout
    never = watchdesk(folder, server.hosts, "why", "http://good.test/never")
    assert "never" in never.stdout.lower() + never.stderr.lower()
    health = watchdesk(folder, server.hosts, "sources", "health")
    lines = {line.split()[1]: line for line in health.stdout.splitlines() if line.startswith(("ok", "BAD"))}
    assert lines["good"].startswith("ok ") and lines["dead"].startswith("BAD"), health.stdout
    assert "http://good.test/feed.xml" in lines["moved"], "the new address"


def test_a_dry_run_keeps_nothing(server, folder):
    done = watchdesk(folder, server.hosts, "crawl", "good", "--dry-run")
    assert done.returncode == 0 and "new 1" in done.stdout
    assert not (folder / "archive.db").exists() or Archive.open(folder / "archive.db").ledger().discovered == 0
    assert not (folder / "evidence").exists()


def test_verify_names_the_record_in_which_a_byte_was_flipped_and_replay_gives_the_same(server, folder):
    assert watchdesk(folder, server.hosts, "crawl", "good").returncode == 0
    assert watchdesk(folder, server.hosts, "verify").returncode == 0
    [warc] = (folder / "evidence").glob("*.warc.gz")
    again = folder / "again"
    again.mkdir()
    (again / "config.yaml").write_text(CONFIG, encoding="utf-8")
    replayed = watchdesk(again, {}, "import", str(warc))
    assert replayed.returncode == 0, replayed.stderr
    with Archive.open(folder / "archive.db") as first, Archive.open(again / "archive.db") as second:
        texts = [archive.run("SELECT title, text, published FROM version") for archive in (first, second)]
    assert texts[0] == texts[1] != []
    broken = bytearray(warc.read_bytes())
    broken[len(broken) // 2] ^= 1
    warc.write_bytes(bytes(broken))
    told = watchdesk(folder, server.hosts, "verify")
    assert told.returncode == 1
    assert warc.name in told.stdout + told.stderr


def test_probe_tells_what_to_turn_on_off_or_correct_and_keeps_it(server, folder):
    done = watchdesk(folder, server.hosts, "sources", "probe", "good", "moved", "dead", "closed")
    assert done.returncode == 0, done.stderr
    told = {line.split()[1]: line for line in done.stdout.splitlines() if "(feed)" in line}
    assert told["moved"].startswith("correct") and "http://good.test/feed.xml" in told["moved"]
    assert told["dead"].startswith("off") and "410" in told["dead"]
    assert told["closed"].startswith("off") and "robots.txt" in told["closed"]
    assert "4 addresses of 4 sources tried" in done.stdout
    assert len((folder / "probe.jsonl").read_text().splitlines()) == 4
    with Archive.open(folder / "archive.db", readonly=True) as archive:
        assert {row.source_id for row in archive.probes()} == {"good", "moved", "dead", "closed"}


def test_a_source_is_added_by_the_page_that_names_its_feed(server, folder):
    dry = watchdesk(folder, server.hosts, "sources", "add", "http://paper.test/front", "--dry-run")
    assert dry.returncode == 0 and "http://paper.test/feed.xml" in dry.stdout
    assert (folder / "config.yaml").read_text() == CONFIG
    done = watchdesk(folder, server.hosts, "sources", "add", "http://paper.test/front")
    assert done.returncode == 0, done.stderr
    assert "the-paper" in {source.id for source in Config.load(folder / "config.yaml").sources.own}
    again = watchdesk(folder, server.hosts, "sources", "add", "http://paper.test/front")
    assert again.returncode == 2 and len(again.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "url", ["http://dead.test/rss", "http://closed.test/feed.xml", "http://unknown.test/", "nonsense"]
)
def test_what_cannot_be_added_is_one_line(server, folder, url):
    done = watchdesk(folder, server.hosts, "sources", "add", url)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1 and url in done.stderr
    assert (folder / "config.yaml").read_text() == CONFIG


def test_check_shows_discovery_an_article_and_its_entities_and_keeps_nothing(server, folder):
    for _ in range(8):  # ten seconds can be too few for a machine that is busy with other things
        done = watchdesk(folder, server.hosts, "check", "good")
        if "no whole answer within" not in done.stdout:
            break
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 addresses discovered, 1 pages read" in done.stdout
    assert "title      Facial recognition vote" in done.stdout and "entities" in done.stdout
    assert not (folder / "archive.db").exists()


@pytest.mark.parametrize(("source", "says"), [("closed", "robots"), ("dead", "http_410")])
def test_check_says_why_no_article_came(server, folder, source, says):
    done = watchdesk(folder, server.hosts, "check", source)
    assert done.returncode == 1
    assert says in done.stdout and "no page came" in done.stdout


async def never(writer, path):
    if path == "/robots.txt":
        await not_here(writer, path)
    else:
        await silent(writer, path)


def test_check_of_a_source_that_never_answers_ends_with_a_clear_line(folder):
    with HostileServer({"good.test": never}) as mute:
        done = watchdesk(folder, mute.hosts, "check", "good")
    assert done.returncode == 1
    last = done.stdout.splitlines()[-1]
    assert last.startswith("no page came") and "what it announces" in last and "within" in last


def test_the_past_of_an_address_is_taken_in(folder):
    async def machine(writer, path):
        if path == "/robots.txt":
            writer.write(answer("404 Not Found"))
        elif path.startswith("/cdx/"):
            writer.write(answer("200 OK", CDX.encode(), "Content-Type: application/json"))
        else:
            writer.write(html(capture(path.split("/")[2][:8])))

    with HostileServer({"web.archive.org": machine}) as archive_server:
        done = watchdesk(folder, archive_server.hosts, "add", URL, "--past")
        assert done.returncode == 0, done.stderr
        assert "new 1, revised 2" in done.stdout
    nowhere = watchdesk(folder, {}, "add", "nonsense", "--past")
    assert nowhere.returncode == 2 and len(nowhere.stderr.splitlines()) == 1


def test_opml_out_and_in(server, folder):
    out = watchdesk(folder, server.hosts, "sources", "opml")
    assert out.returncode == 0 and "http://good.test/feed.xml" in out.stdout
    (folder / "feeds.opml").write_text(out.stdout, encoding="utf-8")
    back = watchdesk(folder, server.hosts, "sources", "opml", "feeds.opml")
    assert back.returncode == 0 and "feed: 'http://good.test/feed.xml'" in back.stdout


def test_health_as_json(server, folder):
    watchdesk(folder, server.hosts, "crawl", "good", "dead")
    done = watchdesk(folder, server.hosts, "sources", "health", "--json")
    rows = {row["source_id"]: row for row in json.loads(done.stdout)}
    assert rows["dead"]["trouble"] and not rows["good"]["trouble"]


def test_without_a_map_the_command_line_asks_no_server_of_this_machine(folder):
    with HostileServer({}) as canary:
        done = watchdesk(folder, {}, "sources", "add", f"http://127.0.0.1:{canary.port}/feed.xml")
        assert canary.asked == []
    assert done.returncode == 2
