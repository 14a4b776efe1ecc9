"""The past of one address: its captures in the Wayback Machine, oldest first, each by the road of a crawl.

The list comes from the CDX server (https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server), each
page as it was captured from `https://web.archive.org/web/{timestamp}id_/{address}`, after robots.txt and with the pause
that the service asks for. `fetched_at` is when a page was captured: it bounds when it was published, and never poses as
that.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from scrapy import Request
from scrapy.http import Response

from crawler.connect import Hosts
from crawler.cycle import Cycle, open_cycle
from crawler.discovery.api import Query, call_for
from crawler.evidence import EvidenceWriter
from crawler.failures import failure_of
from crawler.given import GIVEN
from crawler.imports import ImportReport
from crawler.probe import run_spider
from crawler.spiders.source import SourceSpider
from storage.archive import Archive
from watchdesk.config import Config
from watchdesk.records import Page, Source
from watchdesk.urls import canonical

WAYBACK: Final = Source(
    "wayback-captures", "Captures in the Wayback Machine", "search_api", group="own", verified=True, enabled=True,
    api="https://web.archive.org/cdx/search/cdx", rules={"api": "wayback"},
)  # fmt: skip
MOST_CAPTURES: Final = 200
_HOP: Final = frozenset({"connection", "content-encoding", "content-length", "transfer-encoding", "set-cookie"})


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture: when, of which address, and where its bytes are."""

    at: datetime
    original: str
    url: str


def read_captures(body: bytes) -> list[Capture]:
    """The captures that a CDX answer in JSON lists, oldest first; rows that are none are passed over. Pure."""
    try:
        rows = json.loads(body or b"[]")
    except (ValueError, RecursionError):
        return []
    found = {}
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, list) or len(row) < 3 or not all(isinstance(value, str) for value in row[:3]):
            continue
        try:
            at = datetime.strptime(row[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            continue  # the first row names the fields
        found[row[1]] = Capture(at, row[2], f"https://web.archive.org/web/{row[1]}id_/{row[2]}")
    return [found[stamp] for stamp in sorted(found)]


class PastSpider(SourceSpider):
    """Asks for the list of captures and then for each of them, one after the other."""

    name = "past"
    address: ClassVar[str]
    tally: ClassVar[ImportReport]

    async def start(self) -> AsyncIterator[Request]:
        """The list."""
        call = call_for("wayback", Query(WAYBACK.api or "", self.address, self.cycle.now()))
        assert call is not None  # the service is one of ours
        yield Request(
            call.url, callback=self.listed, errback=self.missed, cb_kwargs={"source": WAYBACK}, dont_filter=True
        )

    def listed(self, response: Response, source: Source) -> Iterator[Request]:
        """A request for each capture; the earliest has the highest priority, so that edits come in their order."""
        captures = read_captures(response.body)[-MOST_CAPTURES:]
        if response.status >= 400 or not captures:
            self.tally.passed_over[f"http_{response.status}" if response.status >= 400 else "no_captures"] += 1
        for number, capture in enumerate(captures):
            yield Request(
                capture.url, callback=self.captured, errback=self.missed, dont_filter=True, priority=-number,
                cb_kwargs={"source": source, "capture": capture},
            )  # fmt: skip

    def captured(self, response: Response, source: Source, capture: Capture) -> None:
        """Take in what the page was."""
        del source
        if response.status != 200:
            self.tally.passed_over[f"http_{response.status}"] += 1
            return
        headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
            if name.decode("latin-1").lower() not in _HOP
        )
        address = canonical(self.address)
        page = Page(capture.original, response.body, capture.at, 200, headers, address, GIVEN.id)
        taken = self.cycle.intake.take(page, address=address)
        self.tally.taken[f"dropped:{taken.reason}" if taken.kind == "dropped" else taken.kind] += 1

    def missed(self, failure: Any) -> None:
        """A capture, or the list, that did not come."""
        self.tally.passed_over[failure_of(failure.value).reason] += 1


def take_past(config: Config, url: str, *, hosts: Hosts | None = None, filter_subject: bool = False) -> ImportReport:
    """Take in the captures of `url`, at most the latest 200; call it once a process.

    Safe to run again: a capture from before our latest look changes nothing. Errors: BadAddress, StorageError,
    EvidenceError.
    """
    report = ImportReport(files=1, taken=Counter(), passed_over=Counter())

    class Aimed(PastSpider):
        address = url
        tally = report

    config.archive_path.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        archive = stack.enter_context(Archive.open(config.archive_path))
        keep = config.storage.evidence.keep
        evidence = stack.enter_context(EvidenceWriter(config.evidence_folder)) if keep else None
        cycle: Cycle = open_cycle(
            config, archive, evidence, [GIVEN], hosts=hosts, filter_subject=filter_subject, revisit="none"
        )
        archive.discover(canonical(url), GIVEN.id, cycle.crawl_id, cycle.now())
        run_spider(cycle, Aimed)
        outcome = "interrupted" if cycle.interrupted else "ok"
        archive.end_crawl(cycle.crawl_id, {"captures": report.records}, outcome, cycle.now())
    return report
