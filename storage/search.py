"""Search: a parsed query in, a result page out; matching for watches. Article and entity pages are in storage.pages.

Newest first costs the same at any size: the index is read from its end, and every filter is a token in it.
Ranking and facets look at the newest few thousand matches, and the results say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

from storage.archive import Archive
from storage.cursors import Cursor, read_cursor
from storage.facets import count_facets
from storage.hits import hits_at, match_at
from storage.lookup import Lookup, lookup
from storage.pages import article_page, entity_page
from storage.query import Query
from storage.ranking import ranked
from storage.resolve import plan
from storage.rows import Match, Rate, Results

__all__ = ["article_page", "entity_page", "match_new", "rate", "search"]

COUNT_AT_MOST = 1_000
FACETS_WITHIN = 4_000
RANK_WITHIN = 2_000
LARGEST_PAGE = 1_000

Order = Literal["newest", "ranked"]


def search(
    archive: Archive,
    query: Query,
    *,
    limit: int = 20,
    cursor: str | None = None,
    order: Order = "newest",
    facets: bool = False,
    fold: bool = False,
) -> Results:
    """One result page. `cursor` is a former page's `next_cursor`; `fold` shows one hit a story, its newest match.

    The total counts articles, folded or not: exactly up to 1,000 (4,000 with facets), else "at least" that many. In an
    archive of more than 200,000 articles the total of a phrase may be "at least" what its newest eighth has.
    Raises QueryError for a name the archive cannot resolve to one place, or a damaged cursor.
    """
    limit = max(1, min(limit, LARGEST_PAGE))
    what = plan(archive, query)
    start = read_cursor(cursor, order)
    source = lookup(archive, what)
    bound = FACETS_WITHIN if facets else max(COUNT_AT_MOST, limit)
    newest, complete = source.counted(limit + 1, bound + 1)
    if order == "ranked":
        positions, following = _ranked_page(source, query, newest, start, limit)
    else:
        positions, following = _newest_page(source, newest, start, limit, fold=fold)
    hits = hits_at(archive, source, query, what, positions)
    counted = count_facets(archive, source.facts(newest[:bound]), what.asof) if facets else {}
    return Results(
        hits, min(len(newest), bound), complete, counted, following, min(len(newest), bound), complete,
        (*what.notices, *filter(None, (source.notice(),))),
    )  # fmt: skip


def _newest_page(
    source: Lookup, newest: Sequence[int], start: Cursor, limit: int, *, fold: bool
) -> tuple[list[int], str | None]:
    """Positions of one page, newest first, and the cursor of the page after it."""
    if fold:
        return _folded_page(source, start, limit)
    if start.below is None and len(newest) > limit:
        page = list(newest[: limit + 1])
    else:
        page = source.newest(limit + 1, below=start.below)
    following = Cursor("newest", below=page[limit - 1]).text if len(page) > limit else None
    return page[:limit], following


def _folded_page(source: Lookup, start: Cursor, limit: int) -> tuple[list[int], str | None]:
    page: list[int] = []
    below = start.below
    while True:
        found = source.newest(4 * limit, below=below)
        for position in found:
            if source.heads_its_story(position):
                if len(page) == limit:
                    return page, Cursor("newest", below=page[-1]).text
                page.append(position)
        if len(found) < 4 * limit:
            return page, None
        below = found[-1]


def _ranked_page(
    source: Lookup, query: Query, newest: Sequence[int], start: Cursor, limit: int
) -> tuple[list[int], str | None]:
    """One page of the best matches that were not shown, and the cursor of the page after it.

    All pages look at the same span of time, that of the first one's newest matches, whatever came in since.
    """
    if start.high is None:
        candidates = newest[:RANK_WITHIN]
    else:
        candidates = source.newest(2 * RANK_WITHIN, below=start.high + 1, above=start.low - 1)
    page: list[int] = []
    shown = set(start.shown)
    for position in ranked(source, query, candidates):
        entry = source.entry(position)
        if entry is None or entry.article in shown:
            continue
        if len(page) == limit:
            low, high = (start.low, start.high) if start.high is not None else (candidates[-1], candidates[0])
            return page, Cursor("ranked", low=low, high=high, shown=frozenset(shown)).text
        page.append(position)
        shown.add(entry.article)
    return page, None


def match_new(archive: Archive, query: Query, article_ids: Sequence[int]) -> list[Match]:
    """Those of the given articles that the query finds, each with reason and sentence, in the order given.

    A place name that several places have matches all of them: a watch must not fall silent when a second Portland
    appears in the news.
    """
    what = plan(archive, query, strict=False)
    source = lookup(archive, what)
    found = []
    for article_id in article_ids:
        row = archive.first("SELECT position FROM article WHERE id = ? AND redacted IS NULL", (article_id,))
        if row and source.has(row[0]):
            found.append(match_at(archive, source, query, what, row[0]))
    return found


def rate(archive: Archive, query: Query, days: int = 90) -> Rate:
    """How often the query matched by publication date in the last `days` days before the query's `now`."""
    since = query.now - timedelta(days=days)
    after = since if query.after is None else max(since, query.after)
    narrowed = Query(query.text, query.root, query.now, after, query.before, query.asof)
    what = plan(archive, narrowed, strict=False)
    source = lookup(archive, what)
    newest = source.newest(100_000)
    return Rate(len(newest), days, hits_at(archive, source, narrowed, what, newest[:3]))
