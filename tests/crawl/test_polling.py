"""A clock that is moved by hand over real cycles: who is due is asked, what is new is found by its entities."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cycle_process import configuration, run
from hostile_server import HostileServer, answer, html

from crawler.polling import anything_due, due_sources, most_polls
from nlp.pipeline import load
from storage.archive import Archive
from storage.query import parse
from storage.search import search
from watchdesk.journey import ReadingReport, read_pending
from watchdesk.records import Source

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SLACK = timedelta(minutes=1.5)
BUSY = Source("busy", "Busy", "local", homepage="http://busy.test/", feed="http://busy.test/feed.xml")
QUIET = Source("quiet", "Quiet", "local", homepage="http://quiet.test/", feed="http://quiet.test/feed.xml")


class Papers:
    """Two feeds with validators; `publish` adds an item, `status` is what the quiet one answers."""

    def __init__(self) -> None:
        self.items: dict[str, list[str]] = {"busy.test": [], "quiet.test": []}
        self.status = "200 OK"

    def publish(self, host: str, at: datetime, name: str) -> None:
        stamp = at.strftime("%a, %d %b %Y %H:%M:%S +0000")
        link = f"http://{host}/{at:%Y/%m/%d}/{name}-on-face-scans"
        self.items[host].append(f"<item><title>{name}</title><link>{link}</link><pubDate>{stamp}</pubDate></item>")

    def serve(self, host: str):
        async def respond(writer, path, head: str = "") -> None:
            if path == "/robots.txt":
                writer.write(answer("404 Not Found"))
            elif path == "/feed.xml" and host == "quiet.test" and self.status != "200 OK":
                writer.write(answer(self.status, b"", "Retry-After: 7200"))
            elif path == "/feed.xml":
                feed = f'<rss version="2.0"><channel><title>x</title>{"".join(self.items[host])}</channel></rss>'
                writer.write(answer("200 OK", feed.encode(), "Content-Type: application/rss+xml"))
            else:
                text = "<p>Police in Detroit used Clearview AI, a facial recognition company, the mayor said.</p>" * 8
                title = f"<title>Face scans {path}</title>"
                writer.write(html(f"<html lang=en><head>{title}</head><article><h1>Scans</h1>{text}".encode()))

        return respond


@pytest.fixture
def papers():
    made = Papers()
    for day in range(14):  # a fortnight of a paper that publishes at noon, and of one that does so in the small hours
        for step in range(6):
            made.publish("busy.test", NOON - HOUR * 24 * day + timedelta(minutes=10 * step - 70), f"noon-{day}-{step}")
    made.publish("quiet.test", NOON - 9 * HOUR, "night")
    with HostileServer({host: made.serve(host) for host in made.items}) as server:
        made.server = server
        yield made


def cycle(folder, papers, at):
    asked = len(papers.server.asked)
    report = run(configuration(folder), [BUSY, QUIET], papers.server.hosts, at=at.isoformat(), due_within_minutes=1.5)
    return report, [f"{host}{path}" for host, path, _ in papers.server.asked[asked:] if path != "/robots.txt"]


def test_what_is_new_is_found_by_its_entity_within_half_an_hour_and_a_quiet_look_costs_nothing(tmp_path, papers):
    first, _ = cycle(tmp_path, papers, NOON)
    assert first["new"] > 50
    with Archive.open(tmp_path / "archive.db") as archive:
        states = archive.poll_states()
        assert states["busy"].rates[36] > 10 * states["busy"].rates[24 + 2], "its noon was learned from the feed itself"
        due = states["busy"].next_poll
        assert NOON < due <= NOON + timedelta(minutes=30)
        assert not anything_due(archive, [QUIET], NOON + timedelta(minutes=5), SLACK)
        rows = archive.run("SELECT * FROM article")
    published = NOON + timedelta(minutes=1)
    papers.publish("busy.test", published, "Clearview")
    again, asked = cycle(tmp_path, papers, due)
    assert again["new"] == 1
    assert "busy.test/feed.xml" in asked
    with Archive.open(tmp_path / "archive.db") as archive:
        read_pending(archive, load, ReadingReport())
        hits = search(archive, parse('company:"Clearview AI" source:busy', now=due)).hits
        assert [hit for hit in hits if "Clearview-on-face-scans" in hit.url]
        assert due - published <= timedelta(minutes=30)
        assert len(archive.run("SELECT * FROM article")) == len(rows) + 1
        before = archive.run("SELECT * FROM article"), archive.run("SELECT * FROM version")
    quiet, asked = cycle(tmp_path, papers, due + 25 * timedelta(minutes=1))
    assert {path for path in asked if "/feed.xml" not in path} == set(), "no article body"
    assert len(asked) <= 2
    assert quiet["new"] == quiet["revised"] == 0
    with Archive.open(tmp_path / "archive.db") as archive:
        assert (archive.run("SELECT * FROM article"), archive.run("SELECT * FROM version")) == before


def test_a_rest_that_a_host_asked_for_holds_in_the_cycles_after(tmp_path, papers):
    papers.status = "503 Service Unavailable"
    cycle(tmp_path, papers, NOON)
    _, asked = cycle(tmp_path, papers, NOON + HOUR)
    assert not [path for path in asked if path.startswith("quiet.test")]
    with Archive.open(tmp_path / "archive.db") as archive:
        state = archive.poll_states()["quiet"]
        assert state.next_poll >= NOON + 2 * HOUR
        assert state.failures == 1
        assert "quiet" not in due_sources(archive, [QUIET], NOON + HOUR, SLACK)
        assert "quiet" in due_sources(archive, [QUIET], state.next_poll, SLACK)


def test_a_service_and_a_rule_bound_the_polls_of_a_day():
    court = Source(
        "court", "C", "court", api="https://www.courtlistener.com/api/rest/v4/", rules={"api": "courtlistener"}
    )
    assert most_polls(court) == 24
    assert most_polls(Source("a", "A", "local", feed="http://a.test/", rules={"polls_per_day": 6})) == 6
    assert most_polls(BUSY) == float("inf")


def test_a_source_without_an_address_is_never_due(tmp_path):
    with Archive.open(tmp_path / "a.db") as archive:
        given = Source("given", "Given", "other", rules={"addresses": True})
        assert due_sources(archive, [given, Source("bare", "Bare", "other"), BUSY], NOON, SLACK) == {"busy"}
