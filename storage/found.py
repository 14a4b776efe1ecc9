"""What search and the pages hand out: frozen rows, standard library only. `storage.rows` offers them too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a snippet; `marked` pieces are what matched."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a result page. `published` is None where the page states no date; `fetched_at` never poses as it.

    `reasons` say why it matched, also through an alias ("matched Clearview, alias of Clearview AI").
    `story_articles` and `story_outlets` count the whole story, folded or not. `post_published` is the time of the live
    blog's post that the snippet shows, as the page states it.
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
    post_published: str | None = None

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
    """One state of an article; `change` names its classes: first, typo, headline, correction, substantive,
    metadata, removed, restored."""

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
    """Something that happened, with its trigger sentence. `note` must be shown with it: who is cleared."""

    article_id: int
    type: str
    start: int
    end: int
    sentence: str
    place: str | None
    actor: str | None
    date: str | None
    primary: bool
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post of a live blog; `published` is ISO 8601 as stated, or `HH:MM` where the page shows only a clock."""

    number: int
    published: str | None
    title: str | None
    text: str


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
    posts: tuple[PostRow, ...] = ()


@dataclass(frozen=True, slots=True)
class EntityPage:
    """One entity: months → articles, who is named beside it, what it was quoted with, which outlets write about it.

    `roles` are what texts call a person ("director, ACLU of Washington"), with the number of articles that do.
    """

    entity: EntityRow
    aliases: tuple[str, ...]
    timeline: tuple[tuple[str, int], ...]
    together: tuple[EntityRow, ...]
    quotes: tuple[QuoteRow, ...]
    outlets: tuple[tuple[str, str, int], ...]
    events: tuple[EventRow, ...]
    newest: tuple[Hit, ...]
    roles: tuple[tuple[str, int], ...] = ()


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
