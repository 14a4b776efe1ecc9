"""What a reading says of itself is stored with the article, and goes with that reading."""

from __future__ import annotations

from dataclasses import replace

from storage.archive import Archive
from storage.pages import article_page
from tests.storage.builders import NOW, article, read, save

ALONE = "no model for 'fr': known names alone"


def remarks(archive: Archive, number: int) -> list[str]:
    return [note.text for note in archive.notes(number)]


def test_a_remark_of_the_reading_stands_among_the_notes_until_another_reading(archive: Archive) -> None:
    item = article(1, "Clearview a vendu le logiciel.", language="fr")
    number = save(archive, item, source=None).article_id
    archive.add_note(number, "note", "call them", "me", NOW)
    reading = read(number, item)
    for _ in range(2):  # read twice, told once
        archive.save_annotation(replace(reading, notes=(ALONE,)), "v1", NOW)
        assert remarks(archive, number) == ["call them", ALONE]
    page = article_page(archive, number)
    assert page is not None
    assert [(note.text, note.author) for note in page.notes][-1] == (ALONE, "watchdesk annotate")
    archive.save_annotation(replace(reading, notes=("read with fr_core_news_sm",)), "v2", NOW)
    assert remarks(archive, number) == ["call them", "read with fr_core_news_sm"]
    archive.save_annotation(reading, "v3", NOW)
    assert remarks(archive, number) == ["call them"]
