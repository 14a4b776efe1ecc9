"""What the archive hands out: frozen rows, standard library only.

Times are aware UTC datetimes. Dates that a page states (`published`, `modified`, event dates) stay the ISO 8601
strings of the page, exactly as precise as stated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from storage.decide import Decision

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
    """What the story index needs to be rebuilt; `entity_ids` are the reading room's stable strings."""

    article_id: int
    title: str | None
    text: str
    published: str | None
    entity_ids: tuple[str, ...]
    story_id: str | None
    near_duplicate_of: int | None


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
    """How a source did lately: what the digest and the desk say about it."""

    source_id: str
    name: str
    kind: str
    articles: int
    last_stored_at: datetime | None
    last_outcome: str | None
    last_reason: str | None
    last_visit_at: datetime | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a snippet; `marked` pieces are what matched."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a result page. `published` is None where the page states no date; `fetched_at` never poses as it.

    `reasons` say why it matched, also through an alias ("matched Clearview, alias of Clearview AI").
    `story_articles` and `story_outlets` count the whole story, folded or not.
    """

    article_id: int
    version_id: int
    url: str
    title: str | None
    source_id: str | None
    source_name: str
    source_kind: str
    published: str | None
    fetched_at: datetime
    language: str | None
    status: str
    about: bool
    snippet: tuple[Segment, ...] = ()
    reasons: tuple[str, ...] = ()
    story_id: str | None = None
    story_articles: int = 1
    story_outlets: int = 1
    near_duplicate_of: int | None = None
    removed: bool = False

    @property
    def snippet_text(self) -> str:
        """The snippet without marks."""
        return "".join(segment.text for segment in self.snippet)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet; `query` narrows a search to it."""

    value: str
    label: str
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class Results:
    """A result page. `total` is exact, or a lower bound if not `total_is_exact`.

    `facets` maps company, agency, place, person, source, kind, event, month → values; they count the newest
    `facets_within` matches, which are all of them if `facets_are_exact`. `next_cursor` is None on the last page.
    """

    hits: tuple[Hit, ...]
    total: int
    total_is_exact: bool
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    next_cursor: str | None = None
    facets_within: int = 0
    facets_are_exact: bool = True
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One state of an article; `change` is first, typo, headline, correction, substantive, metadata, removed, restored."""

    id: int
    number: int
    change: str
    title: str | None
    text: str
    published: str | None
    modified: str | None
    status: str
    fetched_at: datetime
    content_sha256: str
    redacted: str | None = None


@dataclass(frozen=True, slots=True)
class EntityRow:
    """A named thing, with how many articles and mentions name it."""

    id: str
    kind: str
    name: str
    wikidata: str | None = None
    articles: int = 0
    mentions: int = 0
    lat: float | None = None
    lon: float | None = None
    admin1: str | None = None
    country: str | None = None
    feature: str | None = None


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A mention in an article's current version: offsets are characters of `where` (text or title), end exclusive."""

    where: Literal["text", "title"]
    start: int
    end: int
    text: str
    entity: EntityRow
    label: str
    why: str
    confidence: float


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """Direct speech with its speaker as the reading room resolved it."""

    article_id: int
    start: int
    end: int
    text: str
    speaker: str | None
    speaker_id: str | None
    cue: str | None
    speaker_start: int | None = None
    speaker_end: int | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened, with its trigger sentence."""

    article_id: int
    type: str
    start: int
    end: int
    sentence: str
    place: str | None
    actor: str | None
    date: str | None
    primary: bool


@dataclass(frozen=True, slots=True)
class NoteRow:
    """What a person added: kind is note, tag, keep, drop or assigned; never part of the evidence."""

    id: int
    article_id: int
    kind: str
    text: str
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """All that the archive knows about one article."""

    hit: Hit
    canonical_url: str
    authors: tuple[str, ...]
    standfirst: str | None
    captions: tuple[str, ...]
    text: str
    modified: str | None
    relevance_score: float
    relevance_why: tuple[str, ...]
    provenance: Mapping[str, str]
    versions: tuple[VersionRow, ...]
    mentions: tuple[MentionRow, ...]
    quotes: tuple[QuoteRow, ...]
    events: tuple[EventRow, ...]
    evidence: tuple[Mapping[str, object], ...]
    story: tuple[Hit, ...]
    notes: tuple[NoteRow, ...]
    nlp_version: str | None
    redacted: str | None = None


@dataclass(frozen=True, slots=True)
class EntityPage:
    """One entity: months → articles, who is named beside it, what it was quoted with, which outlets write about it."""

    entity: EntityRow
    aliases: tuple[str, ...]
    timeline: tuple[tuple[str, int], ...]
    together: tuple[EntityRow, ...]
    quotes: tuple[QuoteRow, ...]
    outlets: tuple[tuple[str, str, int], ...]
    events: tuple[EventRow, ...]
    newest: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a query matched: what a person sees before saving a watch ("3.1 a week over 90 days")."""

    matches: int
    days: int
    newest: tuple[Hit, ...] = ()

    @property
    def per_week(self) -> float:
        """Matches a week over the whole span."""
        return self.matches * 7 / self.days if self.days else 0.0

    def __str__(self) -> str:
        return f"{self.per_week:.1f} a week over {self.days} days"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that `verify` found: where, and what is wrong."""

    where: str
    what: str
