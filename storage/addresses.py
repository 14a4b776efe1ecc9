"""The address ledger: one row per canonical URL ever discovered, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from storage.connection import iso, maybe_when, when
from storage.polls import PollTables
from storage.rows import Address, Ledger, Step
from watchdesk.records import Drop

_FIRST_PAUSE = timedelta(minutes=15)
_LONGEST_PAUSE = timedelta(days=1)
_ATTEMPTS = 12  # about a week of trying; the ledger says `failed` from the first one on

_ADDRESS = (
    "SELECT d.url, d.state, s.key, d.reason, d.attempts, d.etag, d.last_modified, d.next_due, d.article, d.title,"
    " d.published, d.discovered_at, coalesce(d.page_sha256, (SELECT lower(hex(v.page_sha256)) FROM article a"
    " JOIN version v ON v.id = a.version WHERE a.id = d.article)) FROM address d LEFT JOIN source s ON s.id = d.source"
)


def _address(row: tuple[Any, ...]) -> Address:
    return Address(*(*row[:7], maybe_when(row[7]), *row[8:11], maybe_when(row[11]), row[12]))


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after that many failed attempts; None: give up."""
    return None if attempts >= _ATTEMPTS else min(_FIRST_PAUSE * 2 ** (attempts - 1), _LONGEST_PAUSE)


def revisit_due(discovered: datetime, now: datetime) -> datetime | None:
    """When to look at a stored page again: after half its age (6 hours to 30 days); None once it is half a year old."""
    age = now - discovered
    return None if age > timedelta(days=180) else now + min(max(age / 2, timedelta(hours=6)), timedelta(days=30))


