"""From a fetched page to a decision: extract → subject → keep or drop. One road for spiders, `add` and `import`."""

from __future__ import annotations

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from typing import Literal

from crawler.bytescan import ByteScan
from crawler.evidence import EvidenceWriter
from crawler.extract import extract
from crawler.layouts import SourceRules, known_rules
from crawler.revisit import next_visit
from crawler.standing import part_with_terms
from nlp.subject import Subject, judge
from storage.archive import Archive
from storage.decide import New, Revised
from storage.rows import Address, Saved
from watchdesk.config import Config
from watchdesk.errors import BadAddress, WatchdeskError
from watchdesk.records import Article, Drop, Page, Relevance
from watchdesk.urls import canonical

log = logging.getLogger(__name__)
Kind = Literal["new", "revised", "same", "unchanged", "dropped", "gone", "failed"]
# A page with one of these statuses shows no article; as an answer for one we hold, it changes nothing there.
_NO_ARTICLE = frozenset({"blocked", "consent", "javascript", "needs_ocr", "listing", "empty"})
_READABLE = ("text/", "application/xhtml", "application/xml", "application/pdf", "application/octet-stream")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one page: `address` in the ledger, the verdict's words, and the article where one is kept."""

    kind: Kind
    address: str
    reason: str = ""
    words: tuple[str, ...] = ()
    saved: Saved | None = None

    @property
    def kept(self) -> bool:
        """Whether the archive holds an article of this page now."""
        return self.saved is not None or self.kind == "unchanged"


@dataclass(slots=True)
class Costs:
    """CPU seconds spent in the parts of intake, for the benchmark."""

    evidence: float = 0.0
    save: float = 0.0
    extract: float = 0.0
    pages: int = 0


