"""Scrapy's settings for one cycle: the fixed ones, what the configuration says, the host map if there is one."""

from __future__ import annotations

from typing import Any

from crawler.connect import Hosts, MappedDownloadHandler, resolver_class
from crawler.cycle import CrawlReport
from watchdesk.config import Config


def scrapy_settings(config: Config, agent: str, hosts: Hosts | None = None) -> Any:
    """Scrapy's settings: those of `crawler.settings`, what the configuration says, and the host map if there is one."""
    from scrapy.settings import Settings

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(configured(config, agent), priority="cmdline")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
    if hosts is not None:
        settings.set("TWISTED_DNS_RESOLVER", resolver_class(hosts), priority="cmdline")
        handlers = {
            **settings.getdict("DOWNLOAD_HANDLERS"),
            "http": MappedDownloadHandler,
            "https": MappedDownloadHandler,
        }
        settings.set("DOWNLOAD_HANDLERS", handlers, priority="cmdline")
    return settings


def configured(config: Config, agent: str) -> dict[str, object]:
    """What a newsroom's configuration says, in Scrapy's words. robots.txt is not among it: it is always obeyed."""
    crawl = config.crawl
    return {
        "USER_AGENT": agent,
        "DOWNLOAD_DELAY": crawl.delay_seconds,
        "DOWNLOAD_TIMEOUT": crawl.timeout_seconds,
        "DOWNLOAD_MAXSIZE": crawl.max_page_bytes,
        "CONCURRENT_REQUESTS": crawl.concurrency,
        "CLOSESPIDER_TIMEOUT": crawl.cycle_minutes * 60,
    }


def stats_of(report: CrawlReport) -> dict[str, object]:
    """The report as the crawl's stats row."""
    names = (
        "seconds", "sources", "discovered", "pages", "new", "revised", "same", "unchanged", "gone", "dropped", "failed",
        "requests", "bytes_received", "not_modified",
    )  # fmt: skip
    notes = [[note.source_id, note.what, note.detail] for note in report.notes]
    return {**{name: getattr(report, name) for name in names}, "notes": notes}
