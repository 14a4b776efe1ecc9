"""PDFs with a text layer: text with page anchors, title, date. A scan is marked, never silently empty."""

from __future__ import annotations

import re
from time import monotonic
from typing import Any

from crawler.extract import datetext
from crawler.extract.html import squeezed
from watchdesk.records import PageStatus

MAX_PAGES, MAX_SECONDS, MAX_TEXT = 500, 1.5, 3_000_000
_PDF_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)(?:([+\-Z])(\d\d)?'?(\d\d)?)?)?")
_HYPHEN = re.compile(r"(?<=\w)[\u00ad\ufffe-]\n(?=[a-zà-ÿ])")
_NOT_A_TITLE = re.compile(
    r"^(?:microsoft word|untitled|document\d*|.*\.(?:docx?|pdf|indd|xlsx?|"
    r"pptx?))\b",
    re.IGNORECASE,
)
_SCAN_LETTERS = 40


class Reading:
    """What was read of a PDF: `text` with anchors, `title`, `published`, `modified`, `status`."""

    def __init__(self, pages: list[str], first_lines: list[str], information: dict[str, str], is_whole: bool) -> None:
        self.pages = pages
        self.text = "\n\n".join(part for n, page in enumerate(pages, 1) if page for part in (f"p. {n}", page))
        lines = [line for page in pages[:1] for line in page.split("\n\n")]
        stated = squeezed(information.get("Title", ""))
        self.title = stated if len(stated) > 3 and not _NOT_A_TITLE.match(stated) else None
        self.title_rule = "pdf.title" if self.title else "pdf.first-line"
        self.title = self.title or next((line[:200] for line in lines if len(line) > 3), None)
        heads = [self.title or "", *first_lines]
        shown = next((day for line in heads if len(line) < 160 and (day := datetext.iso(line, month_first=True))), None)
        created = pdf_date(information.get("CreationDate", ""))
        self.published = shown or created
        self.published_rule = "pdf.first-page" if shown else "pdf.created"
        self.modified = pdf_date(information.get("ModDate", ""))
        self.status = _status(pages, is_whole)


def _status(pages: list[str], is_whole: bool) -> PageStatus:
    """Scanned where hardly any page has letters; partial where not all pages were read."""
    if not pages:
        return "empty"
    lettered = sum(1 for page in pages if sum(map(str.isalpha, page)) >= _SCAN_LETTERS)
    if lettered * 2 < len(pages):
        return "needs_ocr"
    return "full" if is_whole else "partial"


def is_pdf(body: bytes) -> bool:
    """Whether bytes are a PDF: the mark stands within the first kilobyte (ISO 32000-1, implementation note 13)."""
    return b"%PDF-" in body[:1024]


def _is_whole(body: bytes) -> bool:
    """Whether a file ends as a PDF does; repairing one that does not can take minutes inside the library."""
    tail = body[-8192:]
    return b"%%EOF" in tail and b"startxref" in tail


def read(body: bytes) -> Reading | None:
    """All pages within 500 pages and 1.5 seconds; None where the file cannot be opened (damaged, encrypted)."""
    if not _is_whole(body):
        return None
    import pypdfium2  # a library of 8 MB that only PDFs need

    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError:
        return None
    try:
        return _read(document)
    finally:
        document.close()


def _read(document: Any) -> Reading:
    until, pages, size = monotonic() + MAX_SECONDS, [], 0
    count = len(document)
    first_lines: list[str] = []
    for number in range(min(count, MAX_PAGES)):
        if monotonic() > until or size > MAX_TEXT:
            break
        page = document[number]
        layer = page.get_textpage()
        written = layer.get_text_bounded()
        first_lines = first_lines or [squeezed(line) for line in written.splitlines()[:12]]
        pages.append(paragraphs(written))
        size += len(pages[-1])
        layer.close()
        page.close()
    information = {key: str(value) for key, value in document.get_metadata_dict(skip_empty=True).items()}
    return Reading(pages, first_lines, information, len(pages) == count)


def paragraphs(text: str) -> str:
    """Lines of a page joined to paragraphs: a line goes on where it is long and ends in no full stop."""
    lines = [squeezed(line) for line in _HYPHEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")]
    longest = max(map(len, lines), default=0)
    joined: list[str] = []
    is_open = is_short = False
    for line in lines:
        if not line:
            is_open = False
            continue
        if is_open and not (line[0].isupper() and is_short):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
        is_short = len(line) < 0.85 * longest
        is_open = len(line) > 0.6 * longest and longest > 40 and not line.endswith((".", "!", "?", ":", ";"))
    return "\n\n".join(joined)


def pdf_date(text: str) -> str | None:
    """A date of the document information, `D:20240514120000+02'00'` (ISO 32000-1, 7.9.4), as ISO 8601."""
    found = _PDF_DATE.match(text.strip())
    if not found:
        return None
    year, month, day, hour, minute, second, sign, zone_hour, zone_minute = found.groups()
    value = f"{year}-{month}-{day}"
    if hour:
        value += f"T{hour}:{minute}:{second}"
        value += "+00:00" if sign == "Z" else f"{sign}{zone_hour}:{zone_minute or '00'}" if sign and zone_hour else ""
    return datetext.iso(value)
