"""Small articles and readings for the archive's tests; all outlets and people are made up for the purpose."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

from storage.archive import Archive
from storage.rows import Saved
from watchdesk.records import Annotation, Article, EntityKind, Event, Mention, PlaceRef, Quote, Relevance, Source

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ABOUT = Relevance(0.9, True, True, ("facial recognition",))
PASSING = Relevance(0.3, False, True, ("facial recognition",))
SOURCES = [
    Source("herald", "Sample Herald", "local", homepage="https://www.herald.test/", country="US"),
    Source("rights", "Sample Rights Watch", "advocacy", homepage="https://rights.test/", country="GB"),
]
NAMES: dict[str, tuple[str, str, EntityKind, PlaceRef | None]] = {
    "Clearview AI": ("co:clearview", "Clearview AI", "company", None),
    "Clearview": ("co:clearview", "Clearview AI", "company", None),
    "Acme Faces": ("co:acme", "Acme Faces", "company", None),
    "Springfield Police": ("ag:springfield", "Springfield Police", "agency", None),
    "Jane Sample": ("pe:sample", "Jane Sample", "person", None),
    "Portland": ("geo:or", "Portland", "place", PlaceRef(45.5, -122.7, "Oregon", "United States", 1, "P.PPL")),
    "Portland, Maine": ("geo:me", "Portland", "place", PlaceRef(43.7, -70.3, "Maine", "United States", 2, "P.PPL")),
    "Detroit": ("geo:dt", "Detroit", "place", PlaceRef(42.3, -83.0, "Michigan", "United States", 3, "P.PPL")),
}


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def article(number: int = 1, text: str = "The police used facial recognition.", **fields: object) -> Article:
    url = str(fields.pop("url", f"https://herald.test/{number}"))
    values = {"title": f"Story {number}", "published": "2026-11-20T08:00:00+00:00", "language": "en"} | fields
    return Article(url=url, canonical_url=url, text=text, provenance={"title": "h1"}, **values)  # type: ignore[arg-type]


def save(
    archive: Archive, item: Article, source: str | None = "herald", now: datetime = NOW, about: Relevance = ABOUT
) -> Saved:
    return archive.save(
        item, about, source_id=source, crawl_id=None, fetched_at=now, content_sha256=sha(item.text + str(item.title))
    )


def read(article_id: int, item: Article, *events: Event) -> Annotation:
    """The reading of an article: the names of NAMES, longest first, and quotes in double quotation marks."""
    pattern = re.compile("|".join(sorted(map(re.escape, NAMES), key=len, reverse=True)))
    mentions = []
    for found in pattern.finditer(item.text):
        key, name, kind, place = NAMES[found[0]]
        mentions.append(Mention(found.start(), found.end(), found[0], "X", kind, name, key, place=place, why="list"))
    quotes = tuple(
        Quote(found.start(1), found.end(1), found[1], "Jane Sample", cue="said", speaker_id="pe:sample")
        for found in re.finditer('"([^"]+)"', item.text)
    )
    return Annotation(str(article_id), tuple(mentions), (), quotes, events, ABOUT, item.language)


def keep(archive: Archive, item: Article, *events: Event, source: str = "herald", version: str = "v1") -> int:
    """Save and read an article in one go; returns its id."""
    with archive.batch():
        article_id = save(archive, item, source).article_id
        archive.save_annotation(read(article_id, item, *events), version, NOW)
    return article_id


def fill_some(archive: Archive) -> None:
    """Enough of everything that each writing method has something to change."""
    archive.put_sources(SOURCES)
    archive.begin_crawl(["herald"], NOW)
    archive.put_watch("w", "me", "police", "p", now=NOW)
    for number in range(1, 6):
        keep(archive, article(number, f"Acme Faces and Clearview sold it to the police, {number}."))
        archive.assign_story(number, "ab"[number == 5], None, NOW)
    archive.split_story([1], author="me", now=NOW)
    archive.enqueue("digest", "a@b.test", "first", channel="file", subject="s", body=b"", now=NOW)
    archive.add_note(1, "note", "a note", "me", NOW)
    archive.rename_entity("co:clearview", "Clearview", author="me", now=NOW)
