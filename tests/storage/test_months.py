"""Counts of articles a month: appended first, added up later, the same numbers whichever way they were written."""

from __future__ import annotations

import pytest

from storage import months
from storage.archive import Archive
from storage.search import entity_page
from tests.storage.builders import NOW, article, keep


def _timeline(archive: Archive) -> tuple[tuple[str, int], ...]:
    page = entity_page(archive, "co:clearview")
    assert page is not None
    assert page.entity.articles == sum(count for _, count in page.timeline)
    return page.timeline


@pytest.mark.parametrize(("waiting", "many"), [(400, 1_000), (3, 1_000), (400, 0)])
def test_timelines_are_the_same_appended_added_up_or_written_at_once(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, waiting: int, many: int
) -> None:
    monkeypatch.setattr(months, "_WAITING", waiting)
    monkeypatch.setattr(months, "_MANY", many)
    for number in range(1, 9):
        keep(archive, article(number, "Clearview in Detroit.", published=f"2026-0{1 + number % 2}-11"))
    keep(archive, article(9, "Clearview in Detroit.", published=None))
    assert _timeline(archive) == (("", 1), ("2026-01", 4), ("2026-02", 4))
    archive.redact(8, "asked to", NOW)
    assert _timeline(archive) == (("", 1), ("2026-01", 3), ("2026-02", 4))
    waits = archive.run("SELECT count(*) FROM month_change")[0][0]
    assert waits == 0 or many
