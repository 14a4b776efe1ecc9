"""The connection: pragmas, transactions, and SQLite's errors told in the archive's own words."""

from __future__ import annotations

import os
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.holder import holder
from watchdesk.errors import (
    ArchiveCorrupt,
    ArchiveFull,
    ArchiveLocked,
    ArchiveReadOnly,
    ForeignArchive,
    StorageError,
)

if TYPE_CHECKING:
    from sqlite_utils.db import Database

Value = str | int | float | bytes | None
Row = tuple[Any, ...]

BUSY_SECONDS = 15.0

# Primary result codes, https://www.sqlite.org/rescode.html
_MEANING: dict[int, tuple[type[StorageError], str]] = {
    sqlite3.SQLITE_BUSY: (ArchiveLocked, "another process is writing to {path}{who}; {then}"),
    sqlite3.SQLITE_LOCKED: (ArchiveLocked, "another process is writing to {path}{who}; {then}"),
    sqlite3.SQLITE_READONLY: (ArchiveReadOnly, "{path} cannot be written; check the permissions of file and folder"),
    sqlite3.SQLITE_CANTOPEN: (ArchiveReadOnly, "{path} cannot be opened; check that its folder exists and is writable"),
    sqlite3.SQLITE_PERM: (ArchiveReadOnly, "{path} cannot be written; check the permissions of file and folder"),
    sqlite3.SQLITE_IOERR: (StorageError, "{path} could not be read or written ({error}); check the disk and its quota"),
    sqlite3.SQLITE_FULL: (ArchiveFull, "no room left for {path}; free some disk space and start again"),
    sqlite3.SQLITE_CORRUPT: (ArchiveCorrupt, "{path} is damaged; restore a backup with `watchdesk restore`"),
    sqlite3.SQLITE_NOTADB: (ForeignArchive, "{path} is not a watchdesk archive"),
}


