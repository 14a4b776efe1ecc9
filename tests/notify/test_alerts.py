"""Alerts: the sentence at once, nothing twice, and no flood from a backfill."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notify.alerts import is_news
from notify.match import match_watches, put_configured
from notify.outbox import queue_alerts, queue_digests, send_due, unpack
from storage.archive import Archive
from storage.rows import WatchHit
from tests.notify.test_digest import DAY, Postbox
from tests.web.seed import NOW, VENDOR, config_for, fill, save
from watchdesk.config import Config

WATCHES = [
    {"id": "clearview", "query": 'company:"Clearview AI"', "label": "Clearview", "alert": True},
    {"id": "detroit", "query": 'place:"Detroit"', "label": "Detroit"},
]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_for(tmp_path, watches=WATCHES, subscribers=[{"email": "reader@example.org"}])


def matched(archive: Archive, config: Config, now: datetime) -> list[str]:
    match_watches(archive, now)
    return [line.headline for alert in queue_alerts(archive, config, now) for line in alert.stories]


def test_an_alert_shows_the_sentence_of_watches_that_want_one(config: Config) -> None:
    with Archive.open(config.archive_path) as archive:
        put_configured(archive, config, NOW)
        fill(archive)
        assert matched(archive, config, NOW) == ["Clearview AI settles suit over its face database"]
        (message,) = archive.outbox()
        letter = unpack(message)
    assert letter.subject == "Watchdesk alert: Clearview AI settles suit over its face database"
    assert "> Clearview AI may not sell its database of faces" in letter.text
    assert "Detroit" not in letter.text
    assert "Alert of Tue 24 Nov 2026, 06:40 for Clearview." in letter.html


def test_nothing_is_alerted_twice_and_nothing_is_no_letter(config: Config) -> None:
    with Archive.open(config.archive_path) as archive:
        put_configured(archive, config, NOW)
        fill(archive)
        assert len(matched(archive, config, NOW)) == 1
        assert matched(archive, config, NOW) == []
        box = Postbox()
        send_due(archive, {"smtp": box}, NOW)
        assert matched(archive, config, NOW + timedelta(hours=1)) == []
        save(archive, "sample-wire", "next", "Clearview next", VENDOR)
        assert matched(archive, config, NOW + timedelta(hours=2)) == ["Clearview next"]
        assert matched(archive, config, NOW + 3 * DAY) == []


def test_a_backfill_of_hundreds_is_one_count_not_a_flood(config: Config) -> None:
    with Archive.open(config.archive_path) as archive:
        put_configured(archive, config, NOW)
        for number in range(300):
            save(archive, "sample-wire", f"old{number}", f"Clearview, {number}", VENDOR, published="2021-03-04")
        assert matched(archive, config, NOW) == []
        assert archive.outbox() == []
        save(archive, "sample-wire", "new", "Clearview now", VENDOR)
        assert matched(archive, config, NOW) == ["Clearview now"]
        (message,) = archive.outbox()
    assert "300 older articles found too" in unpack(message).text


def test_the_digest_still_tells_what_was_alerted(config: Config) -> None:
    with Archive.open(config.archive_path) as archive:
        put_configured(archive, config, NOW)
        fill(archive)
        matched(archive, config, NOW)
        (digest,) = queue_digests(archive, config, NOW)
    assert len(digest.stories) == 2


@pytest.mark.parametrize(
    ("published", "news"),
    [
        (None, True), ("", True), ("2026-11-24", True), ("2026-11-24T23:00:00-08:00", True), ("2026-11-01", False),
        ("2026-11", True), ("2026-10", False), ("2026", True), ("2025", False), ("soon", True),
    ],
)  # fmt: skip
def test_news_by_the_date_as_precise_as_stated(published: str | None, news: bool) -> None:
    hit = WatchHit("w", 1, "", "", NOW, None, "u", None, "", "", published, None, None)
    assert is_news(hit, NOW) is news
