"""The one item pipeline: a fetched page goes to intake. spaCy never runs here; annotating is a later, batched pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.cycle import cycle_of
from watchdesk.records import Page

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as the spider hands it over: `address` is its line in the ledger."""

    page: Page
    address: str
    request_headers: tuple[tuple[str, str], ...] = ()
    keep_evidence: bool = True


class IntakePipeline:
    """Hands pages to the cycle's intake and counts what became of them."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> IntakePipeline:
        """How Scrapy builds it."""
        return cls(crawler)

    def process_item(self, item: Fetched) -> Fetched:
        """Keep or drop the page; the ledger and the counts say which."""
        cycle = cycle_of(self._crawler)
        cycle.counts["pages"] += 1
        taken = cycle.intake.take(
            item.page,
            address=item.address,
            request_headers=item.request_headers,
            keep_evidence=item.keep_evidence,
        )
        cycle.count(taken)
        return item
