"""Digests over a real archive: exactly what is new, why it is here, nothing twice, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notify import render
from notify.channels.smtp import MailServer, SmtpChannel
from notify.digest import compose
from notify.edition import Digest
from notify.letter import Delivery, Letter
from notify.match import match_watches, put_configured
from notify.outbox import preview_digest, queue_digests, send_due
from storage.archive import Archive
from tests.notify.smtp_server import Manners, SmtpServer
from tests.web.seed import COUNCIL, NOW, SETTLEMENT, VENDOR, config_for, crawl, fill, save
from watchdesk.config import Config
from watchdesk.errors import BadInput

DAY = timedelta(days=1)


class Postbox:
    """A channel that answers as told and keeps what it got."""

    name = "smtp"

    def __init__(self, *answers: str) -> None:
        self.answers, self.letters = list(answers), list[Letter]()

    def deliver(self, letter: Letter) -> Delivery:
        self.letters.append(letter)
        return Delivery(self.answers.pop(0) if self.answers else "sent", "as told")  # type: ignore[arg-type]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_for(tmp_path, subscribers=[{"email": "reader@example.org"}])


@pytest.fixture
def archive(config: Config) -> Iterator[Archive]:
    with Archive.open(config.archive_path) as archive:
        put_configured(archive, config, NOW - DAY)
        fill(archive)
        match_watches(archive, NOW)
        yield archive


def morning(archive: Archive, config: Config, now: datetime, *answers: str) -> tuple[Digest, list[Letter]]:
    """A whole morning: match, queue, send; the crawler has just run."""
    crawl(archive, now - timedelta(minutes=5))
    match_watches(archive, now)
    box = Postbox(*answers)
    (digest,) = queue_digests(archive, config, now)
    send_due(archive, {"smtp": box}, now)
    return digest, box.letters


def test_one_line_a_story_with_outlets_and_why_it_is_here(archive: Archive, config: Config) -> None:
    digest = compose(archive, config, now=NOW)
    detroit, vendor = digest.stories
    assert detroit.headline == "Detroit settles with Robert Williams over a wrong face match"
    assert {outlet.name for outlet in detroit.outlets} == {"Sample Wire", "Lakeside Courier", "The Sample Post"}
    (why,) = detroit.whys
    assert (why.label, "Detroit" in why.sentence, "Detroit" in why.reason) == ("Detroit", True, True)
    assert vendor.whys[0].label == "Clearview AI in all its names"
    assert vendor.published is None
    assert "no date stated" in render.text(digest)


def test_a_wrongly_arrested_person_is_shown_as_cleared_in_both_forms(archive: Archive, config: Config) -> None:
    digest = compose(archive, config, now=NOW)
    for form in (render.html(digest), render.text(digest)):
        assert "Cleared: Robert Julian-Borchak Williams" in form


def test_the_second_morning_repeats_nothing_and_says_that_it_is_quiet(archive: Archive, config: Config) -> None:
    first, letters = morning(archive, config, NOW)
    assert (len(first.stories), len(letters)) == (2, 1)
    second, letters = morning(archive, config, NOW + DAY)
    assert second.quiet
    assert second.pulse.alive
    assert second.since == NOW
    assert "quiet morning" in letters[0].text
    assert "The crawler is alive" in letters[0].text


def test_everything_since_the_last_digest_however_long_ago_and_however_much(archive: Archive, config: Config) -> None:
    """No 26 hours, no 30 items: after a week without a digest all sixty new stories are there."""
    morning(archive, config, NOW)
    for number in range(60):
        save(
            archive,
            "sample-wire",
            f"n{number}",
            f"Clearview, part {number}",
            VENDOR,
            at=NOW + timedelta(hours=2 * number),
        )
    match_watches(archive, NOW + 5 * DAY)
    digest, letters = morning(archive, config, NOW + 7 * DAY)
    assert len(digest.stories) == 60
    assert all(f"Clearview, part {number}" in letters[0].html for number in range(60))


def test_a_hit_stamped_before_the_last_digest_but_stored_after_it_is_not_lost(archive: Archive, config: Config) -> None:
    morning(archive, config, NOW)
    save(archive, "sample-wire", "late", "Clearview late", VENDOR)
    match_watches(archive, NOW - timedelta(minutes=2))
    digest, _ = morning(archive, config, NOW + DAY)
    assert [line.headline for line in digest.stories] == ["Clearview late"]


def test_copies_of_a_told_story_are_counted_not_repeated(archive: Archive, config: Config) -> None:
    first, _ = morning(archive, config, NOW)
    lead = first.stories[0].article_id
    save(archive, "civic-liberty", "copy", "Detroit settles", SETTLEMENT + "\n\nWire.", story="s1", copy_of=lead)
    second, letters = morning(archive, config, NOW + DAY)
    assert (second.stories, second.copies) == ((), 1)
    assert "1 copy of stories you have had is not repeated here." in letters[0].text
    third, _ = morning(archive, config, NOW + 2 * DAY)
    assert third.copies == 0


def test_a_new_turn_in_a_told_story_comes_and_says_so(archive: Archive, config: Config) -> None:
    morning(archive, config, NOW)
    save(archive, "civic-liberty", "next", "Detroit reviews its old cases", SETTLEMENT, story="s1")
    digest, letters = morning(archive, config, NOW + DAY)
    assert [line.continues for line in digest.stories] == [True]
    assert "new in a story you have had" in letters[0].text


def test_corrections_and_removals_of_what_was_told(archive: Archive, config: Config) -> None:
    morning(archive, config, NOW)
    corrected = SETTLEMENT + "\n\nCorrection: An earlier version of this article gave a wrong year for the review."
    title = "Detroit settles with Robert Williams over a wrong face match"
    save(archive, "sample-wire", "settled", title, corrected, at=NOW + timedelta(hours=2), story="s1")
    for day in (0, 1):
        archive.record_gone("https://sample-post.test/clearview", 410, None, NOW + timedelta(hours=3) + day * DAY)
    digest, letters = morning(archive, config, NOW + 2 * DAY)
    assert [line.change for line in digest.changes] == ["correction"]
    assert [line.headline for line in digest.removals] == ["Clearview AI settles suit over its face database"]
    assert digest.stories == ()
    assert "a correction was added" in letters[0].text
    assert "TAKEN DOWN" in letters[0].text
    again, _ = morning(archive, config, NOW + 3 * DAY)
    assert again.quiet


def test_a_changed_headline_shows_what_it_was(archive: Archive, config: Config) -> None:
    morning(archive, config, NOW)
    save(
        archive,
        "sample-post",
        "detroit",
        "Detroit settlement: what changes",
        SETTLEMENT.replace("also has to", "must"),
        story="s1",
    )
    digest, letters = morning(archive, config, NOW + DAY)
    (line,) = digest.changes
    assert (line.change, line.before) == ("headline", "What the Detroit settlement changes")
    assert "It was “What the Detroit settlement changes”." in letters[0].text


def test_articles_never_told_bring_no_corrections(archive: Archive, config: Config) -> None:
    morning(archive, config, NOW)
    save(archive, "lakeside-courier", "vote", "Vote on live face scans held", COUNCIL, status="full")
    digest, _ = morning(archive, config, NOW + DAY)
    assert digest.quiet


def test_a_source_that_cannot_be_read_is_named_with_the_reason_and_when_it_last_could(
    archive: Archive, config: Config
) -> None:
    notes = [["civic-liberty", "http_503", "https://civic-liberty.test/feed"], ["sample-wire", "moved", "elsewhere"]]
    crawl(archive, NOW + timedelta(hours=1), notes=notes)
    digest = compose(archive, config, now=NOW + timedelta(hours=2))
    (source,) = digest.unread
    assert (source.name, source.reason) == ("Civic Liberty Sample", "the server answered 503")
    assert "Civic Liberty Sample: the server answered 503; last read 2 hours ago" in render.text(digest)
    crawl(archive, NOW + timedelta(hours=3))
    assert compose(archive, config, now=NOW + timedelta(hours=3)).unread == ()


def test_a_broken_watch_is_told_at_the_top(archive: Archive, config: Config) -> None:
    archive.put_watch("bad", "me", "palce:x", "Broken one", now=NOW)
    match_watches(archive, NOW)
    _, letters = morning(archive, config, NOW)
    assert "The watch “Broken one” could not be matched" in letters[0].html


def test_nothing_goes_twice(archive: Archive, config: Config) -> None:
    morning(archive, config, NOW)
    assert queue_digests(archive, config, NOW + timedelta(hours=2)) == []
    box = Postbox()
    send_due(archive, {"smtp": box}, NOW + timedelta(hours=2))
    assert box.letters == []


def test_a_crash_while_a_letter_is_handed_over_sends_it_once(archive: Archive, config: Config) -> None:
    class Dying(Postbox):
        def deliver(self, letter: Letter) -> Delivery:
            super().deliver(letter)
            raise KeyboardInterrupt

    dying, after = Dying(), Postbox()
    queue_digests(archive, config, NOW)
    with pytest.raises(KeyboardInterrupt):
        send_due(archive, {"smtp": dying}, NOW)
    send_due(archive, {"smtp": after}, NOW + timedelta(hours=1))
    assert (len(dying.letters), len(after.letters)) == (1, 0)
    digest, letters = morning(archive, config, NOW + DAY)
    assert digest.quiet
    assert "may not have reached you" in letters[0].text


def test_a_deferred_letter_is_tried_again_and_a_later_digest_takes_its_place(archive: Archive, config: Config) -> None:
    morning(archive, config, NOW, "deferred")
    assert send_due(archive, {"smtp": Postbox()}, NOW + timedelta(minutes=1)) == []
    box = Postbox("deferred")
    assert len(send_due(archive, {"smtp": box}, NOW + timedelta(hours=1))) == 1
    digest, letters = morning(archive, config, NOW + DAY)
    assert len(digest.stories) == 2
    assert len(letters) == 1
    assert send_due(archive, {"smtp": Postbox()}, NOW + 3 * DAY) == []


def test_what_was_refused_comes_with_the_next(archive: Archive, config: Config) -> None:
    morning(archive, config, NOW, "refused")
    digest, _ = morning(archive, config, NOW + DAY)
    assert (len(digest.stories), digest.since) == (2, None)


def test_without_a_channel_the_letter_waits(archive: Archive, config: Config) -> None:
    queue_digests(archive, config, NOW)
    (posted,) = send_due(archive, {}, NOW)
    assert posted.delivery.state == "deferred"
    assert len(archive.outbox("queued")) == 1


def test_readers_have_their_own_watches_and_memory(tmp_path: Path) -> None:
    readers = [{"email": "a@example.org", "watches": ["clearview"]}, {"email": "b@example.org", "watches": ["gone"]}]
    config = config_for(tmp_path, subscribers=readers)
    with Archive.open(config.archive_path) as archive:
        put_configured(archive, config, NOW - DAY)
        fill(archive)
        match_watches(archive, NOW)
        first, second = queue_digests(archive, config, NOW)
        assert [line.whys[0].watch_id for line in first.stories] == ["clearview"]
        assert second.stories == ()
        assert second.watch_faults == (("gone", "there is no such watch"),)
        with pytest.raises(BadInput, match="no subscriber"):
            preview_digest(archive, config, NOW, "c@example.org")


def test_a_headline_with_control_characters_does_not_kill_the_digest(archive: Archive, config: Config) -> None:
    save(archive, "sample-wire", "odd", "Clearview\u2028and\u0085Bcc: x\x00 <script>", VENDOR)
    with SmtpServer(Manners()) as server:
        match_watches(archive, NOW)
        queue_digests(archive, config, NOW)
        channel = SmtpChannel(MailServer("127.0.0.1", server.port, "desk@example.org", starttls=False))
        (posted,) = send_due(archive, {"smtp": channel}, NOW)
    assert posted.delivery.state == "sent"
    assert len(server.received) == 1
    html = render.html(compose(archive, config, now=NOW))
    assert "<script>" not in html
    assert "Clearview and Bcc: x &lt;script&gt;" in html


def test_a_backfill_is_counted_by_watch_and_does_not_come_again(
    archive: Archive, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notify.digest.LISTED", 10)
    for number in range(30):
        save(archive, "sample-wire", f"n{number}", f"Clearview, part {number}", VENDOR, published="2021-03-04")
    first, letters = morning(archive, config, NOW)
    assert (len(first.stories), first.found) == (10, 32)
    assert "32 stories" in letters[0].subject
    assert "22 more stories of the watch “Clearview AI in all its names”" in letters[0].text
    assert first.stories[0].headline.startswith("Detroit settles")
    second, _ = morning(archive, config, NOW + DAY)
    assert second.quiet


def test_a_mail_of_many_stories_stays_below_the_size_that_gmail_cuts(archive: Archive, config: Config) -> None:
    for number in range(120):
        save(archive, "sample-wire", f"n{number}", f"Clearview, part {number}", VENDOR)
    match_watches(archive, NOW)
    digest = compose(archive, config, now=NOW)
    assert len(digest.stories) == 122
    assert len(render.html(digest).encode()) < 102_000
