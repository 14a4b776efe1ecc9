"""Feeds: RSS, Atom and JSON Feed."""

from __future__ import annotations

from crawler.spiders.source import SourceSpider


class FeedSpider(SourceSpider):
    """Reads the sources that announce themselves by a feed."""

    name = "feed"
    kinds = frozenset({"feed"})
