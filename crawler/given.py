"""Addresses and pages that a person gives: fetched as in any crawl, under a source of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from crawler.connect import Hosts
from crawler.cycle import CrawlReport
from crawler.run import run_cycle
from storage.archive import Archive
from watchdesk.config import Config
from watchdesk.records import Article, Page, Source
from watchdesk.urls import canonical

GIVEN = Source("given", "Given by hand", "other", group="own", verified=True, enabled=True, rules={"addresses": True})


def take_addresses(
    config: Config,
    urls: Sequence[str],
    *,
    hosts: Hosts | None = None,
    filter_subject: bool = False,
    observe: Callable[[Page, Article], None] | None = None,
) -> CrawlReport:
    """Fetch the pages at `urls` politely and take them in; call it once a process.

    They are entered in the ledger first, so that a killed run is picked up by the next. Errors: BadAddress for a URL
    that is none, StorageError, EvidenceError.
    """
    addresses = [canonical(url) for url in urls]
    config.archive_path.parent.mkdir(parents=True, exist_ok=True)
    with Archive.open(config.archive_path) as archive, archive.batch():
        archive.put_sources([GIVEN])
        for address in addresses:
            archive.discover(address, GIVEN.id, None, datetime.now(UTC))
    return run_cycle(config, [GIVEN], hosts=hosts, filter_subject=filter_subject, revisit="none", observe=observe)
