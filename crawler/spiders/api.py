"""Documented APIs of governments, courts, councils and indexes."""

from __future__ import annotations

from crawler.spiders.source import SourceSpider


class ApiSpider(SourceSpider):
    """Reads the sources that answer through a documented API."""

    name = "api"
    kinds = frozenset({"api"})