def told(error: sqlite3.Error, path: str) -> StorageError:
    """SQLite's error as one of ours, with one line that says what to do."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    kind, text = _MEANING.get(code, (StorageError, "{path}: {error}"))
    found = holder(Path(path)) if kind is ArchiveLocked else None
    then = "try again when it is done" + (
        f", or end it: kill {found.pid}" if found and found.pid != os.getpid() else ""
    )
    return kind(text.format(path=path, error=error, who=f" ({found})" if found else "", then=then))


@lru_cache(maxsize=256)  # one moment is written into half a dozen tables
def iso(at: datetime) -> str:
    """An aware time as the archive writes it: UTC, whole seconds, `Z`. Sorts as text."""
    return at.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"


def when(text: str) -> datetime:
    """Back from `iso`."""
    return datetime.fromisoformat(text)


def maybe_when(text: str | None) -> datetime | None:
    """Back from `iso`, where there may be none."""
    return None if text is None else datetime.fromisoformat(text)


def microseconds() -> int:
    """The wall clock in microseconds since 1970, the unit of change stamps."""
    return time.time_ns() // 1000


class Store:
    """A connection to one archive file. The parts of `Archive` build on it; it knows no table but the change stamps.

    One thread at a time may use it. In a forked child it must not be used at all (SQLite forbids it).
    """

    def __init__(
        self, connection: sqlite3.Connection, path: Path, *, readonly: bool, clock: Callable[[], int] = microseconds
    ) -> None:
        self.conn = connection
        self.path = path
        self.readonly = readonly
        self._clock = clock
        self._stamp: int | None = None
        self._unindexed: dict[int, tuple[bool, str, str]] = {}  # article → whether its date moved, quotes and reading
        self._new: set[int] = set()  # articles of this transaction that nothing was read in yet
        self._month_changes: Counter[tuple[int, int]] = Counter()  # entity and month → articles more or less
        self._cache: dict[tuple[str | int, ...], int] = {}
        self._entities: dict[str, tuple[int, str, str, str | None]] = {}  # key → row, and how it is described
        self._places: dict[int, tuple[str | None, str | None] | None] = {}  # entity → region and country
        self._next_place: dict[int, int] = {}  # first position of a date → where to look for a free one
        self._data_version = 0
        self._months: dict[str, str] = {}
        self._handed_out: dict[int, int] = {}  # article → the version that is being read

    @cached_property
    def db(self) -> Database:
        """The same connection with sqlite-utils around it, for migrations."""
        from sqlite_utils import Database  # only where it is needed: it is slow to import

        return Database(self.conn, execute_plugins=False)

    def run(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """Execute one statement and fetch all of it."""
        try:
            return self.conn.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise told(error, str(self.path)) from error

    def first(self, sql: str, values: Sequence[Value] = ()) -> Row | None:
        """The first row, or None."""
        try:
            row: Row | None = self.conn.execute(sql, values).fetchone()
        except sqlite3.Error as error:
            raise told(error, str(self.path)) from error
        return row

    def change(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Execute one writing statement; returns how many rows it changed."""
        try:
            return self.conn.execute(sql, values).rowcount
        except sqlite3.Error as error:
            raise told(error, str(self.path)) from error

    def insert(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Execute one INSERT; returns the new row's id."""
        try:
            return self.conn.execute(sql, values).lastrowid or 0
        except sqlite3.Error as error:
            raise told(error, str(self.path)) from error

    def many(self, sql: str, values: Iterable[Sequence[Value]]) -> None:
        """Execute one writing statement for each row of values."""
        try:
            self.conn.executemany(sql, values)
        except sqlite3.Error as error:
            raise told(error, str(self.path)) from error

    def stream(self, sql: str, values: Sequence[Value] = ()) -> Iterator[Row]:
        """Rows one at a time, for results that may not fit in memory."""
        try:
            yield from self.conn.execute(sql, values)
        except sqlite3.Error as error:
            raise told(error, str(self.path)) from error

    @contextmanager
    def batch(self) -> Iterator[None]:
        """One transaction around several calls: all of them are kept, or none. Nested calls join the outer one.

        The full-text index is brought up to date once, at the end, so an article that is saved and annotated
        in one batch is indexed once. Raises ArchiveLocked when another process writes for longer than 15 s.
        """
        if self.conn.in_transaction:
            yield
            return
        if self.readonly:
            raise ArchiveReadOnly(f"{self.path} was opened for reading only")
        try:
            with self._immediate():
                yield
                self.flush_index()
        except sqlite3.Error as error:
            raise told(error, str(self.path)) from error
        except BaseException:  # rolled back, then raised on
            self._forget()  # they may hold ids of rows that were rolled back
            raise
        finally:
            self._stamp = None
            self._unindexed.clear()
            self._new.clear()
            self._month_changes.clear()

    def _forget(self) -> None:
        for known in (self._cache, self._months, self._entities, self._places):
            known.clear()

    @contextmanager
    def _immediate(self) -> Iterator[None]:
        # BEGIN IMMEDIATE, which `db.atomic()` does not offer: a deferred transaction that reads first and writes
        # later fails at once when another process wrote in between, however long the busy timeout is.
        self.conn.execute("BEGIN IMMEDIATE")
        version = self.conn.execute("PRAGMA data_version").fetchone()[0]
        if version != self._data_version:  # another process wrote: a row keeps its id, but not what it says
            self._data_version = version
            self._places.clear()
        try:
            yield
        except BaseException:  # rolled back, then raised on
            self._roll_back()
            raise
        try:
            self.conn.execute("COMMIT")
        except BaseException:  # rolled back, then raised on
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self.conn.in_transaction:  # some errors end the transaction themselves
            self.conn.execute("ROLLBACK")

    @contextmanager
    def steady_view(self) -> Iterator[None]:
        """Let several reads see one state of the file, whatever others write meanwhile."""
        if self.conn.in_transaction:
            yield
            return
        self.run("BEGIN")
        try:
            yield
        finally:
            with suppress(sqlite3.ProgrammingError):  # an export that nobody reads on may outlive the archive
                self._roll_back()

    def flush_index(self) -> None:
        """Bring the full-text index up to date; the search index overrides this."""

    def stamp(self) -> int:
        """The change stamp of this transaction: microseconds since 1970, larger than every stamp before it."""
        if self._stamp is None:
            row = self.first(
                "SELECT max(coalesce((SELECT max(since) FROM entry), 0),"
                " coalesce((SELECT max(until) FROM superseded), 0),"
                " coalesce((SELECT max(stamp) FROM entity_log), 0))"
            )
            self._stamp = max(self._clock(), (row[0] if row else 0) + 1)
        return self._stamp

    def close(self) -> None:
        """Close the file; an open transaction is rolled back."""
        self.conn.close()


def connect(path: Path, *, readonly: bool, busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    """Open the file with the archive's pragmas. Raises StorageError's children; never creates a folder."""
    if readonly and not path.exists():
        raise StorageError(f"{path} does not exist; `watchdesk crawl` or `watchdesk demo` makes an archive")
    if not readonly and path.exists() and not os.access(path, os.W_OK):
        raise ArchiveReadOnly(f"{path} cannot be written; check the permissions of file and folder")
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={'ro' if readonly else 'rwc'}",
            uri=True,
            timeout=busy_seconds,
            isolation_level=None,
            check_same_thread=False,
        )
        # Only a reader of memory-mapped pages would be faster, and it would count against the reader's memory.
        for pragma in ("foreign_keys = ON", "cache_size = -16000", "temp_store = MEMORY", "trusted_schema = OFF"):
            connection.execute(f"PRAGMA {pragma}")
        if not readonly:
            # A page that changes often is copied from the log into the file once in a while, not at each thousandth.
            # Pages that are set free are not overwritten at once, which would write them twice: redaction does it.
            for pragma in (
                "synchronous = NORMAL", "wal_autocheckpoint = 20000", "cache_size = -64000", "secure_delete = FAST",
            ):  # fmt: skip
                connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise told(error, str(path)) from error
    return connection
