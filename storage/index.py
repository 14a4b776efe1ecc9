"""The search index: which tokens stand for an article's facts, and where in time it stands.

Each article has one live `entry` (position, version, facts) with a row in the full-text index. When an entry changes
the old one moves to `superseded` with the stamps between which it was true, so that `asof:` can find it again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from storage.connection import Row, Value
from storage.months import MonthTables

_START = datetime(1900, 1, 1, tzinfo=UTC)
EVERY = "x0"  # the token that every entry has
PER_MINUTE = 4  # positions a minute; small numbers keep the index small

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


def moment(stated: str | None) -> datetime | None:
    """The start of what a stated date covers ("2021", "2021-05", a full time); None where there is none.

    A time without zone is read as UTC, for ordering only.
    """
    if not stated:
        return None
    try:
        if partial := _PARTIAL.match(stated):
            year, month, day = (int(part) if part else 1 for part in partial.groups())
            return datetime(year, month, day, tzinfo=UTC)
        parsed = datetime.fromisoformat(stated)
        return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def position_at(at: datetime) -> int:
    """The first position of that minute."""
    return max(1, int((at - _START).total_seconds() // 60)) * PER_MINUTE


def ordering_time(published: str | None, first_seen: datetime) -> datetime:
    """When an article counts as published for the order of results: as stated, unless that lies in the future."""
    stated = moment(published)
    if stated is None or stated > first_seen + timedelta(days=1):
        return first_seen
    return stated


def fold(name: str) -> str:
    """A name for comparison: case, accents and white space aside, apostrophes made one."""
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name.replace("’", "'"))
        name = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(name.casefold().split())


_PLACES_KEPT = 50_000
_DATES_KEPT = 10_000
_ENTERED = (
    "SELECT a.position, a.version, a.near_duplicate_of, a.published, a.first_seen, s.key, s.kind, s.country,"
    " v.language, CASE WHEN a.removed_at IS NULL THEN v.status ELSE 'gone' END, a.about, a.story,"
    " a.redacted IS NOT NULL, v.number > 1, e.version, e.facts, e.duplicate, e.since, e.position"
    " FROM article a JOIN version v ON v.id = a.version LEFT JOIN source s ON s.id = a.source"
    " LEFT JOIN entry e ON e.position = a.position AND e.article = a.id WHERE a.id = ?"
)
# Read and written by two statements: an INSERT from a SELECT is one that may be undone by itself, and before each of
# those FTS5 writes out what it has collected, a segment for each article.
_COLUMNS = "rowid, title, body, aside, quote, facts"
_INDEXED = "SELECT position, title, body, aside, quote, facts FROM search_content"
_READ = (
    "SELECT 'mention', entity, NULL FROM mention WHERE article = ?1"
    " UNION ALL SELECT 'speaker', entity, speaker FROM quote WHERE article = ?1"
    " UNION ALL SELECT 'event', NULL, type FROM event WHERE article = ?1"
    " UNION ALL SELECT kind, NULL, text FROM note WHERE article = ?1 AND kind != 'note'"
)

# What a hit marks of a reading, in the order in which it looks: names by place, events and speakers with theirs.
READING = (
    "SELECT json_object('names', (SELECT json_group_array(json_array(start, end, entity)) FROM (SELECT * FROM mention"
    " WHERE article = ?1 AND part = 0 ORDER BY start, end DESC)), 'events', (SELECT json_group_array(json_array(type,"
    " start)) FROM (SELECT * FROM event WHERE article = ?1 ORDER BY main DESC, number)), 'speakers',"
    " (SELECT json_group_array(json_array(speaker, start)) FROM (SELECT * FROM quote WHERE article = ?1"
    " ORDER BY start)))"
)


class SearchIndex(MonthTables):
    """Keeps `entry`, `superseded` and the full-text index in step with the other tables."""

    def fact(self, kind: str, value: str) -> int:
        """The id of a fact's token (`f` + id); makes one if needed."""
        key = (kind, value)
        if key in self._cache:
            return self._cache[key]
        row = self.first("SELECT id FROM fact WHERE kind = ? AND value = ?", key)
        found = row[0] if row else self.insert("INSERT INTO fact (kind, value) VALUES (?, ?)", key)
        self._cache[key] = found
        if kind == "month":
            self._month_names()[f"f{found}"] = value
        return int(found)

    def touch(self, article_id: int, *, moved: bool = False) -> None:
        """Take an article out of the index because something about it is going to change in this transaction.

        Must come before the change: the index can only forget a text that it is shown again. `moved` says that
        its date changes, so that it gets a new position.
        """
        if article_id in self._unindexed:
            known, quotes, reading = self._unindexed[article_id]
            self._unindexed[article_id] = (known or moved, quotes, reading)
            return
        spans = self.run("SELECT start, end FROM quote WHERE article = ? ORDER BY start, end", (article_id,))
        read = self.first(READING, (article_id,))
        assert read is not None  # a SELECT without FROM has one row
        self._unindexed[article_id] = (moved, " ".join(f"{start}-{end}" for start, end in spans), read[0])
        row = self.first(f"{_INDEXED} WHERE position = (SELECT position FROM article WHERE id = ?)", (article_id,))
        if row is not None:
            self.change(f"INSERT INTO search (search, {_COLUMNS}) VALUES ('delete', ?, ?, ?, ?, ?, ?)", row)

    def _touch_new(self, article_id: int) -> None:
        """As `touch`, for an article that was made in this transaction: the index does not know it yet."""
        self._unindexed[article_id] = (False, "", "{}")
        self._new.add(article_id)

    def _is_new(self, article_id: int) -> bool:
        """Whether an article was made in this transaction, and nothing is kept of any reading of it."""
        return article_id in self._new

    def _no_longer_new(self, article_id: int) -> None:
        """Say that a reading of it is kept now."""
        self._new.discard(article_id)

    def flush_index(self) -> None:
        """Put all touched articles back into the index, in ascending order: FTS5 writes a segment at each step back."""
        places = [self._enter(article_id, *change) for article_id, change in self._unindexed.items()]
        for place in sorted(place for place in places if place is not None):
            row = self.first(f"{_INDEXED} WHERE position = ?", (place,))
            assert row is not None  # `_enter` has written it
            self.change(f"INSERT INTO search ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", row)
        self._write_months()
        self._unindexed.clear()

    def _enter(self, article_id: int, moved: bool, quotes: str, reading: str) -> int | None:
        """Write the article's entry; returns its position, None if the article is gone."""
        row = self.first(_ENTERED, (article_id,))
        if row is None:
            return None
        position, version, duplicate, published, first_seen, *stated = row[:-5]
        old = row[-5:-1] if row[-1] is not None else None
        at = ordering_time(published, datetime.fromisoformat(first_seen))
        month = at.strftime("%Y-%m") if moment(published) else ""
        facts = self._facts(article_id, month, stated)
        if old and not moved and old[:3] == (version, facts, duplicate):
            return int(position)
        if old:
            self._supersede(article_id, position, old, quotes, reading)
        place = position if old and not moved else None
        place = self._put(place, position_at(at), (version, facts, duplicate, article_id, self.stamp()))
        if place != position:
            self.change("UPDATE article SET position = ? WHERE id = ?", (place, article_id))
        self._count_months(old[1] if old else "", facts)
        return place

    def _supersede(self, article_id: int, position: int, old: Row, quotes: str, reading: str) -> None:
        self.change(
            "INSERT INTO superseded (position, article, version, facts, duplicate, since, quotes, reading,"
            " until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (position, article_id, *old, quotes, reading, self.stamp()),
        )
        self.change("DELETE FROM entry WHERE position = ?", (position,))

    def _put(self, place: int | None, base: int, entry: tuple[Value, ...]) -> int:
        """Insert an entry at a place, or a free one from `base` on: articles of one date lie side by side.

        The search goes on behind the last place that was found for a date: thousands of pages may state nothing
        but a year.
        """
        sql = (
            "INSERT INTO entry (position, version, facts, duplicate, article, since) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (position) DO NOTHING"
        )
        start = place or self._next_place.get(base, base)
        if not self.change(sql, (start, *entry)):
            start = self._free_place(start)
            self.change(sql, (start, *entry))
        if place is None:
            if len(self._next_place) > _DATES_KEPT:
                self._next_place.clear()
            self._next_place[base] = start + 1
        return start

    def _free_place(self, start: int) -> int:
        row = self.first(
            "SELECT e.position + 1 FROM entry e LEFT JOIN entry n ON n.position = e.position + 1"
            " WHERE e.position >= ? AND n.position IS NULL ORDER BY e.position LIMIT 1", (start,),
        )  # fmt: skip
        assert row is not None  # the last entry has no next one
        return int(row[0])

    def _facts(self, article_id: int, month: str, stated: Sequence[Any]) -> str:
        source, outlet, country, language, status, about, story, redacted, revised = stated
        named = (
            ("source", source), ("outlet", outlet), ("outlet_country", country), ("lang", language), ("status", status),
            ("about", "yes" if about else "no"), ("month", month or None), ("dated", None if month else "no"),
            ("redacted", "yes" if redacted else None), ("revised", "yes" if revised else None),
        )  # fmt: skip
        tokens = [EVERY, *(f"f{self.fact(kind, value)}" for kind, value in named if value)]
        tokens += self._read_facts(article_id)
        if story:
            tokens.append(f"t{story}")
        return " ".join(tokens)

    def _read_facts(self, article_id: int) -> list[str]:
        """Tokens of what the reading room and people found: entities, regions, speakers, events, tags."""
        entities: set[int] = set()
        speakers: set[int] = set()
        named: set[tuple[str, str]] = set()
        for kind, number, value in self.run(_READ, (article_id,)):
            if kind == "mention":
                entities.add(number)
            elif kind != "speaker":
                named.add((kind, value))
            else:
                speakers |= {number} if number else set()
                named |= {("speaker", fold(value))} if value else set()
        for entity in entities:
            named |= self._regions_of(entity)
        tokens = [f"e{entity}" for entity in sorted(entities)] + [f"q{entity}" for entity in sorted(speakers)]
        return tokens + [f"f{self.fact(kind, value)}" for kind, value in sorted(named)]

    def _regions_of(self, entity: int) -> set[tuple[str, str]]:
        """The country and the region that a place lies in; nothing for what is no place."""
        if entity not in self._places:
            if len(self._places) > _PLACES_KEPT:
                self._places.clear()
            row = self.first("SELECT admin1, country FROM place WHERE entity = ?", (entity,))
            self._places[entity] = (row[0], row[1]) if row else None
        admin1, country = self._places[entity] or (None, None)
        if country is None:
            return set()
        return {("country", country), *((("region", f"{admin1}, {country}"),) if admin1 else ())}
