"""The text of a PDF, page by page, in a process of its own that the system ends when it takes too long or too much.

    python -I pdfpages.py SECONDS BYTES PAGES CHARACTERS < file.pdf

prints a JSON line with `pages` and `information`, then one for each page: `text`, and `is_image` where an image covers
a page without text. It is run by its path, without the package, so that it starts in a tenth of a second. A single
page, or the repair of a damaged file, can keep the library busy for minutes; nothing inside a process can stop that.
"""

from __future__ import annotations

import json
import signal
import sys
from typing import Any

try:
    import resource
except ImportError:  # not on Windows: there the parent's clock alone ends it
    resource = None  # type: ignore[assignment]

LETTERS = 40
"""A page with fewer letters has no text layer worth the name."""
_IMAGE = 3  # FPDF_PAGEOBJ_IMAGE of pdfium's fpdf_edit.h


def bound(seconds: float, size: int) -> None:
    """Have the system end this process after so many seconds of CPU, and refuse it more than so many bytes."""
    if resource is None:
        return
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def say(row: dict[str, Any]) -> None:
    """One line, at once: what was read must be out before the time is."""
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


def is_image(page: Any) -> bool:
    """Whether an image covers half of a page."""
    width, height = page.get_size()
    for drawn in page.get_objects(filter=[_IMAGE], max_depth=3):
        left, bottom, right, top = drawn.get_bounds()
        if (right - left) * (top - bottom) >= 0.5 * width * height:
            return True
    return False


def main(words: list[str]) -> int:
    """Read the file from standard input; 1 where the library cannot open it."""
    seconds, size, most_pages, most_characters = float(words[0]), *map(int, words[1:4])
    body = sys.stdin.buffer.read()
    bound(seconds, size)
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError:
        return 1
    information = document.get_metadata_dict(skip_empty=True)
    say({"pages": len(document), "information": {key: str(value) for key, value in information.items()}})
    said = 0
    for number in range(min(len(document), most_pages)):
        page = document[number]
        layer = page.get_textpage()
        text = layer.get_text_bounded()
        has_letters = sum(map(str.isalpha, text)) >= LETTERS
        say({"text": text, "is_image": not has_letters and is_image(page)})
        said += len(text)
        layer.close()
        page.close()
        if said > most_characters:
            break
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
