"""Articles and their versions: what is kept of a page, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from storage.addresses import AddressLedger
from storage.connection import Value, iso
from storage.decide import Kept, New, Revised, Same, content_hash, decide
from storage.rows import Saved
from watchdesk.records import Article, Evidence, Relevance

_REMOVED_HASH = bytes(32)


_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def page_hash(text: str | None) -> bytes:
    """A hexadecimal SHA-256 as bytes; raises ValueError for anything else."""
    digest = bytes.fromhex(text or "")
    if len(digest) != 32:
        raise ValueError(f"not a SHA-256 in hexadecimal: {text!r}")
    return digest


class ArticleTables(AddressLedger):
    """The part of the archive that keeps articles, versions and where their bytes are."""

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
    ) -> Saved:
        """Keep an article in one transaction: new, a new version, or only seen again.

        `content_sha256` is that of the page's bytes, in hexadecimal. Ledger lines of `requested_url`, `article.url`
        and `article.canonical_url` become stored; if none exists one is made for the canonical URL.
        """
        page = page_hash(content_sha256)
        with self.batch():
            article_id, version_id, decision = self._keep(article, relevance, source_id, crawl_id, fetched_at, page)
            if evidence:
                self._keep_evidence(article_id, version_id, evidence, fetched_at)
            outcome, reason = _told(decision)
            urls = list(dict.fromkeys(url for url in (requested_url, article.url, article.canonical_url) if url))
            source = self.source_number(source_id)
            for line in self._stored_at(urls, source, article_id, crawl_id, fetched_at, etag, last_modified):
                self._visit(line, crawl_id, fetched_at, outcome, reason)
            return Saved(article_id, decision, version_id)

    def _keep(
        self,
        article: Article,
        relevance: Relevance,
        source_id: str | None,
        crawl_id: int | None,
        fetched_at: datetime,
        page: bytes,
    ) -> tuple[int, int, New | Revised | Same]:
        row = self.first("SELECT id, source, last_seen FROM article WHERE canonical_url = ?", (article.canonical_url,))
        old = self._kept(row[0]) if row else None
        decision = decide(old, article)
        if row is None or old is None:
            article_id = self._insert_article(article, relevance, source_id, fetched_at)
            version_id = self._insert_version(article_id, article, 1, "first", crawl_id, fetched_at, page)
            return article_id, version_id, decision
        article_id = int(row[0])
        if isinstance(decision, Revised) and iso(fetched_at) < row[2]:
            # A capture from before our latest look, imported after it, is no edit and restores nothing.
            decision = Same("captured before the latest look")
        if isinstance(decision, Revised):
            self._revise(article_id, old, article, relevance, ", ".join(decision.reasons), crawl_id, fetched_at, page)
        if row[1] is None and source_id is not None:
            self.touch(article_id)
            self.change("UPDATE article SET source = ? WHERE id = ?", (self.source_number(source_id), article_id))
        self.change("UPDATE article SET last_seen = max(last_seen, ?) WHERE id = ?", (iso(fetched_at), article_id))
        return article_id, self._current_version(article_id), decision

    def _kept(self, article_id: int) -> Kept | None:
        row = self.first(
            "SELECT v.title, v.text, v.status, v.content_hash, v.authors, v.published, v.modified, v.standfirst,"
            " a.removed_at IS NOT NULL, a.redacted IS NOT NULL FROM article a JOIN version v ON v.id = a.version"
            " WHERE a.id = ?", (article_id,),
        )  # fmt: skip
        if row is None:
            return None
        earlier = self.run("SELECT content_hash FROM version WHERE article = ?", (article_id,))
        authors = tuple(json.loads(row[4])) if row[4] else ()
        hashes = frozenset(row[0] for row in earlier)
        return Kept(*(*row[:4], authors, *row[5:8], bool(row[8]), bool(row[9]), hashes))

    def _insert_article(
        self, article: Article, relevance: Relevance, source_id: str | None, fetched_at: datetime
    ) -> int:
        url = None if article.url == article.canonical_url else article.url
        article_id = self.insert(
            "INSERT INTO article (canonical_url, url, source, position, published, first_seen, last_seen, about, score,"
            " why) VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?)",
            (article.canonical_url, url, self.source_number(source_id), article.published, iso(fetched_at),
             iso(fetched_at), *_relevance(relevance)),
        )  # fmt: skip
        self._touch_new(article_id)
        return article_id

    def _insert_version(
        self,
        article_id: int,
        article: Article,
        number: int,
        change: str,
        crawl_id: int | None,
        fetched_at: datetime,
        page: bytes,
    ) -> int:
        version_id = self.insert(
            "INSERT INTO version (article, number, change, title, standfirst, text, captions, authors, published,"
            " modified, language, status, content_hash, page_sha256, fetched_at, crawl, provenance)"
            f" VALUES ({', '.join('?' * 17)})",
            (article_id, number, change, article.title, article.standfirst, article.text,
             "\n\n".join(article.captions) or None, _json(article.authors) if article.authors else None,
             article.published, article.modified, article.language, article.status, content_hash(article), page,
             iso(fetched_at), crawl_id, self._provenance(_json(dict(article.provenance)))),
        )  # fmt: skip
        self.change("UPDATE article SET version = ? WHERE id = ?", (version_id, article_id))
        self.many("INSERT INTO post VALUES (?, ?, ?, ?, ?, ?, ?)", _placed_posts(version_id, article))
        return version_id

    def _revise(
        self,
        article_id: int,
        old: Kept,
        article: Article,
        relevance: Relevance,
        change: str,
        crawl_id: int | None,
        fetched_at: datetime,
        page: bytes,
    ) -> None:
        self.touch(article_id, moved=old.published != article.published)
        if (old.title, old.text) != (article.title, article.text):
            self.forget_reading(article_id)  # its offsets are those of the old text
        number = self.first("SELECT max(number) + 1 FROM version WHERE article = ?", (article_id,))
        assert number is not None  # an aggregate has a row, and the article has a version
        self._insert_version(article_id, article, number[0], change, crawl_id, fetched_at, page)
        self.change(
            "UPDATE article SET published = ?, removed_at = NULL, about = ?, score = ?, why = ? WHERE id = ?",
            (article.published, *_relevance(relevance), article_id),
        )

    def forget_reading(self, article_id: int) -> None:
        """Delete what was read in an article, so that it is due for reading again. Call `touch` before."""
        self._delete_reading(article_id)
        self.change("UPDATE article SET nlp_version = NULL WHERE id = ?", (article_id,))

    def _delete_reading(self, article_id: int) -> None:
        if not self._is_new(article_id):
            for table in ("mention", "quote", "event"):
                self.change(f"DELETE FROM {table} WHERE article = ?", (article_id,))

    def _provenance(self, rules: str) -> int:
        key = ("provenance", rules)
        if key not in self._cache:
            row = self.first("SELECT id FROM provenance WHERE rules = ?", (rules,))
            found = row[0] if row else self.insert("INSERT INTO provenance (rules) VALUES (?)", (rules,))
            if len(self._cache) > 20_000:
                self._cache.clear()
            self._cache[key] = found
        return self._cache[key]

    def _current_version(self, article_id: int) -> int:
        row = self.first("SELECT version FROM article WHERE id = ?", (article_id,))
        return int(row[0]) if row else 0

    def _keep_evidence(self, article_id: int, version_id: int, evidence: Evidence, at: datetime) -> None:
        self.change(
            "INSERT OR IGNORE INTO evidence (article, version, warc_file, offset, record_id, payload_sha256,"
            " chain_sha256, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (article_id, version_id, evidence.warc_file, evidence.offset, evidence.record_id,
             evidence.payload_sha256, evidence.chain_sha256, iso(at)),
        )  # fmt: skip

    def _remove_article(self, article_id: int, crawl_id: int | None, now: datetime) -> None:
        """Note that an article left its site: a version that says so; the last text stays current and searchable."""
        self.touch(article_id)
        self.change("UPDATE article SET removed_at = ? WHERE id = ?", (iso(now), article_id))
        self.change(
            "INSERT INTO version (article, number, change, title, text, published, language, status, content_hash,"
            " page_sha256, fetched_at, crawl) SELECT article, (SELECT max(number) + 1 FROM version WHERE article = ?),"
            " 'removed', title, '', published, language, 'gone', ?, ?, ?, ? FROM version"
            " WHERE id = (SELECT version FROM article WHERE id = ?)",
            (article_id, _REMOVED_HASH, _REMOVED_HASH, iso(now), crawl_id, article_id),
        )


def _placed_posts(version_id: int, article: Article) -> Iterator[tuple[Value, ...]]:
    """Rows of a live blog's posts: each with its place in the text, or with its own text where that lacks it."""
    after = 0
    for number, post in enumerate(article.posts):
        start = article.text.find(post.text, after) if post.text else -1
        if start < 0:  # not in the page's order, or parted by what is no post
            start = article.text.find(post.text) if post.text else -1
        end = start + len(post.text)
        after = end if start >= 0 else after
        place = (start, end, None) if start >= 0 else (None, None, post.text)
        yield version_id, number, post.published, post.title, *place


def _relevance(relevance: Relevance) -> tuple[Value, ...]:
    return int(relevance.about), relevance.score, _json(relevance.why)


def _told(decision: New | Revised | Same) -> tuple[str, str | None]:
    """A decision as outcome and reason of a visit."""
    if isinstance(decision, Revised):
        return "revised", ", ".join(decision.reasons)
    return ("new", None) if isinstance(decision, New) else ("same", decision.reason)


def parsed(text: str | None) -> tuple[Any, ...]:
    """A JSON list column as a tuple."""
    return tuple(json.loads(text)) if text else ()
