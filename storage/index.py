"""The search index: which tokens stand for an article's facts, and where in time it stands.

Each article has one live `entry` (position, version, facts) with a row in the full-text index. When an entry changes
the old one moves to `superseded` with the stamps between which it was true, so that `asof:` can find it again.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta

from storage.connection import Store

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
    return max(0, int((at - _START).total_seconds() // 60)) * PER_MINUTE


def time_at(position: int) -> datetime:
    """The minute of a position."""
    return _START + timedelta(minutes=position // PER_MINUTE)


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


class SearchIndex(Store):
    """Keeps `entry`, `superseded`, `entity_month` and the full-text index in step with the other tables."""

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
            known, quotes = self._unindexed[article_id]
            self._unindexed[article_id] = (known or moved, quotes)
            return
        spans = self.run("SELECT start, end FROM quote WHERE article = ? ORDER BY start, end", (article_id,))
        self._unindexed[article_id] = (moved, " ".join(f"{start}-{end}" for start, end in spans))
        self.change(
            "INSERT INTO search (search, rowid, title, body, aside, quote, facts)"
            " SELECT 'delete', position, title, body, aside, quote, facts FROM search_content"
            " WHERE position = (SELECT position FROM article WHERE id = ?)",
            (article_id,),
        )

    def flush_index(self) -> None:
        """Put all touched articles back into the index, in ascending order: FTS5 writes a segment at each step back."""
        places = [self._enter(article_id, *change) for article_id, change in self._unindexed.items()]
        for place in sorted(place for place in places if place is not None):
            self.change(
                "INSERT INTO search (rowid, title, body, aside, quote, facts)"
                " SELECT position, title, body, aside, quote, facts FROM search_content WHERE position = ?",
                (place,),
            )
        self._unindexed.clear()

    def _enter(self, article_id: int, moved: bool, quotes: str) -> int | None:
        """Write the article's entry; returns its position, None if the article is gone."""
        row = self.first(
            "SELECT position, version, published, first_seen, near_duplicate_of FROM article WHERE id = ?",
            (article_id,),
        )
        if row is None:
            return None
        position, version, published, first_seen, duplicate = row
        sql = "SELECT version, facts, duplicate, since FROM entry WHERE position = ?"
        old = self.first(sql, (position,)) if position else None
        at = ordering_time(published, datetime.fromisoformat(first_seen))
        month = at.strftime("%Y-%m") if moment(published) else ""
        facts = self._facts(article_id, month)
        place = position if old and not moved else self._free_position(at)
        if old is None or (*old[:3], position) != (version, facts, duplicate, place):
            self._replace(article_id, position, (place, version, facts, duplicate), (*old, quotes) if old else None)
            self._count_months(old[1] if old else "", facts)
        return place

    def _replace(
        self,
        article_id: int,
        position: int,
        new: tuple[int, int, str, int | None],
        old: tuple[int, str, int | None, int, str] | None,
    ) -> None:
        place, stamp = new[0], self.stamp()
        if old:
            self.change(
                "INSERT INTO superseded (position, article, version, facts, duplicate, since, quotes, until)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (position, article_id, *old, stamp),
            )
            self.change("DELETE FROM entry WHERE position = ?", (position,))
        self.change(
            "INSERT INTO entry (position, version, facts, duplicate, article, since) VALUES (?, ?, ?, ?, ?, ?)",
            (*new, article_id, stamp),
        )
        if place != position:
            self.change("UPDATE article SET position = ? WHERE id = ?", (place, article_id))

    def _free_position(self, at: datetime) -> int:
        """The first free position from that minute on: articles of one minute, or of one date, lie side by side."""
        base = position_at(at)
        if self.first("SELECT 1 FROM entry WHERE position = ?", (base,)) is None:
            return base
        row = self.first(
            "SELECT e.position + 1 FROM entry e LEFT JOIN entry n ON n.position = e.position + 1"
            " WHERE e.position >= ? AND n.position IS NULL ORDER BY e.position LIMIT 1", (base,),
        )  # fmt: skip
        assert row is not None  # the last entry has no next one
        return int(row[0])

    def _facts(self, article_id: int, month: str) -> str:
        row = self.first(
            "SELECT s.key, s.kind, s.country, v.language, CASE WHEN a.removed_at IS NULL THEN v.status ELSE 'gone' END,"
            " a.about, a.story, a.redacted IS NOT NULL, v.number > 1"
            " FROM article a JOIN version v ON v.id = a.version LEFT JOIN source s ON s.id = a.source WHERE a.id = ?",
            (article_id,),
        )
        assert row is not None  # the caller has just read the article in the same transaction
        source, outlet, country, language, status, about, story, redacted, revised = row
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
        key = (article_id,)
        entities = [row[0] for row in self.run("SELECT DISTINCT entity FROM mention WHERE article = ?", key)]
        speakers = self.run("SELECT DISTINCT entity, speaker FROM quote WHERE article = ?", key)
        named: set[tuple[str, str]] = set()
        for admin1, country in self.run(
            "SELECT DISTINCT admin1, country FROM place WHERE entity IN"
            " (SELECT entity FROM mention WHERE article = ?) AND country IS NOT NULL", key,
        ):  # fmt: skip
            named.add(("country", country))
            if admin1:
                named.add(("region", f"{admin1}, {country}"))
        named |= {("event", row[0]) for row in self.run("SELECT DISTINCT type FROM event WHERE article = ?", key)}
        named |= {
            (kind, text)
            for kind, text in self.run("SELECT kind, text FROM note WHERE article = ? AND kind != 'note'", key)
        }
        named |= {("speaker", fold(speaker)) for _, speaker in speakers if speaker}
        tokens = [f"e{entity}" for entity in sorted(entities)]
        tokens += [f"q{entity}" for entity in sorted({entity for entity, _ in speakers if entity})]
        return tokens + [f"f{self.fact(kind, value)}" for kind, value in sorted(named)]

    def _count_months(self, old: str, new: str) -> None:
        """Keep entity × month counts, from which timelines are drawn without counting articles."""
        before, after = self._entity_months(old), self._entity_months(new)
        rows = [(*pair, 1) for pair in after - before] + [(*pair, -1) for pair in before - after]
        self.many(
            "INSERT INTO entity_month VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET articles = articles + excluded.articles",
            sorted(rows),
        )

    def _entity_months(self, facts: str) -> set[tuple[int, str]]:
        tokens = facts.split()
        entities = [int(token[1:]) for token in tokens if token[0] == "e"]
        if not entities:
            return set()
        months = self._month_names()
        month = next((months[token] for token in tokens if token in months), "")
        return {(entity, month) for entity in entities}

    def _month_names(self) -> dict[str, str]:
        if not self._months:
            rows = self.run("SELECT id, value FROM fact WHERE kind = 'month'")
            self._months.update((f"f{number}", value) for number, value in rows)
        return self._months
