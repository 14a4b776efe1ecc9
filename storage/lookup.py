"""Looking into the index: as it is now (`Lookup`), or as it was at a stamp (`PastLookup`)."""

from __future__ import annotations

import heapq
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from storage.connection import Store, Value
from storage.resolve import Plan
from storage.snippets import CLOSE, OPEN

# Weights of body, title, standfirst and captions, quotes, facts in BM25.
_WEIGHTS = "1.0, 8.0, 2.0, 0.5, 0.0"
_MOST_TITLES = 10_000
_LARGE = 200_000  # articles of which all are looked through for a phrase in a few milliseconds
_SLOW = re.compile(r'"[^"]*[^\w"][^"]*"|\*$|NEAR\(')  # a phrase, a word's beginning, words near each other
_PARTS = (16, 8, 4, 2, 1)  # of the whole time, one after the other
_ENOUGH = (8, 4, 2)
_APPROXIMATED = (
    "rows are as they were then; marks and reasons of articles that changed before this archive kept former readings"
    " are found by name"
)
_STORY = re.compile(r"\bt(\d+)\b")


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands at a position: an article in one of its versions, with its facts, and what it is a near copy of."""

    article: int
    version: int
    facts: frozenset[str]
    duplicate: int | None = None
    reading: str | None = None  # as it was, where it may not be today's: JSON

    @property
    def story(self) -> int | None:
        """The row of its story."""
        return next((int(token[1:]) for token in self.facts if token[0] == "t"), None)


class Lookup:
    """The index as it is now, asked with one plan."""

    def __init__(self, store: Store, what: Plan) -> None:
        self.store, self.plan = store, what

    def newest(self, limit: int, *, below: int | None = None, match: str | None = None, above: int = -1) -> list[int]:
        """Positions of matches from the newest on, at most `limit`, below and above the given ones."""
        high = self.plan.high if below is None else min(self.plan.high, below)
        low = max(self.plan.low, above + 1)
        return self._positions(match or self.plan.match, low, high, limit)

    def counted(self, least: int, most: int) -> tuple[list[int], bool]:
        """Positions of matches from the newest on, at most `most`, and whether those are all there are.

        A phrase is looked for in every article that has its words. In a large archive that is done from the newest
        on in ever longer steps of time, and ends short of `most` once an eighth of the time gave `least` of them.
        """
        span = self._span() if any(map(_SLOW.search, self.plan.phrases)) else None
        if span is None:
            found = self.newest(most)
            return found, len(found) < most
        found, below, (first, last) = [], None, span
        for part in _PARTS:
            step = last + 1 - (last + 1 - first) // part
            found += self.newest(most - len(found), below=below, above=step - 1)
            if len(found) == most or (len(found) >= least and part in _ENOUGH):
                return found, False
            below = step
        return found, True

    def _span(self) -> tuple[int, int] | None:
        """First and last position to look at; None in an archive that is small enough to be looked through."""
        row = self.store.first(
            "SELECT (SELECT max(id) FROM article), (SELECT min(position) FROM entry), (SELECT max(position) FROM entry)"
        )
        if row is None or (row[0] or 0) < _LARGE or row[1] is None:
            return None
        first, last = max(row[1], self.plan.low), min(row[2], self.plan.high - 1)
        return (first, last) if first <= last else None

    def entries_between(self, low: int, high: int, most: int) -> int:
        """How many entries stand at positions from `low` to `high`, counted up to `most`."""
        sql = "SELECT count(*) FROM (SELECT 1 FROM entry WHERE position >= ? AND position <= ? LIMIT ?)"
        row = self.store.first(sql, (low, high, most))
        return int(row[0]) if row else 0

    def titled(self, phrase: str, low: int, high: int) -> list[int]:
        """Positions from `low` to `high` whose titles have a phrase."""
        match = phrase if phrase.startswith("title :") else f"title : {phrase.rpartition(' : ')[2]}"
        return self._positions(match, low, high + 1, _MOST_TITLES)

    def scores(self, match: str, low: int, high: int) -> dict[int, float]:
        """BM25 of the matches at positions from `low` to `high`; less is better."""
        return self._scores("search", match, low, high)

    def _scores(self, table: str, match: str, low: int, high: int) -> dict[int, float]:
        rows = self.store.run(
            f"SELECT rowid, bm25({table}, {_WEIGHTS}) FROM {table} WHERE {table} MATCH ? AND rowid >= ?"
            " AND rowid <= ?", (match, low, high),
        )  # fmt: skip
        return dict(rows)

    def _positions(self, match: str | None, low: int, high: int, limit: int) -> list[int]:
        if match is None:
            sql = "SELECT position FROM entry WHERE position >= ? AND position < ? ORDER BY position DESC LIMIT ?"
            return [row[0] for row in self.store.run(sql, (low, high, limit))]
        sql = "SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"
        return [row[0] for row in self.store.run(sql, (match, low, high, limit))]

    def notice(self) -> str:
        """What must be said of all hits."""
        return ""

    def has(self, position: int) -> bool:
        """Whether the plan matches what stands there."""
        if not self.plan.low <= position < self.plan.high:
            return False
        return bool(self._positions(self.plan.match, position, position + 1, 1))

    def entry(self, position: int) -> Entry | None:
        """What stands at a position."""
        row = self.store.first("SELECT article, version, facts, duplicate FROM entry WHERE position = ?", (position,))
        return None if row is None else Entry(row[0], row[1], frozenset(row[2].split()), row[3])

    def facts(self, positions: Sequence[int]) -> Iterator[str]:
        """The facts of many positions, as stored."""
        sql = "SELECT facts FROM json_each(?) CROSS JOIN entry ON position = value"
        for row in self.store.run(sql, (json.dumps(positions),)):
            yield row[0]

    def heads_its_story(self, position: int) -> bool:
        """Whether no newer match tells the same story; an article without story heads its own."""
        entry = self.entry(position)
        if entry is None or entry.story is None:
            return True
        token = f"facts : t{entry.story}"
        match = f"{token} AND ({self.plan.match})" if self.plan.match else token
        return not self.newest(1, match=match, above=position)

    def story_size(self, story: int) -> tuple[int, int]:
        """How many articles and outlets tell a story."""
        row = self.store.first("SELECT count(*), count(DISTINCT source) FROM article WHERE story = ?", (story,))
        return (row[0], max(1, row[1])) if row else (1, 1)

    def highlights(self, position: int) -> tuple[str, str, str]:
        """Title, body, and standfirst with captions, with marks around what the plan's words matched."""
        return self._highlights("search", position)

    def _highlights(self, table: str, position: int) -> tuple[str, str, str]:
        columns = ", ".join(f"highlight({table}, {number}, ?1, ?2)" for number in (1, 0, 2))
        row = self.store.first(
            f"SELECT {columns} FROM {table} WHERE {table} MATCH ?3 AND rowid = ?4",
            (OPEN, CLOSE, self.plan.match, position),
        )
        return (row[0] or "", row[1] or "", row[2] or "") if row else ("", "", "")


