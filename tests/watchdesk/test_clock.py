from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from watchdesk.clock import crawl_period, digest_period, jobs_at
from watchdesk.config import Config

NEW_YORK = ZoneInfo("America/New_York")


def test_crawl_slots_are_named_by_their_start() -> None:
    assert crawl_period(datetime(2026, 11, 24, 15, 29, 59, tzinfo=UTC), 15) == "2026-11-24T15:15Z"
    assert crawl_period(datetime(2026, 11, 24, 15, 30, tzinfo=UTC), 15) == "2026-11-24T15:30Z"


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.integers(1, 1440))
def test_a_slot_never_begins_after_now_nor_lasts_longer_than_said(moment: datetime, every: int) -> None:
    now = moment.replace(tzinfo=UTC)
    start = datetime.strptime(crawl_period(now, every), "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    assert timedelta(0) <= now - start < timedelta(minutes=every)


def test_the_digest_is_due_from_its_hour_on() -> None:
    before, after = datetime(2026, 7, 1, 10, 39, tzinfo=UTC), datetime(2026, 7, 1, 10, 40, tzinfo=UTC)
    assert digest_period(before, "06:40", NEW_YORK) is None
    assert digest_period(after, "06:40", NEW_YORK) == "2026-07-01"


def test_daylight_saving_neither_skips_nor_doubles_a_digest() -> None:
    for day, at in ((datetime(2026, 3, 8, tzinfo=UTC), "02:30"), (datetime(2026, 11, 1, tzinfo=UTC), "01:30")):
        moments = [day + timedelta(minutes=minute) for minute in range(0, 2 * 24 * 60, 5)]
        periods = [period for moment in moments if (period := digest_period(moment, at, NEW_YORK))]
        assert day.date().isoformat() in periods
        due = [moment for moment in moments if digest_period(moment, at, NEW_YORK) == day.date().isoformat()]
        assert [later - earlier for earlier, later in pairwise(due)] == [timedelta(minutes=5)] * (len(due) - 1)


def test_jobs_run_the_verbs_of_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("contact: desk@example.org\ntime_zone: America/New_York\n")
    config = Config.load(tmp_path / "config.yaml")
    night, morning = datetime(2026, 7, 1, 5, 0, tzinfo=UTC), datetime(2026, 7, 1, 11, 0, tzinfo=UTC)
    assert [job.name for job in jobs_at(night, config)] == ["crawl"]
    assert [(job.name, job.verbs[0][0]) for job in jobs_at(morning, config)] == [
        ("crawl", "crawl"),
        ("digest", "digest"),
    ]
