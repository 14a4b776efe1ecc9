"""PDFs with a text layer: text with page anchors, title, date. A scan is marked, never silently empty."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.extract import datetext
from crawler.extract.html import squeezed
from crawler.extract.pdfpages import LETTERS
from watchdesk.records import PageStatus

MAX_PAGES, MAX_TEXT = 500, 3_000_000
CPU_SECONDS, WALL_SECONDS, MAX_BYTES = 1.6, 5.0, 1_500_000_000
"""What the process that reads a file may take; the second on the clock is for machines that are busy otherwise."""
_READER = Path(__file__).with_name("pdfpages.py")
_PDF_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)(?:([+\-Z])(\d\d)?'?(\d\d)?)?)?")
_HYPHEN = re.compile(r"(?<=\w)[\u00ad\ufffe-]\n(?=[a-zà-ÿ])")
_NOT_A_TITLE = re.compile(
    r"^(?:microsoft word|untitled|document\d*|.*\.(?:docx?|pdf|indd|xlsx?|"
    r"pptx?))\b",
    re.IGNORECASE,
)
_NOT_A_HEAD = re.compile(
    r"^\W*(?:(?:page|seite|p\.) ?\d+(?: (?:of|von) \d+)?|[\d\W]+|(?:https?://|www\.)\S+)\W*$", re.I
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a PDF: `text` with anchors (`p. 47`), title and date with the rules that found them."""

    text: str
    status: PageStatus
    title: str | None
    title_rule: str
    published: str | None
    published_rule: str
    modified: str | None


@dataclass(frozen=True, slots=True)
class _Layer:
    """The text layer of a page; `is_image` where a picture covers a page that has none."""

    text: str
    lines: tuple[str, ...]
    is_image: bool

    @property
    def has_letters(self) -> bool:
        return sum(map(str.isalpha, self.text)) >= LETTERS


def is_pdf(body: bytes) -> bool:
    """Whether bytes are a PDF: the mark stands within the first kilobyte (ISO 32000-1, implementation note 13)."""
    return b"%PDF-" in body[:1024]


def read(body: bytes) -> Reading | None:
    """The pages that can be read within the bounds above; None where there is none (damaged, encrypted)."""
    rows = list(_rows(_printed(body)))
    if not rows or "pages" not in rows[0]:
        return None
    layers = [_layer(row) for row in rows[1:]]
    information = rows[0]["information"]
    return _reading(layers, information, is_whole=_is_whole(body) and len(layers) == rows[0]["pages"])


def _printed(body: bytes) -> bytes:
    """What the reading process prints before it ends or is ended."""
    bounds = [str(CPU_SECONDS), str(MAX_BYTES), str(MAX_PAGES), str(MAX_TEXT)]
    command = [sys.executable, "-I", str(_READER), *bounds]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            return process.communicate(body, timeout=WALL_SECONDS)[0]
        except subprocess.TimeoutExpired:
            process.kill()
            return process.communicate()[0]


def _rows(printed: bytes) -> Iterator[dict[str, Any]]:
    """The whole lines; a process that is ended may leave half of one."""
    for line in printed.split(b"\n"):
        try:
            row = json.loads(line)
        except ValueError:
            return
        yield row


def _layer(row: Mapping[str, Any]) -> _Layer:
    written = str(row["text"])
    lines = tuple(squeezed(line) for line in written.splitlines()[:12])
    return _Layer(paragraphs(written), lines, bool(row["is_image"]))


def _reading(layers: Sequence[_Layer], information: Mapping[str, str], *, is_whole: bool) -> Reading:
    title, title_rule = _title(layers, information)
    lines = next((layer.lines for layer in layers if layer.text), ())
    heads = (line for line in (title or "", *lines) if len(line) < 160)
    shown = next((day for line in heads if (day := datetext.iso(line, month_first=True))), None)
    created = pdf_date(information.get("CreationDate", ""))
    return Reading(
        text="\n\n".join(part for n, layer in enumerate(layers, 1) if layer.text for part in (f"p. {n}", layer.text)),
        status=_status(layers, is_whole),
        title=title,
        title_rule=title_rule,
        published=shown or created,
        published_rule="pdf.first-page" if shown else "pdf.created",
        modified=pdf_date(information.get("ModDate", "")),
    )


def _title(layers: Sequence[_Layer], information: Mapping[str, str]) -> tuple[str | None, str]:
    """The title that the file states, else the first line of the first page with text that can be one."""
    stated = squeezed(information.get("Title", ""))
    if len(stated) > 3 and not _NOT_A_TITLE.match(stated):
        return stated, "pdf.title"
    first = next((layer.text for layer in layers if layer.text), "")
    lines = (line for line in first.split("\n\n") if len(line) > 3 and not _NOT_A_HEAD.match(line))
    return next((line[:200] for line in lines), None), "pdf.first-line"


def _status(layers: Sequence[_Layer], is_whole: bool) -> PageStatus:
    """Scanned where most pages have no letters; partial where pages were not read, or are pictures of text."""
    if not layers:
        return "empty" if is_whole else "needs_ocr"
    if 2 * sum(layer.has_letters for layer in layers) < len(layers):
        return "needs_ocr"
    unread = sum(layer.is_image for layer in layers[1:])  # the first may be a cover
    return "full" if is_whole and 10 * unread < len(layers) else "partial"


def _is_whole(body: bytes) -> bool:
    """Whether a file ends as a PDF does; of one that does not pages may be missing even where it can be repaired."""
    tail = body[-8192:]
    return b"%%EOF" in tail and b"startxref" in tail


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
