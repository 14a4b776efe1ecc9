"""A source that failed, fell silent or changed its layout is told; one that is well is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from notify.health import unread_sources
from storage.archive import Archive
from watchdesk.records import Source

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def told(archive: Archive) -> dict[str, str]:
    return {source.source_id: source.reason for source in unread_sources(archive)}


def test_each_trouble_of_a_source_has_its_words(tmp_path):
    with Archive.open(tmp_path / "archive.db") as archive:
        archive.put_sources([Source(name, name.title(), "local") for name in ("well", "dead", "mute", "bare", "moved")])
        for name in ("well", "mute", "bare", "moved"):
            archive.discover(f"https://{name}.test/1", name, None, NOW - 5 * DAY)
            archive.put_rhythm(name, [0.1] * 168, 40.0, DAY if name == "mute" else 9 * DAY, (), NOW)
            archive.record_poll(name, None, NOW, "not_modified")
        archive.put_rhythm("bare", [0.1] * 168, 40.0, None, ("published", "title"), NOW)
        archive.record_poll("dead", None, NOW, "failed", reason="http_410")
        archive.record_poll("moved", None, NOW, "failed", reason="http_404", moved="https://new.test/feed")
        assert told(archive) == {
            "dead": "the server answered 410",
            "moved": "the server answered 404, it lives at https://new.test/feed now",
            "mute": "silent: nothing new since 19 November, and it never pauses longer than 1 day as a rule",
            "bare": "its layout has changed: its pages have no published, title any more",
        }
        archive.record_poll("dead", None, NOW + DAY, "nothing")
        assert "dead" not in told(archive)
