"""One crawl cycle in this process: a Twisted reactor runs once a process, so each cycle gets a process of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.configured import scrapy_settings, stats_of
from crawler.connect import Hosts
from crawler.cycle import CrawlReport, Cycle, Outcome, Progress, Revisit, open_cycle, scratch_copy, scratch_folder
from crawler.evidence import EvidenceWriter
from crawler.polling import due_sources, plan_polls
from crawler.retention import expire_daily
from storage.archive import Archive
from watchdesk.config import Config
from watchdesk.records import Article, Page, Source


def run_cycle(
    config: Config,
    sources: Sequence[Source],
    *,
    hosts: Hosts | None = None,
    filter_subject: bool = True,
    revisit: Revisit = "due",
    dry_run: bool = False,
    due_within: timedelta | None = None,
    progress: Callable[[Progress], None] | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    observe: Callable[[Page, Article], None] | None = None,
) -> CrawlReport:
    """Crawl `sources` once and say what was done; call it once a process.

    `hosts` maps host names to loopback servers; with it no other host gets a connection. `filter_subject` false keeps
    pages whatever they are about. `revisit`: articles whose next look is due, all of them, or none. `dry_run` works on
    a throw-away copy of the archive. `due_within`: ask only sources that are due by then; None: all. SIGTERM and
    SIGINT drain: what was fetched is kept, the rest stays pending. `observe` is shown each page with its article.
    Errors: ConfigError, StorageError, EvidenceError. Faults of servers are figures in the report, never errors.
    """
    with ExitStack() as stack:
        if dry_run:
            config = scratch_copy(config, stack.enter_context(scratch_folder()))
        config.archive_path.parent.mkdir(parents=True, exist_ok=True)
        archive = stack.enter_context(Archive.open(config.archive_path))
        evidence = None
        if config.storage.evidence.keep:
            evidence = stack.enter_context(EvidenceWriter(config.evidence_folder))
        due = None if due_within is None else due_sources(archive, sources, now(), due_within)
        cycle = open_cycle(
            config, archive, evidence, sources,
            hosts=hosts, filter_subject=filter_subject, revisit=revisit, progress=progress, due=due, now=now,
            observe=observe,
        )  # fmt: skip
        report = _crawl(cycle)
        if evidence is not None:
            expire_daily(archive, evidence, sources, config.storage.evidence.keep_days, now())
        return report


def _crawl(cycle: Cycle) -> CrawlReport:
    outcome: Outcome = "failed"
    stats: Mapping[str, Any] = {}
    try:
        stats = _run_scrapy(cycle)
        plan_polls(cycle.archive, cycle.asked_sources, cycle.sources, cycle.now())
        outcome = "interrupted" if cycle.interrupted else "ok"
    finally:
        report = cycle.report(
            outcome, _figure(stats, "downloader/request_count"), _figure(stats, "downloader/response_bytes")
        )
        cycle.archive.end_crawl(cycle.crawl_id, stats_of(report), outcome, cycle.now())
    return report


def _run_scrapy(cycle: Cycle) -> Mapping[str, Any]:
    from scrapy.crawler import AsyncCrawlerProcess

    from crawler.spiders.desk import DeskSpider

    process = AsyncCrawlerProcess(scrapy_settings(cycle.config, cycle.agent, cycle.hosts))
    logging.getLogger("scrapy").setLevel(logging.WARNING)  # Scrapy sets it to DEBUG and would log every page
    crawler = process.create_crawler(DeskSpider)
    process.crawl(crawler, cycle=cycle)
    process.start()
    if process.bootstrap_failed:
        raise RuntimeError("the crawl could not start; the log says why")
    found: Mapping[str, Any] = crawler.stats.get_stats()
    return found


def _figure(stats: Mapping[str, Any], name: str) -> int:
    return int(stats.get(name, 0))
