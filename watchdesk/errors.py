"""The exception tree of watchdesk.

WatchdeskError                 something a person can act on: one line says what, where, what to do
├── BadInput                   exit 2: wrong use, wrong file, wrong setting
│   ├── ConfigError            file, line, key, suggestion
│   ├── QueryError             position in the query, suggestion
│   └── BadAddress             a URL that is none, or that may not be fetched
├── StorageError               exit 1: the archive could not do it
│   ├── ArchiveLocked          another process writes
│   ├── ArchiveReadOnly        the file or its folder cannot be written
│   ├── ArchiveFull            no room left on the disk
│   ├── ArchiveCorrupt         the file is damaged
│   ├── ArchiveOutdated        an older watchdesk wrote it; opened for writing it is brought up to date
│   └── ForeignArchive         an SQLite file of another program, or of a newer watchdesk
├── MissingSecret              exit 2: an environment variable that this verb needs is not set
├── EvidenceError              exit 1: a WARC record is missing or was changed
└── DeliveryError              exit 1: a channel refused a message
"""

from __future__ import annotations


class WatchdeskError(Exception):
    """Something a person can act on; its text is one line: what, where, what to do."""

    exit_code = 1


class BadInput(WatchdeskError):
    """Wrong use, wrong file or wrong setting."""

    exit_code = 2


class ConfigError(BadInput):
    """A fault in the configuration; the text names file, line, key and a suggestion."""


class QueryError(BadInput):
    """A fault in a query; `position` counts characters from 0."""

    def __init__(self, message: str, position: int = 0, suggestion: str | None = None) -> None:
        self.position, self.suggestion = position, suggestion
        super().__init__(message if suggestion is None else f"{message}; did you mean {suggestion!r}?")


class BadAddress(BadInput):
    """A URL that is none, or that may not be fetched."""


class MissingSecret(BadInput):
    """An environment variable that this verb needs is not set."""


class StorageError(WatchdeskError):
    """The archive could not do it."""


class ArchiveLocked(StorageError):
    """Another process is writing."""


class ArchiveReadOnly(StorageError):
    """The file or its folder cannot be written."""


class ArchiveFull(StorageError):
    """No room is left on the disk."""


class ArchiveCorrupt(StorageError):
    """The file is damaged."""


class ArchiveOutdated(StorageError):
    """An older watchdesk wrote the file, and a reader cannot bring it up to date."""


class ForeignArchive(StorageError):
    """An SQLite file of another program, or of a newer watchdesk."""


class EvidenceError(WatchdeskError):
    """A WARC record is missing or was changed."""


class DeliveryError(WatchdeskError):
    """A channel refused a message."""
