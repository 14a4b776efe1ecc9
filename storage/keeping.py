"""Backup, verification, and a dump that two archives can be compared by."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from storage.connection import iso, told
from storage.decide import content_hash
from storage.redaction import RedactionTables
from storage.rows import Fault
from watchdesk.errors import ArchiveCorrupt, ArchiveFull, ArchiveLocked, ArchiveReadOnly, StorageError
from watchdesk.records import Article, Evidence


class KeepingTables(RedactionTables):
    """The part of the archive that keeps it safe."""

    def backup(self, target: str | Path) -> Path:
        """Copy the archive, while in use, to `target` (a file, or a folder to name the copy in); returns the copy.

        The copy is written beside its name and moved there when complete, so a broken backup never looks like one.
        An existing file is never overwritten. Raises StorageError and its children.
        """
        copy = Path(target)
        if copy.is_dir():
            copy /= f"{self.path.stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"
        if copy.exists():
            raise StorageError(f"{copy} exists already; a backup never overwrites a file")
        part = copy.with_name(copy.name + ".part")
        try:
            # One view of the file: without it each commit of another process would make the copy begin anew.
            with closing(sqlite3.connect(part)) as connection, self.steady_view():
                self.run("SELECT count(*) FROM sqlite_master")
                self.conn.backup(connection, pages=4096)
            part.replace(copy)
        except sqlite3.Error as error:
            raise told(error, str(copy)) from error
        except OSError as error:
            raise ArchiveReadOnly(f"{copy} cannot be written: {error.strerror}") from error
        finally:
            part.unlink(missing_ok=True)
        return copy

    def kept_evidence(self) -> Iterator[Evidence]:
        """Every evidence record that an article refers to, for the check that none is missing from the folder."""
        rows = self.run("SELECT warc_file, offset, record_id, payload_sha256, chain_sha256 FROM evidence")
        return (Evidence(*row) for row in rows)

    def old_evidence(self, source_id: str, before: datetime) -> list[Evidence]:
        """The evidence records of a source's articles that were written before a moment, oldest first."""
        rows = self.run(
            "SELECT e.warc_file, e.offset, e.record_id, e.payload_sha256, e.chain_sha256 FROM evidence e"
            " JOIN article a ON a.id = e.article WHERE a.source = (SELECT id FROM source WHERE key = ?) AND e.at < ?"
            " ORDER BY e.at, e.id",
            (source_id, iso(before)),
        )
        return [Evidence(*row) for row in rows]

    def verify(self) -> list[Fault]:
        """Check pages, foreign keys, full-text index, entries, ledger and stored hashes; an empty list is sound."""
        return [*self._verify_file(), *self._verify_index(), *self._verify_content()]

    def _verify_file(self) -> Iterator[Fault]:
        for (line,) in self.run("PRAGMA integrity_check"):
            if line != "ok":
                yield Fault("file", line)
        for table, row, parent, _ in self.run("PRAGMA foreign_key_check"):
            yield Fault(table, f"row {row} points to a missing {parent}")

    def _verify_index(self) -> Iterator[Fault]:
        if not self.readonly:  # FTS5 runs its own check only for a writer
            try:
                with self.batch():
                    self.change("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
            except ArchiveFull:
                raise
            except StorageError as error:
                yield Fault("search", f"the full-text index does not match the articles ({error})")
        for (article,) in self.run(
            "SELECT id FROM article a WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.position = a.position"
            " AND e.article = a.id AND e.version = a.version)"
        ):
            yield Fault("entry", f"article {article} is not in the index")
        for (article,) in self.run(
            "SELECT article FROM entry WHERE NOT EXISTS (SELECT 1 FROM article a WHERE a.id = article)"
        ):
            yield Fault("entry", f"the index names article {article}, which is not there")

    def _verify_content(self) -> Iterator[Fault]:
        for row in self.stream(
            "SELECT id, article, title, standfirst, text, authors, published, captions, status,"
            " content_hash FROM version"
            " WHERE redacted IS NULL AND change != 'removed'"
        ):
            if not _same_hash(row):
                yield Fault("version", f"version {row[0]} of article {row[1]} was changed after it was stored")
        if not self.ledger().balanced:
            yield Fault("address", "the ledger does not add up")

    def snapshot(self) -> dict[str, list[dict[str, Any]]]:
        """A comparable dump without times of ours, crawls and record ids; sorted, made of JSON's types.

        Two runs over the same pages, one of them broken off and run again, give equal snapshots. Keys: articles,
        versions, mentions, quotes, events, stories (as sorted lists of canonical URLs), drops, addresses.
        """
        return {name: self._dump(sql) for name, sql in _SNAPSHOT.items()} | {"stories": self._story_dump()}

    def _dump(self, sql: str) -> list[dict[str, Any]]:
        cursor = self.conn.execute(sql)
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
        return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))

    def _story_dump(self) -> list[dict[str, Any]]:
        stories: dict[int, list[str]] = {}
        for story, url in self.run("SELECT story, canonical_url FROM article WHERE story IS NOT NULL ORDER BY 2"):
            stories.setdefault(story, []).append(url)
        return [{"articles": urls} for urls in sorted(stories.values())]