class PastLookup(Lookup):
    """The index as it was at a stamp: live entries that are old enough, and superseded ones that were true then.

    The superseded ones get a full-text index of their own, in memory, for as long as the connection asks for the
    same time; so the live index carries no history, and the same engine answers.
    """

    def __init__(self, store: Store, what: Plan) -> None:
        super().__init__(store, what)
        assert what.asof is not None
        self.stamp = what.asof
        self._fill()

    def _fill(self) -> None:
        latest = self.store.first("SELECT max(id) FROM superseded")
        state = f"{self.stamp} {latest[0] if latest else None}"
        self.store.run("CREATE TABLE IF NOT EXISTS temp.past_state (state TEXT)")
        if self.store.first("SELECT 1 FROM temp.past_state WHERE state = ?", (state,)):
            return
        for sql in (
            "DELETE FROM temp.past_state", "DROP TABLE IF EXISTS temp.past_entry", "DROP TABLE IF EXISTS temp.past",
            "CREATE TABLE temp.past_entry (position INTEGER PRIMARY KEY, article INTEGER, version INTEGER, facts TEXT,"
            " duplicate INTEGER, reading TEXT)",
            "CREATE VIRTUAL TABLE temp.past USING fts5(body, title, aside, quote, facts,"
            ' tokenize = "unicode61 remove_diacritics 2")',
        ):  # fmt: skip
            self.store.run(sql)
        self.store.change(
            "INSERT OR REPLACE INTO temp.past_entry SELECT position, article, version, facts, duplicate, reading"
            " FROM superseded WHERE since <= ?1 AND until > ?1", (self.stamp,),
        )  # fmt: skip
        self.store.many(
            "INSERT INTO temp.past (rowid, title, body, aside, quote, facts) VALUES (?, ?, ?, ?, ?, ?)", self._texts()
        )
        self.store.run("INSERT INTO temp.past_state VALUES (?)", (state,))

    def _texts(self) -> Iterator[tuple[Value, ...]]:
        for position, title, body, standfirst, captions, quotes, facts in self.store.run(
            "SELECT p.position, v.title, v.text, v.standfirst, v.captions, s.quotes, p.facts FROM temp.past_entry p"
            " JOIN version v ON v.id = p.version JOIN superseded s ON s.article = p.article AND s.since <= ?1"
            " AND s.until > ?1", (self.stamp,),
        ):  # fmt: skip
            spans = [tuple(map(int, pair.split("-"))) for pair in quotes.split()]
            quote = "\n\n".join(body[start:end] for start, end in spans)
            yield position, title, body, "\n\n".join(filter(None, (standfirst, captions))), quote, facts

    def _positions(self, match: str | None, low: int, high: int, limit: int) -> list[int]:
        span: tuple[Value, ...] = (low, high, self.stamp, limit)
        if match is None:
            where = "position >= ? AND position < ? {} ORDER BY position DESC LIMIT ?"
            live = self.store.run(f"SELECT position FROM entry WHERE {where.format('AND since <= ?')}", span)
            past = self.store.run(f"SELECT position FROM temp.past_entry WHERE {where.format('')}", (low, high, limit))
        else:
            live = self.store.run(
                "SELECT s.rowid FROM search s CROSS JOIN entry e ON e.position = s.rowid WHERE search MATCH ?"
                " AND s.rowid >= ? AND s.rowid < ? AND e.since <= ? ORDER BY s.rowid DESC LIMIT ?", (match, *span),
            )  # fmt: skip
            past = self.store.run(
                "SELECT rowid FROM temp.past WHERE past MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC"
                " LIMIT ?",
                (match, low, high, limit),
            )
        merged = heapq.merge((row[0] for row in live), (row[0] for row in past), reverse=True)
        return list(merged)[:limit]

    def scores(self, match: str, low: int, high: int) -> dict[int, float]:
        """As it ranked then, but for the frequencies of words, which are today's for what has not changed since."""
        return super().scores(match, low, high) | self._scores("past", match, low, high)

    def _is_past(self, position: int) -> bool:
        return self.store.first("SELECT 1 FROM temp.past_entry WHERE position = ?", (position,)) is not None

    def entry(self, position: int) -> Entry | None:
        """What stood at a position."""
        sql = "SELECT article, version, facts, duplicate, reading FROM temp.past_entry WHERE position = ?"
        row = self.store.first(sql, (position,))
        return Entry(row[0], row[1], frozenset(row[2].split()), *row[3:]) if row else super().entry(position)

    def notice(self) -> str:
        """What on a page of that time is of today, where the archive kept no readings yet; empty where nothing is."""
        found = self.store.first("SELECT 1 FROM temp.past_entry WHERE reading IS NULL LIMIT 1")
        return _APPROXIMATED if found else ""

    def facts(self, positions: Sequence[int]) -> Iterator[str]:
        """The facts of many positions, as they were."""
        entries: Iterable[Entry | None] = map(self.entry, positions)
        return (" ".join(entry.facts) for entry in entries if entry)

    def story_size(self, story: int) -> tuple[int, int]:
        """How many articles and outlets told a story."""
        positions = self._positions(f"facts : t{story}", 0, 1 << 62, 10_000)
        articles = [entry.article for entry in map(self.entry, positions) if entry]
        row = self.store.first(
            "SELECT count(DISTINCT source) FROM article WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(articles),),
        )
        return max(1, len(articles)), max(1, row[0] if row else 1)

    def highlights(self, position: int) -> tuple[str, str, str]:
        """Title, body, and standfirst with captions, with marks around what matched."""
        return self._highlights("past" if self._is_past(position) else "search", position)


def lookup(store: Store, what: Plan) -> Lookup:
    """The index a plan asks: now, or at the time of its `asof`."""
    return Lookup(store, what) if what.asof is None else PastLookup(store, what)
