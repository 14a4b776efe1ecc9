"""Redaction: the text of an article leaves the archive; its address, its hashes and the reason stay."""

from __future__ import annotations

from datetime import datetime

from storage.connection import iso
from storage.grouping import GroupingTables
from storage.letters import SUBJECT, Words, is_without, sentences, tells_of, without_words
from storage.rows import Redacted
from watchdesk.errors import ArchiveFull, BadInput
from watchdesk.records import Evidence

# Facts that repeat words of an article or of a note on it.
_WORDY = ("speaker", "tag", "assigned")
_PAGES_AT_ONCE = 4_000
_SPARE = 3  # pages of the table itself
_ROOM = 4_000  # bytes of a page that a row fills


class RedactionTables(GroupingTables):
    """The part of the archive that can forget."""

    def redact(self, article_id: int, reason: str, now: datetime) -> Redacted:
        """Remove an article's text from article, versions, index, hits, notes and letters; hash and reason stay.

        Names that no other article mentions go too. A letter that was sent keeps its hash and its reader's memory; one
        that waits is taken out, and the next digest tells the rest of it. The text is overwritten in the file
        (secure_delete), which is then written anew, and the log that may still hold it is emptied. Done again it goes
        on where it was stopped: it names the evidence, the letters and the copies once more.
        Raises BadInput for an unknown article.
        """
        told = f"{reason} ({iso(now)[:10]})"
        with self.batch():
            words = self.words_of(article_id)
            row = self.first("SELECT redacted FROM article WHERE id = ?", (article_id,))
            self.run("PRAGMA secure_delete = ON")
            self._overwrite_free_pages()
            withdrawn = self._forget_letters(article_id, words, told)
            if row and row[0] is None:
                self._forget_text(article_id, told)
            evidence = self.run(
                "SELECT warc_file, offset, record_id, payload_sha256, chain_sha256 FROM evidence WHERE article = ?"
                " ORDER BY id", (article_id,),
            )  # fmt: skip
        whole = self._written_anew()
        self.run("PRAGMA secure_delete = FAST")
        self.run("PRAGMA wal_checkpoint(TRUNCATE)")
        letters = tuple(id_ for id_, body in self.stream("SELECT id, body FROM outbox") if is_without(body, article_id))
        proofs, copies = tuple(Evidence(*found) for found in evidence), self._copies_of(article_id)
        return Redacted(proofs, words.urls, letters, withdrawn, copies, whole)

    def _written_anew(self) -> bool:
        """Write the index and the file anew; whether there was room for it.

        Deleted words stay in the index's older segments until those are merged. Rows that were moved long before a
        redaction have left copies between the rows of a page; no setting reaches those. A full disk does not undo the
        redaction: it is done again when there is room.
        """
        try:
            with self.batch():
                self.change("INSERT INTO search (search) VALUES ('optimize')")
            self.run("VACUUM")
        except ArchiveFull:
            return False
        return True

    def words_of(self, article_id: int) -> Words:
        """By what an article is known again in a letter: all of it before a redaction, its addresses after one.

        Raises BadInput for an unknown article.
        """
        if self.first("SELECT 1 FROM article WHERE id = ?", (article_id,)) is None:
            raise BadInput(f"there is no article {article_id}")
        texts = self.run("SELECT title, standfirst, text, captions FROM version WHERE article = ?", (article_id,))
        return Words(self._urls_of(article_id), sentences(text for row in texts for text in row))

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
        self.change("DELETE FROM post WHERE version IN (SELECT id FROM version WHERE article = ?)", (article_id,))
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

    def _forget_letters(self, article_id: int, words: Words, told: str) -> int:
        """Take an article's words out of the letters that link to it or repeat it; returns how many waited."""
        # Ids first: rows that are rewritten while they are read may come twice. Bodies one by one: they are large.
        found = [id_ for id_, body in self.stream("SELECT id, body FROM outbox ORDER BY id")
                 if tells_of(body, words)]  # fmt: skip
        withdrawn = 0
        for letter in found:
            body, state = self.run("SELECT body, state FROM outbox WHERE id = ?", (letter,))[0]
            if state == "queued":
                withdrawn += self.change("DELETE FROM outbox WHERE id = ?", (letter,))
            else:
                kept = without_words(body, article_id, told)
                self.change("UPDATE outbox SET subject = ?, body = ? WHERE id = ?", (SUBJECT, kept, letter))
        return withdrawn

    def _copies_of(self, article_id: int) -> tuple[tuple[int, str], ...]:
        """Near copies that hold the same text still: of this article, or of the one that it copies."""
        rows = self.run(
            "SELECT a.id, coalesce(a.url, a.canonical_url) FROM article a, article r WHERE r.id = ?1 AND a.id != ?1"
            " AND a.redacted IS NULL AND (a.near_duplicate_of IN (r.id, r.near_duplicate_of)"
            " OR a.id = r.near_duplicate_of) ORDER BY a.id", (article_id,),
        )  # fmt: skip
        return tuple((int(id_), str(url)) for id_, url in rows)
