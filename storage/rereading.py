"""What is stored of an article's reading, so that a later reading can be told apart from it; and the mark of a
reading of the whole archive that is under way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storage.connection import Store

_DUE_AGAIN = ""
"""The `nlp_version` of an article that `begin_rereading` made due; new and revised articles have none at all."""


@dataclass(frozen=True, slots=True)
class StoredReading:
    """One article as it was read: names by part and span (as `kind name`, places apart), speakers by the span of
    their quotation, types of events, and whether the crawl held the page to be about the subject."""

    url: str
    names: Mapping[tuple[int, int, int], str]
    places: Mapping[tuple[int, int, int], str]
    quotes: Mapping[tuple[int, int], str]
    events: frozenset[str]
    about: bool


def begin_rereading(store: Store) -> tuple[int, int]:
    """Make all articles due for reading again, unless such a reading was broken off: then its rest stays due.

    Returns how many are due and how many of them all had been read when the former run was broken off (0: a new run).
    """
    with store.batch():
        row = store.first(
            "SELECT count(*), coalesce(sum(nlp_version = ?), 0) FROM article WHERE redacted IS NULL", (_DUE_AGAIN,)
        )
        total, left = row or (0, 0)
        if left:
            return int(left), int(total - left)
        store.change("UPDATE article SET nlp_version = ? WHERE redacted IS NULL", (_DUE_AGAIN,))
        return int(total), 0


def stored_reading(store: Store, article_id: int) -> StoredReading:
    """The reading that the archive holds of an article; empty where it was never read."""
    key = (article_id,)
    row = store.first("SELECT canonical_url, about FROM article WHERE id = ?", key)
    url, about = row or ("", 0)
    mentions = store.run(
        "SELECT m.part, m.start, m.end, e.kind, e.name, p.admin1, p.country FROM mention m JOIN entity e ON"
        " e.id = m.entity LEFT JOIN place p ON p.entity = m.entity WHERE m.article = ?", key,
    )  # fmt: skip
    quotes = store.run("SELECT start, end, coalesce(speaker, 'nobody') FROM quote WHERE article = ?", key)
    events = store.run("SELECT type FROM event WHERE article = ?", key)
    return StoredReading(
        str(url),
        {row[:3]: f"{row[3]} {row[4]}" for row in mentions if row[3] != "place"},
        {row[:3]: ", ".join(part for part in row[4:] if part) for row in mentions if row[3] == "place"},
        {(start, end): speaker for start, end, speaker in quotes},
        frozenset(kind for (kind,) in events),
        bool(about),
    )
