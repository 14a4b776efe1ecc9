"""PDFs: page anchors, title, date; what cannot be read is said, and no file is read for ever."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime

import pytest

from crawler.extract import extract, pdf
from sample.agenda import scanned_pdf, text_pdf
from watchdesk.records import Article, Page

NOW = datetime(2026, 11, 24, tzinfo=UTC)
LINE = "The council discussed item {n} of the agenda, the use of face matching by the police, and put it off to autumn."


def read(body: bytes, **more: object) -> Article:
    return extract(Page("https://city.test/minutes.pdf", body, NOW, **more))  # type: ignore[arg-type]


def minutes(paragraphs: int, title: str = "Minutes of the City Council") -> bytes:
    return text_pdf(title, [LINE.format(n=n) for n in range(paragraphs)], created="D:20240305120000-05'00'")


def test_each_page_has_its_anchor_and_its_own_text():
    found = read(minutes(800))
    parts = found.text.split("\n\n")
    anchors = [part for part in parts if part.startswith("p. ")]
    assert anchors == [f"p. {n}" for n in range(1, len(anchors) + 1)] and len(anchors) >= 47
    page = parts[parts.index("p. 47") + 1 : parts.index("p. 48")]
    numbers = [int(word) for part in page for word in part.split() if word.isdigit()]
    assert numbers == list(range(numbers[0], numbers[0] + len(page))), "the anchor stands where the page begins"
    assert found.text.count("discussed item") == 800
    assert (found.status, found.title) == ("full", "Minutes of the City Council")


def test_title_and_date_say_where_they_come_from():
    found = read(minutes(3))
    assert (found.published, found.provenance["published"]) == ("2024-03-05T12:00:00-05:00", "pdf.created")
    assert found.provenance["title"] == "pdf.title" and found.language == "en"
    dated = read(minutes(3, "Minutes of the meeting of April 9, 2024"))
    assert (dated.published, dated.provenance["published"]) == ("2024-04-09", "pdf.first-page")


def test_a_title_that_is_a_file_name_gives_way_to_the_first_line():
    named = text_pdf("City Council of Sampleville", [LINE.format(n=1)])
    found = read(named.replace(b"/Title (City Council of Sampleville)", b"/Title (minutes-of-the-council.docx)"))
    assert (found.title, found.provenance["title"]) == ("City Council of Sampleville", "pdf.first-line")


def test_a_scan_is_marked():
    found = read(scanned_pdf("Minutes"))
    assert (found.status, found.text) == ("needs_ocr", "")


def test_a_file_that_breaks_off_is_never_full():
    whole = minutes(200)
    assert read(whole).status == "full"
    assert {read(whole[: len(whole) * part // 10]).status for part in range(1, 10)} <= {"partial", "needs_ocr"}


@pytest.mark.parametrize(
    "body", [b"%PDF-1.7\n%%EOF", b"%PDF-1.7\n" + b"\xff" * 5000 + b"startxref\n0\n%%EOF\n", b"%PDF-"]
)
def test_what_cannot_be_opened_is_marked(body: bytes):
    found = read(body)
    assert (found.status, found.provenance["text"]) == ("needs_ocr", "pdf.unreadable")


def drawn(content: bytes) -> bytes:
    """A PDF whose only page draws `content`."""
    packed = zlib.compress(content, 9)
    page = text_pdf("A page", ["x"])
    start = page.index(b"stream\n", page.index(b"/Contents")) + 7
    end = page.index(b"\nendstream", start)
    length = page.rindex(b"/Length", 0, start)
    close = page.index(b">>", length)
    return page[:length] + b"/Length %d " % len(packed) + page[close:start] + packed + page[end:]


TEXT = b"BT /F1 9 Tf 1 0 0 1 50 700 Tm (The council voted on face matching) Tj ET\n"
HOSTILE = {
    "a page that draws for minutes": drawn(TEXT * 1_500_000),
    "a content stream that unpacks to 120 MB": drawn(b"q " * 60_000_000),
    "ten thousand pages": text_pdf("Long", ["x"] * 230_000),
    "kids that are their own parents": text_pdf("Loop", ["x"]).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]"),
    "a count of two thousand million pages": text_pdf("Many", ["x"]).replace(b"/Count 1 ", b"/Count 2000000000 "),
    "streams without end": b"%PDF-1.7\n"
    + b"1 0 obj << /Length 99999999 >> stream\n" * 40_000
    + b"startxref\n0\n%%EOF\n",
    "objects without number": b"%PDF-1.7\n" + b"9 0 obj [ 9 0 R ] endobj\n" * 400_000 + b"startxref\n5\n%%EOF\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_with_a_status_that_is_not_full(name: str):
    found = read(HOSTILE[name])
    assert found.status in {"partial", "needs_ocr", "empty", "full"}
    if name in ("a page that draws for minutes", "ten thousand pages", "streams without end"):
        assert found.status != "full"


def test_pages_read_before_the_end_are_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pdf, "MAX_PAGES", 3)
    found = read(minutes(400))
    assert found.status == "partial" and "p. 3" in found.text and "p. 4" not in found.text
