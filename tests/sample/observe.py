"""What the rooms make of the sample, as `sample.truth.Observed`: through the functions, or out of an archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import urlsplit

from crawler.bytescan import ByteScan
from crawler.catalog import read_catalog
from crawler.extract import extract
from crawler.standing import where_terms_stand
from nlp.pipeline import Reader
from nlp.subject import default_subject, judge
from sample.pages import FOLDER
from sample.site import path_of, site
from sample.truth import Observed, PageTruth
from storage.archive import Archive
from storage.pages import article_page
from watchdesk.records import Annotation, Article, Document, Page

SCAN = ByteScan.of(default_subject())
NO_ARTICLE = {"gone", "blocked", "consent", "javascript", "needs_ocr", "listing", "empty"}
NOT_READ_HERE = {"robots", "gone | http_404", "blocked | http_403"}
"""Reasons that the server's answer gives, not the page: they need a crawl."""


def page_of(truth: PageTruth) -> Page:
    """The page as the server sends it on the first visit, redirects followed."""
    parts = urlsplit(truth.url)
    answer = site(1)[str(parts.hostname), path_of(truth.url)]
    if answer.location is not None:
        return replace(page_of(replace(truth, url=answer.location)), requested_url=truth.url)
    headers = (("content-type", answer.content_type),)
    return Page(truth.url, answer.body, datetime(2026, 11, 24, tzinfo=UTC), answer.status, headers)


@lru_cache(maxsize=1)
def _rules() -> dict[str, Mapping[str, object]]:
    sources = read_catalog((FOLDER / "catalog.yaml").read_text("utf-8"), where="catalog.yaml")
    return {str(urlsplit(source.homepage or "").hostname): source.rules for source in sources}


def source_rules(url: str) -> Mapping[str, object]:
    """The rules that the sample's catalog gives for the outlet of an address."""
    return _rules().get(str(urlsplit(url).hostname), {})


def straight(truths: Iterable[PageTruth], reader: Reader | None = None) -> dict[str, Observed]:
    """Extraction and judgement of each page without a crawl; with a reader also its annotation."""
    seen: dict[str, Observed] = {}
    waiting: list[tuple[PageTruth, Article]] = []
    for truth in truths:
        if truth.reason in NOT_READ_HERE:
            continue
        page = page_of(truth)
        article = extract(page, source_rules(page.url))
        seen[truth.canonical] = judged(page, article)
        if truth.verdict == "kept":
            waiting.append((truth, article))
    if reader is not None:
        documents = [_document(truth, article) for truth, article in waiting]
        for (truth, _), annotation in zip(waiting, reader.annotate(documents), strict=True):
            seen[truth.canonical] = with_reading(seen[truth.canonical], annotation)
    return seen


def judged(page: Page, article: Article) -> Observed:
    """The verdict on a page and what was taken from it."""
    relevance = judge(article.title, article.body, article.language)
    verdict, reason = str(relevance.verdict), None
    if article.status in NO_ARTICLE:
        verdict, reason = "dropped", str(article.status)
    elif verdict == "dropped":
        stands = where_terms_stand(page, article, lambda text: SCAN.may_name(text.encode()))
        reason = stands or "off_subject"
    return Observed(
        article.canonical_url, verdict, frozenset({"decision", "article"}), reason, article.title, article.authors,
        article.published, article.status,
    )  # fmt: skip


def _document(truth: PageTruth, article: Article) -> Document:
    return Document(
        truth.canonical, article.text, article.title, article.canonical_url, None, article.published, article.language
    )


def with_reading(seen: Observed, annotation: Annotation) -> Observed:
    """The observation with what the annotation found."""
    mentions = (*annotation.mentions, *annotation.title_mentions)
    places = ((mention.name, mention.place) for mention in mentions if mention.place is not None)
    primary = next((event.type for event in annotation.events if event.primary), None)
    return replace(
        seen,
        looked_at=seen.looked_at | {"reading"},
        entities=frozenset((mention.kind, mention.name) for mention in mentions),
        places=frozenset((name, place.admin1, place.country) for name, place in places),
        quotes=tuple((quote.text, quote.speaker) for quote in annotation.quotes),
        event=primary,
    )


def archived(truths: Iterable[PageTruth], archive: Archive) -> dict[str, Observed]:
    """What a crawl and a reading left in the archive about each page, looked up as a user would."""
    seen: dict[str, Observed] = {}
    for truth in truths:
        for url in dict.fromkeys((truth.canonical, _ledger_line(truth))):
            found = archive.address(url)
            if found is not None:
                break
        if found is None:
            continue
        if found.article_id is None:
            seen[truth.canonical] = _dropped(truth, found.state, found.reason)
        else:
            seen[truth.canonical] = _stored(archive, found.article_id)
    return seen


def _ledger_line(truth: PageTruth) -> str:
    return "https" + truth.url.removeprefix("http")


def _dropped(truth: PageTruth, state: str, reason: str | None) -> Observed:
    shown = "gone" if state == "gone" else reason
    verdict = "dropped" if state in {"dropped", "gone", "failed"} else state
    return Observed(truth.canonical, verdict, frozenset({"decision"}), shown)


def _stored(archive: Archive, article_id: int) -> Observed:
    page = article_page(archive, article_id)
    assert page is not None
    entities = {mention.entity for mention in page.mentions}
    return Observed(
        canonical=page.canonical_url,
        verdict="kept" if page.hit.about else "mentions",
        looked_at=frozenset({"decision", "article", "reading", "story"}),
        title=page.hit.title,
        authors=page.authors,
        published=page.hit.published,
        status=page.hit.status,
        entities=frozenset((entity.kind, entity.name) for entity in entities),
        places=frozenset((entity.name, entity.admin1, entity.country) for entity in entities if entity.kind == "place"),
        quotes=tuple((quote.text, quote.speaker) for quote in page.quotes),
        event=next((event.type for event in page.events if event.primary), None),
        story=page.hit.story_id,
    )
