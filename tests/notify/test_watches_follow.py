"""Watches follow what people say about entities: merged, renamed, split, and put back; past and future."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from notify.match import match_watches, put_configured
from storage.archive import Archive
from tests.storage.builders import NOW, article, keep
from tests.web.seed import config_for

WATCHED = {"id": "acme", "query": 'company:"Acme Faces"', "label": "Acme Faces"}


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Archive]:
    config = config_for(tmp_path, watches=[WATCHED])
    with Archive.open(config.archive_path) as archive:
        put_configured(archive, config, NOW)
        yield archive


def new_hits(archive: Archive) -> list[int]:
    """The articles that the watch newly hits, by number."""
    before = {hit.article_id for hit in archive.hits_since(NOW - timedelta(days=1))}
    (matched,) = match_watches(archive, NOW)
    assert matched.fault is None
    return sorted({hit.article_id for hit in archive.hits_since(NOW - timedelta(days=1))} - before)


def told(archive: Archive, number: int, name: str) -> int:
    return keep(archive, article(number, f"{name} sold face recognition to the police, {number}."))


def test_a_watch_on_a_merged_entity_hits_both_names_from_then_on_until_they_are_parted(watched: Archive) -> None:
    told(watched, 1, "Clearview AI")
    known = told(watched, 6, "Acme Faces")
    assert new_hits(watched) == [known]
    merge = watched.merge_entities("co:acme", "co:clearview", author="me", now=NOW)
    later = [told(watched, 2, "Clearview AI"), told(watched, 3, "Acme Faces")]
    assert new_hits(watched) == later
    watched.undo_curation(merge, author="me", now=NOW)
    told(watched, 4, "Clearview AI")
    assert new_hits(watched) == []
    assert new_hits(watched) == []
    own = told(watched, 5, "Acme Faces")
    assert new_hits(watched) == [own]


def test_a_watch_on_a_renamed_entity_keeps_hitting_under_the_name_that_texts_use(watched: Archive) -> None:
    known = told(watched, 1, "Acme Faces")
    watched.rename_entity("co:acme", "Acme Holdings", author="me", now=NOW)
    first = told(watched, 2, "Acme Faces")
    assert new_hits(watched) == [known, first]


def test_a_watch_leaves_out_what_was_split_off_and_follows_it_back(watched: Archive) -> None:
    first, second = told(watched, 1, "Acme Faces"), told(watched, 2, "Acme Faces")
    key, split = watched.split_entity("co:acme", [second], name="Acme of Elsewhere", author="me", now=NOW)
    assert new_hits(watched) == [first]
    watched.undo_curation(split, author="me", now=NOW)
    assert key
    third = told(watched, 3, "Acme Faces")
    assert third in new_hits(watched)
    assert [row.action for row in watched.curation_log()] == ["undo", "split"]
