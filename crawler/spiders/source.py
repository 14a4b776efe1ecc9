"""What all spiders share: discover addresses, fetch what is pending or due, hand pages over, account for failures.

Nothing here decides what a page is worth; nothing here parses more than an announcement. A page's address is pending in
the ledger before its request is made, so a killed run loses nothing: the next one finds it there.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import Request, Spider, signals

from crawler.discovery import Discovered, Found
from crawler.documents import Document, Validators, finish
from crawler.failures import Failure, failure_of, failure_of_status
from crawler.intake import Taken
from crawler.pipelines import Fetched
from crawler.readers import READERS, Answer, Ask
from storage.rows import Address
from watchdesk.errors import BadAddress
from watchdesk.records import Drop, Page, Source
from watchdesk.urls import canonical

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure as TwistedFailure

    from crawler.cycle import Cycle

MAX_DOCUMENTS = 50  # sitemaps of an index, or pages of a listing, read for one source in one cycle
MAX_INDEX_DEPTH = 4
PENDING_AT_ONCE = 1000
REVISITS_AT_ONCE = 200
FAR = timedelta(days=3650)
UNREACHABLE = frozenset({"connection", "refused_connection", "cut_off", "dns", "outside_map"})


class SourceSpider(Spider):
    """Reads sources of its `kinds`, each the way `crawler.readers` says."""

    kinds: ClassVar[frozenset[str]] = frozenset()
    cycle: Cycle

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """With `cycle` given by `run_cycle`; with `source` from `scrapy crawl`, on the configuration found there."""
        given = kwargs.pop("cycle", None)
        wanted = kwargs.pop("source", None)
        spider = super().from_crawler(crawler, *args, **kwargs)
        if given is None:
            from crawler.checkout import cycle_of_checkout  # only `scrapy crawl` needs configuration and archive here

            given = cycle_of_checkout(crawler, cls.kinds, wanted)
        spider.cycle = given
        crawler.signals.connect(spider._stopped, signal=signals.spider_closed)
        return spider

    def _stopped(self, reason: str) -> None:
        self.cycle.interrupted = reason == "shutdown"

    # discovery

    async def start(self) -> AsyncIterator[Request]:
        """Of each source first what it announces, then what is pending, then what is due for another look."""
        for source in self.cycle.sources:
            if source.discovery not in self.kinds:
                continue
            if ask := self._ask(source):
                yield self.document(ask, source, Document(ask.url))
            for again in self._leftovers(source):
                yield again

    def _ask(self, source: Source) -> Ask | None:
        """The request for what a source announces, None where it is not due or cannot be asked (no key)."""
        if self.cycle.due is not None and source.id not in self.cycle.due:
            return None
        known = len(self.cycle.notes)
        ask = READERS[str(source.discovery)].ask(source, self.cycle)
        if ask is None and len(self.cycle.notes) > known:
            self.cycle.record_poll(source, self.cycle.notes[-1].what)
        return ask

    def _leftovers(self, source: Source) -> Iterator[Request]:
        now, archive = self.cycle.now(), self.cycle.archive
        for address in archive.pending_addresses(source.id, now, PENDING_AT_ONCE):
            if self.cycle.ask_once(address.url):
                yield self._page_request(source, address.url, Found(address.url, address.title), None)
        if self.cycle.revisit != "none":
            until = now if self.cycle.revisit == "due" else now + FAR
            for address in archive.revisit_addresses(source.id, until, REVISITS_AT_ONCE):
                if self.cycle.ask_once(address.url):
                    yield self._page_request(source, address.url, Found(address.url), address)

    def document(self, ask: Ask, source: Source, document: Document) -> Request:
        """A conditional request for a feed, sitemap, listing or API answer."""
        state = self.cycle.archive.fetch_state(document.url)
        headers = _conditional(state.etag, state.last_modified) if state else {}
        return Request(
            ask.url, headers={**headers, **ask.headers}, method=ask.method, body=ask.body, callback=self.discovered,
            errback=self.undiscovered, cb_kwargs={"source": source, "document": document},
            dont_filter=True, priority=10,
        )  # fmt: skip

    def discovered(self, response: Response, source: Source, document: Document) -> Iterator[Request]:
        """Enter what an answer announces in the ledger, then ask for what is new; the validators are kept last."""
        cycle = self.cycle
        digest = hashlib.sha256(response.body).hexdigest()
        state = cycle.archive.fetch_state(document.url)
        if response.status == 304 or (state is not None and state.body_sha256 == digest):
            cycle.counts["not_modified" if response.status == 304 else "same_announcement"] += 1
            self._read_well(source, document)
            finish(document, cycle.archive, cycle.now())
            return
        if response.status >= 400:
            self._unread(source, document, f"http_{response.status}")
            return
        found = self._read(response, source, document.url)
        document.validators = Validators(_header(response, "etag"), _header(response, "last-modified"), digest)
        with cycle.archive.batch():
            before = cycle.counts["discovered"]
            requests = [request for page in found.pages if (request := self._announced(page, source))]
            further, is_whole = self._more(found, source, document)
            requests += further
            broken = found.fault if found.fault and not found.pages else None
            self._read_well(source, document, broken, len(found.pages), cycle.counts["discovered"] - before)
            finish(document, cycle.archive, cycle.now(), failed=broken is not None or not is_whole)
        yield from requests

    def _read_well(
        self, source: Source, document: Document, broken: str | None = None, announced: int = 0, new: int = 0
    ) -> None:
        """A source answered: its poll is kept, once, however many documents its first one leads to."""
        if document.parent is None:
            self.cycle.record_poll(source, broken, announced=announced, new=new)

    def _unread(self, source: Source, document: Document, reason: str) -> None:
        """A document that could not be read: noted, and tried again when its source is due."""
        self.cycle.note(source, reason, document.url)
        if document.parent is None:
            self.cycle.record_poll(source, reason)
        finish(document, self.cycle.archive, self.cycle.now(), failed=True)

    def _read(self, response: Response, source: Source, asked: str) -> Discovered:
        answer = Answer(response.body, response.url, _header(response, "content-type") or "")
        found = READERS[str(source.discovery)].read(answer, source, self.cycle)
        if found.fault:
            self.cycle.note(source, "fault", found.fault)
        if moved := found.moved or _moved_to(response, asked):
            self.cycle.note(source, "moved", moved)
        return found

    def _more(self, found: Discovered, source: Source, document: Document) -> tuple[list[Request], bool]:
        """Requests for the documents that this one leads to, up to a bound, and whether none is left never read.

        Where one is left, this document is not done: the next poll goes on with those that were never read.
        """
        deepest = MAX_INDEX_DEPTH if source.discovery == "sitemap" else MAX_DOCUMENTS
        room = MAX_DOCUMENTS - self.cycle.counts[f"documents:{source.id}"] if document.depth < deepest else 0
        # pages of an answer that is asked for by POST have one address; what is kept of each goes by its body
        mark = f"#{hashlib.sha256(found.body).hexdigest()[:16]}" if found.body else ""
        chosen, is_whole = found.more, True
        if len(found.more) > room:
            chosen, is_whole = self._first_of(found.more, max(room, 0), mark)
            self.cycle.note(source, "truncated", f"{len(found.more) - len(chosen)} further documents are left")
        self.cycle.counts[f"documents:{source.id}"] += len(chosen)
        requests = [
            self.document(
                Ask(more.url, found.headers, found.method, found.body), source, document.led_to(more.url + mark)
            )
            for more in chosen
        ]
        return requests, is_whole or document.depth >= deepest

    def _first_of(self, more: tuple[Found, ...], room: int, mark: str) -> tuple[tuple[Found, ...], bool]:
        """Which documents to ask for where not all fit, and whether none of the others is new to us.

        Those that were never read come first; of the others the first ones, in half of the room at most, so that the
        rest is left to what a page that is read at last leads to.
        """
        new = [each for each in more if self.cycle.archive.fetch_state(each.url + mark) is None]
        if not new:
            return more[:room], True
        held = [each for each in more if each not in new]
        return (*new[:room], *held[: min(max(room - len(new), 0), room // 2)]), len(new) <= room

    def _announced(self, found: Found, source: Source) -> Request | None:
        """A request for an announced page that is new, or that says it changed since we saw it."""
        cycle = self.cycle
        try:
            address = canonical(found.url)
        except BadAddress:
            cycle.counts["bad_addresses"] += 1
            return None
        source = cycle.owner(address, source)
        new = cycle.archive.discover(
            address, source.id, cycle.crawl_id, cycle.now(), title=found.title, published=found.published
        )
        cycle.counts["discovered"] += new
        if not new or not cycle.ask_once(address):
            return None
        return self._page_request(source, address, found, None)

    def undiscovered(self, failure: TwistedFailure) -> None:
        """A source that could not be read: noted, and tried again when it is due."""
        request: Any = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        reason = failure_of(failure.value or RuntimeError("no exception")).reason
        self._unread(request.cb_kwargs["source"], request.cb_kwargs["document"], reason)

    # pages

    def _page_request(self, source: Source, address: str, found: Found, held: Address | None) -> Request:
        """The canonical address is asked for first, so that the next look at the page sees the same bytes."""
        headers = _conditional(held.etag, held.last_modified) if held else {}
        return self._request(
            address, headers, source=source, address=address, found=found, spare=spare_urls(address, found)
        )

    def _request(self, url: str, headers: dict[str, str], **keywords: Any) -> Request:
        return Request(
            url, headers=headers, callback=self.page, errback=self.lost, cb_kwargs=keywords, dont_filter=True
        )

    def page(
        self, response: Response, source: Source, address: str, found: Found, spare: tuple[str, ...]
    ) -> Iterator[Fetched | Request]:
        """Hand a page over, or enter in the ledger why there is none."""
        cycle = self.cycle
        if response.status == 304:
            cycle.counts["not_modified"] += 1
            cycle.count(cycle.intake.unchanged(address, cycle.archive.address(address)))
        elif response.status in {404, 410} and _plain(found.url) != _plain(address) and found.url in spare:
            yield self._request(found.url, {}, source=source, address=address, found=found, spare=())
        elif response.status in {404, 410}:
            cycle.archive.record_gone(address, response.status, cycle.crawl_id, cycle.now())
            cycle.count(Taken("gone", address, f"http_{response.status}"))
        elif failure := failure_of_status(response.status):
            self._fail(address, failure)
        else:
            yield self._fetched(response, source, address, found)

    def _fetched(self, response: Response, source: Source, address: str, found: Found) -> Fetched:
        request, cycle = response.request, self.cycle
        page = Page(
            url=response.url,
            body=response.body,
            fetched_at=cycle.now(),
            status=response.status,
            headers=_pairs(response.headers),
            requested_url=address,
            source_id=cycle.owner(response.url, source).id,
            hint_title=found.title,
            hint_published=found.published,
        )
        sent = _pairs(request.headers) if request is not None else ()
        return Fetched(page, address, sent, source.rules.get("evidence") is not False)

    def lost(self, failure: TwistedFailure) -> Iterator[Request]:
        """A page that did not come: a verdict about the address drops it, anything else is tried again later."""
        request: Any = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        keywords, cycle = request.cb_kwargs, self.cycle
        verdict = failure_of(failure.value or RuntimeError("no exception"))
        if keywords["spare"] and verdict.reason in UNREACHABLE:
            yield self._request(keywords["spare"][0], {}, **{**keywords, "spare": keywords["spare"][1:]})
        elif verdict.drop:
            drop = Drop(keywords["address"], verdict.reason, keywords["source"].id, detail=request.url)
            cycle.archive.record_drop(drop, cycle.crawl_id, cycle.now())
            cycle.count(Taken("dropped", drop.url, verdict.reason))
        else:
            self._fail(keywords["address"], verdict)

    def _fail(self, address: str, failure: Failure) -> None:
        cycle = self.cycle
        cycle.archive.record_failure(address, failure.reason, cycle.crawl_id, cycle.now(), terminal=failure.terminal)
        cycle.count(Taken("failed", address, failure.reason))


def spare_urls(address: str, found: Found) -> tuple[str, ...]:
    """What to ask for where the canonical address does not answer: the link as given, and plain http."""
    return tuple(url for url in dict.fromkeys((found.url, _plain(address))) if url != address)


def _plain(url: str) -> str:
    return f"http:{url.removeprefix('https:')}" if url.startswith("https:") else url


def _conditional(etag: str | None, last_modified: str | None) -> dict[str, str]:
    headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in headers.items() if value}


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _pairs(headers: Any) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values
    )


def _moved_to(response: Response, asked: str) -> str | None:
    """Where a permanent redirect led, so that the catalog can be corrected."""
    reasons = response.meta.get("redirect_reasons", [])
    permanent = bool(reasons) and all(reason in {301, 308} for reason in reasons)
    return response.url if permanent and response.url != asked else None
