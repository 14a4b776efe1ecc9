"""All kinds in one spider: one engine and one downloader, so that one host meets one request at a time."""

from __future__ import annotations

from crawler.readers import READERS
from crawler.spiders.source import SourceSpider


class DeskSpider(SourceSpider):
    """Reads sources of every kind; `run_cycle` runs it."""

    name = "desk"
    kinds = frozenset(READERS)
