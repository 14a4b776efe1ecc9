"""A small archive of our own texts, saved through the archive's own methods, for the tests of desk and digest.

The events are public record (Robert Williams was wrongly arrested by Detroit police in January 2020; the settlement is
of 28 June 2024). Outlets and spokespeople are invented.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.archive import Archive
from watchdesk.config import Config
from watchdesk.records import Annotation, Article, Event, Evidence, Mention, PlaceRef, Quote, Relevance, Source

NOW = datetime(2026, 11, 24, 11, 40, tzinfo=UTC)
ABOUT = Relevance(0.92, True, True, ("facial recognition", "police"))
SOURCES = (
    Source("sample-post", "The Sample Post", "national", country="US"),
    Source("sample-wire", "Sample Wire", "wire", country="US"),
    Source("lakeside-courier", "Lakeside Courier", "local", country="US"),
    Source("civic-liberty", "Civic Liberty Sample", "advocacy", country="US"),
)
DETROIT = PlaceRef(42.331, -83.046, "Michigan", "United States", 4990729, "P.PPLA2")
ROLES = {"mara-lindqvist": "spokesperson, Civic Liberty Sample"}
Names = dict[str, tuple[str, str, str, PlaceRef | None]]
NAMES: Names = {
    "Robert Williams": ("robert-williams", "person", "Robert Julian-Borchak Williams", None),
    "Detroit Police Department": ("detroit-police-department", "agency", "Detroit Police Department", None),
    "Detroit": ("geonames:4990729", "place", "Detroit", DETROIT),
    "Clearview AI": ("clearview-ai", "company", "Clearview AI", None),
    "Clearview": ("clearview-ai", "company", "Clearview AI", None),
    "Mara Lindqvist": ("mara-lindqvist", "person", "Mara Lindqvist", None),
}  # fmt: skip

SETTLEMENT = """The city of Detroit settled a lawsuit by Robert Williams, who was arrested in January 2020 after \
facial recognition software wrongly matched his driving licence photo to a picture of a shoplifter.

Under the settlement of 28 June 2024 the Detroit Police Department may no longer arrest anyone on the result of facial \
recognition alone.

"No photo search should ever stand in for police work," said Mara Lindqvist, a spokesperson of the Civic Liberty Sample.

The department also has to review its facial recognition cases since 2017."""
VENDOR = """Clearview AI may not sell its database of faces to most private companies in the United States, under a \
settlement filed in May 2022.

Clearview agreed to the limits on its facial recognition service without admitting fault."""
COUNCIL = """The council of Sampleton put off its vote on live facial recognition at the stations.

