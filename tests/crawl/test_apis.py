"""Search APIs: how they are asked, what they announce, and a real cycle through one on loopback."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from api_answers import ANSWERS
from cycle_process import configuration, run
from hostile_server import PAGE, HostileServer, answer, html

from crawler.discovery.api import SERVICES, Query, call_for, read_answer
from crawler.robots import is_documented_api
from storage.archive import Archive
from watchdesk.records import Source

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PHRASE = "facial recognition"


def test_every_service_has_an_answer_here():
    assert set(ANSWERS) == set(SERVICES)


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_gives_its_pages(name):
    api, body, expected = ANSWERS[name]
    found = read_answer(name, body, api, PHRASE)
    assert [(page.url, page.title, page.published) for page in found.pages] == [
        (url, title and " ".join(title.split()), published) for url, title, published in expected
    ]
    assert found.fault is None


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize(
    "body", [b"", b"<html>Invalid query</html>", b"[" * 9000, b'"text"', b"null", b"[1, null, {}]"]
)
def test_what_is_no_answer_never_raises_and_announces_nothing(name, body):
    assert read_answer(name, body, ANSWERS[name][0], PHRASE).pages == ()


@pytest.mark.parametrize("name", ["gdelt", "govinfo", "legistar"])
def test_what_is_not_json_says_so(name):
    assert "not JSON" in str(read_answer(name, b"Your query was too short", ANSWERS[name][0], PHRASE).fault)


@pytest.mark.parametrize("name", ANSWERS)
def test_a_call_stays_below_the_documented_path_and_shows_no_key(name):
    call = call_for(name, Query(ANSWERS[name][0], PHRASE, NOW, "s3cret"))
    assert call is not None
    assert is_documented_api(call.url, ANSWERS[name][0])
    assert "s3cret" not in call.url
    assert "s3cret" not in call.body.decode()
    wanted = SERVICES[name].key is not None and not SERVICES[name].optional
    assert ("s3cret" in "".join(call.headers.values())) is wanted


def test_a_phrase_is_asked_as_a_phrase():
    gdelt = parse_qs(urlsplit(call_for("gdelt", Query(ANSWERS["gdelt"][0], PHRASE, NOW)).url).query)
    assert gdelt["query"] == ['"facial recognition"']
    legistar = parse_qs(urlsplit(call_for("legistar", Query(ANSWERS["legistar"][0], "people's faces", NOW)).url).query)
    assert legistar["$filter"] == ["substringof('people''s faces',MatterTitle)"]


def test_a_cycle_reads_an_api_under_its_own_terms_and_its_pages_under_robots(tmp_path):
    forbids = answer("200 OK", b"User-agent: *\nDisallow: /\n")

    async def api(writer, path):
        writer.write(
            forbids
            if path == "/robots.txt"
            else answer("200 OK", ANSWERS["legistar"][1], "Content-Type: application/json")
        )

    async def council(writer, path):
        writer.write(answer("404 Not Found") if path == "/robots.txt" else html(PAGE))

    sources = [
        Source("council", "Council", "legislature", api=ANSWERS["legistar"][0], rules={"api": "legistar"}),
        Source("keyed", "Keyed", "court", api=ANSWERS["courtlistener"][0], rules={"api": "courtlistener"}),
        Source("no-pages", "A page of the API's host", "legislature", feed="https://webapi.legistar.com/feed.xml"),
    ]
    with HostileServer({"webapi.legistar.com": api, "samplebury.legistar.com": council}) as server:
        report = run(configuration(tmp_path), sources, server.hosts)
        paths = [(host, path.split("?")[0]) for host, path, _ in server.asked]
    assert report["new"] == 1
    assert ("webapi.legistar.com", "/v1/samplebury/matters") in paths
    assert ("webapi.legistar.com", "/feed.xml") not in paths
    notes = {note["source_id"]: note["what"] for note in report["notes"]}
    assert notes == {"keyed": "no_key", "no-pages": "robots"}
    with Archive.open(tmp_path / "archive.db", readonly=True) as archive:
        assert archive.ledger().stored == 1
