"""Listings: HTML pages of a section, a topic or a newsroom that link to articles."""

from __future__ import annotations

from crawler.spiders.source import SourceSpider


class ListingSpider(SourceSpider):
    """Reads the sources that announce themselves by a listing."""

    name = "listing"
    kinds = frozenset({"listing"})
