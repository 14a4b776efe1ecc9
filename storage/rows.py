"""What the archive hands out: frozen rows, standard library only.

Times are aware UTC datetimes. Dates that a page states (`published`, `modified`, event dates) stay the ISO 8601
strings of the page, exactly as precise as stated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from storage.decide import Decision
from storage.found import (
    ArticlePage,
    EntityPage,
    EntityRow,
    EventRow,
    FacetValue,
    Hit,
    MentionRow,
    NoteRow,
    PostRow,
    QuoteRow,
    Rate,
    Results,
    Segment,
    VersionRow,
)
from watchdesk.records import Evidence

__all__ = [
    "Address",
    "AddressState",
    "ArticlePage",
    "CrawlRow",
    "CurationRow",
    "EntityPage",
    "EntityRow",
    "EventRow",
    "FacetValue",
    "Fault",
    "FetchState",
    "GroupingRow",
    "Hit",
    "JobRun",
    "Ledger",
    "Match",
    "MentionRow",
    "Message",
    "News",
    "NoteRow",
    "PostRow",
    "QuoteRow",
    "Rate",
    "Redacted",
    "Results",
    "Saved",
    "Segment",
    "SourceHealth",
    "Step",
    "StoryRow",
    "VersionRow",
    "Watch",
    "WatchHit",
]

AddressState = Literal["pending", "stored", "dropped", "failed", "gone"]


@dataclass(frozen=True, slots=True)
class FetchState:
    """What the last answer of a feed, sitemap, listing or robots file said, for a conditional request."""

    url: str
    etag: str | None
    last_modified: str | None
    body_sha256: str | None
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Address:
    """One line of the ledger: a canonical URL that was ever discovered, and what became of it.

    `title` and `published` are what the feed or sitemap said. `reason` explains dropped, failed and gone.
    """

    url: str
    state: AddressState
    source_id: str | None = None
    reason: str | None = None
    attempts: int = 0
    etag: str | None = None
    last_modified: str | None = None
    next_due: datetime | None = None
    article_id: int | None = None
    title: str | None = None
    published: str | None = None
    discovered_at: datetime | None = None
    content_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """The answer of `Archive.save`: where the article stands, what was decided, the version that is current now."""

    article_id: int
    decision: Decision
    version_id: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """discovered = stored + dropped (by reason) + pending + failed + gone, always (`balanced`)."""

    discovered: int
    stored: int
    pending: int
    failed: Mapping[str, int]
    gone: int
    dropped: Mapping[str, int]

    @property
    def balanced(self) -> bool:
        """Whether every address is accounted for."""
        accounted = self.stored + self.pending + self.gone + sum(self.failed.values()) + sum(self.dropped.values())
        return self.discovered == accounted


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the road of an address: when, in which crawl, what happened, and why."""

    at: datetime
    outcome: str
    reason: str = ""
    crawl_id: int | None = None
    article_id: int | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryRow:
    """What the story index needs to be rebuilt; `entity_ids` are the reading room's stable strings.

    `pinned`: a person put it into its story, and there it stays.
    """

    article_id: int
    title: str | None
    text: str
    published: str | None
    entity_ids: tuple[str, ...]
    story_id: str | None
    near_duplicate_of: int | None
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """A saved query of one owner. `fault` says why it could not be matched last time; a faulty watch stays on."""

    id: str
    owner: str
    query: str
    label: str
    alert: bool = False
    enabled: bool = True
    fault: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class News:
    """Articles that were added or changed since a watch was last matched; hand `until` back to `save_hits`."""

    article_ids: tuple[int, ...]
    until: int


@dataclass(frozen=True, slots=True)
class Match:
    """An article that a watch found: which words or names matched, and the sentence that shows it."""

    article_id: int
    reason: str
    sentence: str


@dataclass(frozen=True, slots=True)
class WatchHit:
    """A stored hit (article × watch is unique), with what a digest line needs."""

    watch_id: str
    article_id: int
    reason: str
    sentence: str
    found_at: datetime
    title: str | None
    url: str
    source_id: str | None
    source_name: str
    source_kind: str
    published: str | None
    story_id: str | None
    near_duplicate_of: int | None
    language: str | None = None
    status: str = "full"
    first_seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One line of the outbox; (kind, recipient, period) is unique, so nothing is sent twice.

    `body` is the finished message as bytes for mail, or whatever the channel wrote; `state` is
    queued, sent or failed (given up).
    """

    id: int
    kind: str
    recipient: str
    period: str
    channel: str
    subject: str
    body: bytes
    state: str
    attempts: int
    created_at: datetime
    sent_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class JobRun:
    """One finished run of a clock job for one period."""

    job: str
    period: str
    finished_at: datetime
    ok: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CrawlRow:
    """One crawl cycle."""

    id: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    source_ids: tuple[str, ...]
    stats: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source did lately: what the digest and the desk say about it.

    `usual_gap` is the longest pause of a day that 95 of 100 days stay within; `silent_since` is set once nothing new
    came for nearly twice that although it was read well. `failures` counts polls in a row that failed, `fault` says
    why, `moved` where the source says it lives now, `drift` names fields that its pages have lost.
    """

    source_id: str
    name: str
    kind: str
    articles: int
    last_stored_at: datetime | None
    last_outcome: str | None
    last_reason: str | None
    last_visit_at: datetime | None
    last_poll_at: datetime | None = None
    last_read_at: datetime | None = None
    last_new_at: datetime | None = None
    usual_gap: timedelta | None = None
    silent_since: datetime | None = None
    failures: int = 0
    fault: str | None = None
    moved: str | None = None
    drift: str | None = None
    next_poll: datetime | None = None


@dataclass(frozen=True, slots=True)
class CurationRow:
    """One line of the audit trail: a merge, rename, split or undo; `detail` is JSON or the undone line's id."""

    id: int
    at: datetime
    action: str
    entity_id: str
    other_id: str | None
    detail: str
    author: str
    undone_by: int | None


@dataclass(frozen=True, slots=True)
class Redacted:
    """What is left to do after a redaction: evidence records to blank, every address of the article, letters whose
    words were taken out (they may stand in a folder too), how many that waited were withdrawn, near copies that
    hold the same text still, by id and URL, and whether there was room to write the file anew without old bytes."""

    evidence: tuple[Evidence, ...]
    urls: tuple[str, ...]
    letters: tuple[int, ...] = ()
    withdrawn: int = 0
    copies: tuple[tuple[int, str], ...] = ()
    written_anew: bool = True


@dataclass(frozen=True, slots=True)
class GroupingRow:
    """One line of the stories' audit trail: a merge, split or undo, with the articles that it placed."""

    id: int
    at: datetime
    action: str
    story_id: str | None
    article_ids: tuple[int, ...]
    author: str
    undone_by: int | None


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that `verify` found: where, and what is wrong."""

    where: str
    what: str
