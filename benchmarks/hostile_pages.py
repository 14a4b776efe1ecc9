"""CPU seconds of the pages, files and lines that are made to hurt: `python -m benchmarks.hostile_pages`.

The promise is two seconds a page. The cases are those of the tests, which say only that each ends well: a test that
asserts on time fails on a busy machine. The CPU of processes that read a file is counted in.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable

from crawler.extract import extract
from nlp.pipeline import load
from nlp.stories import Signature
from tests.extract import test_hostile_pages, test_pdf, test_standing
from tests.nlp.test_pipeline import ENDLESS
from watchdesk.records import Document

ROUNDS = 2
LIGHT = "import time; s = time.process_time(); import nlp.subject; print(time.process_time() - s)"


def cpu_seconds() -> float:
    """CPU of this process and of those it waited for."""
    waited = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + waited.ru_utime + waited.ru_stime


def spent(work: Callable[[], object]) -> float:
    """The least of two rounds."""
    rounds = []
    for _ in range(ROUNDS):
        before = cpu_seconds()
        work()
        rounds.append(cpu_seconds() - before)
    return round(min(rounds), 3)


def pages() -> dict[str, float]:
    """Seconds by case of the pages and PDFs, and of the look for where a term stands."""
    found = {}
    for name, body in test_hostile_pages.HOSTILE.items():
        found[f"page: {name}"] = spent(lambda body=body: extract(test_hostile_pages.page(body)))
    for name, body in test_pdf.HOSTILE.items():
        found[f"pdf: {name}"] = spent(lambda body=body: test_pdf.read(body))
    for name in test_standing.HOSTILE:
        found[f"standing: {name}"] = spent(lambda name=name: test_standing.hostile_standing(name))
    return found


def lines() -> dict[str, float]:
    """Seconds by case of endless lines, a signature of a huge text, and the import of the subject's judge."""
    reader = load()
    found = {
        f"line: {text[:20]}": spent(lambda text=text: list(reader.annotate([Document("d", text)]))) for text in ENDLESS
    }
    found["signature"] = spent(lambda: Signature.of("x" * 100_000, "word " * 200_000))
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)
    return {**found, "import nlp.subject": round(float(done.stdout), 3)}


def main() -> None:
    """Print all figures as JSON, the slowest first."""
    found = {**pages(), **lines()}
    print(json.dumps(dict(sorted(found.items(), key=lambda item: -item[1])), indent=1))


if __name__ == "__main__":
    main()
