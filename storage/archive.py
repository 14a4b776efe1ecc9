"""The archive: one SQLite file, and its only writer.

`Archive` is made of parts, each a file that knows some of the tables; a later part builds on the earlier ones:

    connection   transactions, errors, change stamps
    months       how many articles name an entity, month by month
    index        tokens, positions, full-text index, what was true when
    sources      sources, crawl cycles, validators of feeds
    polls        when sources were and will be asked, their rhythm, probes, source_health
    addresses    the ledger: discover, record_drop, record_failure, record_gone, ledger, why
    articles     save: articles, versions, evidence
    readings     pending_documents, save_annotation, assign_story
    telling      watches, hits, outbox, jobs
    curation     notes and tags; merge, rename, split and undo of entities
    grouping     merge, split and undo of stories
    redaction    redact
    keeping      backup, restore, verify, snapshot

Every method that writes does so in one transaction; several share one inside `with archive.batch():`.
Errors are those of `watchdesk.errors.StorageError`. Times are aware UTC datetimes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from storage.connection import BUSY_SECONDS, connect, microseconds
from storage.identity import check_ours, check_readable, is_current
from storage.keeping import KeepingTables, restore
from watchdesk.errors import ArchiveLocked


class Archive(KeepingTables):
    """One archive file. Open with `Archive.open(path)`, close with `with` or `close()`. One thread at a time."""

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        readonly: bool = False,
        busy_seconds: float = BUSY_SECONDS,
        clock: Callable[[], int] = microseconds,
        outdated: bool = False,
    ) -> Self:
        """Open the archive at `path`, creating (or migrating) it unless `readonly`.

        `busy_seconds` is how long a write waits for another process; `clock` gives change stamps in microseconds.
        `outdated`: a reader takes an archive of an older watchdesk as it is, to verify or copy it.
        Raises ForeignArchive for another program's file or a newer watchdesk's, ArchiveOutdated for a reader of an
        older one's, ArchiveReadOnly, ArchiveLocked, ArchiveFull, ArchiveCorrupt, and StorageError where a read-only
        archive does not exist.
        """
        file = Path(path)
        archive = cls(connect(file, readonly=readonly, busy_seconds=busy_seconds), file, readonly=readonly, clock=clock)
        try:
            if readonly:
                check_readable(archive, outdated=outdated)
            elif not (check_ours(archive) and is_current(archive)):
                from storage.schema import prepare  # sqlite-utils costs a reader 25 MB and a fifth of a second

                prepare(archive)
            else:
                with suppress(ArchiveLocked):  # somebody took it out of WAL mode; another writer will see to it
                    archive.run("PRAGMA journal_mode = WAL")
        except BaseException:  # whatever it was, the file is closed before it is raised on
            archive.close()
            raise
        return archive

    @classmethod
    def restore(cls, copy: str | Path, path: str | Path) -> Path | None:
        """Put a backup in the place of the archive at `path`; returns where the one before is kept, if there was one.

        The copy is checked first. Raises StorageError's children: ArchiveCorrupt or ForeignArchive for a bad copy,
        ArchiveLocked while another process has the archive open.
        """
        with cls.open(copy, readonly=True, outdated=True) as source:
            return restore(source, Path(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
