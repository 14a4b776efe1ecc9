"""Import: WARC, saved pages and JSON lines by the same road, twice without change, replay to the identical article."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cycle_process import configuration

from crawler.evidence import EvidenceWriter
from crawler.imports import import_files
from crawler.intake import take_page
from crawler.warc_pages import warc_pages
from storage.archive import Archive
from watchdesk.config import Config
from watchdesk.errors import BadInput
from watchdesk.records import Page

NOW = datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)


def html(number: int, words: str = "facial recognition by police was banned after a lawsuit") -> bytes:
    body = f"<p>The council of town {number} said on Monday that {words}, and residents came to the hearing.</p>" * 6
    head = f'<title>Town {number} votes</title><link rel="canonical" href="https://news.test/story-of-town-{number}">'
    return (
        f"<html lang=en><head>{head}</head><body><article><h1>Town {number} votes</h1>{body}</article></body>".encode()
    )


def config_in(folder: Path) -> Config:
    folder.mkdir(parents=True, exist_ok=True)
    return Config.load(configuration(folder))


def warc(folder: Path, pages: list[Page]) -> Path:
    with EvidenceWriter(folder) as writer:
        names = [writer.write(page).warc_file for page in pages]
    return folder / names[0]


def pages(count: int = 4) -> list[Page]:
    found = [
        Page(f"https://news.test/story-of-town-{n}", html(n), NOW, headers=(("Content-Type", "text/html"),))
        for n in range(count)
    ]
    dull = Page(
        "https://news.test/roads",
        html(9, "the budget for roads was passed"),
        NOW,
        headers=(("Content-Type", "text/html"),),
    )
    image = Page("https://news.test/x.png", b"\x89PNG", NOW, headers=(("Content-Type", "image/png"),))
    gone = Page("https://news.test/gone", b"no", NOW, status=404, headers=(("Content-Type", "text/html"),))
    return [*found, dull, image, gone]


def test_a_warc_gives_its_articles_and_says_what_it_passed_over(tmp_path):
    file = warc(tmp_path / "from", pages())
    report = import_files(config_in(tmp_path / "to"), [file])
    assert report.kept == 4
    assert report.passed_over == {"off_subject": 1, "content_type": 1, "http_404": 1}
    with Archive.open(tmp_path / "to" / "archive.db") as archive:
        assert archive.ledger().stored == 4
        assert archive.ledger().dropped == {"off_subject": 1}
        [_, dropped] = archive.why("https://news.test/roads")
        assert dropped.outcome == "dropped"
        assert dropped.reason.startswith(f"off_subject: {file.name}, byte ")
        assert archive.verify() == []
        [[seen]] = archive.run("SELECT DISTINCT fetched_at FROM version")
        assert seen.startswith("2021-03-04T05:06:07")


def test_importing_again_changes_nothing(tmp_path):
    file = warc(tmp_path / "from", pages())
    config = config_in(tmp_path / "to")
    import_files(config, [file])
    with Archive.open(config.archive_path) as archive:
        before = archive.snapshot()
    again = import_files(config, [file])
    assert again.kept == 0
    assert again.taken == {"unchanged": 4}
    with Archive.open(config.archive_path) as archive:
        assert archive.snapshot() == before


def test_a_record_without_the_subject_says_nothing_of_an_address_that_is_known(tmp_path):
    config = config_in(tmp_path)
    with Archive.open(config.archive_path) as archive:
        archive.discover("https://news.test/roads", None, None, NOW)
    import_files(config, [warc(tmp_path / "from", pages())])
    with Archive.open(config.archive_path) as archive:
        assert archive.ledger().pending == 1
        assert archive.ledger().balanced


def test_replay_gives_the_identical_article(tmp_path):
    config = config_in(tmp_path / "live")
    with Archive.open(config.archive_path) as archive, EvidenceWriter(config.evidence_folder) as evidence:
        for page in pages():
            take_page(page, archive, config, evidence=evidence)
        lived = archive.snapshot()["articles"]
    replayed = config_in(tmp_path / "replayed")
    import_files(replayed, sorted(config.evidence_folder.glob("*.warc.gz")))
    with Archive.open(replayed.archive_path) as archive:
        found = archive.snapshot()["articles"]
    assert [{**row, "source": None} for row in found] == [{**row, "source": None} for row in lived]


def test_saved_pages_and_json_lines(tmp_path):
    saved = tmp_path / "page.html"
    saved.write_bytes(html(1))
    packed = tmp_path / "second.html.gz"
    packed.write_bytes(gzip.compress(html(2)))
    lines = tmp_path / "pages.jsonl"
    rows = [
        {"path": packed.name, "url": "https://news.test/story-of-town-2"},
        {"path": "missing.html", "url": "https://a.test/"},
    ]
    lines.write_text("\n".join(map(json.dumps, rows)) + "\nnot json\n", encoding="utf-8")
    nameless = tmp_path / "nameless.html"
    nameless.write_bytes(b"<p>facial recognition</p>")
    report = import_files(config_in(tmp_path / "to"), [saved, lines, nameless])
    assert report.kept == 2
    assert report.passed_over == {"bad_line": 2, "no_address": 1}


@pytest.mark.parametrize("name", ["page.docx", "missing.warc.gz"])
def test_a_file_that_cannot_be_taken_is_one_line_and_nothing_is_taken(tmp_path, name):
    (tmp_path / "page.docx").write_bytes(b"x")
    good = tmp_path / "page.html"
    good.write_bytes(html(1))
    config = config_in(tmp_path / "to")
    with pytest.raises(BadInput) as caught:
        import_files(config, [good, tmp_path / name])
    assert "\n" not in str(caught.value)
    assert not config.archive_path.exists()


@pytest.mark.parametrize("cut", [50, 700, 1500])
def test_a_damaged_warc_gives_what_stands_before_the_damage(tmp_path, cut):
    file = warc(tmp_path / "from", pages())
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) - cut])
    from collections import Counter

    assert len(list(warc_pages(file, None, Counter()))) >= 3


def test_no_bytes_at_all_and_no_warc(tmp_path):
    from collections import Counter

    for number, body in enumerate((b"", b"not a warc", b"\x1f\x8b\x08\x00garbage")):
        file = tmp_path / f"{number}.warc.gz"
        file.write_bytes(body)
        assert list(warc_pages(file, None, Counter())) == []
