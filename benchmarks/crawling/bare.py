"""Scrapy as it comes, on the same pages: `python -m benchmarks.crawling.bare` with an order on standard input.

It reads the same feeds and sitemaps, follows every link once and, with `trafilatura`, extracts in an item pipeline.
No robots.txt, no ledger, no evidence, nothing is saved.
"""

from __future__ import annotations

import html
import json
import logging
import re
import resource
import sys
from typing import Any

import scrapy

LINK = re.compile(rb"<(?:loc|link)>([^<]+)</(?:loc|link)>")
COUNTS = {"pages": 0, "given": 0}
TEXTS: dict[str, str] = {}


class BareSpider(scrapy.Spider):
    name = "bare"
    starts: list[str]
    extracts = False

    async def start(self) -> Any:
        for url in self.starts:
            yield scrapy.Request(url, callback=self.links)

    def links(self, response: Any) -> Any:
        for link in LINK.findall(response.body):
            yield scrapy.Request(html.unescape(link.decode()), callback=self.page)

    def page(self, response: Any) -> Any:
        COUNTS["pages"] += 1
        yield {"url": response.url, "body": response.body}


class TrafilaturaPipeline:
    def process_item(self, item: Any) -> Any:
        import trafilatura

        document = trafilatura.bare_extraction(item["body"], url=item["url"], with_metadata=True)
        if document and document.text:
            COUNTS["given"] += 1
            TEXTS[item["url"]] = document.text
        return item


def main() -> None:
    from scrapy.crawler import AsyncCrawlerProcess

    from crawler.connect import MappedDownloadHandler, resolver_class

    order = json.load(sys.stdin)
    hosts = {name: (host, port) for name, (host, port) in order["hosts"].items()}
    settings: dict[str, Any] = {
        "TWISTED_DNS_RESOLVER": resolver_class(hosts),
        "DOWNLOAD_HANDLERS": {"http": MappedDownloadHandler, "https": MappedDownloadHandler},
        "LOG_ENABLED": False,
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
    }
    if order["extract"]:
        settings["ITEM_PIPELINES"] = {TrafilaturaPipeline: 1}
    BareSpider.starts = order["starts"]
    process = AsyncCrawlerProcess(settings)
    logging.disable(logging.WARNING)
    process.crawl(BareSpider)
    process.start()
    usage = resource.getrusage(resource.RUSAGE_SELF)
    figures = {**COUNTS, "cpu_seconds": usage.ru_utime + usage.ru_stime, "rss_mb": usage.ru_maxrss / 1024,
               "texts": TEXTS}  # fmt: skip
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
