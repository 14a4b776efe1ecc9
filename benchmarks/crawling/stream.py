"""The stream that a newsroom meets: general news, of which one page in fifty names the subject.

The saved pages as they are, and in every fiftieth one more paragraph before the first of its text.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from pathlib import Path

from benchmarks.crawling.saved_pages import SavedPage

EVERY = 50
_FIRST = re.compile(rb"<p[\s>]", re.IGNORECASE)
PARAGRAPH = (
    b"<p>The city council heard three hours of testimony on facial recognition on Tuesday. Police had used face "
    b"recognition in 212 searches last year, the chief said, and a lawsuit over a wrongful arrest is pending.</p>"
)


def named(body: bytes) -> bytes:
    """A page with the paragraph before the first one of its text."""
    body_at = max(body.lower().find(b"<body"), 0)
    found = _FIRST.search(body, body_at)
    at = found.start() if found else len(body)
    return body[:at] + PARAGRAPH + body[at:]


def with_subject(pages: list[SavedPage], folder: Path) -> list[SavedPage]:
    """The pages; the changed ones are files of `folder`."""
    found = []
    for number, page in enumerate(pages):
        if number % EVERY == EVERY // 2:
            path = folder / f"{page.id}-named.html.gz"
            path.write_bytes(gzip.compress(named(page.body), 1))
            found.append(replace(page, path=path))
        else:
            found.append(page)
    return found
