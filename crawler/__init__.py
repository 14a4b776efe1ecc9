"""Brings pages in: the only room that knows Scrapy."""