A date was not given."""


@dataclass
class Seeded:
    """What the tests know of the archive."""

    path: Path
    config: Config
    ids: dict[str, int] = field(default_factory=dict)


def config_for(folder: Path, **changes: object) -> Config:
    """A configuration whose archive lies in `folder`."""
    values: dict[str, object] = {
        "contact": "desk@example.org", "time_zone": "America/Detroit", "storage": {"path": "archive.db"},
        "watches": [
            {"id": "detroit", "query": 'place:"Detroit"', "label": "Detroit"},
            {"id": "clearview", "query": 'company:"Clearview AI"', "label": "Clearview AI in all its names"},
        ],
        **changes,
    }  # fmt: skip
    return Config.model_validate(values).model_copy(update={"file": folder / "config.yaml"})


def annotation(article_id: int, title: str, text: str, events: Sequence[Event], names: Names) -> Annotation:
    """A reading made by hand: every name of `names` where it stands, longest first, and quotations by their marks."""
    quotes = []
    at = text.find('"')
    if at >= 0:
        end = text.index('"', at + 1)
        who = text.index("Mara Lindqvist")
        quotes = [Quote(at + 1, end, text[at + 1 : end], "Mara Lindqvist", who, who + 14, "said", "mara-lindqvist")]
    return Annotation(
        str(article_id),
        tuple(_mentions(text, names)),
        tuple(_mentions(title, names)),
        tuple(quotes),
        tuple(events),
        ABOUT,
        "en",
    )


def _mentions(text: str, names: Names) -> list[Mention]:
    taken: list[Mention] = []
    for name in sorted(names, key=len, reverse=True):
        entity_id, kind, proper, place = names[name]
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            if not any(other.start < end and start < other.end for other in taken):
                found = Mention(start, end, name, "ORG", kind, proper, entity_id, None, place, "gazetteer", 0.95)  # type: ignore[arg-type]
                taken.append(replace(found, role=ROLES.get(entity_id)))
            start = text.find(name, end)
    return sorted(taken, key=lambda mention: mention.start)


def save(
    archive: Archive, source: str, slug: str, title: str, text: str, *, at: datetime = NOW - timedelta(hours=3),
    published: str | None = "2026-11-23", story: str | None = None, copy_of: int | None = None, status: str = "full",
    events: Sequence[Event] = (), names: Names | None = None,
) -> int:  # fmt: skip
    """Save one article as a crawl would, read it, and put it into a story; returns its id."""
    url = f"https://{source}.test/{slug}"
    article = Article(
        url=url, canonical_url=url, title=title, authors=("A. Sample",), published=published, language="en", text=text,
        status=status, provenance={"title": "jsonld.headline", "published": "meta.article:published_time"},  # type: ignore[arg-type]
    )  # fmt: skip
    page = hashlib.sha256((title + text).encode()).hexdigest()
    evidence = Evidence("2026-11-24.warc.gz", 512, f"<urn:uuid:{page[:8]}>", page, page)
    saved = archive.save(
        article, ABOUT, source_id=source, crawl_id=None, fetched_at=at, content_sha256=page, evidence=evidence
    )
    archive.save_annotation(
        annotation(saved.article_id, title, text, events, NAMES if names is None else names), "1", at
    )
    if story:
        archive.assign_story(saved.article_id, story, copy_of, at)
    return saved.article_id


def crawl(archive: Archive, ended_at: datetime, outcome: str = "ok", notes: Sequence[Sequence[str]] = ()) -> None:
    """One finished round."""
    crawl_id = archive.begin_crawl([source.id for source in SOURCES], ended_at - timedelta(minutes=4))
    archive.end_crawl(crawl_id, {"notes": [list(note) for note in notes]}, outcome, ended_at)


def event(kind: str, text: str, sentence_with: str, **changes: object) -> Event:
    """An event whose trigger sentence is the one that holds the words."""
    at = text.index(sentence_with)
    start = max(end for end in (0, *(at_end.end() for at_end in re.finditer(r"[.]\s+|\n+", text[:at]))))
    end = text.find(".", at) + 1
    return Event(kind, start, end, **changes)  # type: ignore[arg-type]


def fill(archive: Archive) -> dict[str, int]:
    """Two stories and a single article; one is a wire copy, one was changed by its outlet."""
    archive.put_sources(SOURCES)
    crawl(archive, NOW - timedelta(minutes=9))
    ids = {}
    settled = event(
        "settlement",
        SETTLEMENT,
        "Under the settlement",
        place="Detroit",
        actor="Robert Williams",
        date="2024-06-28",
        primary=True,
    )
    arrest = event(
        "wrongful_arrest",
        SETTLEMENT,
        "arrested in January",
        place="Detroit",
        actor="Detroit Police Department",
        date="2020-01",
    )
    title = "Detroit settles with Robert Williams over a wrong face match"
    ids["wire"] = save(archive, "sample-wire", "settled", title, SETTLEMENT, story="s1", events=(settled, arrest))
    ids["copy"] = save(
        archive, "lakeside-courier", "settled", title, SETTLEMENT + "\n\n(Sample Wire)", story="s1", copy_of=ids["wire"]
    )
    ids["post"] = save(
        archive,
        "sample-post",
        "detroit",
        "What the Detroit settlement changes",
        SETTLEMENT.replace("also has to", "must"),
        story="s1",
    )
    ids["vendor"] = save(
        archive,
        "sample-post",
        "clearview",
        "Clearview AI settles over its face database",
        VENDOR,
        published=None,
        story="s2",
    )
    save(
        archive,
        "sample-post",
        "clearview",
        "Clearview AI settles suit over its face database",
        VENDOR,
        published=None,
        at=NOW - timedelta(hours=1),
    )
    ids["council"] = save(
        archive, "lakeside-courier", "vote", "Vote on live face scans put off", COUNCIL, status="partial"
    )
    return ids


def seeded(folder: Path) -> Seeded:
    """A filled archive in `folder`, with the watches of the configuration put before and matched after."""
    from notify.match import match_watches, put_configured

    config = config_for(folder)
    with Archive.open(config.archive_path) as archive:
        put_configured(archive, config, NOW - timedelta(days=1))
        ids = fill(archive)
        match_watches(archive, NOW - timedelta(minutes=5))
    return Seeded(config.archive_path, config, ids)
