"""Copies of an archive in use are whole, and only whole copies are restored."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.archive import Archive
from tests.storage.builders import SOURCES, article, save
from watchdesk.errors import (
    ArchiveCorrupt,
    ArchiveLocked,
    ForeignArchive,
    StorageError,
)


def test_backup_while_in_use_and_restore(filled: Archive, path: Path, tmp_path: Path) -> None:
    copy = filled.backup(tmp_path / "copy.db")
    with pytest.raises(StorageError, match="never overwrites"):
        filled.backup(copy)
    assert filled.backup(tmp_path).parent == tmp_path
    with Archive.open(copy, readonly=True) as copied:
        assert copied.snapshot() == filled.snapshot()
        assert copied.verify() == []
    before = filled.snapshot()
    save(filled, article(77, "Later."))
    filled.close()
    kept = Archive.restore(copy, path)
    assert kept is not None
    with Archive.open(path) as restored, Archive.open(kept) as old:
        assert restored.snapshot() == before
        assert len(old.snapshot()["articles"]) == 6


def test_copies_made_while_another_process_writes_are_whole(path: Path, tmp_path: Path) -> None:
    worker = Path(__file__).with_name("kill_me.py")
    with Archive.open(path) as archive:
        archive.put_sources(SOURCES)
    command = [sys.executable, str(worker), str(path), "200"]
    copies = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for told in writer.stdout:
            if copies < 12:
                with Archive.open(path, readonly=True) as archive:
                    copy = archive.backup(tmp_path / f"copy{copies}.db")
                with Archive.open(copy) as copied:
                    assert copied.verify() == []
                    assert copied.address(told.strip()).state == "stored"  # type: ignore[union-attr]
                copies += 1
    assert (writer.returncode, copies) == (0, 12)


def test_no_archive_is_put_aside_under_a_process_that_has_it_open(filled: Archive, path: Path, tmp_path: Path) -> None:
    copy = filled.backup(tmp_path / "copy.db")
    with pytest.raises(ArchiveLocked, match="stop `watchdesk run`"):
        Archive.restore(copy, path)
    save(filled, article(88, "Written after the refusal."))
    assert [file.name for file in tmp_path.iterdir() if "before" in file.name or "restoring" in file.name] == []
    assert filled.verify() == []
    filled.close()
    kept = Archive.restore(copy, path)
    assert kept is not None
    with Archive.open(kept) as old, Archive.open(path) as restored:
        assert len(old.snapshot()["articles"]) == len(restored.snapshot()["articles"]) + 1
        assert {archive.run("PRAGMA journal_mode")[0][0] for archive in (old, restored)} == {"wal"}


def test_a_damaged_copy_is_not_restored(filled: Archive, path: Path, tmp_path: Path) -> None:
    copy = filled.backup(tmp_path / "copy.db")
    content = bytearray(copy.read_bytes())
    content[8 * 4096 : 9 * 4096] = os.urandom(4096)
    copy.write_bytes(bytes(content))
    with pytest.raises((ArchiveCorrupt, ForeignArchive)):
        Archive.restore(copy, path)
    assert filled.verify() == []
