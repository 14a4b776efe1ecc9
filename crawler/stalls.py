"""Time-outs that are our own doing: while a slow page is read, the loop reads no socket, and its timers run out.

Scrapy's time-out is a timer of the same loop. An answer that lies in the socket's buffer when the loop is free again
comes too late by it, and a host that was quick would be noted as slow. Such a request is asked once more, at most three
times, and is no failure of the host.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from scrapy.exceptions import DownloadTimeoutError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

TICK_SECONDS: Final = 0.25
SHARE: Final = 0.2  # of a request's time-out that the loop was busy, from which on the time-out is ours
MOST_AGAIN: Final = 3


class StallMiddleware:
    """Asks once more for what timed out while this process was busy with something else."""

    def __init__(self, timeout_seconds: float) -> None:
        self._timeout = timeout_seconds
        self._stalled = self._last = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StallMiddleware:
        """How Scrapy builds it."""
        return cls(crawler.settings.getfloat("DOWNLOAD_TIMEOUT"))

    def process_request(self, request: Request) -> None:
        """Note how long the loop was busy before this request."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._last = self._loop.time()
            self._loop.call_later(TICK_SECONDS, self._tick)
        request.meta["stalled_before"] = self.stalled

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """The request once more where it timed out while the loop was busy; else None, and others decide."""
        if not isinstance(exception, DownloadTimeoutError):
            return None
        again = request.meta.get("asked_again", 0)
        busy = self.stalled - request.meta.get("stalled_before", self.stalled)
        if again >= MOST_AGAIN or busy < SHARE * request.meta.get("download_timeout", self._timeout):
            return None
        return request.replace(dont_filter=True, meta={**request.meta, "asked_again": again + 1})

    @property
    def stalled(self) -> float:
        """Seconds that the loop was busy with one thing so far, what goes on now included."""
        if self._loop is None:
            return 0.0
        return self._stalled + max(0.0, self._loop.time() - self._last - TICK_SECONDS)

    def _tick(self) -> None:
        assert self._loop is not None  # it is the loop that calls
        self._stalled = self.stalled
        self._last = self._loop.time()
        self._loop.call_later(TICK_SECONDS, self._tick)
