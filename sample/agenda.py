"""A small PDF writer for the council's papers: a text layer in Helvetica (PDF 1.4), or only a picture of a page."""

from __future__ import annotations

import textwrap
import zlib
from collections.abc import Sequence

_LINES_PER_PAGE = 46
_COLUMNS = 92


def text_pdf(title: str, paragraphs: Sequence[str], *, created: str | None = None) -> bytes:
    """A PDF with a text layer. `created` is a PDF date (`D:20240305`); characters beyond Latin-1 are not possible."""
    lines = [title, ""]
    for paragraph in paragraphs:
        lines += [*textwrap.wrap(paragraph, _COLUMNS), ""]
    pages = [lines[at : at + _LINES_PER_PAGE] for at in range(0, len(lines), _LINES_PER_PAGE)]
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    resources = b"<< /Font << /F1 3 0 R >> >>"
    return _document(title, created, font, resources, [_text_stream(page) for page in pages])


def scanned_pdf(title: str, *, width: int = 170, height: int = 220) -> bytes:
    """A PDF whose only page is a grey picture, as a scanner makes it: there is no text to read."""
    grey = bytes(255 if (x // 7 + y // 5) % 3 else 96 for y in range(height) for x in range(width))
    head = (
        f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray"
        " /BitsPerComponent 8 /Filter /FlateDecode"
    )
    image = _stream(zlib.compress(grey), head)
    return _document(title, None, image, b"<< /XObject << /Im1 3 0 R >> >>", [b"q 612 0 0 792 0 0 cm /Im1 Do Q"])


def _document(title: str, created: str | None, shared: bytes, resources: bytes, contents: Sequence[bytes]) -> bytes:
    """Objects: 1 catalogue, 2 pages, 3 the shared font or image, 4 information, then page and content by turns."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(contents)))
    made = f" /CreationDate ({created})" if created else ""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        shared,
        b"<< /Title (" + _escaped(title) + b") /Producer (watchdesk sample)" + made.encode() + b" >>",
    ]
    for number, content in enumerate(contents):
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {6 + 2 * number} 0 R /Resources "
        objects += [page.encode() + resources + b" >>", _stream(zlib.compress(content), "<< /Filter /FlateDecode")]
    return _written(objects)


def _written(objects: Sequence[bytes]) -> bytes:
    parts, offsets, at = [b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"], [], 15
    for number, content in enumerate(objects, 1):
        offsets.append(at)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, content))
        at += len(parts[-1])
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    cross = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, at)
    return b"".join(parts) + cross + trailer


def _text_stream(lines: Sequence[str]) -> bytes:
    rows = [b"BT /F1 11 Tf 14 TL 60 740 Td"]
    rows += [b"(" + _escaped(line) + b") Tj T*" for line in lines]
    return b"\n".join([*rows, b"ET"])


def _stream(data: bytes, head: str) -> bytes:
    return f"{head} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _escaped(text: str) -> bytes:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")
