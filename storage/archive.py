"""The archive: one SQLite file, and its only writer.

Every method that writes does so in one transaction; several can share one with `with archive.batch():`.
Errors are those of `watchdesk.errors.StorageError`. Times are aware UTC datetimes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType

from storage import rows
from watchdesk.records import Annotation, Article, Document, Drop, Evidence, Relevance, Source


class Archive:
    """One archive file. Open with `Archive.open(path)`, close with `with` or `close()`."""

    @classmethod
    def open(cls, path: str | Path, *, readonly: bool = False) -> Archive:
        """Open the archive at `path`, creating (or migrating) it unless `readonly`.

        Raises ForeignArchive for another program's file or a newer watchdesk's, ArchiveReadOnly, ArchiveLocked,
        ArchiveFull, ArchiveCorrupt, and StorageError where a read-only archive does not exist.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Close the file; open transactions are rolled back."""
        raise NotImplementedError

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """One transaction around several calls: all of them are kept, or none. Nested calls join the outer one."""
        raise NotImplementedError
        yield

    # sources and crawls

    def put_sources(self, sources: Iterable[Source]) -> int:
        """Add or update sources by id; returns how many are new or changed."""
        raise NotImplementedError

    def begin_crawl(self, source_ids: Sequence[str], now: datetime) -> int:
        """Open a crawl cycle; returns its id."""
        raise NotImplementedError

    def end_crawl(self, crawl_id: int, stats: Mapping[str, object], outcome: str, now: datetime) -> None:
        """Close a crawl cycle with its figures; outcome is ok, failed or interrupted."""
        raise NotImplementedError

    def crawls(self, limit: int = 20) -> list[rows.CrawlRow]:
        """The latest crawl cycles, newest first."""
        raise NotImplementedError

    def source_health(self) -> list[rows.SourceHealth]:
        """How each source did lately, by id."""
        raise NotImplementedError

    def fetch_state(self, url: str) -> rows.FetchState | None:
        """The validators of a feed, sitemap, listing or robots file, for a conditional request."""
        raise NotImplementedError

    def put_fetch_state(
        self, url: str, etag: str | None, last_modified: str | None, body_sha256: str | None, now: datetime
    ) -> None:
        """Remember the validators of an answer."""
        raise NotImplementedError

    # the address ledger: one row per canonical URL ever discovered

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
        raise NotImplementedError

    def address(self, url: str) -> rows.Address | None:
        """The ledger's line for a canonical URL."""
        raise NotImplementedError

    def pending_addresses(self, source_id: str | None, now: datetime, limit: int = 1000) -> list[rows.Address]:
        """Addresses to fetch: pending or failed for a while, due at `now`, oldest discovery first; None is all sources."""
        raise NotImplementedError

    def record_drop(self, drop: Drop, crawl_id: int | None, now: datetime) -> None:
        """A page that was read and not kept: URL, hash, reason and words stay, its text does not."""
        raise NotImplementedError

    def record_failure(
        self, url: str, reason: str, crawl_id: int | None, now: datetime, *, terminal: bool = False
    ) -> None:
        """A fetch that failed: due again after a growing pause, or never if `terminal`."""
        raise NotImplementedError

    def record_unchanged(self, url: str, crawl_id: int | None, now: datetime) -> None:
        """A 304 or the same bytes again."""
        raise NotImplementedError

    def record_gone(self, url: str, status: int, crawl_id: int | None, now: datetime) -> bool:
        """A 404 or 410; seen on two different days the article counts as removed. True if it became removed now."""
        raise NotImplementedError

    def ledger(self, source_id: str | None = None, crawl_id: int | None = None) -> rows.Ledger:
        """What became of all addresses, of one source, or of those that one crawl touched."""
        raise NotImplementedError

    def why(self, url: str) -> list[rows.Step]:
        """The road of one address, oldest step first; empty where it was never seen."""
        raise NotImplementedError

    # articles

    def save(
        self,
        article: Article,
        relevance: Relevance,
        *,
        source_id: str | None,
        crawl_id: int | None,
        fetched_at: datetime,
        content_sha256: str,
        evidence: Evidence | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        requested_url: str | None = None,
    ) -> rows.Saved:
        """Keep an article in one transaction: new, a new version, or only seen again.

        `content_sha256` is that of the page's bytes. Ledger lines of `requested_url`, `article.url` and
        `article.canonical_url` become stored; if none exists one is made for the first of them.
        """
        raise NotImplementedError

    # reading: annotations and stories

    def pending_documents(self, nlp_version: str, limit: int = 64) -> list[Document]:
        """Articles whose current version this `nlp_version` has not read, by id; Document.id is str(article_id)."""
        raise NotImplementedError

    def save_annotation(self, annotation: Annotation, nlp_version: str, now: datetime) -> None:
        """Replace all mentions, quotes and events of one article, in one transaction."""
        raise NotImplementedError

    def assign_story(self, article_id: int, story_id: str, near_duplicate_of: int | None, now: datetime) -> None:
        """Put an article into a story."""
        raise NotImplementedError

    def story_rows(self, since: datetime | None = None) -> Iterator[rows.StoryRow]:
        """Annotated articles by id, to rebuild the story index: published (or, undated, fetched) since `since`."""
        raise NotImplementedError

    # watches, outbox, clock

    def put_watch(
        self, id: str, owner: str, query: str, label: str, *, alert: bool = False, now: datetime | None = None
    ) -> None:
        """Add or change a watch. A new watch looks only at articles that come after it."""
        raise NotImplementedError

    def watches(self, owner: str | None = None) -> list[rows.Watch]:
        """All watches, or one owner's, by id."""
        raise NotImplementedError

    def remove_watch(self, id: str) -> bool:
        """Take a watch away with its hits; False where there is none."""
        raise NotImplementedError

    def news_for(self, watch_id: str, limit: int = 5000) -> rows.News:
        """Articles added or changed (annotated too) since the watch was last matched, oldest change first."""
        raise NotImplementedError

    def save_hits(
        self, watch_id: str, matches: Iterable[rows.Match], now: datetime, *, until: int | None = None
    ) -> int:
        """Store hits (unique article × watch) and, with `until`, how far the watch has looked; returns how many are new."""
        raise NotImplementedError

    def fault_watch(self, watch_id: str, fault: str, now: datetime) -> None:
        """Say why a watch could not be matched; its place is kept, so nothing is lost once it is repaired."""
        raise NotImplementedError

    def hits_since(
        self, since: datetime, *, watch_id: str | None = None, owner: str | None = None
    ) -> list[rows.WatchHit]:
        """Hits found after `since`, oldest first."""
        raise NotImplementedError

    def enqueue(
        self, kind: str, recipient: str, period: str, *, channel: str, subject: str, body: bytes, now: datetime
    ) -> bool:
        """Put a message in the outbox; False if (kind, recipient, period) is there already, whatever its state."""
        raise NotImplementedError

    def outbox(
        self, state: str | None = "queued", limit: int = 100, *, now: datetime | None = None
    ) -> list[rows.Message]:
        """Messages of a state (None: all), oldest first; with `now` only those due."""
        raise NotImplementedError

    def mark_sent(self, message_id: int, now: datetime) -> None:
        """A channel took the message."""
        raise NotImplementedError

    def mark_unsent(self, message_id: int, error: str, now: datetime, *, retry_at: datetime | None) -> None:
        """A channel refused the message: try again at `retry_at`, or give up if None."""
        raise NotImplementedError

    def job_due(self, job: str, period: str) -> bool:
        """Whether the job has not yet succeeded for this period."""
        raise NotImplementedError

    def job_done(self, job: str, period: str, now: datetime, *, ok: bool = True, detail: str = "") -> bool:
        """Note a finished run; (job, period) is unique and a success stands. False if it had succeeded before."""
        raise NotImplementedError

    def last_job(self, job: str, *, ok: bool | None = None) -> rows.JobRun | None:
        """The latest finished run of a job, only successes or failures if `ok` says so."""
        raise NotImplementedError

    # keeping

    def backup(self, target: str | Path) -> Path:
        """Copy the archive, while it is in use, to `target` (a file, or a folder to name the copy in); returns the copy."""
        raise NotImplementedError

    def verify(self) -> list[rows.Fault]:
        """Check pages, foreign keys, full-text index, ledger and stored hashes; empty is sound."""
        raise NotImplementedError

    def export_rows(self, query: str = "", *, now: datetime, mentions: bool = False) -> Iterator[Mapping[str, object]]:
        """Every row a query finds, newest first, or one row a mention; streamed."""
        raise NotImplementedError

    def snapshot(self) -> dict[str, object]:
        """A comparable dump without times, crawls and record ids: articles, versions, mentions, stories, drops, addresses."""
        raise NotImplementedError
