"""What people add: notes and tags; merged, split and renamed entities with an audit trail."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from storage.connection import iso, when
from storage.index import fold
from storage.resolve import replayed, root_of
from storage.rows import CurationRow, NoteRow
from storage.telling import TellingTables
from watchdesk.errors import BadInput

NoteKind = Literal["note", "tag", "decision", "assigned"]


class CurationTables(TellingTables):
    """The part of the archive that people write into; it never changes what was fetched or read."""

    def add_note(self, article_id: int, kind: NoteKind, text: str, author: str, now: datetime) -> int:
        """Note something about an article; returns the note's id (the same one for the same note again).

        Tags, decisions (keep or drop) and assignments can be searched (`tag:`, `decision:`, `assigned:`); tags are
        kept in lower case. An article has one decision and one assignment: a new one takes the old one's place.
        Raises BadInput for an unknown article, an empty text or a decision that is neither keep nor drop.
        """
        text = " ".join(text.split()) if kind != "note" else text.strip()
        if not text or (kind == "decision" and text not in ("keep", "drop")):
            raise BadInput("a decision is keep or drop" if text else f"a {kind} needs a text")
        if kind == "tag":
            text = text.lower()
        with self.batch():
            if self.first("SELECT 1 FROM article WHERE id = ?", (article_id,)) is None:
                raise BadInput(f"there is no article {article_id}")
            self.touch(article_id)
            if kind in ("decision", "assigned"):
                self.change("DELETE FROM note WHERE article = ? AND kind = ? AND text != ?", (article_id, kind, text))
            same = (article_id, kind, text, author)
            self.change(
                "INSERT OR IGNORE INTO note (article, kind, text, author, created_at) VALUES (?, ?, ?, ?, ?)",
                (*same, iso(now)),
            )
            row = self.first("SELECT id FROM note WHERE article = ? AND kind = ? AND text = ? AND author = ?", same)
            return int(row[0]) if row else 0

    def remove_note(self, note_id: int) -> bool:
        """Take a note or tag away; False where there is none."""
        with self.batch():
            row = self.first("SELECT article FROM note WHERE id = ?", (note_id,))
            if row is None:
                return False
            self.touch(row[0])
            return self.change("DELETE FROM note WHERE id = ?", (note_id,)) > 0

    def notes(self, article_id: int) -> list[NoteRow]:
        """Notes and tags of an article, oldest first."""
        rows = self.run(
            "SELECT id, article, kind, text, author, created_at FROM note WHERE article = ? ORDER BY id", (article_id,)
        )
        return [NoteRow(*(*row[:5], when(row[5]))) for row in rows]

    def _known_entity(self, entity_id: str) -> int:
        row = self.first("SELECT id FROM entity WHERE key = ?", (entity_id,))
        if row is None:
            raise BadInput(f"there is no entity {entity_id!r}")
        return int(row[0])

    def _log(self, action: str, entity: int, other: int | None, detail: str, author: str, now: datetime) -> int:
        return self.insert(
            "INSERT INTO entity_log (stamp, at, action, entity, other, detail, author) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (self.stamp(), iso(now), action, entity, other, detail, author),
        )

    def merge_entities(self, entity_id: str, into: str, *, author: str, now: datetime) -> int:
        """Let one entity count as another from now on; returns the id to undo it by.

        No article is rewritten: names and filters follow the merge when they are looked up. Raises BadInput for
        unknown entities, or when both are one already.
        """
        with self.batch():
            source, target = self._known_entity(entity_id), self._known_entity(into)
            roots = self._merges()
            if root_of(roots, source) == root_of(roots, target):
                raise BadInput(f"{entity_id!r} and {into!r} are one entity already")
            log = self._log("merge", source, target, "", author, now)
            self._apply_merges()
            return log

    def _merges(self) -> dict[int, int]:
        rows = self.run("SELECT entity, other FROM entity_log WHERE action = 'merge' AND undone_by IS NULL ORDER BY id")
        return replayed((row[0], row[1]) for row in rows)

    def _apply_merges(self) -> None:
        self.change("UPDATE entity SET merged_into = NULL WHERE merged_into IS NOT NULL")
        pairs = [(root, row) for row, root in self._merges().items()]
        self.many("UPDATE entity SET merged_into = ? WHERE id = ?", pairs)

    def rename_entity(self, entity_id: str, name: str, *, author: str, now: datetime) -> int:
        """Show an entity under another name, which is searchable from now on; returns the id to undo it by."""
        name = " ".join(name.split())
        if not name:
            raise BadInput("a name must not be empty")
        with self.batch():
            entity = self._known_entity(entity_id)
            row = self.first("SELECT renamed FROM entity WHERE id = ?", (entity,))
            log = self._log("rename", entity, None, json.dumps([row[0] if row else None, name]), author, now)
            self._rename(entity, name)
            return log

    def _rename(self, entity: int, name: str | None) -> None:
        self.change("UPDATE entity SET renamed = ? WHERE id = ?", (name, entity))
        if name:
            self.change("INSERT OR IGNORE INTO alias VALUES (?, ?, ?, ?)", (fold(name), entity, name, self.stamp()))

    def split_entity(
        self, entity_id: str, article_ids: Sequence[int], *, name: str, author: str, now: datetime
    ) -> tuple[str, int]:
        """Say that in these articles another one is meant; returns the new entity's id and the id to undo it by.

        The articles' mentions go to a new entity of the same kind; later readings of them follow.
        """
        with self.batch():
            entity = self._known_entity(entity_id)
            log = self._log("split", entity, None, json.dumps(sorted(article_ids)), author, now)
            key = f"split:{log}"
            new = self.insert(
                "INSERT INTO entity (key, kind, name, folded) SELECT ?, kind, ?, ? FROM entity WHERE id = ?",
                (key, name, fold(name), entity),
            )
            self.change("INSERT OR REPLACE INTO alias VALUES (?, ?, ?, ?)", (fold(name), new, name, self.stamp()))
            self.change("UPDATE entity_log SET other = ? WHERE id = ?", (new, log))
            for article in article_ids:
                self._reassign(article, entity, new)
                self.change("INSERT OR REPLACE INTO reassignment VALUES (?, ?, ?)", (article, entity, new))
            return key, log

    def _reassign(self, article: int, old: int, new: int) -> None:
        self.touch(article)
        self.change("UPDATE mention SET entity = ? WHERE article = ? AND entity = ?", (new, article, old))
        self.change("UPDATE quote SET entity = ? WHERE article = ? AND entity = ?", (new, article, old))

    def undo_curation(self, log_id: int, *, author: str, now: datetime) -> None:
        """Take back a merge, rename or split; both stay in the audit trail. Raises BadInput if there is none."""
        with self.batch():
            row = self.first(
                "SELECT action, entity, other, detail FROM entity_log WHERE id = ? AND undone_by IS NULL", (log_id,)
            )
            if row is None or row[0] == "undo":
                raise BadInput(f"there is no change {log_id} that could be undone")
            action, entity, other, detail = row
            undo = self._log("undo", entity, other, str(log_id), author, now)
            self.change("UPDATE entity_log SET undone_by = ? WHERE id = ?", (undo, log_id))
            if action == "merge":
                self._apply_merges()
            elif action == "rename":
                self._rename(entity, json.loads(detail)[0])
            else:
                self.change("DELETE FROM reassignment WHERE instead = ?", (other,))
                for article in json.loads(detail):
                    self._reassign(article, other, entity)

    def curation_log(self, limit: int = 100) -> list[CurationRow]:
        """Merges, splits, renames and their undoing, newest first."""
        rows = self.run(
            "SELECT l.id, l.at, l.action, e.key, o.key, l.detail, l.author, l.undone_by FROM entity_log l"
            " JOIN entity e ON e.id = l.entity LEFT JOIN entity o ON o.id = l.other ORDER BY l.id DESC LIMIT ?",
            (limit,),
        )  # fmt: skip
        return [CurationRow(*(row[0], when(row[1]), *row[2:])) for row in rows]
