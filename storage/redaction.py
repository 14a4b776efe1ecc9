"""Redaction: the text of an article leaves the archive; its address, its hashes and the reason stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy

from storage.connection import iso
from storage.grouping import GroupingTables
from storage.rows import Redacted
from watchdesk.errors import BadInput
from watchdesk.records import Evidence

# Facts that repeat words of an article or of a note on it.
_WORDY = ("speaker", "tag", "assigned")
_PAGES_AT_ONCE = 4_000
_SPARE = 3  # pages of the table itself
_ROOM = 4_000  # bytes of a page that a row fills


class RedactionTables(GroupingTables):
    """The part of the archive that can forget."""

    def redact(self, article_id: int, reason: str, now: datetime) -> Redacted:
        """Remove an article's text from article, versions, index, hits and notes; hash and reason stay.

        Names that no other article mentions go too. The text is overwritten in the file (secure_delete), and the log
        that may still hold it is emptied. Done again it gives the same answer, so that a caller who was stopped before
        the evidence was blanked can go on. Raises BadInput for an unknown article.
        """
        told = f"{reason} ({iso(now)[:10]})"
        self.run("PRAGMA secure_delete = ON")
        with self.batch():
            row = self.first("SELECT redacted FROM article WHERE id = ?", (article_id,))
            if row is None:
                raise BadInput(f"there is no article {article_id}")
            self._overwrite_free_pages()
            urls = self._urls_of(article_id)
            letters = sum(1 for _ in self._letters_with(urls))
            if row[0] is None:
                self._forget_text(article_id, told)
            evidence = self.run(
                "SELECT warc_file, offset, record_id, payload_sha256, chain_sha256 FROM evidence WHERE article = ?"
                " ORDER BY id", (article_id,),
            )  # fmt: skip
        # Deleted words stay in the index's older segments until they are merged; this rewrites them all.
        with self.batch():
            self.change("INSERT INTO search (search) VALUES ('optimize')")
        self.run("PRAGMA secure_delete = FAST")
        self.run("PRAGMA wal_checkpoint(TRUNCATE)")
        return Redacted(tuple(Evidence(*found) for found in evidence), urls, letters)

    def _overwrite_free_pages(self) -> None:
        """Fill the pages that were set free until now with zeros; SQLite zeroes those that this redaction frees."""
        if not self._free_pages():
            return
        self.change("CREATE TABLE scrap (zeros BLOB NOT NULL) STRICT")
        while free := self._free_pages():  # not more than there are: a redaction is to work on a full disk
            pages = min(free - _SPARE, _PAGES_AT_ONCE)
            self.change("INSERT INTO scrap VALUES (zeroblob(?))", (max(1, pages) * _ROOM,))
        self.change("DROP TABLE scrap")

    def _free_pages(self) -> int:
        return int(self.run("PRAGMA freelist_count")[0][0])

    def _urls_of(self, article_id: int) -> tuple[str, ...]:
        rows = self.run(
            "SELECT canonical_url FROM article WHERE id = ?1"
            " UNION SELECT url FROM article WHERE id = ?1 AND url IS NOT NULL"
            " UNION SELECT url FROM address WHERE article = ?1 ORDER BY 1", (article_id,),
        )  # fmt: skip
        return tuple(row[0] for row in rows)

    def _forget_text(self, article_id: int, told: str) -> None:
        entities = [
            row[0] for row in self.run(
                "SELECT entity FROM mention WHERE article = ?1 UNION SELECT entity FROM quote WHERE article = ?1",
                (article_id,),
            ) if row[0] is not None
        ]  # fmt: skip
        wordy = self._wordy_facts(article_id)
        self.touch(article_id)
        self.forget_reading(article_id)
        self.change(
            "UPDATE version SET title = NULL, standfirst = NULL, text = '', captions = NULL, authors = NULL,"
            " redacted = ? WHERE article = ?", (told, article_id),
        )  # fmt: skip
        self.change("UPDATE article SET redacted = ?, why = '[]' WHERE id = ?", (told, article_id))
        self.change("UPDATE address SET title = NULL WHERE article = ?", (article_id,))
        for table in ("hit", "note", "reassignment"):
            self.change(f"DELETE FROM {table} WHERE article = ?", (article_id,))
        self.flush_index()
        self.change("DELETE FROM superseded WHERE article = ?", (article_id,))
        self._fold_months()
        for entity in entities:
            self._forget_entity(entity)
        for fact in wordy:
            if not self._named_by_any(f"f{fact}"):
                self.change("DELETE FROM fact WHERE id = ?", (fact,))
        for known in (self._cache, self._entities, self._places):  # they may name what is gone
            known.clear()

    def _wordy_facts(self, article_id: int) -> list[int]:
        row = self.first("SELECT facts FROM entry WHERE article = ?", (article_id,))
        tokens = set(row[0].split()) if row else set()
        marks = ", ".join("?" * len(_WORDY))
        return [found[0] for found in self.run(f"SELECT id FROM fact WHERE kind IN ({marks})", _WORDY)
                if f"f{found[0]}" in tokens]  # fmt: skip

    def _named_by_any(self, token: str) -> bool:
        return self.first("SELECT 1 FROM search WHERE search MATCH ? LIMIT 1", (f"facts : {token}",)) is not None

    def _forget_entity(self, entity: int) -> None:
        """Delete an entity that nothing names any more; one that a person merged, renamed or split stays on record."""
        curated = self.first(
            "SELECT 1 FROM entity_log WHERE entity = ?1 OR other = ?1 UNION ALL"
            " SELECT 1 FROM entity WHERE merged_into = ?1 UNION ALL"
            " SELECT 1 FROM reassignment WHERE entity = ?1 OR instead = ?1", (entity,),
        )  # fmt: skip
        if curated or self._named_by_any(f"e{entity}") or self._named_by_any(f"q{entity}"):
            return
        for table in ("alias", "place", "entity_month"):
            self.change(f"DELETE FROM {table} WHERE entity = ?", (entity,))
        self.change("DELETE FROM entity WHERE id = ?", (entity,))

    def _letters_with(self, urls: tuple[str, ...]) -> Iterator[int]:
        """Letters of the outbox that link to one of these addresses: what was sent cannot be called back."""
        for letter, body in self.stream("SELECT id, body FROM outbox"):
            message = message_from_bytes(bytes(body), policy=policy.SMTP)
            texts = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
            if any(url.encode() in text for text in texts if isinstance(text, bytes) for url in urls):
                yield letter