def restore(source: KeepingTables, path: Path) -> Path | None:
    """Put the open archive `source` in the place of the one at `path`; returns where that one is kept now."""
    faults = source.verify()
    if faults:
        raise ArchiveCorrupt(f"{source.path} is damaged itself ({faults[0].where}: {faults[0].what})")
    part = path.with_name(path.name + ".restoring")
    part.unlink(missing_ok=True)
    try:
        source.backup(part)
        kept = _put_aside(path) if path.exists() else None
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return kept


def _put_aside(path: Path) -> Path:
    """Move an archive out of the way with its log emptied, so that nothing of it can be mistaken for the new one's."""
    kept = path.with_name(f"{path.stem}-before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}{path.suffix}")
    try:
        with closing(sqlite3.connect(path, timeout=5, isolation_level=None)) as connection:
            # Only who has the file alone may leave WAL mode: a process that had it open would go on writing to what
            # is put aside here.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise ArchiveLocked(f"{path} is open in another process; stop `watchdesk run` and `serve` first") from error
        # A damaged archive is the very reason to restore one: it is put aside as it is.
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.replace(kept.with_name(kept.name + ending))
    return kept


_SNAPSHOT = {
    "articles": "SELECT a.canonical_url, s.key AS source, a.about, a.score, a.why, a.nlp_version, v.title, v.text,"
    " v.published, v.language, v.status, a.removed_at IS NOT NULL AS removed, a.redacted, e.facts IS NOT NULL AS"
    " indexed,"
    " d.canonical_url AS near_duplicate_of FROM article a JOIN version v ON v.id = a.version"
    " LEFT JOIN source s ON s.id = a.source LEFT JOIN entry e ON e.position = a.position AND e.article = a.id"
    " LEFT JOIN article d ON d.id = a.near_duplicate_of",
    "versions": "SELECT a.canonical_url, v.number, v.change, v.title, v.standfirst, v.text, v.captions, v.authors,"
    " v.published, v.modified, v.language, v.status, hex(v.content_hash) AS content_hash,"
    " hex(v.page_sha256) AS page_sha256, p.rules AS provenance FROM version v JOIN article a ON a.id = v.article"
    " LEFT JOIN provenance p ON p.id = v.provenance",
    "posts": "SELECT a.canonical_url, v.number AS version, p.number, p.published, p.title, p.start, p.end, p.text"
    " FROM post p JOIN version v ON v.id = p.version JOIN article a ON a.id = v.article",
    "mentions": "SELECT a.canonical_url, m.part, m.start, m.end, e.key AS entity, e.kind, e.name, r.label, r.why,"
    " r.role,"
    " m.confidence FROM mention m JOIN article a ON a.id = m.article JOIN entity e ON e.id = m.entity"
    " JOIN rule r ON r.id = m.rule",
    "quotes": "SELECT a.canonical_url, q.start, q.end, q.speaker, e.key AS speaker_id, q.speaker_start, q.speaker_end,"
    " q.cue FROM quote q JOIN article a ON a.id = q.article LEFT JOIN entity e ON e.id = q.entity",
    "events": "SELECT a.canonical_url, x.number, x.type, x.start, x.end, x.place, x.actor, x.date, x.main, x.note"
    " FROM event x JOIN article a ON a.id = x.article",
    "drops": "SELECT d.url, x.reason, x.words, x.content_hash, x.detail FROM drop_ x JOIN address d ON d.id ="
    " x.address",
    "addresses": "SELECT d.url, s.key AS source, d.state, d.reason, d.title, d.published, a.canonical_url AS article"
    " FROM address d LEFT JOIN source s ON s.id = d.source LEFT JOIN article a ON a.id = d.article",
}


def _same_hash(row: tuple[Any, ...]) -> bool:
    _, _, title, standfirst, text, authors, published, captions, status, stored = row
    article = Article(
        url="", canonical_url="", title=title, standfirst=standfirst, text=text, published=published, status=status,
        authors=tuple(json.loads(authors)) if authors else (), captions=(captions,) if captions else (),
    )  # fmt: skip
    return bool(content_hash(article) == stored)
