"""The schedule of re-visits: bounded, front-loaded, and quick where edits happen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.revisit import HORIZON, next_visit

SEEN = datetime(2026, 11, 1, tzinfo=UTC)
CYCLE = timedelta(minutes=10)  # what the look may come late by, in waiting for the next cycle and in it
LATE = st.lists(st.integers(0, 600), min_size=60, max_size=60)


def visits(late_minutes):
    """All looks at an article; each comes as late as the crawl's cycle makes it."""
    now, found = SEEN, []
    for late in late_minutes:
        due = next_visit(SEEN, now)
        if due is None:
            break
        now = due + timedelta(minutes=late)
        found.append(now)
    return found


@settings(deadline=None)
@given(LATE)
def test_at_most_25_looks_in_30_days_however_late_each_comes(late):
    assert len([at for at in visits(late) if at - SEEN <= HORIZON]) <= 25


@settings(deadline=None)
@given(st.lists(st.integers(0, 14), min_size=60, max_size=60))
def test_most_looks_come_in_the_first_48_hours(late):
    found = visits(late)
    assert len([at for at in found if at - SEEN <= timedelta(hours=48)]) > len(found) / 2


@settings(deadline=None)
@given(st.integers(0, 40 * 24 * 60))
def test_the_next_look_lies_ahead_and_an_edit_is_found_in_time(age_minutes):
    now = SEEN + timedelta(minutes=age_minutes)
    due = next_visit(SEEN, now)
    if due is None:
        assert now - SEEN > HORIZON - timedelta(days=7)
        return
    assert due > now
    if now - SEEN < timedelta(hours=24):
        assert due - now <= timedelta(hours=2) - CYCLE
    elif now - SEEN < timedelta(days=7):
        assert due - now <= timedelta(hours=24) - CYCLE


@settings(deadline=None)
@given(st.integers(1, 10**6))
def test_a_clock_that_went_back_does_no_harm(seconds):
    now = SEEN - timedelta(seconds=seconds)
    assert next_visit(SEEN, now) == now + timedelta(hours=1, minutes=50)
