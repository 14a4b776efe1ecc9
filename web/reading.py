"""The pages one reads: an article with its evidence, an entity, a story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from storage.query import parse
from storage.rows import ArticlePage, EntityRow, EventRow, Hit, VersionRow
from storage.search import article_page, entity_page, search
from web.citing import in_a_line
from web.marks import Edit, compare, paragraphs
from web.view import desk_of, show
from web.words import months_between, term

STORY_ROWS = 200
MONTHS_SHOWN = 48
NESTED = "NESTED"  # a place inside another name, such as Detroit in Detroit Police Department: the outer one is marked
LARGEST_ID = 2**63 - 1  # of SQLite


@dataclass(frozen=True, slots=True)
class Revision:
    """One version beside the one before it."""

    version: VersionRow
    title_edits: tuple[Edit, ...] = ()
    text_edits: tuple[Edit, ...] = ()


def article(request: Request) -> Response:
    """One article: text with marks, who says what, versions, and where it all comes from."""
    desk, article_id = desk_of(request), request.path_params["article_id"]
    with desk.archive() as archive:
        page = article_page(archive, article_id) if article_id <= LARGEST_ID else None
    if page is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no article of that number in the archive.")
    in_text = [mention for mention in page.mentions if mention.where == "text" and mention.label != NESTED]
    return show(
        request, "article.html",
        title=page.hit.title or page.hit.url,
        page=page,
        hit=page.hit,
        happenings=happenings(page.events),
        citation=in_a_line(page),
        paragraphs=paragraphs(page.text, in_text, page.quotes),
        named=named(page),
        cleared_here=desk.cleared.on_page(page),
        revisions=revisions(page.versions),
        version_numbers={version.id: version.number for version in page.versions},
    )  # fmt: skip


def entity(request: Request) -> Response:
    """One entity: when it was written about, beside whom, by which outlets, and what it said."""
    desk = desk_of(request)
    with desk.archive() as archive:
        page = entity_page(archive, request.path_params["entity_id"])
        cleared_in = desk.cleared_in(archive, page.newest) if page else {}
    if page is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "The archive names nobody and nothing under that id.")
    months = timeline(page.timeline)
    most = max((articles for _, articles in months), default=1)
    return show(
        request,
        "entity.html",
        title=page.entity.name,
        page=page,
        entity=page.entity,
        months=months,
        events_told=events_told(page.events),
        most=most,
        cleared_in=cleared_in,
    )


def story(request: Request) -> Response:
    """One story: every article of it, the originals apart from the copies."""
    desk, story_id = desk_of(request), request.path_params["story_id"]
    with desk.archive() as archive:
        query = parse(term("story", story_id), now=desk.now())
        results = search(archive, query, limit=STORY_ROWS)
        cleared_in = desk.cleared_in(archive, results.hits)
    if not results.hits:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such story in the archive.")
    lead = min(results.hits, key=_leads)
    return show(
        request, "story.html",
        title=lead.title or lead.url,
        lead=lead,
        results=results,
        originals=[hit for hit in results.hits if hit.near_duplicate_of is None],
        copies=[hit for hit in results.hits if hit.near_duplicate_of is not None],
        outlets=len({hit.source_name for hit in results.hits}),
        cleared_in=cleared_in,
    )  # fmt: skip


def events_told(events: Sequence[EventRow]) -> list[tuple[EventRow, int]]:
    """The events of an entity, each once with the number of articles that tell it: same kind, date, place and actor."""
    articles: dict[tuple[str | None, ...], set[int]] = {}
    first: dict[tuple[str | None, ...], EventRow] = {}
    for event in events:
        key = (event.type, event.date, event.place, event.actor)
        first.setdefault(key, event)
        articles.setdefault(key, set()).add(event.article_id)
    return [(event, len(articles[key])) for key, event in first.items()]


def timeline(counted: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The newest years of a timeline, month by month, those without an article too; unreadable months left out."""
    known = {month: articles for month, articles in counted if re.fullmatch(r"\d{4}-\d{2}", month)}
    if not known:
        return []
    return [(month, known.get(month, 0)) for month in months_between(min(known), max(known))[-MONTHS_SHOWN:]]


def _leads(hit: Hit) -> tuple[bool, str, int]:
    return hit.near_duplicate_of is not None, hit.published or "9", hit.article_id


def named(page: ArticlePage) -> list[tuple[str, list[tuple[EntityRow, int]]]]:
    """The entities of an article by kind, each with how often it is named, the most frequent first."""
    counts: dict[str, tuple[EntityRow, int]] = {}
    for mention in page.mentions:
        entity, count = counts.get(mention.entity.id, (mention.entity, 0))
        counts[mention.entity.id] = (entity, count + 1)
    kinds: dict[str, list[tuple[EntityRow, int]]] = {}
    for entity, count in sorted(counts.values(), key=lambda pair: (-pair[1], pair[0].name)):
        kinds.setdefault(entity.kind, []).append((entity, count))
    return sorted(kinds.items())


def happenings(events: Sequence[EventRow]) -> list[tuple[EventRow, ...]]:
    """The events of an article by the sentence that tells them, the main event's first."""
    by_sentence: dict[tuple[int, int], list[EventRow]] = {}
    for event in sorted(events, key=lambda event: not event.primary):
        by_sentence.setdefault((event.start, event.end), []).append(event)
    return [tuple(group) for group in by_sentence.values()]


def revisions(versions: Sequence[VersionRow]) -> list[Revision]:
    """The versions, newest first, each compared with the one before; a removal has nothing to compare."""
    ordered = sorted(versions, key=lambda version: version.number)
    made: list[Revision] = []
    before: VersionRow | None = None
    for version in ordered:
        if before is None or version.change == "removed" or version.redacted:
            made.append(Revision(version))
        else:
            titles = compare(before.title or "", version.title or "") if before.title != version.title else ()
            texts = compare(before.text, version.text) if before.text != version.text else ()
            made.append(Revision(version, tuple(titles), tuple(texts)))
        before = before if version.change == "removed" else version
    return made[::-1]
