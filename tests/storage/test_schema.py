"""The schema as it is released, and the views as they are documented."""

from __future__ import annotations

import re
from pathlib import Path

import sqlite_utils

from storage.archive import Archive
from storage.identity import KNOWN
from storage.schema import MIGRATIONS
from storage.views import VIEWS
from tests.storage.builders import article, keep

DOCUMENT = Path(__file__).parents[2] / "docs" / "sql.md"


def test_the_known_migrations_are_those_that_there_are() -> None:
    assert tuple(step.name for step in MIGRATIONS.pending(sqlite_utils.Database(memory=True))) == KNOWN


def test_each_view_answers_with_the_documented_columns(archive: Archive) -> None:
    keep(archive, article(1, 'Clearview in Detroit. "No", said Jane Sample.'))
    rows = dict(re.findall(r"^\| `(v_\w+)` \|[^|]*\| ([^|]*) \|$", DOCUMENT.read_text("utf-8"), re.MULTILINE))
    assert rows.keys() == VIEWS.keys()
    for view, told in rows.items():
        columns = [line[1] for line in archive.run(f"PRAGMA table_info({view})")]
        assert columns == [re.sub(r"\(.*", "", name).strip() for name in re.sub(r"\([^)]*\)", "", told).split(",")], (
            view
        )
        archive.run(f"SELECT * FROM {view}")


def test_the_documented_example_runs(archive: Archive) -> None:
    keep(archive, article(1, "Clearview in Detroit."))
    example = re.search(r"```sql\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert example is not None
    assert archive.run(example[1]) == [("Clearview AI", 1)]


def test_an_archive_before_the_views_is_brought_up_to_date_and_a_copy_kept(path: Path) -> None:
    with Archive.open(path) as new:
        keep(new, article(1, "Clearview in Detroit."))
        for view in VIEWS:
            new.run(f"DROP VIEW {view}")
        new.run("DELETE FROM _sqlite_migrations WHERE name = 'm002_documented_views'")
    with Archive.open(path) as updated:
        assert updated.run("SELECT count(*) FROM v_article") == [(1,)]
        assert updated.verify() == []
    assert path.with_name(f"{path.name}.before-m002_documented_views").exists()
