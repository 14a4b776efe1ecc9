"""Saves an archive of the present schema, filled by the present code: `python -m tests.storage.released`.

Run it once before a new migration is written. Each schema that was ever given to anybody stays here as a real file,
`<its last migration>.db.gz`, and a test opens every one of them with the code of today.
"""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

from storage.archive import Archive
from storage.identity import KNOWN
from storage.polls import ProbeRow
from tests.storage.builders import ABOUT, NOW, SOURCES, article, keep, read, save, sha
from watchdesk.records import Drop, Event, Evidence, Post

HERE = Path(__file__).parent


def fill(archive: Archive) -> None:
    """Something in every table: versions, readings, stories, notes, merges, watches, letters, drops."""
    archive.put_sources(SOURCES)
    crawl = archive.begin_crawl(["herald"], NOW)
    archive.record_drop(Drop("https://herald.test/bio", "biography", "herald", ("face",)), crawl, NOW)
    archive.record_failure("https://herald.test/slow", "timeout", crawl, NOW)
    archive.record_poll("herald", crawl, NOW, "new", announced=3, new=1)
    archive.plan_poll("herald", NOW)
    archive.put_rhythm("herald", [0.5] * 168, 40.0, None, ("title",), NOW)
    archive.put_rest("slow.test", NOW)
    archive.put_probe(ProbeRow("herald", "feed", NOW, "keep", "it answers", None, {"items": 3}))
    archive.put_fetch_state("https://herald.test/feed", "e1", None, None, NOW)
    archive.put_watch("w", "me", "company:clearview", "Clearview", now=NOW)
    text = 'Springfield Police arrested Jane Sample in Detroit on a match of Clearview AI. "It was wrong", she said.'
    for number in range(1, 9):
        event = Event("wrongful_arrest", 0, 40, "Detroit", "Springfield Police", "2026-10", True, "She is cleared.")
        keep(archive, article(number, f"{text} {number}", published=f"2026-10-{number:02d}"), event)
        archive.assign_story(number, f"s{number % 3}", 3 if number == 6 else None, NOW)
    save(archive, article(2, f"{text} Twenty more were held, it was said later, in other towns. 2"))
    archive.save_annotation(read(2, article(2, f"{text} Twenty more were held, it was said later.")), "v1", NOW)
    blog = Post("18:15", "Acme Faces in Portland, Maine.")
    proof = Evidence("2026.warc.gz", 5, "urn:uuid:1", "aa", "bb")
    archive.save(article(20, blog.text, posts=(blog,)), ABOUT, source_id="rights", crawl_id=crawl,
                 fetched_at=NOW, content_sha256=sha("20"), evidence=proof)  # fmt: skip
    archive.add_note(1, "tag", "case", "me", NOW)
    archive.save_annotation(read(9, article(20, "Acme Faces in Portland, Maine.")), "v1", NOW)
    archive.merge_entities("co:acme", "co:clearview", author="me", now=NOW)
    archive.enqueue("digest", "a@b.test", "first", channel="file", subject="s", body=b"b", now=NOW)
    archive.end_crawl(crawl, {}, "ok", NOW)


def make(target: Path) -> Path:
    """An archive of today's schema as a packed file beside this one, or in `target`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        with Archive.open(path) as archive:
            fill(archive)
            archive.run("VACUUM")
            archive.run("PRAGMA journal_mode = DELETE")
        packed = target / f"{KNOWN[-1]}.db.gz"
        packed.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    return packed


if __name__ == "__main__":
    print(make(HERE))
