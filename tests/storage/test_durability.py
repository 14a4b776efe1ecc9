"""Locked, read-only, full, corrupt: each has its own error, nothing is half-written."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.archive import Archive
from storage.export import Shown, export_rows
from storage.holder import holder
from storage.polls import ProbeRow
from storage.query import parse
from storage.rows import Match
from storage.search import article_page, search
from tests.storage.builders import NOW, article, keep, read, save
from watchdesk.errors import (
    ArchiveCorrupt,
    ArchiveFull,
    ArchiveLocked,
    ArchiveReadOnly,
    ForeignArchive,
    StorageError,
)
from watchdesk.records import Drop, Source

BIG = article(50, "Many words about police and faces. " * 3_000)

WRITES: dict[str, Callable[[Archive], object]] = {
    "put_sources": lambda archive: archive.put_sources([Source("new", "New", "local")]),
    "begin_crawl": lambda archive: archive.begin_crawl(["herald"], NOW),
    "end_crawl": lambda archive: archive.end_crawl(1, {"pages": 1}, "ok", NOW),
    "put_fetch_state": lambda archive: archive.put_fetch_state("https://a.test/feed", "e", None, None, NOW),
    "discover": lambda archive: archive.discover("https://herald.test/99", "herald", 1, NOW),
    "record_drop": lambda archive: archive.record_drop(Drop("https://herald.test/98", "bio"), 1, NOW),
    "enter_drops": lambda archive: archive.enter_drops([Drop("https://herald.test/96", "bio")], NOW),
    "record_failure": lambda archive: archive.record_failure("https://herald.test/97", "timeout", 1, NOW),
    "record_unchanged": lambda archive: archive.record_unchanged("https://herald.test/1", 1, NOW),
    "record_gone": lambda archive: archive.record_gone("https://herald.test/1", 404, 1, NOW),
    "plan_visit": lambda archive: archive.plan_visit("https://herald.test/1", NOW),
    "save": lambda archive: save(archive, BIG),
    "save_annotation": lambda archive: archive.save_annotation(read(1, article(1)), "v2", NOW),
    "assign_story": lambda archive: archive.assign_story(5, "another", None, NOW),
    "put_watch": lambda archive: archive.put_watch("w2", "me", "police", "p", now=NOW),
    "remove_watch": lambda archive: archive.remove_watch("w"),
    "save_hits": lambda archive: archive.save_hits("w", [Match(1, "r", "s")], NOW, until=1),
    "fault_watch": lambda archive: archive.fault_watch("w", "a fault", NOW),
    "enqueue": lambda archive: archive.enqueue(
        "digest", "a@b.test", "x", channel="file", subject="s", body=b"x" * 90_000, now=NOW
    ),
    "mark_sent": lambda archive: archive.mark_sent(1, NOW),
    "mark_unsent": lambda archive: archive.mark_unsent(1, "no", NOW, retry_at=None),
    "job_done": lambda archive: archive.job_done("digest", "x", NOW),
    "add_note": lambda archive: archive.add_note(1, "tag", "case", "me", NOW),
    "remove_note": lambda archive: archive.remove_note(1),
    "merge_entities": lambda archive: archive.merge_entities("co:acme", "co:clearview", author="me", now=NOW),
    "rename_entity": lambda archive: archive.rename_entity("co:acme", "Acme", author="me", now=NOW),
    "split_entity": lambda archive: archive.split_entity("co:acme", [1], name="Other", author="me", now=NOW),
    "undo_curation": lambda archive: archive.undo_curation(1, author="me", now=NOW),
    "merge_stories": lambda archive: archive.merge_stories("b", "a", author="me", now=NOW),
    "split_story": lambda archive: archive.split_story([2], author="me", now=NOW),
    "undo_grouping": lambda archive: archive.undo_grouping(1, author="me", now=NOW),
    "redact": lambda archive: archive.redact(1, "asked to", NOW),
    "record_poll": lambda archive: archive.record_poll("herald", None, NOW, "new", announced=3, new=1),
    "plan_poll": lambda archive: archive.plan_poll("herald", NOW),
    "put_rhythm": lambda archive: archive.put_rhythm("herald", [0.5] * 168, 40.0, timedelta(hours=9), (), NOW),
    "put_rest": lambda archive: archive.put_rest("herald.test", NOW + timedelta(hours=1)),
    "put_probe": lambda archive: archive.put_probe(
        ProbeRow("herald", "feed", NOW, "keep", "it answers", None, {"items": 3})
    ),
}

READS: dict[str, Callable[[Archive], object]] = {
    "words_of": lambda archive: archive.words_of(1),
    "crawls": lambda archive: archive.crawls(),
    "source_health": lambda archive: archive.source_health(),
    "poll_states": lambda archive: archive.poll_states(),
    "polls": lambda archive: archive.polls("herald", NOW - timedelta(days=9)),
    "arrivals": lambda archive: archive.arrivals("herald", NOW - timedelta(days=9)),
    "looks": lambda archive: archive.looks("herald", NOW - timedelta(days=9)),
    "rests": lambda archive: archive.rests(NOW),
    "probes": lambda archive: archive.probes(),
    "old_evidence": lambda archive: archive.old_evidence("herald", NOW),
    "kept_evidence": lambda archive: list(archive.kept_evidence()),
    "fetch_state": lambda archive: archive.fetch_state("https://a.test/feed"),
    "address": lambda archive: archive.address("https://herald.test/1"),
    "pending_addresses": lambda archive: archive.pending_addresses(None, NOW),
    "revisit_addresses": lambda archive: archive.revisit_addresses(None, NOW),
    "ledger": lambda archive: archive.ledger(),
    "why": lambda archive: archive.why("https://herald.test/1"),
    "pending_documents": lambda archive: archive.pending_documents("v9"),
    "story_rows": lambda archive: list(archive.story_rows()),
    "watches": lambda archive: archive.watches(),
    "news_for": lambda archive: archive.news_for("w"),
    "hits_since": lambda archive: archive.hits_since(NOW - timedelta(days=9)),
    "outbox": lambda archive: archive.outbox(),
    "message": lambda archive: archive.message(1),
    "queued_period": lambda archive: archive.queued_period("digest", "a@b.test", "first"),
    "count_hits": lambda archive: archive.count_hits("w", NOW - timedelta(days=9)),
    "versions_of": lambda archive: archive.versions_of([1, 2]),
    "with_notes": lambda archive: archive.with_notes([1, 2]),
    "job_due": lambda archive: archive.job_due("digest", "x"),
    "last_job": lambda archive: archive.last_job("digest"),
    "notes": lambda archive: archive.notes(1),
    "grouping_log": lambda archive: archive.grouping_log(),
    "curation_log": lambda archive: archive.curation_log(),
    "export_rows": lambda archive: list(export_rows(archive, Shown(parse("police", now=NOW)))),
    "snapshot": lambda archive: archive.snapshot(),
    "search": lambda archive: search(archive, parse("police", now=NOW), facets=True),
    "article_page": lambda archive: article_page(archive, 1),
}


def test_every_public_method_is_tried_here() -> None:
    tried = {*WRITES, *READS}
    elsewhere = {"open", "close", "batch", "backup", "verify", "restore", "source_number", "forget_reading"}
    inner = {
        "run",
        "first",
        "change",
        "insert",
        "many",
        "stream",
        "stamp",
        "steady_view",
        "flush_index",
        "touch",
        "fact",
    }
    public = {name for name in dir(Archive) if not name.startswith("_") and callable(getattr(Archive, name))}
    assert public - tried - elsewhere - inner == set()


@pytest.mark.parametrize("name", WRITES)
def test_a_locked_archive_says_so_and_reads_on(filled: Archive, path: Path, name: str) -> None:
    before = filled.snapshot()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Archive.open(path, busy_seconds=0.05) as second:
        with pytest.raises(ArchiveLocked, match="another process"):
            WRITES[name](second)
        assert second.snapshot() == before
        other.execute("ROLLBACK")
        WRITES[name](second)
    other.close()


_HOLD = (
    "import sqlite3, sys\nconnection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
    "connection.execute('BEGIN IMMEDIATE')\nprint('held', flush=True)\nsys.stdin.read()\n"
)


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="only Linux lists who holds a lock")
@pytest.mark.parametrize("journal", ["WAL", "DELETE"])
def test_a_locked_archive_names_who_writes_and_what_to_do(filled: Archive, path: Path, journal: str) -> None:
    filled.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {journal}")
    before = datetime.now(UTC)
    command = [sys.executable, "-c", _HOLD, str(path), "watchdesk", "crawl", "--once"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdout.readline() == b"held\n"
        with Archive.open(path, busy_seconds=0.05) as second, pytest.raises(ArchiveLocked) as locked:
            second.begin_crawl([], NOW)
        assert f"`watchdesk crawl --once`, process {other.pid}, running since" in str(locked.value)
        assert str(locked.value).endswith(f"try again when it is done, or end it: kill {other.pid}")
        found = holder(path)
        assert found is not None and abs(found.since - before) < timedelta(minutes=1)
        other.communicate(b"")
    assert holder(path) is None
    with Archive.open(path) as second:
        second.begin_crawl([], NOW)


@pytest.mark.parametrize("name", READS)
def test_reads_go_on_while_another_process_writes(filled: Archive, path: Path, name: str) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Archive.open(path, readonly=True, busy_seconds=0.05) as second:
        READS[name](second)
    other.close()


@pytest.mark.parametrize("name", WRITES)
def test_an_archive_opened_for_reading_is_never_written(filled: Archive, path: Path, name: str) -> None:
    with Archive.open(path, readonly=True) as second, pytest.raises(ArchiveReadOnly, match="reading only"):
        WRITES[name](second)


def changes(archive: Archive) -> dict[str, object]:
    """All rows of all tables that hold anything of ours."""
    tables = [row[0] for row in archive.run("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
    return {
        table: archive.run(f"SELECT * FROM {table}") for table in tables if not table.startswith(("search", "sqlite"))
    }


@pytest.mark.parametrize("name", WRITES)
def test_a_full_disk_stops_cleanly_and_resumes(filled: Archive, path: Path, name: str) -> None:
    filled.run("PRAGMA wal_checkpoint(TRUNCATE)")
    pages = filled.run("PRAGMA page_count")[0][0]
    before = changes(filled)
    filled.run(f"PRAGMA max_page_count = {pages}")
    while True:  # fill what is free inside the last pages, so that the write needs a new one
        try:
            filled.put_fetch_state(f"https://fill.test/{random.random()}" + "x" * 3_000, None, None, None, NOW)
        except ArchiveFull:
            break
    stuffed = changes(filled)
    try:
        WRITES[name](filled)  # a small one may find room enough inside the last pages
        written = True
    except ArchiveFull as error:
        assert "no room left" in str(error)
        assert changes(filled) == stuffed
        written = False
    filled.run("PRAGMA max_page_count = 1000000")
    if not written:
        WRITES[name](filled)
    assert filled.verify() == []
    assert before.keys() == changes(filled).keys()


_SMALL_DISK = 'mount -t tmpfs -o size=4m tmpfs "$2" && exec "$0" "$1" "$2"'


def test_a_disk_that_is_really_full_stops_each_method_cleanly_and_all_go_on_later(tmp_path: Path) -> None:
    """A tmpfs of 4 MB in a mount namespace of its own, filled to the last byte."""
    if subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode:
        pytest.skip("this system lets no process have a mount namespace of its own")
    worker = Path(__file__).with_name("full_disk.py")
    command = ["unshare", "-rm", "sh", "-c", _SMALL_DISK, sys.executable, str(worker), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1800)
    assert done.returncode == 0, done.stderr
    *methods, crawl = map(json.loads, done.stdout.splitlines())
    assert [each["method"] for each in methods] == list(WRITES)
    for each in methods:
        wanted = {"method": each["method"], "full": "full", "same": True, "found": 5, "again": "done", "sound": True}
        assert each == wanted
    assert crawl["kept"] > 20
    assert (crawl["stored"], crawl["after"]) == (crawl["kept"], crawl["kept"] + 20)
    assert (crawl["copied"], crawl["sound"]) == ("full", True)
    assert crawl["left"] == ["crawl.db", "crawl.db-shm", "crawl.db-wal"]


_QUOTA = (
    "import resource, sys\nfrom pathlib import Path\nfrom storage.archive import Archive\n"
    "from tests.storage.builders import article, save\nfrom watchdesk.errors import StorageError\n"
    "with Archive.open(sys.argv[1]) as archive:\n"
    "    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))\n"
    "    kept = 0\n    try:\n        while True:\n"
    "            save(archive, article(kept, f'Words on police and faces, {kept}. ' * 300))\n            kept += 1\n"
    "    except StorageError as error:\n        print(error)\n"
    "    assert archive.run('SELECT count(*) FROM article') == [(kept,)]\n"
    "    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
    "    save(archive, article(kept, 'And on.'))\n"
    "    assert archive.verify() == []\n    print(kept)\n"
)


def test_a_quota_that_is_used_up_is_told_in_a_line_and_what_was_kept_stays(path: Path) -> None:
    """A limit on the size of files (RLIMIT_FSIZE) gives another error than a full disk: EFBIG, as EDQUOT does."""
    done = subprocess.run(
        [sys.executable, "-c", _QUOTA, str(path)], capture_output=True, text=True, check=False,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told, kept = done.stdout.splitlines()
    assert "could not be read or written" in told and "check the disk and its quota" in told
    assert int(kept) > 5


def test_a_big_write_on_a_full_disk_leaves_nothing_behind(filled: Archive) -> None:
    pages = filled.run("PRAGMA page_count")[0][0]
    before = changes(filled)
    filled.run(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(ArchiveFull):
        save(filled, BIG)
    assert changes(filled) == before
    filled.run("PRAGMA max_page_count = 1000000")
    save(filled, BIG)
    assert filled.verify() == []


@pytest.mark.parametrize("name", [*WRITES, *READS])
def test_a_damaged_archive_never_gives_a_raw_error(filled: Archive, path: Path, tmp_path: Path, name: str) -> None:
    filled.run("PRAGMA wal_checkpoint(TRUNCATE)")
    damaged = tmp_path / "damaged.db"
    content = bytearray(path.read_bytes())
    for page in range(2, len(content) // 4096):
        content[page * 4096 : page * 4096 + 200] = b"\xde\xad\xbe\xef" * 50
    damaged.write_bytes(bytes(content))
    try:
        with Archive.open(damaged) as archive:
            {**WRITES, **READS}[name](archive)
    except StorageError as error:
        assert "\n" not in str(error)
        assert isinstance(error, ArchiveCorrupt), error


def test_verify_names_what_was_changed_behind_its_back(filled: Archive, path: Path) -> None:
    assert filled.verify() == []
    filled.run("UPDATE version SET text = 'forged' WHERE id = 1")
    found = {fault.where for fault in filled.verify()}
    assert found == {"search", "version"}


def test_a_strangers_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE theirs (id)")
    connection.commit()
    connection.close()
    for readonly in (True, False):
        with pytest.raises(ForeignArchive, match="another program"):
            Archive.open(other, readonly=readonly)
    text = tmp_path / "notes.txt"
    text.write_text("Not a database at all, but a text that is long enough to be one. " * 20)
    with pytest.raises(ForeignArchive, match="not a watchdesk archive"):
        Archive.open(text)
    assert text.read_text().startswith("Not a database")


def test_an_archive_of_a_newer_watchdesk_is_refused(filled: Archive, path: Path) -> None:
    filled.run("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('watchdesk', 'm999', '2031')")
    with pytest.raises(ForeignArchive, match="newer watchdesk"):
        Archive.open(path)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="does not exist"):
        Archive.open(tmp_path / "none.db", readonly=True)
    with pytest.raises(ArchiveReadOnly, match="cannot be opened"):
        Archive.open(tmp_path / "no" / "such" / "folder.db")
    (tmp_path / "empty.db").touch()
    with pytest.raises(StorageError, match="is empty"):
        Archive.open(tmp_path / "empty.db", readonly=True)


def test_a_batch_is_kept_whole_or_not_at_all(archive: Archive) -> None:
    with pytest.raises(RuntimeError), archive.batch():
        keep(archive, article(1, "Clearview"))
        archive.assign_story(1, "s", None, NOW)
        raise RuntimeError
    assert archive.run("SELECT count(*) FROM article") == [(0,)]
    keep(archive, article(1, "Clearview"))  # nothing is remembered of what was rolled back
    assert archive.verify() == []


def test_a_reading_of_a_text_that_was_revised_meanwhile_is_ignored(archive: Archive) -> None:
    first = article(1, "Clearview was here, at the very beginning of it.")
    save(archive, first)
    (document,) = archive.pending_documents("v1")
    save(archive, article(1, "Now it says something entirely different, and at length."))
    archive.save_annotation(read(int(document.id), first), "v1", NOW)
    assert archive.run("SELECT count(*) FROM mention") == [(0,)]
    assert [document.id for document in archive.pending_documents("v1")] == ["1"]
