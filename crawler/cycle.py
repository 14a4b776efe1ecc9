"""One crawl cycle: what it was asked to do, what it writes to, and what it counts."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from crawler.connect import Hosts
from crawler.evidence import EvidenceWriter
from crawler.intake import Intake, Taken, subject_of
from crawler.layouts import known_rules
from storage.archive import Archive
from watchdesk.config import Config
from watchdesk.records import Article, Page, Source
from watchdesk.urls import host, is_http

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

Outcome = Literal["ok", "failed", "interrupted"]
Revisit = Literal["due", "all", "none"]


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a running cycle: pages done, pages known so far, and what just happened to which address."""

    done: int
    known: int
    address: str
    kind: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SourceNote:
    """What a source's feed, sitemap or listing answered that a person should know: a fault, or a new address."""

    source_id: str
    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a cycle did. `pages` counts answers with a page; `dropped` and `failed` are by reason."""

    crawl_id: int
    outcome: Outcome
    started_at: datetime
    seconds: float
    sources: int
    discovered: int
    pages: int
    new: int
    revised: int
    same: int
    unchanged: int
    gone: int
    dropped: dict[str, int]
    failed: dict[str, int]
    requests: int
    bytes_received: int
    not_modified: int
    notes: tuple[SourceNote, ...] = ()
    costs: dict[str, float] = field(default_factory=dict)

    @property
    def kept(self) -> int:
        """Articles that are new or got a new version."""
        return self.new + self.revised


@dataclass(slots=True)
class Cycle:
    """A running cycle. `hosts` is the map of the sample newsroom; only code can set it.

    `due` are the ids of the sources to ask; None: all. What is pending or due for another look is fetched of all.
    """

    config: Config
    archive: Archive
    sources: Sequence[Source]
    intake: Intake
    crawl_id: int
    hosts: Hosts | None = None
    revisit: Revisit = "due"
    progress: Callable[[Progress], None] | None = None
    due: frozenset[str] | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    floors: dict[str, float] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    notes: list[SourceNote] = field(default_factory=list)
    asked_sources: list[Source] = field(default_factory=list)
    interrupted: bool = False
    _owners: dict[str, list[Source]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for source in self.sources:
            if source.homepage and is_http(source.homepage):
                self._owners.setdefault(_bare(source.homepage), []).append(source)

    def owner(self, url: str, finder: Source) -> Source:
        """The source a page belongs to: the one whose home it lies in, or else the one that found it.

        Outlets link to each other's pages; whose announcement is read first must not decide whose article it is.
        """
        owners = self._owners.get(_bare(url), [])
        return finder if finder in owners or not owners else owners[0]

    @property
    def polled(self) -> list[Source]:
        """The sources to ask in this cycle."""
        return [source for source in self.sources if self.due is None or source.id in self.due]

    @property
    def agent(self) -> str:
        """The honest user agent: program, version, contact."""
        return f"{self.agent_name}/{_version()} (+{self.config.contact})"

    @property
    def agent_name(self) -> str:
        """The product token that robots.txt addresses (RFC 9309, 2.2.1)."""
        return "watchdesk"

    @property
    def robots_folder(self) -> Path:
        """Where answers to robots.txt are kept, beside the archive; apart for each host map, which lies."""
        folder = self.config.archive_path.parent / "robots"
        return folder if self.hosts is None else folder / "mapped"

    def ask_once(self, address: str) -> bool:
        """True the first time an address is asked for in this cycle."""
        if address in self.asked:
            return False
        self.asked.add(address)
        return True

    def record_poll(self, source: Source, failed: str | None, *, announced: int = 0, new: int = 0) -> None:
        """Keep what a source's feed, sitemap, listing or API answered; `failed` is why it could not be read."""
        self.asked_sources.append(source)
        moved = next((note.detail for note in self.notes if note.source_id == source.id and note.what == "moved"), None)
        self.archive.record_poll(
            source.id, self.crawl_id, self.now(), "failed" if failed else "new" if new else "nothing",
            announced=announced, new=new, reason=failed, moved=moved,
        )  # fmt: skip

    def note(self, source: Source, what: str, detail: str = "") -> None:
        """Keep something that a person should know about a source."""
        self.notes.append(SourceNote(source.id, what, detail))

    def count(self, taken: Taken) -> None:
        """Count what became of a page, and tell who watches."""
        self.counts["done"] += 1
        if taken.kind == "dropped":
            self.dropped[taken.reason] += 1
        elif taken.kind == "failed":
            self.failed[taken.reason] += 1
        else:
            self.counts[taken.kind] += 1
        if self.progress is not None:
            step = Progress(self.counts["done"], len(self.asked), taken.address, taken.kind, taken.reason)
            self.progress(step)

    def report(self, outcome: Outcome, requests: int, received: int) -> CrawlReport:
        """The figures so far."""
        counts = self.counts
        costs = self.intake.costs
        return CrawlReport(
            self.crawl_id, outcome, self.started_at, (self.now() - self.started_at) / timedelta(seconds=1),
            len(self.polled), counts["discovered"], counts["pages"], counts["new"], counts["revised"], counts["same"],
            counts["unchanged"], counts["gone"], dict(self.dropped), dict(self.failed), requests, received,
            counts["not_modified"], tuple(self.notes),
            {"evidence": costs.evidence, "save": costs.save, "extract": costs.extract},
        )  # fmt: skip


def cycle_of(crawler: Crawler) -> Cycle:
    """The cycle that a Scrapy crawler works for: each spider here has one."""
    spider: Any = crawler.spider
    found: Cycle = spider.cycle
    return found


def open_cycle(
    config: Config,
    archive: Archive,
    evidence: EvidenceWriter | None,
    sources: Sequence[Source],
    *,
    hosts: Hosts | None = None,
    filter_subject: bool = True,
    revisit: Revisit = "due",
    progress: Callable[[Progress], None] | None = None,
    due: frozenset[str] | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    observe: Callable[[Page, Article], None] | None = None,
) -> Cycle:
    """Enter sources and a new crawl in the archive, and give the cycle to work with.

    `due` are the ids of the sources to ask, None for all; `now` is the clock, another one only in tests. `observe` is
    shown each page that was read, with its article. ConfigError for a source whose rules cannot be read.
    """
    layouts = known_rules(config, sources)
    archive.put_sources(sources)
    asked = [source.id for source in sources if due is None or source.id in due]
    crawl_id = archive.begin_crawl(asked, now())
    intake = Intake(
        archive, subject_of(config), evidence, crawl_id, filter_subject, now, layouts=layouts, observe=observe
    )
    return Cycle(config, archive, sources, intake, crawl_id, hosts, revisit, progress, due, now, now())


def scratch_copy(config: Config, folder: str) -> Config:
    """The same configuration over a throw-away copy of the archive, without evidence: what a dry run writes to."""
    target = Path(folder) / "dry-run.db"
    if config.archive_path.exists():
        with Archive.open(config.archive_path, readonly=True) as archive:
            archive.backup(target)
    evidence = config.storage.evidence.model_copy(update={"keep": False})
    storage = config.storage.model_copy(update={"path": target, "evidence": evidence})
    return config.model_copy(update={"storage": storage})


def scratch_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for a dry run, gone when its context is left."""
    return tempfile.TemporaryDirectory(prefix="watchdesk-dry-run-")


def _bare(url: str) -> str:
    return host(url).removeprefix("www.")


def _version() -> str:
    try:
        return version("watchdesk")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0"
