"""Search: a parsed query in, a result page out; article and entity pages; matching for watches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from storage.archive import Archive
from storage.query import Query
from storage.rows import ArticlePage, EntityPage, Match, Rate, Results


def search(
    archive: Archive,
    query: Query,
    *,
    limit: int = 20,
    cursor: str | None = None,
    order: Literal["newest", "ranked"] = "newest",
    facets: bool = False,
    fold: bool = False,
) -> Results:
    """One result page. `cursor` is a former page's `next_cursor`; `fold` shows one hit a story.

    Raises QueryError for a name the archive cannot resolve to one place, or a damaged cursor.
    """
    raise NotImplementedError


def article_page(archive: Archive, article_id: int) -> ArticlePage | None:
    """All about one article; None where there is none."""
    raise NotImplementedError


def entity_page(archive: Archive, entity_id: str) -> EntityPage | None:
    """All about one entity (the reading room's stable string); a merged one gives the one it went into."""
    raise NotImplementedError


def match_new(archive: Archive, query: Query, article_ids: Sequence[int]) -> list[Match]:
    """Those of the given articles that the query finds, each with reason and sentence, in the order given."""
    raise NotImplementedError


def rate(archive: Archive, query: Query, days: int = 90) -> Rate:
    """How often the query matched by publication date in the last `days` days before the query's `now`."""
    raise NotImplementedError
