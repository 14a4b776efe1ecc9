"""Sitemaps: news sitemaps, plain ones, and indexes of both."""

from __future__ import annotations

from crawler.spiders.source import SourceSpider


class SitemapSpider(SourceSpider):
    """Reads the sources that announce themselves by a sitemap."""

    name = "sitemap"
    kinds = frozenset({"sitemap"})
