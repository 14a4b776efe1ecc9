"""Scrapy's settings, the same for `watchdesk crawl` and for `scrapy crawl` in a checkout.

What a newsroom sets (pause, time-out, size, contact) comes from its configuration: see `crawler.run.scrapy_settings`.
"""

from __future__ import annotations

from typing import Any

BOT_NAME = "watchdesk"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

# One host, one request at a time, and an even pause: jitter would undercut a host's own Crawl-delay.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 16
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0.0
AUTOTHROTTLE_MAX_DELAY = 60.0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10_000_000
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True

RETRY_TIMES = 1  # at once, within the cycle; later tries are the ledger's
RETRY_HTTP_CODES: list[int] = []  # RestMiddleware decides about statuses, since it knows Retry-After
REDIRECT_MAX_TIMES = 5
HTTPERROR_ALLOW_ALL = True  # an error status is a fact for the ledger, not an exception

# Nothing that a plain reader of public pages needs.
COOKIES_ENABLED = False
METAREFRESH_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
REFERRER_POLICY = "no-referrer"
HTTPPROXY_ENABLED = False
AWS_ACCESS_KEY_ID = None
DOWNLOAD_HANDLERS: dict[str, Any] = {"data": None, "file": None, "ftp": None, "s3": None}
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/feed+json;q=0.9,*/*;q=0.8",
}

TWISTED_DNS_RESOLVER: Any = "crawler.connect.GuardedResolver"
DNS_TIMEOUT = 20
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.SafetyMiddleware": 40,
    "crawler.middlewares.RestMiddleware": 90,
    "crawler.middlewares.RobotsMiddleware": 100,
    "crawler.stalls.StallMiddleware": 560,  # nearer to the net than Scrapy's own retries (550)
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
}
ROBOTSTXT_OBEY = True
EXTENSIONS: dict[str, Any] = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "crawler.middlewares.PoliteThrottle": 0,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.telnet.TelnetConsole": None,
}
ITEM_PIPELINES = {"crawler.pipelines.IntakePipeline": 100}
CONCURRENT_ITEMS = 1
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 20_000_000
LOG_LEVEL = "INFO"
STATS_DUMP = False
URLLENGTH_LIMIT = 4096
