"""Polls of sources: when each was asked and what it answered, when it is due, its rhythm, and how it fares."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from storage.connection import iso, maybe_when, when
from storage.health import silent_since
from storage.rows import SourceHealth
from storage.sources import SourceTables

PollOutcome = Literal["new", "nothing", "not_modified", "failed"]
KEPT = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class PollState:
    """What is known of a source's polls: the latest, the next, failures in a row, and its rhythm as it was learned.

    `rates` are expected items in each hour of the week from Monday 00:00 UTC; `polls_per_day` is its share.
    """

    source_id: str
    last_poll: datetime | None = None
    last_ok: datetime | None = None
    failures: int = 0
    next_poll: datetime | None = None
    learned_at: datetime | None = None
    rates: tuple[float, ...] = ()
    polls_per_day: float | None = None


@dataclass(frozen=True, slots=True)
class PollRow:
    """One poll of a source; `announced` items stood in the answer and `new` of them were unknown."""

    at: datetime
    outcome: str
    announced: int
    new: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ProbeRow:
    """What the latest probe found at one address of a source (`field`: feed, sitemap, listing, api)."""

    source_id: str
    field: str
    at: datetime
    proposal: str
    because: str
    moved: str | None
    detail: Mapping[str, Any]


class PollTables(SourceTables):
    """The part of the archive that knows when sources were and will be asked."""

    def record_poll(
        self,
        source_id: str,
        crawl_id: int | None,
        now: datetime,
        outcome: PollOutcome,
        *,
        announced: int = 0,
        new: int = 0,
        reason: str | None = None,
        moved: str | None = None,
    ) -> None:
        """One poll was answered, or failed for `reason`. `moved` is where the source says it lives now."""
        failed = outcome == "failed"
        with self.batch():
            source = self.source_number(source_id)
            self.insert(
                "INSERT INTO poll (source, crawl, at, outcome, announced, new, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (source, crawl_id, iso(now), outcome, announced, new, reason),
            )
            self.change(
                "INSERT INTO source_state (source, last_poll, last_ok, first_ok, failures, reason, moved)"
                " VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6) ON CONFLICT (source) DO UPDATE SET last_poll = ?2,"
                " last_ok = coalesce(?3, last_ok), first_ok = coalesce(first_ok, ?3),"
                " failures = CASE WHEN ?4 THEN failures + 1 ELSE 0 END, reason = ?5, moved = coalesce(?6, moved)",
                (source, iso(now), None if failed else iso(now), int(failed), reason, moved),
            )

    def plan_poll(self, source_id: str, due: datetime) -> None:
        """When a source is asked next."""
        with self.batch():
            self.change(
                "INSERT INTO source_state (source, next_poll) VALUES (?1, ?2)"
                " ON CONFLICT (source) DO UPDATE SET next_poll = ?2",
                (self.source_number(source_id), iso(due)),
            )

    def put_rhythm(
        self,
        source_id: str,
        rates: Sequence[float],
        polls_per_day: float,
        gap: timedelta | None,
        drift: Sequence[str],
        now: datetime,
    ) -> None:
        """Keep what was learned about a source; polls older than 180 days go."""
        learned = (
            self.source_number(source_id), iso(now), json.dumps([round(rate, 5) for rate in rates]), polls_per_day,
            None if gap is None else gap.total_seconds(), ", ".join(drift) or None,
        )  # fmt: skip
        with self.batch():
            self.change(
                "INSERT INTO source_state (source, learned_at, rates, polls_per_day, usual_gap, drift)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (source) DO UPDATE SET learned_at = ?2, rates = ?3,"
                " polls_per_day = ?4, usual_gap = ?5, drift = ?6",
                learned,
            )
            self.change("DELETE FROM poll WHERE source = ? AND at < ?", (learned[0], iso(now - KEPT)))

    def poll_states(self) -> dict[str, PollState]:
        """What is known of the polls of every source, by id."""
        rows = self.run(
            "SELECT s.key, p.last_poll, p.last_ok, p.failures, p.next_poll, p.learned_at, p.rates, p.polls_per_day"
            " FROM source_state p JOIN source s ON s.id = p.source ORDER BY s.key"
        )
        return {
            key: PollState(
                key, maybe_when(last), maybe_when(read), failures, maybe_when(due), maybe_when(learned),
                tuple(json.loads(rates)) if rates else (), share,
            )
            for key, last, read, failures, due, learned, rates, share in rows
        }  # fmt: skip

    def polls(self, source_id: str, since: datetime) -> list[PollRow]:
        """A source's polls since a moment, oldest first."""
        rows = self.run(
            "SELECT at, outcome, announced, new, reason FROM poll WHERE source = (SELECT id FROM source WHERE key = ?)"
            " AND at >= ? ORDER BY at, id",
            (source_id, iso(since)),
        )
        return [PollRow(when(at), *rest) for at, *rest in rows]

    def arrivals(self, source_id: str, since: datetime) -> tuple[list[tuple[datetime, str | None]], datetime | None]:
        """(discovered at, publication as stated) of a source's addresses since a moment, and when it was first read."""
        rows = self.run(
            "SELECT discovered_at, published FROM address WHERE source = (SELECT id FROM source WHERE key = ?)"
            " AND discovered_at >= ?",
            (source_id, iso(since)),
        )
        first = self.first(
            "SELECT first_ok FROM source_state WHERE source = (SELECT id FROM source WHERE key = ?)", (source_id,)
        )
        return [(when(at), stated) for at, stated in rows], maybe_when(first[0] if first else None)

    def looks(self, source_id: str, since: datetime, limit: int = 200) -> list[frozenset[str]]:
        """The fields found empty on each page of a source read since a moment, oldest first; for layout drift.

        Pages that were never parsed (off subject by their bytes) tell nothing and do not count.
        """
        rows = self.run(
            "SELECT v.outcome, v.reason, w.title, w.published, length(w.text) FROM address d"
            " JOIN visit v ON v.address = d.id LEFT JOIN article a ON a.id = d.article"
            " LEFT JOIN version w ON w.article = a.id AND w.number = 1"
            " WHERE d.source = (SELECT id FROM source WHERE key = ?) AND d.discovered_at >= ?"
            " AND (v.outcome = 'new' OR v.reason IN ('empty', 'javascript', 'listing'))"
            " ORDER BY v.id DESC LIMIT ?",
            (source_id, iso(since), limit),
        )
        return [_look(*row) for row in reversed(rows)]

    def put_rest(self, host: str, until: datetime) -> None:
        """Leave a host alone until then, as it asked; a longer rest that stands already holds."""
        with self.batch():
            self.change(
                "INSERT INTO host_rest VALUES (?1, ?2) ON CONFLICT (host) DO UPDATE SET until = max(until, ?2)",
                (host, iso(until)),
            )

    def rests(self, now: datetime) -> dict[str, datetime]:
        """Hosts that are to be left alone at `now`, and until when."""
        rows = self.run("SELECT host, until FROM host_rest WHERE until > ? ORDER BY host", (iso(now),))
        return {host: when(until) for host, until in rows}

    def put_probe(self, probed: ProbeRow) -> None:
        """Keep what a probe found; it replaces what an earlier one found at that address."""
        with self.batch():
            self.change(
                "INSERT OR REPLACE INTO probe VALUES (?, ?, ?, ?, ?, ?, ?)",
                (self.source_number(probed.source_id), probed.field, iso(probed.at), probed.proposal, probed.because,
                 probed.moved, json.dumps(dict(probed.detail), ensure_ascii=False, default=str)),
            )  # fmt: skip

    def probes(self, source_id: str | None = None) -> list[ProbeRow]:
        """What the latest probes found, by source and address."""
        where, values = ("", ()) if source_id is None else (" WHERE s.key = ?", (source_id,))
        rows = self.run(
            "SELECT s.key, p.field, p.at, p.proposal, p.because, p.moved, p.detail FROM probe p"
            f" JOIN source s ON s.id = p.source{where} ORDER BY s.key, p.field",
            values,
        )
        return [
            ProbeRow(key, field, when(at), proposal, because, moved, json.loads(detail))
            for key, field, at, proposal, because, moved, detail in rows
        ]

    def source_health(self) -> list[SourceHealth]:
        """How each source does, by id: what it stored, its latest visit and poll, silence, layout drift."""
        rows = self.run(
            "SELECT s.key, s.name, s.kind, (SELECT count(*) FROM article WHERE source = s.id),"
            " (SELECT max(first_seen) FROM article WHERE source = s.id), v.outcome, v.reason, v.at,"
            " p.last_poll, p.last_ok, (SELECT max(discovered_at) FROM address WHERE source = s.id), p.usual_gap,"
            " coalesce(p.failures, 0), p.reason, p.moved, p.drift, p.next_poll"
            " FROM source s LEFT JOIN (SELECT d.source, max(v.id) AS latest FROM visit v JOIN address d"
            " ON d.id = v.address GROUP BY d.source) l ON l.source = s.id LEFT JOIN visit v ON v.id = l.latest"
            " LEFT JOIN source_state p ON p.source = s.id ORDER BY s.key"
        )
        return [_health(*row) for row in rows]


def _look(
    outcome: str, reason: str | None, title: str | None, published: str | None, length: int | None
) -> frozenset[str]:
    if reason in {"empty", "javascript", "listing"}:
        return frozenset({"text"})
    del outcome
    missing = {"title": not title, "published": not published, "text": (length or 0) < 200}
    return frozenset(name for name, is_missing in missing.items() if is_missing)


def _health(*row: Any) -> SourceHealth:
    key, name, kind, articles, stored, outcome, reason, visit, polled, read, new, seconds, failures = row[:13]
    last_read, last_new = maybe_when(read), maybe_when(new)
    gap = None if seconds is None else timedelta(seconds=seconds)
    fault, moved, drift, due = row[13:]
    return SourceHealth(
        key, name, kind, articles, maybe_when(stored), outcome, reason, maybe_when(visit), maybe_when(polled),
        last_read, last_new, gap, silent_since(last_new, gap, last_read), failures, fault, moved, drift,
        maybe_when(due),
    )  # fmt: skip
