"""Pending work, from storage to a room and back: reading, stories, watches. Any step can be killed and run again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from storage.archive import Archive
    from storage.rows import StoryRow
    from watchdesk.records import Annotation, Document

BATCH = 8


class Reads(Protocol):
    """What the reading room offers here."""

    def annotate(self, documents: Iterable[Document]) -> Iterator[Annotation]:
        """One annotation for each document, in order."""
        ...


@dataclass(slots=True)
class ReadingReport:
    """How much a pass did: articles read, mentions found, articles put into stories."""

    articles: int = 0
    mentions: int = 0
    quotes: int = 0
    events: int = 0
    placed: int = 0
    notes: dict[str, int] = field(default_factory=dict)


Progress = Callable[[int], None]


def _now() -> datetime:
    return datetime.now(UTC)


def _quiet(_count: int) -> None:
    """No progress shown."""


def read_pending(archive: Archive, reader: Reads, version: str, *, progress: Progress = _quiet) -> ReadingReport:
    """Annotate every article whose current version `version` has not read; each is stored as soon as it is done."""
    report = ReadingReport()
    while documents := archive.pending_documents(version, limit=BATCH):
        for annotation in reader.annotate(documents):
            archive.save_annotation(annotation, version, _now())
            _count(report, annotation)
            progress(1)
    return report


def place_in_stories(archive: Archive, *, progress: Progress = _quiet) -> int:
    """Put every annotated article that has no story into one; returns how many.

    Articles go in by date and address, not by the order of the crawl, so that a crawl that was cut short and
    finished later groups them as an undisturbed one does.
    """
    from nlp.stories import StoryIndex

    rows = list(archive.story_rows())
    waiting = sorted((row for row in rows if row.story_id is None), key=_story_order)
    if not waiting:
        return 0
    index = StoryIndex()
    for row in rows:
        if row.story_id is not None:
            _remember(index, row)
    for row in waiting:
        assignment = index.add(
            row.article_id, _signature(row), published=row.published, entity_ids=frozenset(row.entity_ids)
        )
        archive.assign_story(row.article_id, assignment.story_id, assignment.near_duplicate_of, _now())
        progress(1)
    return len(waiting)


def in_batches(items: Iterable[Document], size: int = BATCH) -> Iterator[list[Document]]:
    """Lists of at most `size`, in order."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _count(report: ReadingReport, annotation: Annotation) -> None:
    report.articles += 1
    report.mentions += len(annotation.mentions)
    report.quotes += len(annotation.quotes)
    report.events += len(annotation.events)
    for note in annotation.notes:
        report.notes[note] = report.notes.get(note, 0) + 1


def _story_order(row: StoryRow) -> tuple[str, str, str]:
    return row.published or "9999", row.title or "", row.text
