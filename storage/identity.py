"""Whose file it is: ours, a newer watchdesk's, or another program's. Light: a reader needs no migrations for it."""

from __future__ import annotations

from storage.connection import Store
from watchdesk.errors import ArchiveOutdated, ForeignArchive, StorageError

APPLICATION_ID = 0x57444B31  # "WDK1"

# Every migration ever released, in order; a test compares them with storage.schema.
KNOWN = (
    "m001_first_release", "m002_documented_views", "m003_notes_and_pins", "m004_polls", "m005_names_within_names",
    "m006_index_memory", "m007_month_changes", "m008_posts_and_past_readings", "m009_calm_merges",
)  # fmt: skip


def check_ours(store: Store) -> bool:
    """True for an archive of ours, False for an empty file; raises ForeignArchive for anything else."""
    row = store.first("SELECT (SELECT application_id FROM pragma_application_id), count(*) FROM sqlite_master")
    application, tables = row if row else (0, 0)
    if application != APPLICATION_ID:
        if application or tables:
            raise ForeignArchive(f"{store.path} belongs to another program; choose another storage path")
        return False
    newer = [row[0] for row in store.run("SELECT name FROM _sqlite_migrations ORDER BY id") if row[0] not in KNOWN]
    if newer:
        raise ForeignArchive(f"{store.path} was written by a newer watchdesk ({newer[0]}); update watchdesk to read it")
    return True


def is_current(store: Store) -> bool:
    """Whether an archive of ours has all migrations."""
    return store.run("SELECT count(*) FROM _sqlite_migrations") == [(len(KNOWN),)]


def check_readable(store: Store, *, outdated: bool) -> None:
    """Raise StorageError for an empty file, and ArchiveOutdated for an older watchdesk's unless `outdated`."""
    if not check_ours(store):
        raise StorageError(f"{store.path} is empty; `watchdesk crawl` or `watchdesk demo` fills an archive")
    if not outdated and not is_current(store):
        raise ArchiveOutdated(f"{store.path} is of an older watchdesk; any command that writes brings it up to date")
