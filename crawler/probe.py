"""The probe: every address of the catalog tried once, politely, and what to turn on or off by what it answered.

The catalog was collected from public files; only this tells whether an address answers. It asks robots.txt first, sends
one request an address and fetches no article.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Final, Literal, TextIO

from scrapy import Request
from scrapy.http import Response

from crawler.connect import Hosts
from crawler.cycle import Cycle, open_cycle, scratch_folder
from crawler.discovery import Discovered
from crawler.failures import failure_of
from crawler.readers import READERS, Answer, Ask
from crawler.spiders.source import SourceSpider
from storage.archive import Archive
from storage.polls import ProbeRow
from watchdesk.config import Config
from watchdesk.records import Source

Proposal = Literal["on", "off", "correct", "keep"]
STALE: Final = timedelta(days=120)
FIELDS: Final = ("feed", "sitemap", "listing", "api")


@dataclass(frozen=True, slots=True)
class Probed:
    """What one address answered: `items` announced, `newest` date stated, `fault`, `moved` where it is now."""

    source_id: str
    field: str
    url: str
    checked_at: str
    status: int | None = None
    content_type: str = ""
    items: int = 0
    newest: str | None = None
    fault: str | None = None
    moved: str | None = None
    proposal: Proposal = "keep"
    because: str = ""


def propose(probed: Probed, *, enabled: bool, now: datetime) -> tuple[Proposal, str]:
    """What to do with a source by what its first address answered. Pure.

    Off: it answers with an error, with something unreadable, or with nothing newer than 120 days. On: it announces
    something recent. Correct: it moved for good. A failure that may pass (time-out, server error) changes nothing.
    """
    if probed.status is None:
        refused = probed.fault == "robots"
        return ("off", "robots.txt forbids it") if refused else ("keep", f"not reached: {probed.fault}")
    if probed.status >= 500 or probed.status == 429:
        return "keep", f"the server answered {probed.status}; ask again"
    if probed.status >= 400:
        return "off", f"the server answered {probed.status}"
    if probed.items == 0:
        return "off", probed.fault or "it announces nothing"
    newest = _moment(probed.newest)
    if newest is not None and now - newest > STALE:
        return "off", f"nothing newer than {newest:%Y-%m-%d}"
    if probed.moved:
        return "correct", f"it lives at {probed.moved} now"
    return ("keep", "it answers") if enabled else ("on", f"it answers, with {probed.items} items")


def _moment(stated: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(stated) if stated else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def _read_only_by(source: Source, field: str) -> Source:
    """The source as if it had only the one address."""
    kept = {each: getattr(source, each) if each == field else None for each in FIELDS}
    return replace(source, feed=kept["feed"], sitemap=kept["sitemap"], listing=kept["listing"], api=kept["api"])


def newest_of(found: Discovered) -> str | None:
    """The latest date that any announced page states, as stated."""
    dates = [date for page in found.pages for date in (page.published, page.modified) if _moment(date)]
    return max(dates, key=lambda date: _moment(date) or datetime.min.replace(tzinfo=UTC), default=None)


class ProbeSpider(SourceSpider):
    """Asks each address of each source once and writes one JSON line about it."""

    name = "probe"
    kinds: ClassVar[frozenset[str]] = frozenset(READERS)
    target: TextIO
    tally: Counter[str]

    async def start(self) -> AsyncIterator[Request]:
        """One request for each address."""
        for source in self.cycle.sources:
            for field in FIELDS:
                if url := getattr(source, field):
                    one = _read_only_by(source, field)
                    ask = READERS[field].ask(one, self.cycle) if field in READERS else None
                    yield self._probe(ask or Ask(url), source, one, field)

    def _probe(self, ask: Ask, source: Source, one: Source, field: str) -> Request:
        return Request(
            ask.url, headers=dict(ask.headers), method=ask.method, body=ask.body, callback=self.answered,
            errback=self.unanswered, cb_kwargs={"source": source, "one": one, "field": field}, dont_filter=True,
        )  # fmt: skip

    def answered(self, response: Response, source: Source, one: Source, field: str) -> None:
        """An answer, whatever it is."""
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        found = Discovered()
        if response.status < 400 and field in READERS:
            found = READERS[field].read(Answer(response.body, response.url, content_type), one, self.cycle)
        items = len(found.pages) + len(found.more)
        reasons = response.meta.get("redirect_reasons", [])
        gone_for_good = bool(reasons) and all(reason in {301, 308} for reason in reasons)
        self._write(
            source,
            Probed(
                source.id, field, getattr(source, field), self.cycle.now().isoformat(), response.status, content_type,
                items, newest_of(found), found.fault, found.moved or (response.url if gone_for_good else None),
            ),
        )  # fmt: skip

    def unanswered(self, failure: Any) -> None:
        """No answer: robots, an unreachable host, a time-out."""
        keywords = failure.request.cb_kwargs
        source, field = keywords["source"], keywords["field"]
        reason = failure_of(failure.value).reason
        self._write(
            source, Probed(source.id, field, getattr(source, field), self.cycle.now().isoformat(), fault=reason)
        )

    def _write(self, source: Source, probed: Probed) -> None:
        proposal, because = propose(probed, enabled=source.enabled, now=self.cycle.now())
        if probed.field != source.discovery and proposal in {"on", "off"}:
            proposal, because = "keep", f"not the address it is read by; {because}"
        self.target.write(json.dumps(asdict(replace(probed, proposal=proposal, because=because))) + "\n")
        self.target.flush()
        self.tally[proposal] += 1


def probe(config: Config, sources: Sequence[Source], target: TextIO, *, hosts: Hosts | None = None) -> str:
    """Try every address of `sources` once and write a JSON line about each to `target`; call it once a process.

    Gives a summary of one line. The archive is not touched: `keep_probes` puts what stands in `target` there.
    """
    tally: Counter[str] = Counter()

    class Aimed(ProbeSpider):
        pass

    Aimed.target, Aimed.tally = target, tally
    with scratch_folder() as folder, Archive.open(Path(folder) / "probe.db") as archive:
        run_spider(open_cycle(config, archive, None, sources, hosts=hosts, revisit="none"), Aimed)
    told = ", ".join(f"{what} {count}" for what, count in tally.most_common())
    return f"{sum(tally.values())} addresses of {len(sources)} sources tried: {told or 'none'}"


def read_probes(lines: Iterable[str]) -> list[ProbeRow]:
    """What `probe` wrote, as the archive keeps it."""
    found = (json.loads(line) for line in lines if line.strip())
    return [
        ProbeRow(
            row["source_id"], row["field"], datetime.fromisoformat(row["checked_at"]), row["proposal"], row["because"],
            row["moved"], {key: row[key] for key in ("url", "status", "content_type", "items", "newest", "fault")},
        )
        for row in found
    ]  # fmt: skip


def keep_probes(archive: Archive, sources: Sequence[Source], rows: Sequence[ProbeRow]) -> None:
    """Put what a probe found into the archive, with its date."""
    tried = {row.source_id for row in rows}
    with archive.batch():
        archive.put_sources([source for source in sources if source.id in tried])
        for row in rows:
            archive.put_probe(row)


def run_spider(cycle: Cycle, spider: type[SourceSpider]) -> None:
    """Run one spider on a cycle to its end; call it once a process."""
    from scrapy.crawler import AsyncCrawlerProcess

    from crawler.configured import scrapy_settings

    process = AsyncCrawlerProcess(scrapy_settings(cycle.config, cycle.agent, cycle.hosts))
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    process.crawl(process.create_crawler(spider), cycle=cycle)
    process.start()
