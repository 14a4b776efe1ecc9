"""Watches and their hits, the outbox, and what the clock has done."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from storage.connection import iso, maybe_when, when
from storage.readings import ReadingTables
from storage.rows import JobRun, Match, Message, News, Watch, WatchHit

_COLUMNS = "id, kind, recipient, period, channel, subject, body, state, attempts, created_at, sent_at, error"


class TellingTables(ReadingTables):
    """The part of the archive that remembers who wants to know what, and who was told."""

    def put_watch(
        self, id: str, owner: str, query: str, label: str, *, alert: bool = False, now: datetime | None = None
    ) -> None:
        """Add or change a watch. A new watch looks only at what comes after it, and so does one whose query changes."""
        with self.batch():
            row = self.first("SELECT query FROM watch WHERE id = ?", (id,))
            if row is None:
                self.insert(
                    "INSERT INTO watch (id, owner, query, label, alert, created_at, seen_until) VALUES (?, ?, ?, ?,"
                    " ?, ?, ?)",
                    (
                        id,
                        owner,
                        query,
                        label,
                        int(alert),
                        iso(now or datetime.now().astimezone()),
                        self._latest_change(),
                    ),
                )
                return
            self.change("UPDATE watch SET owner = ?, label = ?, alert = ? WHERE id = ?", (owner, label, int(alert), id))
            if row[0] != query:
                self.change(
                    "UPDATE watch SET query = ?, fault = NULL, seen_until = ? WHERE id = ?",
                    (query, self._latest_change(), id),
                )

    def _latest_change(self) -> int:
        row = self.first("SELECT max(since) FROM entry")
        return (row[0] or 0) if row else 0

    def watches(self, owner: str | None = None) -> list[Watch]:
        """All watches, or one owner's, by id."""
        rows = self.run(
            "SELECT id, owner, query, label, alert, enabled, fault, created_at FROM watch"
            " WHERE ?1 IS NULL OR owner = ?1 ORDER BY id", (owner,),
        )  # fmt: skip
        return [Watch(*(*row[:4], bool(row[4]), bool(row[5]), row[6], when(row[7]))) for row in rows]

    def remove_watch(self, id: str) -> bool:
        """Take a watch away with its hits; False where there is none."""
        with self.batch():
            return self.change("DELETE FROM watch WHERE id = ?", (id,)) > 0

    def news_for(self, watch_id: str, limit: int = 5000) -> News:
        """Articles added or changed (annotated too) since the watch was last matched, oldest change first."""
        row = self.first("SELECT seen_until FROM watch WHERE id = ?", (watch_id,))
        seen = row[0] if row else 0
        rows = self.run("SELECT article, since FROM entry WHERE since > ? ORDER BY since LIMIT ?", (seen, limit))
        if len(rows) == limit:  # a transaction's changes share a stamp, and none of them may be cut off
            rows = self.run(
                "SELECT article, since FROM entry WHERE since > ? AND since <= ? ORDER BY since", (seen, rows[-1][1])
            )
        return News(tuple(article for article, _ in rows), rows[-1][1] if rows else seen)

    def save_hits(self, watch_id: str, matches: Iterable[Match], now: datetime, *, until: int | None = None) -> int:
        """Store hits (unique article × watch) and, with `until`, how far it has looked; returns how many are new."""
        with self.batch():
            new = sum(
                self.change(
                    "INSERT OR IGNORE INTO hit (watch, article, reason, sentence, found_at) VALUES (?, ?, ?, ?, ?)",
                    (watch_id, match.article_id, match.reason, match.sentence, iso(now)),
                )
                for match in matches
            )
            if until is not None:
                self.change(
                    "UPDATE watch SET seen_until = max(seen_until, ?), fault = NULL WHERE id = ?", (until, watch_id)
                )
            return new

    def fault_watch(self, watch_id: str, fault: str, now: datetime) -> None:
        """Say why a watch could not be matched; its place is kept, so nothing is lost once it is repaired."""
        del now
        with self.batch():
            self.change("UPDATE watch SET fault = ? WHERE id = ?", (fault, watch_id))

    def hits_since(
        self,
        since: datetime,
        *,
        watch_id: str | None = None,
        owner: str | None = None,
        limit: int | None = None,
        newest_first: bool = False,
    ) -> list[WatchHit]:
        """Hits found after `since`, oldest (or newest) first, at most `limit`."""
        rows = self.run(
            "SELECT h.watch, h.article, h.reason, h.sentence, h.found_at, v.title, coalesce(a.url, a.canonical_url),"
            " s.key, coalesce(s.name, ''), coalesce(s.kind, ''), v.published, t.key, a.near_duplicate_of, v.language,"
            " CASE WHEN a.removed_at IS NULL THEN v.status ELSE 'gone' END, a.first_seen"
            " FROM hit h JOIN watch w ON w.id = h.watch JOIN article a ON a.id = h.article"
            " JOIN version v ON v.id = a.version LEFT JOIN source s ON s.id = a.source LEFT JOIN story t ON t.id ="
            " a.story"
            " WHERE h.found_at > ?1 AND (?2 IS NULL OR h.watch = ?2) AND (?3 IS NULL OR w.owner = ?3)"
            f" AND a.redacted IS NULL ORDER BY h.id{' DESC' if newest_first else ''} LIMIT ?4",
            (iso(since), watch_id, owner, -1 if limit is None else limit),
        )
        return [WatchHit(*(*row[:4], when(row[4]), *row[5:-1], when(row[-1]))) for row in rows]

    def count_hits(self, watch_id: str, since: datetime) -> int:
        """How many hits of a watch were found after `since`."""
        row = self.first(
            "SELECT count(*) FROM hit h JOIN article a ON a.id = h.article"
            " WHERE h.watch = ? AND h.found_at > ? AND a.redacted IS NULL", (watch_id, iso(since)),
        )  # fmt: skip
        return int(row[0]) if row else 0

    def versions_of(self, article_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """Article → the ids of its versions, oldest first; an article that is not there is left out."""
        rows = self.run(
            "SELECT v.article, v.id FROM json_each(?) j CROSS JOIN version v ON v.article = j.value"
            " ORDER BY v.article, v.number", (json.dumps(sorted(article_ids)),),
        )  # fmt: skip
        versions: dict[int, tuple[int, ...]] = {}
        for article, version in rows:
            versions[article] = (*versions.get(article, ()), version)
        return versions

    def enqueue(
        self, kind: str, recipient: str, period: str, *, channel: str, subject: str, body: bytes, now: datetime
    ) -> bool:
        """Put a message in the outbox; False if (kind, recipient, period) is there already, whatever its state."""
        with self.batch():
            return (
                self.change(
                    "INSERT OR IGNORE INTO outbox (kind, recipient, period, channel, subject, body, created_at, due_at)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (kind, recipient, period, channel, subject, body, iso(now), iso(now)),
                )
                > 0
            )

    def outbox(
        self,
        state: str | None = "queued",
        limit: int = 100,
        *,
        now: datetime | None = None,
        kind: str | None = None,
        recipient: str | None = None,
        newest_first: bool = False,
    ) -> list[Message]:
        """Messages of a state (None: all), a kind and a recipient, oldest (or newest) first; with `now` only those due.

        Bodies come with them: a year of letters is hundreds of megabytes, so ask for no more than is needed.
        """
        rows = self.run(
            f"SELECT {_COLUMNS} FROM outbox WHERE (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR due_at <= ?2)"
            " AND (?4 IS NULL OR kind = ?4) AND (?5 IS NULL OR recipient = ?5)"
            f" ORDER BY id{' DESC' if newest_first else ''} LIMIT ?3",
            (state, None if now is None else iso(now), limit, kind, recipient),
        )
        return [_message(row) for row in rows]

    def message(self, message_id: int) -> Message | None:
        """One message of the outbox; None where there is none of that id."""
        row = self.first(f"SELECT {_COLUMNS} FROM outbox WHERE id = ?", (message_id,))
        return None if row is None else _message(row)

    def queued_period(self, kind: str, recipient: str, period: str) -> bool:
        """Whether (kind, recipient, period) is in the outbox already, whatever became of it."""
        sql = "SELECT 1 FROM outbox WHERE kind = ? AND recipient = ? AND period = ?"
        return self.first(sql, (kind, recipient, period)) is not None

    def mark_sent(self, message_id: int, now: datetime) -> None:
        """A channel took the message."""
        with self.batch():
            self.change(
                "UPDATE outbox SET state = 'sent', attempts = attempts + 1, sent_at = ?, error = NULL WHERE id = ?",
                (iso(now), message_id),
            )

    def mark_unsent(self, message_id: int, error: str, now: datetime, *, retry_at: datetime | None) -> None:
        """A channel refused the message: try again at `retry_at`, or give up if None."""
        with self.batch():
            self.change(
                "UPDATE outbox SET state = ?, attempts = attempts + 1, error = ?, due_at = ? WHERE id = ?",
                ("queued" if retry_at else "failed", error, iso(retry_at or now), message_id),
            )

    def job_due(self, job: str, period: str) -> bool:
        """Whether the job has not yet succeeded for this period."""
        return self.first("SELECT 1 FROM job WHERE job = ? AND period = ? AND ok", (job, period)) is None

    def job_done(self, job: str, period: str, now: datetime, *, ok: bool = True, detail: str = "") -> bool:
        """Note a finished run; (job, period) is unique and a success stands. False if it had succeeded before."""
        with self.batch():
            changed = self.change(
                "INSERT INTO job (job, period, finished_at, ok, detail) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
                " SET finished_at = excluded.finished_at, ok = excluded.ok, detail = excluded.detail WHERE NOT ok",
                (job, period, iso(now), int(ok), detail),
            )
            return changed > 0

    def last_job(self, job: str, *, ok: bool | None = None) -> JobRun | None:
        """The latest finished run of a job, only successes or failures if `ok` says so."""
        row = self.first(
            "SELECT job, period, finished_at, ok, detail FROM job WHERE job = ?1 AND (?2 IS NULL OR ok = ?2)"
            " ORDER BY finished_at DESC, period DESC LIMIT 1",
            (job, None if ok is None else int(ok)),
        )
        return None if row is None else JobRun(row[0], row[1], when(row[2]), bool(row[3]), row[4])


def _message(row: tuple[Any, ...]) -> Message:
    return Message(*(*row[:9], when(row[9]), maybe_when(row[10]), row[11]))
