"""The real spiders on the sample newsroom: real HTTP on loopback, a real archive, real WARC files."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

import pytest
from cycle_process import CONFIG, configuration, run, start

import sample
from crawler.catalog import read_catalog
from crawler.evidence import verify
from sample.newsroom import Newsroom
from storage.archive import Archive
from watchdesk.records import Evidence

SOURCES = read_catalog((Path(sample.__file__).parent / "catalog.yaml").read_text(encoding="utf-8"), where="sample")


@pytest.fixture
def newsroom():
    with Newsroom() as room:
        yield room


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """One whole cycle, looked at from several sides: its folder, report and what the servers were asked."""
    folder = tmp_path_factory.mktemp("first")
    with Newsroom() as room:
        report = run(configuration(folder), SOURCES, room.hosts)
        return folder, report, room.requests


def test_a_cycle_keeps_what_is_about_the_subject_and_accounts_for_the_rest(first):
    folder, report, _ = first
    assert report["outcome"] == "ok"
    assert report["new"] > 20
    assert report["dropped"]["off_subject"] >= 1
    with Archive.open(folder / "archive.db", readonly=True) as archive:
        ledger = archive.ledger()
        assert ledger.balanced
        assert ledger.discovered >= report["discovered"]
        assert ledger.pending == 0
        assert ledger.dropped == report["dropped"]
        assert all(archive.ledger(source.id).balanced for source in SOURCES)
        assert archive.crawls()[0].outcome == "ok"


def test_words_outside_the_article_are_named_as_the_reason(first):
    _, report, _ = first
    assert {"navigation", "related", "bio"} <= set(report["dropped"])


def test_why_tells_the_road_of_every_address(first):
    folder, report, _ = first
    with Archive.open(folder / "archive.db", readonly=True) as archive:
        assert archive.why("https://never-announced.test/") == []
        roads = {url: archive.why(url) for (url,) in archive.run("SELECT url FROM address")}
        states = dict(archive.run("SELECT url, state FROM address"))
        reasons = dict(archive.run("SELECT d.url, x.reason FROM drop_ x JOIN address d ON d.id = x.address"))
    assert all(road[0].outcome == "discovered" and len(road) >= 2 for road in roads.values())
    for url, road in roads.items():
        last = road[-1]
        if states[url] == "stored":
            assert last.outcome in {"new", "revised", "same"} and last.article_id
        elif states[url] == "dropped":
            assert last.outcome == "dropped" and last.reason.split(":")[0] == reasons[url]
        else:
            assert last.outcome in {"failed", "gone"} and last.reason
    assert set(reasons.values()) == set(report["dropped"])
    assert any(road[-1].words for url, road in roads.items() if states[url] == "dropped"), "for which words"


def test_every_kept_fetch_is_evidence(first):
    folder, report, _ = first
    assert list(verify(folder / "evidence", kept_evidence(folder))) == []
    assert len(kept_evidence(folder)) == report["new"] + report["revised"] + report["same"]


def test_robots_are_asked_first_and_obeyed(first):
    _, report, requests = first
    assert report["dropped"]["robots"] >= 1
    asked: dict[str, str] = {}
    for request in requests:
        asked.setdefault(request.host, request.path)
    assert set(asked.values()) == {"/robots.txt"}
    assert not [request.path for request in requests if request.path.startswith("/subscribers/")]


def test_the_user_agent_says_who_asks(first):
    _, _, requests = first
    assert {request.agent.split("/")[0] for request in requests} == {"watchdesk"}
    assert all("(+https://example.org/desk)" in request.agent for request in requests)


def test_crawling_twice_without_change_stores_nothing_new_and_gets_no_body(newsroom, tmp_path):
    config = configuration(tmp_path)
    run(config, SOURCES, newsroom.hosts)
    with Archive.open(tmp_path / "archive.db") as archive:
        before = archive.snapshot()
    asked = len(newsroom.requests)
    again = run(config, SOURCES, newsroom.hosts, revisit="all")
    second = newsroom.requests[asked:]
    assert again["new"] == again["revised"] == again["same"] == again["discovered"] == 0
    assert again["unchanged"] > 20
    assert [request for request in second if request.conditional and request.status == 200 and request.sent] == []
    assert "/robots.txt" not in {request.path for request in second}  # kept for a day
    with Archive.open(tmp_path / "archive.db") as archive:
        assert archive.snapshot() == before


def test_a_quiet_cycle_asks_each_source_once_and_no_page(newsroom, tmp_path):
    config = configuration(tmp_path)
    run(config, SOURCES, newsroom.hosts)
    asked = len(newsroom.requests)
    run(config, SOURCES, newsroom.hosts)
    second = newsroom.requests[asked:]
    assert len(second) <= len(SOURCES)
    assert {request.status for request in second} == {304}


def test_a_changed_article_becomes_a_version_and_a_missing_one_is_noticed(newsroom, tmp_path):
    config = configuration(tmp_path)
    run(config, SOURCES, newsroom.hosts)
    newsroom.advance()
    report = run(config, SOURCES, newsroom.hosts, revisit="all")
    assert report["revised"] >= 1
    assert report["gone"] >= 1
    with Archive.open(tmp_path / "archive.db") as archive:
        assert archive.ledger().balanced


def test_a_dry_run_changes_nothing(newsroom, tmp_path):
    report = run(configuration(tmp_path), SOURCES, newsroom.hosts, dry_run=True)
    assert report["new"] > 20
    assert not (tmp_path / "evidence").exists()
    with Archive.open(tmp_path / "archive.db") as archive:
        assert archive.ledger().discovered == 0


def test_a_host_outside_the_map_gets_no_connection(newsroom, tmp_path):
    hosts = {name: address for name, address in newsroom.hosts.items() if name != "wire.test"}
    report = run(configuration(tmp_path), SOURCES, hosts)
    assert [note for note in report["notes"] if note["source_id"] == "sample-wire" and note["what"] == "outside_map"]
    assert "wire.test" not in {request.host for request in newsroom.requests}


def test_sigterm_drains_and_the_next_run_finishes(newsroom, tmp_path):
    config = configuration(tmp_path, CONFIG.replace("delay_seconds: 0.0", "delay_seconds: 0.2"))
    process = start(config, SOURCES, newsroom.hosts)
    while len(newsroom.requests) < 30 and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=900)
    assert process.returncode == 0, err[-2000:]
    assert '"outcome": "interrupted"' in out
    with Archive.open(tmp_path / "archive.db") as archive:
        assert archive.ledger().balanced
        assert archive.crawls()[0].outcome == "interrupted"
    run(config, SOURCES, newsroom.hosts)
    with Archive.open(tmp_path / "archive.db") as archive:
        assert archive.ledger().pending == 0


@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_killed_at_any_moment_and_run_again_nothing_is_lost_and_nothing_twice(first, tmp_path, rounds):
    undisturbed, _, _ = first
    dice = random.Random(rounds)
    config = configuration(tmp_path)
    with Newsroom() as room:
        for _ in range(rounds):
            process = start(config, SOURCES, room.hosts)
            time.sleep(dice.uniform(0.8, 2.6))
            process.kill()
            process.communicate()
        run(config, SOURCES, room.hosts)
    with Archive.open(tmp_path / "archive.db") as archive:
        assert archive.verify() == []
        assert archive.ledger().balanced
        found = archive.snapshot()
    with Archive.open(undisturbed / "archive.db", readonly=True) as archive:
        assert differences(archive.snapshot(), found) == []
    assert list(verify(tmp_path / "evidence", kept_evidence(tmp_path))) == []


def differences(expected, found):
    """What stands in only one of two snapshots, so that a failure names it."""
    both = [(name, expected[name], found[name]) for name in expected]
    missing = [(name, "missing", row) for name, wanted, rows in both for row in wanted if row not in rows]
    return missing + [(name, "extra", row) for name, wanted, rows in both for row in rows if row not in wanted]


def kept_evidence(folder: Path) -> list[Evidence]:
    sql = "SELECT warc_file, offset, record_id, payload_sha256, chain_sha256 FROM evidence"
    with Archive.open(folder / "archive.db", readonly=True) as archive:
        return [Evidence(*row) for row in archive.run(sql)]
