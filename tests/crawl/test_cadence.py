"""The rhythm of a source: learned from its history, within bounds, and worth what it costs."""

from __future__ import annotations

import bisect
import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.cadence import (
    AVERAGE,
    EVEN,
    HOURS,
    LEAST,
    LONGEST_REST,
    Bounds,
    Rhythm,
    after_failure,
    gaps,
    hour_of_week,
    learn,
    next_poll,
    share,
)

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
RATES = st.lists(st.one_of(st.just(0.0), st.floats(1e-4, 60.0)), min_size=HOURS, max_size=HOURS)
BUDGETS = st.floats(1.0, 96.0)


def polls(week, begin=MONDAY, span=WEEK):
    """All polls in a span, the first at its beginning."""
    found = [begin]
    while (following := next_poll(found[-1], week)) < begin + span:
        found.append(following)
    return found


@given(RATES, BUDGETS)
@settings(max_examples=60, deadline=None)
def test_gaps_stay_within_bounds_and_their_number_within_the_budget(rates, budget):
    bounds = Bounds().within(budget)
    week = gaps(Rhythm(tuple(rates), 1), bounds)
    assert len(week) == HOURS
    assert all(bounds.shortest <= gap <= bounds.longest + timedelta(seconds=1) for gap in week)
    assert len(polls(week)) <= 7 * budget + 2


@given(RATES, st.integers(0, 7 * 86400))
@settings(max_examples=40, deadline=None)
def test_the_next_poll_lies_ahead_and_within_the_bounds(rates, seconds):
    week = gaps(Rhythm(tuple(rates), 1), Bounds())
    last = MONDAY + timedelta(seconds=seconds)
    ahead = next_poll(last, week) - last
    assert min(week) - timedelta(seconds=1) <= ahead <= max(week) + timedelta(seconds=1)


@given(RATES, BUDGETS)
@settings(max_examples=40, deadline=None)
def test_an_hour_that_brings_more_is_never_asked_less_often(rates, budget):
    week = gaps(Rhythm(tuple(rates), 1), Bounds().within(budget))
    by_rate = sorted(zip(rates, week, strict=True))
    for (low, slow), (high, fast) in pairwise(by_rate):
        assert fast <= slow + timedelta(seconds=1) or f"{low:.2g}" == f"{high:.2g}"


@settings(deadline=None)
@given(st.dictionaries(st.text("abc", min_size=1, max_size=4), st.floats(0, 500), min_size=1))
def test_the_polls_of_a_day_are_shared_out_and_no_one_gets_too_many(per_day):
    found = share(per_day)
    assert sum(found.values()) <= AVERAGE * len(per_day) + 1e-6
    assert all(LEAST <= polls <= 96 for polls in found.values())
    busiest, quietest = max(per_day, key=per_day.__getitem__), min(per_day, key=per_day.__getitem__)
    assert found[busiest] >= found[quietest]


def test_one_source_alone_gets_the_average():
    assert share({"a": 7.0})["a"] == pytest.approx(AVERAGE)
    assert share({}) == {}


@given(st.lists(st.integers(0, 28 * 86400 - 1), max_size=300))
@settings(max_examples=50, deadline=None)
def test_what_is_learned_brings_as_much_as_was_seen(moments):
    arrivals = [MONDAY + timedelta(seconds=moment) for moment in moments]
    rhythm = learn(arrivals, MONDAY, MONDAY + 28 * DAY)
    assert rhythm.items == len(moments)
    assert rhythm.per_day * 28 == pytest.approx(len(moments), rel=1e-6)
    assert all(rate >= 0 for rate in rhythm.rates)
    assert rhythm == learn(list(reversed(arrivals)), MONDAY, MONDAY + 28 * DAY)


def test_hours_are_counted_from_monday_in_utc():
    assert hour_of_week(datetime.fromisoformat("2026-11-02T01:30:00+01:00")) == 0
    assert hour_of_week(MONDAY - timedelta(seconds=1)) == 167


def test_a_source_without_history_is_asked_evenly():
    assert set(gaps(EVEN, Bounds(40.0))) == {timedelta(minutes=36)}
    assert learn([], MONDAY, MONDAY + DAY) == EVEN


def office_paper(days, dice):
    """40 items a weekday between 13:00 and 22:00 UTC, four at the weekend."""
    for day in range(days):
        midnight = MONDAY + day * DAY
        for _ in range(40 if midnight.weekday() < 5 else 4):
            yield midnight + 13 * HOUR + 9 * HOUR * dice.random()


def test_local_hours_and_weekdays_are_learned():
    rhythm = learn(list(office_paper(28, random.Random(1))), MONDAY, MONDAY + 28 * DAY)
    noon_tuesday, night_tuesday, noon_sunday = (rhythm.rates[hour] for hour in (24 + 17, 24 + 5, 6 * 24 + 17))
    assert noon_tuesday > 20 * night_tuesday
    assert noon_tuesday > 4 * noon_sunday


def test_the_learned_rhythm_finds_items_sooner_than_as_many_even_polls():
    dice = random.Random(2)
    rhythm = learn(list(office_paper(28, dice)), MONDAY, MONDAY + 28 * DAY)
    later = [moment + 28 * DAY for moment in office_paper(7, dice)]
    waits = {}
    for name, known in (("learned", rhythm), ("even", EVEN)):
        asked = polls(gaps(known, Bounds()), MONDAY + 28 * DAY, 8 * DAY)
        waits[name] = sorted(asked[bisect.bisect_left(asked, moment)] - moment for moment in later)
    middle = len(later) // 2
    assert waits["learned"][middle] < 0.6 * waits["even"][middle]
    assert waits["learned"][int(0.95 * len(later))] < timedelta(minutes=30)


def test_a_poll_is_not_put_off_until_noon_because_the_night_was_quiet():
    week = [3 * HOUR] * 8 + [timedelta(minutes=15)] * 160
    assert next_poll(MONDAY + 7.5 * HOUR, week) < MONDAY + 8.25 * HOUR


@given(st.integers(1, 40), st.floats(0, 200))
@settings(deadline=None)
def test_failures_lengthen_the_pause_and_never_shorten_it(failures, minutes):
    planned = MONDAY + timedelta(minutes=minutes)
    due = after_failure(MONDAY, planned, failures)
    assert due >= planned
    assert due >= after_failure(MONDAY, planned, max(failures - 1, 1))
    assert due <= max(planned, MONDAY + LONGEST_REST)
