"""Sources, crawl cycles, and the validators of feeds and sitemaps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from storage.connection import iso, maybe_when, when
from storage.index import SearchIndex
from storage.rows import CrawlRow, FetchState
from watchdesk.records import Source

_COLUMNS = "name, kind, homepage, country, region, language, grouping, grade, verified, enabled"


class SourceTables(SearchIndex):
    """The part of the archive that knows where pages come from."""

    def put_sources(self, sources: Iterable[Source]) -> int:
        """Add or update sources by id; returns how many are new or changed."""
        with self.batch():
            return sum(self._put_source(source) for source in sources)

    def _put_source(self, source: Source) -> bool:
        new = (
            source.name, source.kind, source.homepage, source.country, source.region, source.language, source.group,
            source.grade, int(source.verified), int(source.enabled),
        )  # fmt: skip
        row = self.first(f"SELECT id, {_COLUMNS} FROM source WHERE key = ?", (source.id,))
        if row is None:
            self.insert(f"INSERT INTO source (key, {_COLUMNS}) VALUES ({', '.join('?' * 11)})", (source.id, *new))
            return True
        number, *old = row
        if tuple(old) == new:
            return False
        marks = ", ".join(f"{column} = ?" for column in _COLUMNS.split(", "))
        if (old[1], old[3]) != (source.kind, source.country):  # facts of its articles in the index
            for (article,) in self.run("SELECT id FROM article WHERE source = ?", (number,)):
                self.touch(article)
        self.change(f"UPDATE source SET {marks} WHERE id = ?", (*new, number))
        return True

    def source_number(self, source_id: str | None) -> int | None:
        """The row of a source; a source that the catalog does not know gets a bare row under its id."""
        if source_id is None:
            return None
        key = ("source row", source_id)
        if key not in self._cache:
            row = self.first("SELECT id FROM source WHERE key = ?", (source_id,))
            bare = "INSERT INTO source (key, name, kind) VALUES (?, ?, 'unknown')"
            self._cache[key] = row[0] if row else self.insert(bare, (source_id, source_id))
        return self._cache[key]

    def begin_crawl(self, source_ids: Sequence[str], now: datetime) -> int:
        """Open a crawl cycle; returns its id."""
        with self.batch():
            return self.insert(
                "INSERT INTO crawl (started_at, sources) VALUES (?, ?)", (iso(now), json.dumps(list(source_ids)))
            )

    def end_crawl(self, crawl_id: int, stats: Mapping[str, object], outcome: str, now: datetime) -> None:
        """Close a crawl cycle with its figures; outcome is ok, failed or interrupted."""
        with self.batch():
            self.change(
                "UPDATE crawl SET ended_at = ?, outcome = ?, stats = ? WHERE id = ?",
                (iso(now), outcome, json.dumps(dict(stats), default=str, sort_keys=True), crawl_id),
            )

    def crawls(self, limit: int = 20) -> list[CrawlRow]:
        """The latest crawl cycles, newest first."""
        rows = self.run(
            "SELECT id, started_at, ended_at, outcome, sources, stats FROM crawl ORDER BY id DESC LIMIT ?", (limit,)
        )
        return [
            CrawlRow(id_, when(start), maybe_when(end), outcome, tuple(json.loads(sources)), json.loads(stats))
            for id_, start, end, outcome, sources, stats in rows
        ]

    def fetch_state(self, url: str) -> FetchState | None:
        """The validators of a feed, sitemap, listing or robots file, for a conditional request."""
        row = self.first("SELECT * FROM fetch_state WHERE url = ?", (url,))
        return None if row is None else FetchState(*(*row[:4], when(row[4])))

    def put_fetch_state(
        self, url: str, etag: str | None, last_modified: str | None, body_sha256: str | None, now: datetime
    ) -> None:
        """Remember the validators of an answer."""
        with self.batch():
            self.change(
                "INSERT OR REPLACE INTO fetch_state VALUES (?, ?, ?, ?, ?)",
                (url, etag, last_modified, body_sha256, iso(now)),
            )
