"""One page to one article: each part of the ladder once, on one shared tree."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from lxml.html import HtmlElement

from crawler.extract import (
    address,
    authors,
    blocks,
    body,
    dates,
    html,
    jsonld,
    language,
    liveblog,
    meta,
    pdf,
    rules,
    standfirst,
    status,
    titles,
    votes,
)
from crawler.extract.blocks import Block, Node
from crawler.extract.body import Body
from crawler.extract.jsonld import Linked
from crawler.extract.meta import Meta
from crawler.extract.signs import Signs
from watchdesk.errors import BadAddress
from watchdesk.records import Article, Candidate, Page
from watchdesk.urls import canonical

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s;\"']+)", re.IGNORECASE)
_NO_TEXT = 150
_NO_META = Meta({})


def extract(page: Page, rules_of_source: Mapping[str, object] | None = None) -> Article:
    """The article of a page; what the page holds never raises. Rules are the source's own, from the catalog.

    ConfigError where the rules themselves cannot be read.
    """
    layouts = rules.layouts(rules_of_source or {})
    if pdf.is_pdf(page.body):
        return _from_pdf(page)
    if votes.is_votes(page):
        return votes.read(page)
    body_bytes = html.unpacked(page.body)
    if html.is_file(body_bytes):
        return _without_text(page)
    found = _CHARSET.search(page.header("content-type") or "")
    root = html.parsed(html.decoded(body_bytes, found[1] if found else None))
    if root is None:
        return _without_tree(page)
    return _from_tree(root, page, layouts)


def _without_tree(page: Page) -> Article:
    """A page without any element: plain text is its text, nothing is empty."""
    text = "" if b"<" in page.body[:4096] else html.plain_text(page.body)
    stated = status.of_answer(page.status) or ("full" if len(text) > 25 else "empty")
    return Article(
        url=page.url, canonical_url=_own(page.url), text=text, status=stated, provenance={"canonical": "url"}
    )


def _without_text(page: Page) -> Article:
    """A picture, an archive or the like under a page's address."""
    stated = status.of_answer(page.status) or "empty"
    return Article(url=page.url, canonical_url=_own(page.url), status=stated, provenance={"text": "no page"})


def _own(url: str) -> str:
    try:
        return canonical(url)
    except BadAddress:
        return url


def _from_pdf(page: Page) -> Article:
    reading = pdf.read(page.body)
    if reading is None:
        stated = status.of_answer(page.status) or "needs_ocr"  # it holds text that we cannot read
        return Article(url=page.url, canonical_url=_own(page.url), status=stated, provenance={"text": "pdf.unreadable"})
    published = (
        reading.published if reading.published and dates.is_possible(reading.published, page.fetched_at) else None
    )
    spoken = language.languages(None, _NO_META, reading.text)
    return Article(
        url=page.url,
        canonical_url=_own(page.url),
        title=page.hint_title or reading.title,
        published=published or page.hint_published,
        modified=reading.modified,
        language=_first(spoken),
        text=reading.text,
        status=status.of_answer(page.status) or reading.status,
        provenance={
            "text": "pdf.text",
            "title": "hint" if page.hint_title else reading.title_rule,
            "published": reading.published_rule if published else "hint",
        },
    )


def _from_tree(root: HtmlElement, page: Page, layouts: Sequence[rules.Layout]) -> Article:
    tags, linked = meta.read(root), jsonld.read(root, page.url)
    layout = _layout(layouts, tags, linked, page)
    ruled = (
        {field: tuple(rules.candidates(root, layout, field)) for field in ("title", "authors", "published")}
        if layout
        else {}
    )
    if layout is not None:
        rules.cleaned(root, layout)
    title = (*ruled.get("title", ()), *titles.titles(root, tags, linked, page.url))
    where = address.addresses(root, tags, page.url)
    tree, found = blocks.read(root)
    story = _or_stated(_story(tree, found, root, layout, _first(title), tags), linked)
    head = [*body.head_of(found, _first(title)), *story.kept[:1]]
    published = dates.published(
        root, tags, linked, page.url, page.fetched_at, head, found, ruled=ruled.get("published", ())
    ) or _hinted(page)
    modified = dates.modified(root, tags, linked, page.fetched_at)
    site = titles.site_names(root, tags, linked, page.url)
    names, by = authors.authors(
        root, tags, linked, site, head, ruled=ruled.get("authors", ()), foot=body.foot_of(found, story.kept)
    )
    spoken = language.languages(root, tags, story.text)
    candidates: dict[str, tuple[Candidate, ...]] = {
        "canonical": where,
        "title": title,
        "authors": by,
        "published": published,
        "modified": modified,
        "language": spoken,
    }
    stated = status.status_of(
        Signs(
            page.status,
            page.url,
            root,
            tags,
            linked,
            _first(title) or "",
            story.text,
            tuple(found),
            story.kept,
            story.captions,
        )
    )
    lead = standfirst.of(story.kept, _first(title), tags.first("description", "og:description"))
    posts = liveblog.posts(root, linked, found) if stated == "live_blog" else ()
    return Article(
        url=page.url,
        canonical_url=where[0].value,
        title=_first(title),
        authors=names,
        published=_first(published),
        modified=_first(modified),
        language=_first(spoken),
        text=liveblog.with_times(story.text, posts) if posts else story.text,
        status=stated,
        standfirst=lead,
        captions=story.captions,
        provenance={field: values[0].rule for field, values in candidates.items() if values}
        | {"text": story.rule}
        | ({"standfirst": "dom.standfirst"} if lead else {}),
        candidates=candidates,
        posts=posts,
    )


def _story(
    tree: Node, found: list[Block], root: HtmlElement, layout: rules.Layout | None, title: str | None, tags: Meta
) -> Body:
    """The text by the source's own rule where it has one that fits, else by weight."""
    element = rules.body_element(root, layout) if layout else None
    if element is not None:
        ruled = body.ruled_body(blocks.read(element)[1], title)
        if ruled.text:
            return ruled
    return body.main_body(tree, found, title, tags.first("description", "og:description"))


def _or_stated(story: Body, linked: Linked) -> Body:
    """JSON-LD's articleBody, only where the page shows next to no text: it loses paragraphs and keeps teasers."""
    if len(story.text) >= _NO_TEXT or linked.article is None:
        return story
    stated = max(jsonld.texts(linked.article.get("articleBody")), key=len, default="")
    return Body(stated, rule="jsonld.articleBody") if len(stated) > 2 * _NO_TEXT else story


def _layout(layouts: Sequence[rules.Layout], tags: Meta, linked: Linked, page: Page) -> rules.Layout | None:
    if not layouts:
        return None
    stated = dates.stated_day(tags, linked, page.url, page.fetched_at)
    return rules.fitting(layouts, date.fromisoformat(stated[:10]) if stated else None)


def _hinted(page: Page) -> tuple[Candidate, ...]:
    """What the feed or sitemap said, where the page itself says nothing."""
    value = dates.possible_day(page.hint_published, page.fetched_at) if page.hint_published else None
    return (Candidate(value, "hint", 0.1),) if value else ()


def _first(candidates: tuple[Candidate, ...]) -> str | None:
    return candidates[0].value if candidates else None


def batch_row(article: Article, id: object, url: str) -> dict[str, Any]:
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