class AddressLedger(PollTables):
    """The part of the archive that accounts for every URL."""

    def discover(
        self,
        url: str,
        source_id: str | None,
        crawl_id: int | None,
        now: datetime,
        *,
        title: str | None = None,
        published: str | None = None,
    ) -> bool:
        """Enter a canonical URL in the ledger as pending; True if it was not known before.

        A URL that is the canonical URL of a stored article enters as stored and gives False.
        """
        known = "SELECT 1 FROM address WHERE url = ?"
        if self.first(known, (url,)):
            return False  # the common case, without a lock
        with self.batch():
            if self.first(known, (url,)):
                return False
            return self._enter_address(url, source_id, crawl_id, now, title, published) is None

    def _enter_address(
        self,
        url: str,
        source_id: str | None,
        crawl_id: int | None,
        now: datetime,
        title: str | None = None,
        published: str | None = None,
    ) -> int | None:
        """Insert a ledger line; returns the article it belongs to already, if any."""
        row = self.first("SELECT id FROM article WHERE canonical_url = ?", (url,))
        article = row[0] if row else None
        state, due = ("stored", None) if article else ("pending", iso(now))
        self.insert(
            "INSERT INTO address (url, source, state, next_due, article, title, published, discovered_at, first_crawl)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (url, self.source_number(source_id), state, due, article, title, published, iso(now), crawl_id),
        )
        return article

    def address(self, url: str) -> Address | None:
        """The ledger's line for a canonical URL; an article's canonical URL answers even if it was never discovered."""
        if row := self.first(f"{_ADDRESS} WHERE d.url = ?", (url,)):
            return _address(row)
        row = self.first(f"{_ADDRESS} JOIN article c ON c.id = d.article WHERE c.canonical_url = ? LIMIT 1", (url,))
        return _address((url, *row[1:])) if row else None

    def pending_addresses(self, source_id: str | None, now: datetime, limit: int = 1000) -> list[Address]:
        """Addresses to fetch: pending, or failed and due again at `now`; longest due first. None: all sources."""
        which = "" if source_id is None else "d.source = (SELECT id FROM source WHERE key = ?) AND "
        values = () if source_id is None else (source_id,)
        return [
            _address(row)
            for row in self.run(
                f"{_ADDRESS} WHERE {which}d.state IN ('pending', 'failed') AND d.next_due <= ?"
                " ORDER BY d.next_due, d.id LIMIT ?",
                (*values, iso(now), limit),
            )
        ]

    def revisit_addresses(self, source_id: str | None, now: datetime, limit: int = 200) -> list[Address]:
        """Stored addresses whose page is due for another look at `now`, longest due first."""
        which = "" if source_id is None else "d.source = (SELECT id FROM source WHERE key = ?) AND "
        values = () if source_id is None else (source_id,)
        sql = f"{_ADDRESS} WHERE {which}d.state = 'stored' AND d.next_due <= ? ORDER BY d.next_due, d.id LIMIT ?"
        return [_address(row) for row in self.run(sql, (*values, iso(now), limit))]

    def _line(self, url: str, source_id: str | None, crawl_id: int | None, now: datetime) -> tuple[int, str, int]:
        """Id, state and attempts of a ledger line, made if it is missing."""
        sql = "SELECT id, state, attempts FROM address WHERE url = ?"
        row = self.first(sql, (url,))
        if row is None:
            self._enter_address(url, source_id, crawl_id, now)
            row = self.first(sql, (url,))
        assert row is not None  # inserted two lines above, in the same transaction
        return row[0], row[1], row[2]

    def _visit(
        self, address: int, crawl_id: int | None, now: datetime, outcome: str, reason: str | None = None
    ) -> None:
        self.insert(
            "INSERT INTO visit (address, crawl, at, outcome, reason) VALUES (?, ?, ?, ?, ?)",
            (address, crawl_id, iso(now), outcome, reason),
        )

    def record_drop(self, drop: Drop, crawl_id: int | None, now: datetime) -> None:
        """A page that was read and not kept: URL, hash, reason and words stay, its text does not.

        An address whose article is stored already stays stored; the road of the address shows the drop.
        """
        with self.batch():
            line, state, _ = self._line(drop.url, drop.source_id, crawl_id, now)
            self._visit(line, crawl_id, now, "dropped", drop.reason)
            self.change(
                "INSERT OR REPLACE INTO drop_ VALUES (?, ?, ?, ?, ?, ?, ?)",
                (line, drop.reason, json.dumps(drop.words, ensure_ascii=False), drop.content_hash, drop.detail,
                 crawl_id, iso(now)),
            )  # fmt: skip
            if state != "stored":
                self.change(
                    "UPDATE address SET state = 'dropped', reason = ?, page_sha256 = ?, next_due = NULL,"
                    " source = coalesce(source, ?) WHERE id = ?",
                    (drop.reason, drop.content_hash, self.source_number(drop.source_id), line),
                )

    def enter_drops(self, drops: Iterable[Drop], now: datetime) -> int:
        """Many pages of a backfill that were passed over, in one transaction; returns how many were not known before.

        An address that the ledger or an article has already stays as it is: an old capture says nothing of it.
        """
        at, entered = iso(now), 0
        with self.batch():
            for drop in drops:
                found = self.first(
                    "INSERT INTO address (url, source, state, reason, page_sha256, discovered_at)"
                    " SELECT ?, ?, 'dropped', ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM article WHERE canonical_url = ?)"
                    " ON CONFLICT (url) DO NOTHING RETURNING id",
                    (drop.url, self.source_number(drop.source_id), drop.reason, drop.content_hash, at, drop.url),
                )
                if found is None:
                    continue
                entered += 1
                self._visit(found[0], None, now, "dropped", drop.reason)
                words = json.dumps(drop.words, ensure_ascii=False)
                self.insert(
                    "INSERT INTO drop_ VALUES (?, ?, ?, ?, ?, NULL, ?)",
                    (found[0], drop.reason, words, drop.content_hash, drop.detail, at),
                )
        return entered

    def record_failure(
        self, url: str, reason: str, crawl_id: int | None, now: datetime, *, terminal: bool = False
    ) -> None:
        """A fetch that failed: due again after a growing pause (15 min … 1 day, 12 attempts), or never if `terminal`.

        A stored address stays stored.
        """
        with self.batch():
            line, state, attempts = self._line(url, None, crawl_id, now)
            self._visit(line, crawl_id, now, "failed", reason)
            pause = None if terminal else pause_after(attempts + 1)
            due = None if pause is None else iso(now + pause)
            self.change(
                "UPDATE address SET attempts = attempts + 1, next_due = ?, state = ?, reason = ? WHERE id = ?",
                (due, *(("stored", None) if state == "stored" else ("failed", reason)), line),
            )

    def record_unchanged(self, url: str, crawl_id: int | None, now: datetime) -> None:
        """A 304 or the same bytes again."""
        with self.batch():
            line, state, _ = self._line(url, None, crawl_id, now)
            self._visit(line, crawl_id, now, "unchanged")
            self.change("UPDATE article SET last_seen = ? WHERE id = (SELECT article FROM address WHERE id = ?)",
                        (iso(now), line))  # fmt: skip
            self.change("UPDATE address SET attempts = 0, gone_on = NULL WHERE id = ?", (line,))
            if state == "stored":
                self._schedule_revisit(line, now)

    def _schedule_revisit(self, line: int, now: datetime) -> None:
        row = self.first("SELECT discovered_at FROM address WHERE id = ?", (line,))
        due = revisit_due(when(row[0]) if row else now, now)
        self.change("UPDATE address SET next_due = ? WHERE id = ?", (None if due is None else iso(due), line))

    def _stored_at(
        self, urls: Sequence[str], source: int | None, article: int, crawl_id: int | None, at: datetime,
        etag: str | None, last_modified: str | None,
    ) -> list[int]:  # fmt: skip
        """Let the ledger lines of these URLs (none known: of the last) say where their article is; returns them."""
        marks = ", ".join("?" * len(urls))
        known = self.run(f"SELECT id, discovered_at FROM address WHERE url IN ({marks}) ORDER BY id", urls)
        for line, discovered in known:
            due = revisit_due(when(discovered), at)
            self.change(
                "UPDATE address SET state = 'stored', reason = NULL, attempts = 0, etag = ?, last_modified = ?,"
                " page_sha256 = NULL, article = ?, gone_on = NULL, source = coalesce(source, ?), next_due = ?"
                " WHERE id = ?",
                (etag, last_modified, article, source, None if due is None else iso(due), line),
            )
        if known:
            return [row[0] for row in known]
        due = revisit_due(at, at)
        line = self.insert(
            "INSERT INTO address (url, source, state, etag, last_modified, next_due, article, discovered_at,"
            " first_crawl) VALUES (?, ?, 'stored', ?, ?, ?, ?, ?, ?)",
            (urls[-1], source, etag, last_modified, None if due is None else iso(due), article, iso(at), crawl_id),
        )
        return [line]

    def plan_visit(self, url: str, due: datetime | None) -> None:
        """When the article of a stored address is due for another look, as the crawl decided; None: no more.

        Of several addresses that lead to one article (one redirects to another) only one is looked at again: that of
        the article itself where the ledger has it, else the first.
        """
        with self.batch():
            kept = self.first(
                "SELECT d.article, o.url FROM address d JOIN article a ON a.id = d.article"
                " JOIN address o ON o.article = d.article AND o.state = 'stored' WHERE d.url = ? AND d.state = 'stored'"
                " ORDER BY o.url = a.canonical_url DESC, o.id LIMIT 1",
                (url,),
            )
            if kept is not None:
                self.change(
                    "UPDATE address SET next_due = CASE url WHEN ? THEN ? END WHERE article = ? AND state = 'stored'",
                    (kept[1], None if due is None else iso(due), kept[0]),
                )

    def record_gone(self, url: str, status: int, crawl_id: int | None, now: datetime) -> bool:
        """A 404 or 410; seen on two different days (UTC) the address is gone and its article counts as removed.

        True if it became gone now. Until then an unread address is `failed` and tried again after a day.
        """
        today = iso(now)[:10]
        with self.batch():
            line, state, _ = self._line(url, None, crawl_id, now)
            self._visit(line, crawl_id, now, "gone", f"http_{status}")
            row = self.first("SELECT gone_on, article FROM address WHERE id = ?", (line,))
            first, article = row if row else (None, None)
            if state == "gone":
                return False
            if first is None or first >= today:
                waiting = "stored" if state == "stored" else "failed"
                self.change(
                    "UPDATE address SET gone_on = coalesce(gone_on, ?), next_due = ?, state = ?, reason = ?"
                    " WHERE id = ?",
                    (today, iso(now + timedelta(days=1)), waiting, f"http_{status}", line),
                )
                return False
            self.change("UPDATE address SET state = 'gone', reason = ?, next_due = NULL WHERE id = ?",
                        (f"http_{status}", line))  # fmt: skip
            if article:
                self._remove_article(article, crawl_id, now)
            return True

    def _remove_article(self, article_id: int, crawl_id: int | None, now: datetime) -> None:
        """Note that an article left its site; the part of the archive that keeps articles does it."""
        raise NotImplementedError

    def ledger(self, source_id: str | None = None, crawl_id: int | None = None) -> Ledger:
        """What became of all addresses, of one source's, or of those that one crawl discovered or visited."""
        of_source = "" if source_id is None else " AND d.source = (SELECT id FROM source WHERE key = ?)"
        values: tuple[str | int, ...] = () if source_id is None else (source_id,)
        if crawl_id is None:
            sql = f"SELECT state, reason, count(*) FROM address d WHERE 1{of_source} GROUP BY 1, 2"
            return _ledger(self.run(sql, values))
        sql = (
            "SELECT coalesce(v.outcome, 'pending'), v.reason, count(*) FROM address d LEFT JOIN (SELECT address,"
            " max(id) AS latest FROM visit WHERE crawl = ? GROUP BY address) l ON l.address = d.id"
            " LEFT JOIN visit v ON v.id = l.latest"
            f" WHERE (l.latest IS NOT NULL OR d.first_crawl = ?){of_source} GROUP BY 1, 2"
        )
        return _ledger(self.run(sql, (crawl_id, crawl_id, *values)))

    def why(self, url: str) -> list[Step]:
        """The road of one address, oldest step first; empty where it was never seen."""
        row = self.first(
            "SELECT d.id, d.discovered_at, d.first_crawl, d.article, d.title, x.words, x.detail FROM address d"
            " LEFT JOIN drop_ x ON x.address = d.id WHERE d.url = ?"
            " OR d.article = (SELECT id FROM article WHERE canonical_url = ?) ORDER BY d.url != ? LIMIT 1",
            (url, url, url),
        )
        if row is None:
            return []
        line, discovered_at, first_crawl, article, title, dropped_words, detail = row
        words = tuple(json.loads(dropped_words)) if dropped_words else ()
        steps = [Step(when(discovered_at), "discovered", title or "", first_crawl)]
        for at, outcome, reason, crawl in self.run(
            "SELECT at, outcome, reason, crawl FROM visit WHERE address = ? ORDER BY id", (line,)
        ):
            dropped = outcome == "dropped"
            told = f"{reason}: {detail}" if dropped and detail else reason or ""
            steps.append(Step(when(at), outcome, told, crawl, None if dropped else article, words if dropped else ()))
        return steps


def _ledger(rows: list[tuple[Any, ...]]) -> Ledger:
    """Counts by state (or by a visit's outcome) and reason, as a ledger."""
    single = dict.fromkeys(("stored", "pending", "gone"), 0)
    split: dict[str, dict[str, int]] = {"dropped": {}, "failed": {}}
    for state, reason, count in rows:
        if state in split:
            split[state][reason or ""] = split[state].get(reason or "", 0) + count
        else:
            single[state if state in ("pending", "gone") else "stored"] += count
    return Ledger(sum(row[2] for row in rows), single["stored"], single["pending"], split["failed"], single["gone"],
                  split["dropped"])  # fmt: skip
