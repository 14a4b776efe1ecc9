"""Bytes to article, pure: metadata ladder, body, page status, provenance of every field."""

from crawler.extract.article import batch_row, extract
from crawler.extract.batch import extract_lines

__all__ = ["batch_row", "extract", "extract_lines"]
