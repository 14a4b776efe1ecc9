"""The words of a digest: pulse, summary, subject, lengths of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notify.edition import Digest, counted, outlets_in_words, pulse, span, subject_line, summary

ZONE = ZoneInfo("America/Detroit")
NOW = datetime(2026, 11, 24, 11, 40, tzinfo=UTC)
EVERY = timedelta(minutes=15)


def quiet(alive: bool) -> Digest:
    ended = NOW - (timedelta(minutes=9) if alive else timedelta(days=2, hours=5))
    return Digest("r@example.org", "2026-11-24", None, NOW, ZONE, pulse(ended, "ok", NOW, ZONE, EVERY))


def test_a_quiet_morning_says_so_and_says_that_the_crawler_lives() -> None:
    digest = quiet(alive=True)
    assert "quiet morning" in summary(digest)
    assert "quiet morning" in subject_line(digest)
    assert digest.pulse.sentence == (
        "The crawler is alive: its last round ended Tue 24 Nov 2026, 06:31 (9 minutes ago)."
    )


def test_a_dead_crawler_never_looks_like_a_quiet_morning() -> None:
    digest = quiet(alive=False)
    assert "quiet" not in summary(digest) + subject_line(digest)
    assert "stands still" in subject_line(digest)
    assert "2 days 5 hours" in digest.pulse.sentence


@pytest.mark.parametrize(
    ("ago", "outcome", "alive"),
    [
        (timedelta(minutes=59), "ok", True),
        (timedelta(minutes=61), "ok", False),
        (timedelta(days=1, seconds=1), "ok", False),
        (timedelta(minutes=5), "failed", False),
        (timedelta(minutes=5), "interrupted", False),
    ],
)
def test_pulse(ago: timedelta, outcome: str, alive: bool) -> None:
    assert pulse(NOW - ago, outcome, NOW, ZONE, EVERY).alive is alive


def test_a_crawler_that_never_ran_is_not_alive() -> None:
    assert not pulse(None, None, NOW, ZONE, EVERY).alive


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=59), "0 minutes"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=1, minutes=59), "1 hour"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=2, hours=1), "2 days 1 hour"),
        (timedelta(seconds=-5), "0 minutes"),
    ],
)
def test_span_uses_the_whole_length_not_the_seconds_of_its_last_day(length: timedelta, words: str) -> None:
    assert span(length) == words


def test_counts_and_outlets() -> None:
    assert [counted(n, "story", "stories") for n in (0, 1, 1204)] == ["0 stories", "1 story", "1,204 stories"]
    assert outlets_in_words(["A", "B", "A"]) == "A, B"
    assert outlets_in_words(["A", "B", "C", "D", "E"]) == "A, B, C and 2 more"
