"""Fills an archive and says after each commit what is safe; the test kills it at any moment: kill_me.py PATH COUNT."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from storage.archive import Archive
from tests.storage.builders import NOW, SOURCES, article, read, save
from watchdesk.records import Drop

TEXTS = (
    "Springfield Police used Clearview AI in Detroit, {}.",
    'The council of Portland, Maine banned it. "No more", said Jane Sample on day {}.',
    "Acme Faces sold face matching to Springfield Police, item {}.",
)


def fill(path: str, count: int) -> None:
    with Archive.open(path) as archive:
        archive.put_sources(SOURCES)
        crawl = archive.begin_crawl(["herald"], NOW)
        for number in range(count):
            archive.discover(f"https://herald.test/{number}", "herald", crawl, NOW, title=f"Story {number}")
        for line in archive.pending_addresses("herald", NOW, limit=count):
            number = int(line.url.rpartition("/")[2])
            if number % 7 == 0:
                archive.record_drop(Drop(line.url, "navigation", "herald", ("face",)), crawl, NOW)
                continue
            save(archive, article(number, TEXTS[number % 3].format(number), published=f"2026-10-{number % 28 + 1:02d}"))
            print(line.url, flush=True)
        for document in archive.pending_documents("v1", limit=count):
            archive.save_annotation(read(int(document.id), article(0, document.text)), "v1", NOW)
        for row in list(archive.story_rows()):
            if row.story_id is None:  # what is pending is asked of the archive, so a killed run goes on where it was
                archive.assign_story(row.article_id, f"day {row.published}", None, NOW)
        archive.end_crawl(crawl, {}, "ok", NOW)


if __name__ == "__main__":
    fill(sys.argv[1], int(sys.argv[2]))
