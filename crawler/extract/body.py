"""The main text of a page: the paragraphs a reader came for, parted by blank lines."""

from __future__ import annotations

from copy import deepcopy

from lxml.html import HtmlElement
from trafilatura.core import bare_extraction
from trafilatura.settings import Document

from crawler.extract.html import squeezed


def main_text(root: HtmlElement, url: str) -> str:
    """The text, empty where the page has none."""
    found = bare_extraction(deepcopy(root), url=url, fast=True, include_comments=False)
    if not isinstance(found, Document) or not found.text:
        return ""
    lines = [squeezed(line) for line in found.text.split("\n")]
    return "\n\n".join(line for line in lines if line)
