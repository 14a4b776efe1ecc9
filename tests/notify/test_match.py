"""Watches against a real archive: a hit with its sentence; a watch that fails is told and kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from notify.match import match_watches, put_configured
from storage.archive import Archive
from tests.web.seed import NOW, VENDOR, config_for, fill, save

BROKEN = {"id": "broken", "query": "palce:Detroit", "label": "Broken"}
CLEARVIEW = {"id": "clearview", "query": 'company:"Clearview AI"', "label": "Clearview"}


def test_hits_show_reason_and_sentence_and_come_once(tmp_path: Path) -> None:
    config = config_for(tmp_path, watches=[CLEARVIEW])
    with Archive.open(config.archive_path) as archive:
        put_configured(archive, config, NOW)
        ids = fill(archive)
        (first,) = match_watches(archive, NOW)
        (again,) = match_watches(archive, NOW)
        (hit,) = archive.hits_since(NOW - timedelta(days=1))
    assert (first.hits, first.looked_at, first.fault) == (1, 5, None)
    assert (again.hits, again.looked_at) == (0, 0)
    assert (hit.article_id, "Clearview" in hit.reason, "Clearview" in hit.sentence) == (ids["vendor"], True, True)


def test_a_broken_watch_is_told_kept_and_holds_nobody_up(tmp_path: Path) -> None:
    config = config_for(tmp_path, watches=[BROKEN, CLEARVIEW])
    with Archive.open(config.archive_path) as archive:
        put_configured(archive, config, NOW)
        fill(archive)
        broken, sound = match_watches(archive, NOW)
        assert broken.fault is not None
        assert "place:" in broken.fault
        assert sound.hits == 1
        assert [watch.fault is None for watch in archive.watches()] == [False, True]
        assert {watch.id for watch in archive.watches() if watch.enabled} == {"broken", "clearview"}


def test_articles_that_came_while_a_watch_was_broken_are_not_lost(tmp_path: Path) -> None:
    """A query that a newer version understands: the fault goes, and matching resumes where it stopped."""
    config = config_for(tmp_path, watches=[CLEARVIEW])
    with Archive.open(config.archive_path) as archive:
        put_configured(archive, config, NOW)
        archive.fault_watch("clearview", "could not be matched", NOW)
        fill(archive)
        save(archive, "sample-wire", "later", "Clearview again", VENDOR)
        (matched,) = match_watches(archive, NOW)
        assert matched.hits == 2
        assert archive.watches()[0].fault is None
