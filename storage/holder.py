"""Who is writing to an archive: the process that holds SQLite's write lock, as Linux lists it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

# The write lock is byte 120 of the shared-memory file in WAL mode (https://www.sqlite.org/walformat.html#locks),
# and the byte after the pending byte of the database itself otherwise (SQLite's os.h, RESERVED_BYTE).
_WAL_WRITE = 120
_RESERVED = 0x40000001
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that writes: its number, its command, and since when it runs (aware, UTC)."""

    pid: int
    command: str
    since: datetime

    def __str__(self) -> str:
        if self.pid == os.getpid():
            return "this very process, over another connection"
        return f"`{self.command}`, process {self.pid}, running since {self.since:%Y-%m-%d %H:%M} UTC"


def holder(path: Path) -> Holder | None:
    """Who holds the write lock of the archive at `path`; None where nobody does or the system does not say.

    Nothing is opened but `/proc`: to open and close the archive's own files would drop this process's locks on them
    (https://www.sqlite.org/howtocorrupt.html, 2.2).
    """
    try:
        wanted = {_place(path.with_name(path.name + "-shm")): _WAL_WRITE, _place(path): _RESERVED}
        wanted.pop(None, None)
        for pid, place, first, last in _write_locks():
            if place in wanted and first <= wanted[place] <= last:
                return Holder(pid, _command(pid), _since(pid))
    except (OSError, ValueError):
        pass  # no /proc, or the process is gone by now: the message does without
    return None


def _place(path: Path) -> tuple[int, int, int] | None:
    """Device (major, minor) and inode of a file."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return os.major(found.st_dev), os.minor(found.st_dev), found.st_ino


def _write_locks() -> Iterator[tuple[int, tuple[int, int, int], int, int]]:
    """Process, file, first and last byte of each write lock that is held (proc_locks(5))."""
    for line in Path("/proc/locks").read_text(encoding="ascii").splitlines():
        fields = line.split()
        if fields[1:2] == ["->"] or fields[3] != "WRITE":
            continue  # one that waits, or that only reads
        major, minor, inode = fields[5].split(":")
        last = 1 << 62 if fields[7] == "EOF" else int(fields[7])
        yield int(fields[4]), (int(major, 16), int(minor, 16), int(inode)), int(fields[6]), last


def _command(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    names = [Path(word).name for word in words]
    at = names.index("watchdesk") if "watchdesk" in names else 0
    told = " ".join([names[at], *words[at + 1 :]]).split()
    return " ".join(told)[:_LONGEST]


def _since(pid: int) -> datetime:
    """When a process began: clock ticks after the start of the machine, field 22 of its stat (proc_pid_stat(5))."""
    ticks = int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19])
    started = next(line for line in Path("/proc/stat").read_text().splitlines() if line.startswith("btime"))
    return datetime.fromtimestamp(int(started.split()[1]) + ticks / os.sysconf("SC_CLK_TCK"), UTC)
