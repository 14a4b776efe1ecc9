"""Every address is accounted for: discovered = stored + dropped by reason + pending + failed + gone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from storage.addresses import pause_after
from storage.archive import Archive
from storage.decide import New, Revised, Same
from storage.rows import Ledger
from tests.storage.builders import ABOUT, NOW, SOURCES, article, save, sha
from watchdesk.records import Drop, Evidence


def test_an_address_is_discovered_once(archive: Archive) -> None:
    crawl = archive.begin_crawl(["herald"], NOW)
    assert archive.discover("https://herald.test/1", "herald", crawl, NOW, title="A title", published="2026-11-01")
    assert not archive.discover("https://herald.test/1", "rights", crawl, NOW)
    line = archive.address("https://herald.test/1")
    assert line is not None
    assert (line.state, line.source_id, line.title, line.published) == ("pending", "herald", "A title", "2026-11-01")
    assert archive.address("https://herald.test/2") is None
    assert [row.url for row in archive.pending_addresses("herald", NOW)] == ["https://herald.test/1"]
    assert archive.pending_addresses("rights", NOW) == []


def test_the_ledger_adds_up_by_reason_and_by_crawl(archive: Archive) -> None:
    first = archive.begin_crawl(["herald"], NOW)
    for number in range(6):
        archive.discover(f"https://herald.test/{number}", "herald", first, NOW)
    save(archive, article(0))
    archive.record_drop(Drop("https://herald.test/1", "navigation", "herald", ("face",), "ab" * 32), first, NOW)
    archive.record_drop(Drop("https://herald.test/2", "off_subject", "herald"), first, NOW)
    archive.record_failure("https://herald.test/3", "timeout", first, NOW)
    archive.record_gone("https://herald.test/4", 404, first, NOW)
    assert archive.ledger() == Ledger(6, 1, 1, {"timeout": 1, "http_404": 1}, 0, {"navigation": 1, "off_subject": 1})
    assert archive.ledger("herald") == archive.ledger()
    assert archive.ledger("rights").discovered == 0
    second = archive.begin_crawl(["herald"], NOW)
    archive.record_gone("https://herald.test/4", 404, second, NOW + timedelta(days=1))
    assert archive.ledger(crawl_id=second) == Ledger(1, 0, 0, {}, 1, {})
    assert archive.ledger().gone == 1
    assert archive.verify() == []


def test_the_road_of_an_address(archive: Archive) -> None:
    crawl = archive.begin_crawl(["herald"], NOW)
    url = "https://herald.test/1"
    archive.discover(url, "herald", crawl, NOW, title="A title")
    archive.record_failure(url, "timeout", crawl, NOW)
    archive.record_drop(Drop(url, "bio", "herald", ("facial recognition",), detail="author box"), crawl, NOW)
    steps = archive.why(url)
    assert [(step.outcome, step.reason) for step in steps] == [
        ("discovered", "A title"), ("failed", "timeout"), ("dropped", "bio: author box")
    ]  # fmt: skip
    assert steps[-1].words == ("facial recognition",)
    assert archive.why("https://herald.test/never") == []


def test_a_failed_address_comes_back_after_growing_pauses_and_is_given_up_at_last(archive: Archive) -> None:
    pauses = [pause_after(attempts) for attempts in range(1, 13)]
    known = [pause for pause in pauses if pause is not None]
    assert pauses[0] == timedelta(minutes=15)
    assert (known == sorted(known), max(known), pauses[-1]) == (True, timedelta(days=1), None)
    url, now = "https://herald.test/1", NOW
    archive.discover(url, "herald", None, now)
    for _ in range(12):
        assert [row.url for row in archive.pending_addresses("herald", now)] == [url]
        archive.record_failure(url, "timeout", None, now)
        now += timedelta(days=2)
    assert archive.pending_addresses("herald", now + timedelta(days=365)) == []
    line = archive.address(url)
    assert line is not None
    assert (line.state, line.reason, line.attempts) == ("failed", "timeout", 12)


def test_a_terminal_failure_is_never_due_again(archive: Archive) -> None:
    archive.record_failure("https://herald.test/1", "robots", None, NOW, terminal=True)
    assert archive.pending_addresses(None, NOW + timedelta(days=900)) == []


def test_gone_takes_two_different_days_and_the_last_text_stays(archive: Archive) -> None:
    saved = save(archive, article(1))
    url = "https://herald.test/1"
    assert not archive.record_gone(url, 404, None, NOW)
    assert not archive.record_gone(url, 404, None, NOW + timedelta(hours=2))
    assert archive.record_gone(url, 410, None, NOW + timedelta(days=1))
    assert not archive.record_gone(url, 410, None, NOW + timedelta(days=2))
    changes = archive.run("SELECT change, text FROM version WHERE article = ? ORDER BY number", (saved.article_id,))
    assert changes == [("first", "The police used facial recognition."), ("removed", "")]
    back = save(archive, article(1), now=NOW + timedelta(days=3))
    assert back.decision == Revised(("restored",))
    line = archive.address(url)
    assert line is not None
    assert line.state == "stored"
    assert archive.verify() == []


def test_a_404_that_was_a_passing_fault_does_not_count_later(archive: Archive) -> None:
    save(archive, article(1))
    archive.record_gone("https://herald.test/1", 404, None, NOW)
    archive.record_unchanged("https://herald.test/1", None, NOW + timedelta(hours=1))
    assert not archive.record_gone("https://herald.test/1", 404, None, NOW + timedelta(days=1))


def test_several_addresses_of_one_article_are_all_stored(archive: Archive) -> None:
    for url in ("https://herald.test/1?amp", "https://herald.test/1"):
        archive.discover(url, "herald", None, NOW)
    item = article(1)
    for url in ("https://herald.test/1?amp", "https://herald.test/1"):
        archive.save(
            item, ABOUT, source_id="herald", crawl_id=None, fetched_at=NOW, content_sha256=sha("x"), requested_url=url
        )
    assert archive.ledger() == Ledger(2, 2, 0, {}, 0, {})
    assert archive.run("SELECT count(*) FROM article") == [(1,)]


def test_a_url_that_is_an_articles_canonical_one_enters_as_stored(archive: Archive) -> None:
    archive.discover("https://herald.test/short", "herald", None, NOW)
    archive.save(
        article(1), ABOUT, source_id="herald", crawl_id=None, fetched_at=NOW, content_sha256=sha("x"),
        requested_url="https://herald.test/short",
    )  # fmt: skip
    known = archive.address("https://herald.test/1")
    assert known is not None
    assert (known.state, known.article_id) == ("stored", 1)
    assert not archive.discover("https://herald.test/1", "herald", None, NOW)
    assert archive.ledger().discovered == 2


def test_saving_twice_stores_one_version_and_a_change_a_second(archive: Archive) -> None:
    proof = Evidence("a.warc.gz", 0, "urn:1", "aa", "bb")
    texts = ("One text.", "One text.", "Quite another text altogether, about something else.")
    decisions = [
        archive.save(
            article(1, text), ABOUT, source_id="herald", crawl_id=None, fetched_at=NOW, content_sha256=sha(text),
            evidence=proof,
        ).decision for text in texts
    ]  # fmt: skip
    assert decisions == [New(), Same(), Revised(("substantive",))]
    assert archive.run("SELECT number FROM version") == [(1,), (2,)]
    assert archive.run("SELECT version FROM evidence") == [(1,)]


def test_a_stored_page_is_looked_at_again_less_and_less(archive: Archive) -> None:
    archive.discover("https://herald.test/1", "herald", None, NOW)
    save(archive, article(1))
    assert archive.revisit_addresses("herald", NOW + timedelta(hours=5)) == []
    assert len(archive.revisit_addresses("herald", NOW + timedelta(hours=7))) == 1
    archive.record_unchanged("https://herald.test/1", None, NOW + timedelta(days=10))
    assert archive.revisit_addresses("herald", NOW + timedelta(days=14)) == []
    assert len(archive.revisit_addresses(None, NOW + timedelta(days=16))) == 1
    archive.record_unchanged("https://herald.test/1", None, NOW + timedelta(days=200))
    assert archive.revisit_addresses("herald", NOW + timedelta(days=900)) == []


class LedgerMachine(RuleBasedStateMachine):
    """Any order of what a crawl may tell leaves the ledger balanced."""

    numbers = st.integers(0, 5)

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.archive = Archive.open(Path(self.folder.name) / "archive.db")
        self.archive.put_sources(SOURCES)
        self.now = NOW

    def url(self, number: int) -> str:
        self.now += timedelta(hours=7)
        return f"https://herald.test/{number}"

    @rule(number=numbers)
    def discover(self, number: int) -> None:
        self.archive.discover(self.url(number), "herald", None, self.now)

    @rule(number=numbers, text=st.sampled_from(["one", "two", "three"]))
    def save(self, number: int, text: str) -> None:
        self.url(number)
        save(self.archive, article(number, text), now=self.now)

    @rule(number=numbers)
    def drop(self, number: int) -> None:
        self.archive.record_drop(Drop(self.url(number), "bio", "herald"), None, self.now)

    @rule(number=numbers, terminal=st.booleans())
    def fail(self, number: int, terminal: bool) -> None:
        self.archive.record_failure(self.url(number), "timeout", None, self.now, terminal=terminal)

    @rule(number=numbers)
    def gone(self, number: int) -> None:
        self.archive.record_gone(self.url(number), 404, None, self.now)

    @rule(number=numbers)
    def unchanged(self, number: int) -> None:
        self.archive.record_unchanged(self.url(number), None, self.now)

    @invariant()
    def balanced(self) -> None:
        ledger = self.archive.ledger()
        assert ledger.balanced
        rows = self.archive.run("SELECT count(*) FROM address")
        assert rows == [(ledger.discovered,)]

    def teardown(self) -> None:
        assert self.archive.verify() == []
        self.archive.close()
        self.folder.cleanup()


TestLedgerMachine = LedgerMachine.TestCase
TestLedgerMachine.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
