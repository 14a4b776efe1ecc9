"""One page to one article: each part of the ladder once, on one shared tree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml.html import HtmlElement

from crawler.extract import address, authors, body, dates, html, jsonld, language, meta, titles
from crawler.extract.status import status_of
from watchdesk.errors import BadAddress
from watchdesk.records import Article, Candidate, Page
from watchdesk.urls import canonical

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s;\"']+)", re.IGNORECASE)


def extract(page: Page, rules: Mapping[str, object] | None = None) -> Article:
    """The article of a page; what the page holds never raises. `rules` are the source's own, from the catalog."""
    found = _CHARSET.search(page.header("content-type") or "")
    root = html.parsed(html.decoded(page.body, found[1] if found else None))
    if root is None:
        return _without_tree(page)
    return _from_tree(root, page, rules or {})


def _without_tree(page: Page) -> Article:
    try:
        own = canonical(page.url)
    except BadAddress:
        own = page.url
    return Article(url=page.url, canonical_url=own, status=status_of(page.status, ""))


def _from_tree(root: HtmlElement, page: Page, rules: Mapping[str, object]) -> Article:
    tags, linked = meta.read(root), jsonld.read(root, page.url)
    title = titles.titles(root, tags, linked, page.url)
    published = dates.published(root, tags, linked, page.url, page.fetched_at)
    modified = dates.modified(tags, linked, page.fetched_at)
    names, by = authors.authors(root, tags, linked, titles.site_names(tags, linked, page.url))
    where = address.addresses(root, tags, page.url)
    text = body.main_text(root, page.url)
    spoken = language.languages(root, tags, text)
    candidates = {
        "canonical": where, "title": title, "authors": by, "published": published, "modified": modified, "language": spoken,
    }  # fmt: skip
    return Article(
        url=page.url,
        canonical_url=where[0].value,
        title=_first(title),
        authors=names,
        published=_first(published),
        modified=_first(modified),
        language=_first(spoken),
        text=text,
        status=status_of(page.status, text),
        provenance={field: values[0].rule for field, values in candidates.items() if values} | {"text": "body"},
        candidates=candidates,
    )


def _first(candidates: tuple[Candidate, ...]) -> str | None:
    return candidates[0].value if candidates else None


def batch_row(article: Article, id: str, url: str) -> dict[str, Any]:
    """The line that `watchdesk extract --batch` prints for an article; absent values are None."""
    return {
        "id": id,
        "url": url,
        "canonical": article.canonical_url,
        "title": article.title,
        "authors": list(article.authors),
        "published": article.published,
        "modified": article.modified,
        "language": article.language,
        "text": article.text,
        "status": article.status,
        "provenance": dict(article.provenance),
    }