@dataclass(slots=True)
class Intake:
    """Takes pages in, for one crawl or one import; `evidence` None keeps no WARC records.

    `layouts` are the sources' own extraction rules; `observe` is shown each page that was read, with its article.
    """

    archive: Archive
    subject: Subject
    evidence: EvidenceWriter | None = None
    crawl_id: int | None = None
    filter_subject: bool = True
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    counts: Counter[str] = field(default_factory=Counter)
    costs: Costs = field(default_factory=Costs)
    layouts: SourceRules = field(default_factory=SourceRules)
    observe: Callable[[Page, Article], None] | None = None

    _scan: ByteScan = field(init=False)

    def __post_init__(self) -> None:
        self._scan = ByteScan.of(self.subject)

    def take(
        self,
        page: Page,
        *,
        address: str | None = None,
        request_headers: Iterable[tuple[str, str]] = (),
        keep_evidence: bool = True,
    ) -> Taken:
        """Keep the page's article or drop the page with a reason; the ledger's line of `address` says which.

        `address` is the canonical URL under which it was discovered (default: of the URL asked for). A page that trips
        over a fault of ours is a failure with the fault's name, tried again later, and never ends the run.
        """
        where = address or canonical(page.requested_url or page.url)
        try:
            taken = self._take(page, where, request_headers if keep_evidence and self.evidence else None)
        except (KeyboardInterrupt, MemoryError):
            raise
        except BadAddress as fault:
            taken = self._drop(page, where, "address", detail=str(fault))
        except WatchdeskError:
            raise
        except Exception as fault:  # one bad page never ends a run
            # one bad page never ends a run: it stays in the ledger as failed, with the name of what it tripped over
            log.exception("%s: not taken in", where)
            reason = f"fault:{type(fault).__name__}"
            self.archive.record_failure(where, reason, self.crawl_id, self.now())
            taken = Taken("failed", where, reason)
        self.counts[(taken.reason and f"{taken.kind}:{taken.reason}") or taken.kind] += 1
        self.costs.pages += 1
        return taken

    def _take(self, page: Page, where: str, request: Iterable[tuple[str, str]] | None) -> Taken:
        digest = hashlib.sha256(page.body).hexdigest()
        known = self.archive.address(where)
        held = known is not None and known.article_id is not None
        if known is not None and known.content_sha256 == digest and held:
            return self.unchanged(where, known)
        if reason := self._unread(page):
            return self._drop(page, where, reason, digest)
        started = time.process_time()
        article = extract(page, self.layouts.for_page(page))
        self.costs.extract += time.process_time() - started
        if self.observe is not None:
            self.observe(page, article)
        if article.status == "gone":
            self.archive.record_gone(where, 404, self.crawl_id, self.now())
            return Taken("gone", where, "soft_404")
        if article.status in _NO_ARTICLE and held:
            return self.unchanged(where, known, article.status)
        if article.status in _NO_ARTICLE:
            return self._drop(page, where, article.status, digest)
        relevance = judge(article.title, article.body, article.language, self.subject)
        if self.filter_subject and relevance.verdict == "dropped":
            reason, words = self._off_subject(page, article)
            return self._drop(page, where, reason, digest, relevance.why or words)
        return self._keep(page, article, relevance, where, digest, request, known)

    def unchanged(self, where: str, known: Address | None, reason: str = "") -> Taken:
        """Note that an article was looked at and stands as it stood, and when to look again."""
        self.archive.record_unchanged(where, self.crawl_id, self.now())
        self.plan(where, known)
        return Taken("unchanged", where, reason)

    def plan(self, where: str, known: Address | None) -> None:
        """Enter when a stored article is due for another look, by how long it is known."""
        now = self.now()
        self.archive.plan_visit(where, next_visit(known.discovered_at if known and known.discovered_at else now, now))

    def _unread(self, page: Page) -> str | None:
        """Why a page need not be parsed: no document at all, or no byte of it names the subject."""
        kind = (page.header("content-type") or "text/html").split(";")[0].strip().lower()
        if not page.body.strip():
            return "empty"
        if not kind.startswith(_READABLE) and "json" not in kind:
            return "content_type"
        if not self.filter_subject or page.body.startswith(b"%PDF"):
            return None
        named = self._scan.may_name(page.body, _charset(page)) or self._scan.may_name((page.hint_title or "").encode())
        return None if named else "off_subject"

    def _off_subject(self, page: Page, article: Article) -> tuple[str, tuple[str, ...]]:
        """Where the subject's words stand on a page that is not about it (the reason for the drop), and the words."""
        found = None if page.body.startswith(b"%PDF") else part_with_terms(page, article, self._names_subject)
        if found is None:
            return "off_subject", ()
        return found[0], judge("", found[1], article.language, self.subject).why

    def _names_subject(self, text: str) -> bool:
        return self._scan.may_name(text.encode("utf-8", "replace"))

    def _keep(
        self,
        page: Page,
        article: Article,
        relevance: Relevance,
        where: str,
        digest: str,
        request: Iterable[tuple[str, str]] | None,
        known: Address | None,
    ) -> Taken:
        started = time.process_time()
        evidence = self.evidence.write(page, request) if request is not None and self.evidence else None
        written = time.process_time()
        saved = self.archive.save(
            article,
            relevance,
            source_id=page.source_id,
            crawl_id=self.crawl_id,
            fetched_at=page.fetched_at,
            content_sha256=digest,
            evidence=evidence,
            etag=page.header("etag"),
            last_modified=page.header("last-modified"),
            requested_url=where,
        )
        self.plan(where, known)
        self.costs.evidence += written - started
        self.costs.save += time.process_time() - written
        return Taken(_kind(saved), where, "" if relevance.about else "mentions", relevance.why, saved)

    def _drop(
        self,
        page: Page,
        where: str,
        reason: str,
        digest: str | None = None,
        words: tuple[str, ...] = (),
        detail: str = "",
    ) -> Taken:
        drop = Drop(where, reason, page.source_id, words, digest, detail)
        self.archive.record_drop(drop, self.crawl_id, self.now())
        return Taken("dropped", where, reason, words)


def take_page(
    page: Page,
    archive: Archive,
    config: Config,
    *,
    crawl_id: int | None = None,
    evidence: EvidenceWriter | None = None,
    filter_subject: bool = True,
) -> Taken:
    """Take one page in, outside a crawl: it is entered in the ledger first, then kept or dropped as in a crawl."""
    intake = Intake(archive, subject_of(config), evidence, crawl_id, filter_subject, layouts=known_rules(config))
    where = canonical(page.requested_url or page.url)
    archive.discover(
        where, page.source_id, crawl_id, intake.now(), title=page.hint_title, published=page.hint_published
    )
    return intake.take(page, address=where)


def subject_of(config: Config) -> Subject:
    """The subject that a configuration watches."""
    return Subject.from_terms(config.subject)


def _charset(page: Page) -> str | None:
    """What the answer's Content-Type says of the encoding."""
    message = Message()
    message["content-type"] = page.header("content-type") or ""
    return message.get_content_charset()


def _kind(saved: Saved) -> Kind:
    return "new" if isinstance(saved.decision, New) else "revised" if isinstance(saved.decision, Revised) else "same"
