"""The schema as it is released, and the views as they are documented."""

from __future__ import annotations

import gzip
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlite_utils

from storage.archive import Archive
from storage.identity import KNOWN
from storage.query import parse
from storage.schema import MIGRATIONS
from storage.search import article_page, search
from storage.views import VIEWS
from tests.storage.builders import NOW, article, keep
from tests.web.seed import config_for
from watchdesk.cli.opening import opened_archive
from watchdesk.errors import ArchiveOutdated, StorageError

RELEASED = Path(__file__).with_name("released")
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


def test_a_new_archive_has_small_pages_and_an_index_whose_pages_fit_in_them(archive: Archive) -> None:
    for number in range(1, 41):
        keep(archive, article(number, " ".join(f"word{number}x{place}" for place in range(300))))
    assert archive.run("PRAGMA page_size") == [(2048,)]
    longest = archive.run("SELECT max(length(block)) FROM search_data")[0][0]
    assert 1_500 < longest <= 2_009  # with its head of 4 a row of 2,013 bytes, the longest that needs no second page


def test_the_documented_example_runs(archive: Archive) -> None:
    keep(archive, article(1, "Clearview in Detroit."))
    example = re.search(r"```sql\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert example is not None
    assert archive.run(example[1]) == [("Clearview AI", 1)]


@pytest.mark.parametrize("name", KNOWN)
def test_an_archive_of_every_released_schema_is_brought_up_to_date_and_a_copy_kept(name: str, path: Path) -> None:
    saved = RELEASED / f"{name}.db.gz"
    assert saved.exists(), f"no archive of the schema {name} is saved: run `python -m tests.storage.released`"
    path.write_bytes(gzip.decompress(saved.read_bytes()))
    before = _texts(path)
    with Archive.open(path) as updated:
        assert updated.verify() == []
        assert [row[0] for row in updated.run("SELECT name FROM _sqlite_migrations ORDER BY id")] == list(KNOWN)
        assert search(updated, parse("company:clearview tag:case", now=NOW)).total == 1
        page = article_page(updated, 6)
        assert page is not None
        assert [(event.type, "cleared" in (event.note or "")) for event in page.events] == [("wrongful_arrest", True)]
        assert page.hit.near_duplicate_of == 3
        keep(updated, article(30, "Clearview in Detroit."))  # and it can be written
        assert updated.verify() == []
        shape = _shape(updated)
    assert _texts(path).items() >= before.items()
    copies = [copy.name for copy in path.parent.glob("*.before-*")]
    following = KNOWN[KNOWN.index(name) + 1 :]
    assert copies == ([f"{path.name}.before-{following[0]}"] if following else [])
    if following:
        assert _texts(path.parent / copies[0]) == before
        with closing(sqlite3.connect(path.parent / copies[0])) as copy:
            assert copy.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()[0] == KNOWN.index(name) + 1
    with Archive.open(path.with_name("new.db")) as new:
        assert shape == _shape(new)


def test_a_page_of_a_time_before_readings_were_kept_says_what_is_found_by_name(path: Path) -> None:
    path.write_bytes(gzip.decompress((RELEASED / f"{KNOWN[6]}.db.gz").read_bytes()))
    with Archive.open(path) as updated:
        (stamp,) = updated.run("SELECT since FROM superseded WHERE reading IS NULL LIMIT 1")[0]
        then = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=stamp)).isoformat()
        assert "found by name" in search(updated, parse(f"clearview asof:{then}", now=NOW)).notices[0]
        assert search(updated, parse("clearview", now=NOW)).notices == ()


def _texts(path: Path) -> dict[int, str]:
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT id, text FROM version"))


def _shape(archive: Archive) -> dict[str, set[tuple[str, str]]]:
    """Tables and views with their columns, whatever the order in which they were added."""
    names = archive.run("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    return {name: {(row[1], row[2]) for row in archive.run(f"PRAGMA table_info({name})")} for (name,) in names}


def test_a_migration_that_breaks_off_leaves_the_archive_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(gzip.decompress((RELEASED / f"{KNOWN[1]}.db.gz").read_bytes()))
    monkeypatch.setattr("storage.schema.VIEWS", {"v_event": "CREATE VIEW v_event AS SELECT no such thing"})
    with pytest.raises((StorageError, sqlite3.Error)):
        Archive.open(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM _sqlite_migrations").fetchone() == (2,)
        assert "note" not in [row[1] for row in connection.execute("PRAGMA table_info(event)")]
    monkeypatch.undo()
    with Archive.open(path) as updated:
        assert updated.verify() == []


def test_a_reader_of_an_older_archive_is_told_and_its_backup_can_be_restored(path: Path) -> None:
    path.write_bytes(gzip.decompress((RELEASED / f"{KNOWN[0]}.db.gz").read_bytes()))
    with pytest.raises(ArchiveOutdated, match="brings it up to date"):
        Archive.open(path, readonly=True)
    assert Archive.restore(path, path.with_name("restored.db")) is None
    with Archive.open(path.with_name("restored.db")) as restored:
        assert restored.verify() == []
        assert search(restored, parse("company:clearview", now=NOW)).total == 9


def test_a_command_that_reads_brings_an_older_archive_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(gzip.decompress((RELEASED / f"{KNOWN[0]}.db.gz").read_bytes()))
    config = config_for(tmp_path)
    with opened_archive(config, readonly=True) as archive:
        assert archive.verify() == []
    assert (tmp_path / f"archive.db.before-{KNOWN[1]}").exists()
