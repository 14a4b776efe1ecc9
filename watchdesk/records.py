"""The records that cross the boundaries between rooms: frozen, standard library only.

page (bytes as fetched) → article (what a reader reads) → version (one state of it) → mention → entity → story → event.
Times are aware UTC datetimes; dates that a page states are ISO 8601 strings, exactly as precise as stated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

PageStatus = Literal[
    "gone", "blocked", "consent", "javascript", "needs_ocr", "listing", "live_blog", "gallery",
    "paywall", "partial", "empty", "full",
]  # fmt: skip
EntityKind = Literal[
    "person", "company", "agency", "advocacy_group", "court", "legislature", "university", "media",
    "law_firm", "other_org", "place", "product", "law",
]  # fmt: skip
EventType = Literal[
    "ban", "moratorium", "vote", "bill", "lawsuit", "settlement", "ruling", "wrongful_arrest", "fine",
    "contract_or_use", "contract_end", "product_exit", "protest", "open_letter", "report", "investigation",
    "testimony", "policy_change", "breach",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page: `body` as received after content decoding, `url` where it was found after redirects."""

    url: str
    body: bytes
    fetched_at: datetime
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    requested_url: str | None = None
    source_id: str | None = None
    hint_title: str | None = None
    hint_published: str | None = None

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case; None where the answer had none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value that a rule proposed for a field; `rule` names it, such as `jsonld.headline` or `meta.og:title`."""

    value: str
    rule: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Post:
    """One post of a live blog. `published` is ISO 8601 as stated, or `HH:MM` where the page shows only a clock."""

    published: str | None
    text: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """What a reader reads. Paragraphs of `text` are parted by a blank line; absent values are None.

    `provenance` maps field → rule that won; `candidates` maps field → what was proposed, the winner first.
    `matchable` is what subject terms and watches may look at: title, standfirst, text, captions of own pictures.
    `standfirst` is the summary under the headline; a page that shows it has it as first paragraph of `text` as well,
    so that whoever reads only the text misses nothing.
    `posts` are those of a live blog, in the page's order; `text` holds them too, each under a line with its time.
    """

    url: str
    canonical_url: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    text: str = ""
    status: PageStatus = "full"
    standfirst: str | None = None
    captions: tuple[str, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)
    candidates: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict)
    posts: tuple[Post, ...] = ()

    @property
    def body(self) -> str:
        """Standfirst, main text and captions of the article's own pictures, parted by blank lines, nothing twice."""
        lead = self.standfirst if self.standfirst and self.standfirst not in self.text else None
        return "\n\n".join(part for part in (lead, self.text, *self.captions) if part)

    @property
    def matchable(self) -> str:
        """Title and body: all that subject terms and watches look at."""
        return "\n\n".join(part for part in (self.title, self.body) if part)


@dataclass(frozen=True, slots=True)
class Document:
    """What the reading room gets: the text and what is known about where it comes from."""

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    source: str | None = None
    published: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """Where a place is: GeoNames id and feature (class and code, `P.PPL`), degrees WGS 84, English names."""

    lat: float | None = None
    lon: float | None = None
    admin1: str | None = None
    country: str | None = None
    geonameid: int | None = None
    feature: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names something. `start` and `end` are characters of the text (or title), end exclusive.

    `entity_id` is stable across documents; `why` says which rule linked it, `confidence` (0–1) how sure that is.
    """

    start: int
    end: int
    text: str
    label: str
    kind: EntityKind
    name: str
    entity_id: str
    wikidata: str | None = None
    place: PlaceRef | None = None
    why: str = ""
    confidence: float = 1.0
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Direct speech without its marks. `speaker_start/end` mark the source as written ("he" included)."""

    start: int
    end: int
    text: str
    speaker: str | None = None
    speaker_start: int | None = None
    speaker_end: int | None = None
    cue: str | None = None
    speaker_id: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; `start/end` are the trigger sentence; `place` and `actor` are entity names.

    `note` must be shown with it: a wrongful arrest says there that the person is cleared.
    """

    type: EventType
    start: int
    end: int
    place: str | None = None
    actor: str | None = None
    date: str | None = None
    primary: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Relevance:
    """How much a page is about the subject: `score` 0–1, and the words that decided."""

    score: float
    about: bool
    mentions: bool
    why: tuple[str, ...] = ()

    @property
    def verdict(self) -> Literal["kept", "mentions", "dropped"]:
        """Kept is about the subject; mentions names it in passing; dropped does neither."""
        return "kept" if self.about else "mentions" if self.mentions else "dropped"


@dataclass(frozen=True, slots=True)
class Annotation:
    """All that one reading of a document found. `title_mentions` have offsets in the title.

    `mentions` do not overlap; `places_within` stand inside some of them: `Detroit` in `Detroit Police Department`.
    """

    id: str
    mentions: tuple[Mention, ...] = ()
    title_mentions: tuple[Mention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    events: tuple[Event, ...] = ()
    relevance: Relevance = Relevance(0.0, False, False)
    language: str | None = None
    notes: tuple[str, ...] = ()
    places_within: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A source as the catalog states it. `discovery` is the spider kind: feed, sitemap, listing, api …"""

    id: str
    name: str
    kind: str
    homepage: str | None = None
    country: str | None = None
    region: str | None = None
    language: str | None = None
    feed: str | None = None
    sitemap: str | None = None
    listing: str | None = None
    api: str | None = None
    group: str = ""
    grade: str = "none"
    evidence: str = ""
    notes: str = ""
    verified: bool = False
    enabled: bool = False
    rules: Mapping[str, object] = field(default_factory=dict)

    @property
    def discovery(self) -> str | None:
        """How this source is read, in the order feed, sitemap, listing, api; None without an address.

        `addresses` (by `rules`) announces nothing: what the ledger has pending for it is fetched.
        """
        if "addresses" in self.rules:
            return "addresses"
        return next((kind for kind in ("feed", "sitemap", "listing", "api") if getattr(self, kind)), None)


@dataclass(frozen=True, slots=True)
class Drop:
    """A page that was not stored: `reason` is a short code, `words` are what it was judged by."""

    url: str
    reason: str
    source_id: str | None = None
    words: tuple[str, ...] = ()
    content_hash: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the bytes are kept: WARC file, offset in it, record id, SHA-256 of the payload, hash chain link."""

    warc_file: str
    offset: int
    record_id: str
    payload_sha256: str
    chain_sha256: str
