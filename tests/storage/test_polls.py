"""Polls are kept with what they brought; a silent source, a failing one and a changed layout are told apart."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from storage.archive import Archive
from storage.health import arrival_moments, drifted, silent_since, usual_gap
from storage.polls import ProbeRow
from watchdesk.records import Source

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
HERALD = Source("herald", "Herald", "local")


def health(archive: Archive):
    [row] = [row for row in archive.source_health() if row.source_id == "herald"]
    return row


def test_a_poll_updates_what_is_known_of_its_source(archive: Archive) -> None:
    archive.put_sources([HERALD])
    archive.record_poll("herald", None, NOW - DAY, "new", announced=20, new=3)
    archive.record_poll("herald", None, NOW, "failed", reason="http_503")
    archive.plan_poll("herald", NOW + timedelta(minutes=30))
    state = archive.poll_states()["herald"]
    assert (state.last_poll, state.last_ok, state.failures) == (NOW, NOW - DAY, 1)
    assert state.next_poll == NOW + timedelta(minutes=30)
    assert [(row.outcome, row.announced, row.new, row.reason) for row in archive.polls("herald", NOW - DAY)] == [
        ("new", 20, 3, None),
        ("failed", 0, 0, "http_503"),
    ]
    told = health(archive)
    assert (told.failures, told.fault, told.last_read_at) == (1, "http_503", NOW - DAY)
    archive.record_poll("herald", None, NOW + DAY, "not_modified", moved="https://new.test/feed")
    told = health(archive)
    assert (told.failures, told.fault, told.moved) == (0, None, "https://new.test/feed")


def test_a_source_that_is_read_and_brings_nothing_for_twice_its_gap_is_silent(archive: Archive) -> None:
    archive.put_sources([HERALD])
    archive.discover("https://herald.test/1", "herald", None, NOW - 3 * DAY)
    archive.put_rhythm("herald", [0.1] * 168, 40.0, DAY, (), NOW)
    archive.record_poll("herald", None, NOW - 2 * DAY, "not_modified")
    assert health(archive).silent_since is None
    archive.record_poll("herald", None, NOW, "failed", reason="timeout")
    assert health(archive).silent_since is None, "it fails, which is another thing"
    archive.record_poll("herald", None, NOW, "not_modified")
    assert health(archive).silent_since == NOW - 3 * DAY


def test_a_rest_holds_and_the_longer_one_wins(archive: Archive) -> None:
    archive.put_rest("a.test", NOW + DAY)
    archive.put_rest("a.test", NOW + timedelta(hours=1))
    archive.put_rest("b.test", NOW - DAY)
    assert archive.rests(NOW) == {"a.test": NOW + DAY}


def test_a_probe_replaces_the_earlier_one(archive: Archive) -> None:
    archive.put_sources([HERALD])
    archive.put_probe(ProbeRow("herald", "feed", NOW - DAY, "keep", "it answers", None, {"items": 3}))
    row = ProbeRow("herald", "feed", NOW, "off", "410", "https://new.test/", {"items": 0})
    archive.put_probe(row)
    assert archive.probes() == archive.probes("herald") == [row]


def test_pages_that_lack_their_text_are_looks_and_unparsed_ones_are_not(archive: Archive) -> None:
    from watchdesk.records import Drop

    archive.put_sources([HERALD])
    for number, reason in enumerate(("off_subject", "empty", "javascript")):
        url = f"https://herald.test/{number}"
        archive.discover(url, "herald", None, NOW)
        archive.record_drop(Drop(url, reason, "herald"), None, NOW)
    assert archive.looks("herald", NOW - DAY) == [frozenset({"text"})] * 2


def test_a_stated_time_counts_and_what_stood_there_at_first_does_not() -> None:
    rows = [
        (NOW, "2026-11-20T08:30:00+01:00"),  # stated whole
        (NOW, None),  # there when the source was first read: unknown
        (NOW + DAY, None),
        (NOW + DAY, "2026-11-24"),  # a day is no time
        (NOW + DAY, "2027-01-01T08:00:00Z"),  # after it was found
        (NOW + DAY, "nonsense that is long enough"),
    ]
    assert arrival_moments(rows, NOW) == [datetime(2026, 11, 20, 7, 30, tzinfo=UTC), *[NOW + DAY] * 4]


def test_a_paper_that_sleeps_at_night_is_not_silent_each_night() -> None:
    arrivals = [NOW + DAY * day + timedelta(minutes=10 * step) for day in range(30) for step in range(90)]
    gap = usual_gap(arrivals)
    assert gap == DAY - timedelta(minutes=890)
    assert silent_since(arrivals[-1], gap, arrivals[-1] + gap) is None
    assert silent_since(arrivals[-1], gap, arrivals[-1] + 2 * gap) == arrivals[-1]


@given(st.floats(0.5, 60), st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_the_flag_comes_within_twice_the_usual_gap(per_day: float, seed: int) -> None:
    dice = random.Random(seed)
    arrivals, moment = [], NOW
    while moment < NOW + 60 * DAY:
        moment += DAY * dice.expovariate(per_day)
        arrivals.append(moment)
    gap = usual_gap(arrivals)
    if gap is None:
        return
    last = arrivals[-1]
    assert silent_since(last, gap, last + 2 * gap) == last
    assert silent_since(last, gap, last + gap) is None


def test_too_little_history_says_nothing() -> None:
    assert usual_gap([]) is None
    assert usual_gap([NOW + DAY * n for n in range(10)]) is None


def test_a_layout_that_changed_is_noticed_and_one_that_always_was_so_is_not() -> None:
    whole, bare = frozenset[str](), frozenset({"published", "title"})
    assert drifted([whole] * 30 + [bare] * 8) == ("published", "title")
    assert drifted([bare] * 40) == ()
    assert drifted([whole] * 40) == ()
    assert drifted([whole] * 10 + [bare] * 8) == ()
    assert drifted([whole] * 30 + [bare] * 2 + [whole] * 6) == ()
