"""Tries every writing method on a file system that is really full, and says how each went: full_disk.py FOLDER.

FOLDER is a small file system of its own (the test mounts a tmpfs). One line of JSON a method: its name, what happened
on the full disk, whether the archive was as before, and what happened once there was room again.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from storage.archive import Archive
from storage.query import parse
from storage.search import search
from tests.storage.builders import NOW, article, fill_some, save
from tests.storage.test_durability import WRITES, changes
from watchdesk.errors import ArchiveFull, StorageError


def stuff(folder: Path) -> Path:
    """Fill the file system to the last byte; remove the file to have room again."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 65536)
        except OSError:
            pass
        try:
            while True:
                file.write(b"\0")
        except OSError:
            pass
    return ballast


def outcome(name: str, archive: Archive) -> str:
    try:
        WRITES[name](archive)
    except ArchiveFull as error:
        return "full" if "no room left" in str(error) else str(error)
    except StorageError as error:
        return f"{type(error).__name__}: {error}"
    return "done"


def tried(name: str, folder: Path) -> dict[str, object]:
    """One method on a fresh archive: with no room, then with room."""
    path = folder / f"{name}.db"
    with Archive.open(path) as archive:
        fill_some(archive)
        archive.run("PRAGMA wal_checkpoint(TRUNCATE)")
        before = changes(archive)
        ballast = stuff(folder)
        told = outcome(name, archive)
        same = changes(archive) == before
        with Archive.open(path, readonly=True) as reader:
            found = search(reader, parse("police", now=NOW)).total
        ballast.unlink()
        again = outcome(name, archive)
        sound = archive.verify() == []
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    return {"method": name, "full": told, "same": same, "found": found, "again": again, "sound": sound}


def crawl_until_full(folder: Path) -> dict[str, object]:
    """Articles saved until the disk is full, a backup that does not fit, room again, and on where it stopped."""
    path, kept = folder / "crawl.db", 0
    with Archive.open(path) as archive:
        try:
            while True:
                save(archive, article(kept, f"Many words about police and faces, {kept}. " * 200))
                kept += 1
        except ArchiveFull:
            stored = archive.run("SELECT count(*) FROM article")[0][0]
        try:
            archive.backup(folder / "copy.db")
            copied = "done"
        except ArchiveFull:
            copied = "full"
        left = sorted(file.name for file in folder.iterdir())
        os.system(f"mount -o remount,size=32m {folder}")
        for number in range(kept, kept + 20):
            save(archive, article(number, f"Many words about police and faces, {number}. " * 200))
        after = archive.run("SELECT count(*) FROM article")[0][0]
        archive.backup(folder / "copy.db")
        sound = archive.verify() == []
    return {"kept": kept, "stored": stored, "copied": copied, "left": left, "after": after, "sound": sound}


if __name__ == "__main__":
    where = Path(sys.argv[1])
    for method in WRITES:
        print(json.dumps(tried(method, where)), flush=True)
    print(json.dumps(crawl_until_full(where)), flush=True)
