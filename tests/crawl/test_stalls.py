"""A time-out while our own loop was busy is not the host's: the request is made once more, not for ever."""

from __future__ import annotations

import asyncio
import time

from cycle_process import CONFIG, configuration, run
from hostile_server import PAGE, HostileServer, html, page
from scrapy import Request
from scrapy.exceptions import DownloadConnectionRefusedError, DownloadTimeoutError

from crawler.stalls import MOST_AGAIN, StallMiddleware
from storage.archive import Archive
from watchdesk.records import Source


def after_a_stall(timeout: float, fault: Exception) -> list[Request]:
    """The requests that follow on each other when each times out after the loop was busy for a second and more."""

    async def asked() -> list[Request]:
        guard, request, found = StallMiddleware(timeout), Request("https://paper.test/"), []
        for _ in range(MOST_AGAIN + 2):
            guard.process_request(request)
            time.sleep(1.1)  # the loop stands still, as while a page is read
            again = guard.process_exception(request, fault)
            if again is None:
                break
            found.append(request := again)
        return found

    return asyncio.run(asked())


def test_what_timed_out_while_we_were_busy_is_asked_for_again_at_most_three_times():
    found = after_a_stall(2.0, DownloadTimeoutError())
    assert len(found) == MOST_AGAIN
    assert {request.url for request in found} == {"https://paper.test/"}
    assert all(request.dont_filter for request in found)


def test_a_time_out_that_is_the_hosts_own_is_left_to_others():
    assert after_a_stall(100_000.0, DownloadTimeoutError()) == []
    assert after_a_stall(2.0, DownloadConnectionRefusedError()) == []


def test_a_page_that_takes_longer_to_read_than_the_time_out_costs_no_other_host_its_article(tmp_path):

    def answers_after(seconds: int):
        async def respond(writer, path):
            await asyncio.sleep(seconds)
            writer.write(html(PAGE + b"<!--" + b"x" * 1_000_000 + b"-->"))  # more than one reading of the socket

        return respond

    # b is on its way while a is read, and c while a and b are
    cases = {f"{name}.test": page(f"{name}.test", answers_after(after)) for after, name in enumerate("abc")}
    config = configuration(tmp_path, CONFIG.replace("timeout_seconds: 120", "timeout_seconds: 5"))
    sources = [Source(name[:1], name, "local", feed=f"http://{name}/feed.xml") for name in cases]
    with HostileServer(cases) as server:
        report = run(config, sources, server.hosts, busy_seconds=6.0)
    with Archive.open(tmp_path / "archive.db", readonly=True) as archive:
        assert archive.ledger().stored == 3
    assert report["failed"] == {}
