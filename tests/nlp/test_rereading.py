"""`annotate --all`: broken off and gone on with, and what it tells of its changes; a real archive, a real reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from nlp.pipeline import VERSION, Reader, load
from nlp.subject import judge
from storage.archive import Archive
from storage.rereading import begin_rereading
from tests.storage.builders import article, save
from watchdesk.journey import ReadingReport, read_pending
from watchdesk.records import Annotation, Document
from watchdesk.rereading import Changes

TITLE = "City council bans facial recognition by police"
TEXTS = (
    "The council of Portland, Maine, banned facial recognition. Quillbrook Analytics objected.",
    "Police in Detroit use facial recognition by Quillbrook Analytics, the mayor said.",
    '"We will sue," said Jane Sample of the ACLU after the vote in Boston.',
)


class Interrupted(BaseException):
    """What a kill looks like from inside."""


class BrokenOff(Reader):
    """A reader that stops after so many documents."""

    def __init__(self, reader: Reader, after: int) -> None:
        self._reader, self._left = reader, after

    def annotate(self, documents: Iterable[Document]) -> Iterator[Annotation]:
        for annotation in self._reader.annotate(documents):
            if not self._left:
                raise Interrupted
            self._left -= 1
            yield annotation


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load()


@pytest.fixture
def archive(tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    monkeypatch.setattr("nlp.pipeline.TOGETHER", 1)
    with Archive.open(tmp_path / "archive.db") as opened:
        for number, text in enumerate(TEXTS):
            save(opened, article(number, text, title=TITLE), source=None, about=judge(TITLE, text, "en"))
        read_pending(opened, lambda: reader, ReadingReport())
        yield opened


def again(archive: Archive, reader: Reader) -> Changes:
    _, before = begin_rereading(archive)
    report = ReadingReport(changes=Changes(before=before))
    read_pending(archive, lambda: reader, report)
    assert report.changes is not None
    return report.changes


def test_the_same_reading_changes_nothing(archive: Archive, reader: Reader) -> None:
    before = archive.snapshot()
    changes = again(archive, reader)
    assert (changes.articles, changes.changed_articles, changes.before) == (3, 0, 0)
    assert archive.snapshot() == before
    assert {row["nlp_version"] for row in before["articles"]} == {VERSION}


def test_a_reading_that_was_broken_off_goes_on_where_it_was(archive: Archive, reader: Reader) -> None:
    before = archive.snapshot()
    with pytest.raises(Interrupted):
        again(archive, BrokenOff(reader, after=1))
    changes = again(archive, reader)
    assert (changes.articles, changes.before) == (2, 1)
    assert "1 more were read again" in "\n".join(changes.lines())
    assert archive.snapshot() == before
    assert begin_rereading(archive) == (3, 0)


def test_what_a_newsrooms_gazetteer_changed_is_told(archive: Archive, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "- {id: own:qa, kind: advocacy_group, name: Quillbrook Analytics Sample Trust,"
        " aliases: [Quillbrook Analytics]}\n"
    )
    changes = again(archive, load(extra_gazetteer=own))
    assert changes.changed_articles == 2
    assert changes.entities.changed + changes.entities.gained == 2
    assert changes.places.examples == changes.quotes.examples == []
    assert any("Quillbrook Analytics Sample Trust" in example for example in changes.entities.examples)
    assert ReadingReport(changes=changes).as_dict()["changes"] == changes.as_dict()


def test_a_changed_verdict_is_told(archive: Archive, reader: Reader) -> None:
    archive.change("UPDATE article SET about = 0 WHERE id = 1")
    changes = again(archive, reader)
    assert (changes.relevance.gained, changes.changed_articles) == (1, 1)
