"""What stands between the spiders and the net: refused addresses, robots.txt, hosts that rest, an honest pace."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawler.cycle import cycle_of
from crawler.discovery.api import SERVICES
from crawler.failures import NotFetched, rest_until
from crawler.robots import RobotsCache, Rules, is_documented_api, origin_of, rules_of, service_of
from crawler.safety import refusal

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from watchdesk.records import Source

log = logging.getLogger(__name__)
MOST_HOPS = 5  # from one service's robots.txt to another's
RETRIED = frozenset({500, 502, 503, 504, 522, 524, 408})


def host_of(request: Request) -> str:
    """The host of a request, lower case."""
    return (urlparse_cached(request).hostname or "").lower()


class RobotsRequest(Request):
    """A request for robots.txt itself, also after a redirect: made here and nowhere else."""


class RulesElsewhere(IgnoreRequest):
    """robots.txt was redirected to that of another service, whose rules are known without asking it once more."""

    def __init__(self, service: str, rules: Rules) -> None:
        super().__init__(service)
        self.service, self.rules = service, rules


class SafetyMiddleware:
    """Refuses addresses that may not be fetched: asked for every request, after every redirect too."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SafetyMiddleware:
        """How Scrapy builds it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise NotFetched for an address that is refused, or that lies outside the host map."""
        hosts = cycle_of(self._crawler).hosts
        if hosts is not None:
            if host_of(request) not in hosts:
                raise NotFetched("outside_map")
            if urlparse_cached(request).port not in {None, 80, 443}:
                raise NotFetched("port")
            return
        if reason := refusal(request.url):
            raise NotFetched(reason)


class RestMiddleware:
    """Leaves a host alone that said so (429 or 503 with Retry-After), and tries other server errors once more."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._resting: dict[str, datetime] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RestMiddleware:
        """How Scrapy builds it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise NotFetched while the host rests."""
        until = self._rests().get(host_of(request))
        if until is not None and cycle_of(self._crawler).now() < until:
            raise NotFetched("host_rests")

    def _rests(self) -> dict[str, datetime]:
        """Hosts that rest, also those that said so in an earlier cycle."""
        if self._resting is None:
            cycle = cycle_of(self._crawler)
            self._resting = cycle.archive.rests(cycle.now())
        return self._resting

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The answer, or the request once more."""
        status = response.status
        if status in {429, 503}:
            stated = response.headers.get(b"Retry-After")
            cycle = cycle_of(self._crawler)
            until = rest_until(stated.decode("latin-1") if stated else None, cycle.now())
            if until is not None:
                self._rests()[host_of(request)] = until
                cycle.archive.put_rest(host_of(request), until)
                return response
        spider = self._crawler.spider
        if status not in RETRIED or spider is None:
            return response
        again = get_retry_request(request, reason=f"http_{status}", spider=spider)
        return again or response


class RobotsMiddleware:
    """Asks robots.txt before every request. There is no meta key and no setting that would let one through."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Future[Rules]] = {}
        self._awaits: dict[str, str] = {}  # a service whose robots.txt was redirected → the one that it waits for

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """How Scrapy builds it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise NotFetched where robots.txt forbids the address, or could not be read.

        RulesElsewhere for a robots.txt that was redirected to another's (RFC 9309, 2.3.1.2): each is asked once.
        """
        if isinstance(request, RobotsRequest):
            await self._look_elsewhere(request)
            return
        if self._is_api_call(request):
            self._pace(origin_of(request.url), api_pause(request.cb_kwargs["source"]))
            return
        rules = await self._rules_for(request.url)
        agent = cycle_of(self._crawler).agent_name
        if rules.unreachable:
            raise NotFetched("robots_unreachable")
        if not rules.allows(request.url, agent):
            raise NotFetched("robots")

    def _is_api_call(self, request: Request) -> bool:
        """A call of the API that the request's source declares, below its path and on its host."""
        source = request.cb_kwargs.get("source")
        return source is not None and is_documented_api(request.url, getattr(source, "api", None))

    async def _look_elsewhere(self, request: RobotsRequest) -> None:
        service, hops = service_of(request.url), request.meta["robots_hops"]
        first = request.meta["robots_of"]
        if service == first or hops >= MOST_HOPS or request.url != f"{origin_of(request.url)}/robots.txt":
            return
        if self._leads_back(service, first):
            return  # two that are redirected to each other would wait for ever
        self._awaits[first] = service
        try:
            rules = await self._rules_for(request.url, hops + 1)
        finally:
            del self._awaits[first]
        raise RulesElsewhere(service, rules)

    def _leads_back(self, service: str, first: str) -> bool:
        while service != first and service in self._awaits:
            service = self._awaits[service]
        return service == first

    async def _rules_for(self, url: str, hops: int = 0) -> Rules:
        service = service_of(url)
        if service not in self._rules:
            self._rules[service] = asyncio.get_running_loop().create_future()
            try:
                rules = await self._read(service, origin_of(url), hops)
            except BaseException:  # cancelled or failed: either way the slot is handed back, then it is raised on
                self._rules.pop(service).cancel()
                raise
            self._rules[service].set_result(rules)
        return await self._rules[service]

    async def _read(self, service: str, origin: str, hops: int) -> Rules:
        cycle = cycle_of(self._crawler)
        cache = RobotsCache(cycle.robots_folder)
        rules = cache.get(service, cycle.now())
        if rules is None:
            rules = await self._ask(service, origin, cache, hops)
        self._pace(origin, rules.delay(cycle.agent_name))
        return rules

    async def _ask(self, service: str, origin: str, cache: RobotsCache, hops: int) -> Rules:
        meta = {"robots_of": service, "robots_hops": hops}
        request = RobotsRequest(
            f"{origin}/robots.txt", priority=1000, callback=NO_CALLBACK, dont_filter=True, meta=meta
        )
        try:
            response = await self._crawler.engine.download_async(request)
        except RulesElsewhere as known:
            cache.share(known.service, service)
            return known.rules
        except Exception as error:  # noqa: BLE001 - whatever kept robots.txt from us, the host is left alone for now
            log.info("%s/robots.txt: %s", origin, error)
            return Rules(unreachable=True)
        cache.put(service, response.status, response.body, cycle_of(self._crawler).now())
        return rules_of(response.status, response.body)

    def _pace(self, origin: str, seconds: float) -> None:
        """Let the host's own Crawl-delay hold from the next request on, however short the configured pause is."""
        host = (urlparse_cached(Request(origin)).hostname or "").lower()
        cycle = cycle_of(self._crawler)
        cycle.floors[host] = max(cycle.floors.get(host, 0.0), seconds)
        slot = self._crawler.engine.downloader.slots.get(host)
        if slot is not None:
            slot.delay = max(slot.delay, seconds)
        elif seconds:
            delay = max(seconds, cycle.config.crawl.delay_seconds)
            self._crawler.engine.downloader.per_slot_settings[host] = {"delay": delay, "concurrency": 1}


def api_pause(source: Source) -> float:
    """Seconds between two calls of the API that a source is read by, as its service allows."""
    service = SERVICES.get(str(source.rules.get("api", "")))
    return service.pause_seconds if service is not None else 1.0


class PoliteThrottle(AutoThrottle):
    """AutoThrottle that never goes below a host's own Crawl-delay."""

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        host = (urlparse_cached(response).hostname or "").lower()
        slot.delay = max(slot.delay, cycle_of(self.crawler).floors.get(host, 0.0))
