"""Pending work, from storage to a room and back: reading, stories, watches. Any step can be killed and run again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from watchdesk.rereading import Changes

if TYPE_CHECKING:
    from nlp.pipeline import Reader
    from storage.archive import Archive
    from storage.rows import StoryRow
    from watchdesk.config import Config
    from watchdesk.records import Annotation

Progress = Callable[[int], None]


@dataclass(slots=True)
class ReadingReport:
    """What a pass did: articles read, what was found in them, articles put into stories, new hits of each watch."""

    articles: int = 0
    mentions: int = 0
    quotes: int = 0
    events: int = 0
    placed: int = 0
    alerts: int = 0
    notes: dict[str, int] = field(default_factory=dict)
    hits: dict[str, int] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    changes: Changes | None = None

    def add(self, annotation: Annotation) -> None:
        """Count one article."""
        self.articles += 1
        self.mentions += len(annotation.mentions)
        self.quotes += len(annotation.quotes)
        self.events += len(annotation.events)
        for note in annotation.notes:
            self.notes[note] = self.notes.get(note, 0) + 1

    def as_dict(self) -> dict[str, object]:
        """The figures as JSON has them."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    def __str__(self) -> str:
        found = f"{self.mentions} mentions, {self.quotes} quotations, {self.events} events"
        lines = [f"{self.articles} articles read: {found}; {self.placed} put into stories"]
        lines += [f"  note: {note} ({count})" for note, count in sorted(self.notes.items())]
        lines += [f"  watch {name}: {count} new" for name, count in self.hits.items() if name not in self.faults]
        lines += [f"  watch {name} could not be matched: {fault}" for name, fault in self.faults.items()]
        lines += self.changes.lines() if self.changes else []
        if self.alerts:
            lines.append(f"  {self.alerts} alerts queued; `watchdesk send` sends them")
        return "\n".join(lines)


def _now() -> datetime:
    return datetime.now(UTC)


def _quiet(_count: int) -> None:
    """No progress shown."""


def read_archive(
    archive: Archive, config: Config, load: Callable[[], Reader], *, progress: Progress = _quiet, again: bool = False
) -> ReadingReport:
    """All that is pending after a crawl: annotate, place in stories, match the watches.

    `again`: every article, whatever was read of it, and the report says what that changed.
    """
    from notify.match import put_configured

    report = ReadingReport(changes=_begun(archive) if again else None)
    put_configured(archive, config, _now())  # first: a new watch looks at what is read from then on
    read_pending(archive, load, report, progress=progress)
    report.placed = place_in_stories(archive)
    match(archive, config, report)
    return report


def _begun(archive: Archive) -> Changes:
    from storage.rereading import begin_rereading

    _, before = begin_rereading(archive)
    return Changes(before=before)


def read_pending(
    archive: Archive, load: Callable[[], Reader], report: ReadingReport, *, progress: Progress = _quiet
) -> None:
    """Annotate every article whose current version was not yet read.

    Articles that are read together are stored together, in one transaction; the model is only loaded where something
    waits.
    """
    from nlp.pipeline import TOGETHER, VERSION

    reader: Reader | None = None
    while documents := archive.pending_documents(VERSION, limit=TOGETHER):
        reader = reader or load()
        annotations = []
        for annotation in reader.annotate(documents):
            annotations.append(annotation)
            progress(1)
        with archive.batch():
            for annotation in annotations:
                _keep(archive, annotation, VERSION, report.changes)
                report.add(annotation)


def _keep(archive: Archive, annotation: Annotation, version: str, changes: Changes | None) -> None:
    """Store an annotation; where changes are wanted, count what it changed."""
    from storage.rereading import stored_reading

    if changes is None:
        archive.save_annotation(annotation, version, _now())
        return
    number = int(annotation.id)
    before = stored_reading(archive, number)
    archive.save_annotation(annotation, version, _now())
    changes.add(before, stored_reading(archive, number), about=annotation.relevance.about)


def place_in_stories(archive: Archive) -> int:
    """Put every annotated article that has no story into one; returns how many.

    Articles go in by date and title, not by the order of the crawl, so that a crawl that was cut short and finished
    later groups them as an undisturbed one does.
    """
    from nlp.stories import Signature, StoryIndex

    rows = list(archive.story_rows())
    waiting = sorted((row for row in rows if row.story_id is None), key=_story_order)
    if not waiting:
        return 0
    index = StoryIndex.rebuilt(row for row in rows if row.story_id is not None)
    for row in waiting:
        placed = index.add(row.article_id, Signature.of(row.title, row.text), row.published, row.entity_ids)
        archive.assign_story(row.article_id, placed.story_id, placed.near_duplicate_of, _now())
    return len(waiting)


def regroup_stories(archive: Archive) -> int:
    """Group all articles anew, those aside that a person placed; returns how many changed their story."""
    from nlp.stories import regrouped

    rows = sorted(archive.story_rows(), key=_story_order)
    stories = regrouped(rows, pinned=[row.article_id for row in rows if row.pinned])
    moved = [row for row in rows if stories[row.article_id] != row.story_id]
    with archive.batch():
        for row in moved:
            archive.assign_story(row.article_id, stories[row.article_id], row.near_duplicate_of, _now())
    return len(moved)


def match(archive: Archive, config: Config, report: ReadingReport) -> None:
    """Match every watch against what is new to it, then queue alerts; one that cannot be matched is told and stays."""
    from notify.match import match_watches
    from notify.outbox import queue_alerts

    for matched in match_watches(archive, _now()):
        report.hits[matched.watch_id] = matched.hits
        if matched.fault:
            report.faults[matched.watch_id] = matched.fault
    report.alerts = len(queue_alerts(archive, config, _now()))


def _story_order(row: StoryRow) -> tuple[str, str, str]:
    return row.published or "9999", row.title or "", row.text
