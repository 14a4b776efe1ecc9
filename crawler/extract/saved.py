"""Saved pages with what is to be read in them: `check --save` writes one, a test of three lines compares a folder.

A case is `NAME.json` beside the page's bytes, `NAME.html.gz` or `NAME.pdf.gz`; the source's rules are kept with it, so
that an old page stays readable by the layout that held when it was saved.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crawler.extract.article import extract
from crawler.extract.html import address_parts
from crawler.extract.pdf import is_pdf
from watchdesk.errors import BadInput
from watchdesk.records import Article, Page

TEST_FILE = "test_read_as_saved.py"
TEST = '''"""Every saved page of this folder is read as it was when somebody looked at it and saved it."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.extract.saved import cases, differences


@pytest.mark.parametrize("case", cases(Path(__file__).parent), ids=lambda case: case.stem)
def test_saved_page(case: Path) -> None:
    assert differences(case) == []
'''
_UNFIT = re.compile(r"[^a-z0-9.]+")


def read_of(article: Article) -> dict[str, Any]:
    """What a case expects: every field that a reader sees."""
    return {
        "status": article.status,
        "title": article.title,
        "authors": list(article.authors),
        "published": article.published,
        "modified": article.modified,
        "language": article.language,
        "canonical": article.canonical_url,
        "standfirst": article.standfirst,
        "captions": list(article.captions),
        "posts": [[post.published, post.title, post.text] for post in article.posts],
        "text": article.text.split("\n\n"),
    }


def save(page: Page, article: Article, rules: Mapping[str, object], folder: Path) -> tuple[Path, ...]:
    """Write the page, what was read in it, and the folder's test where it has none; the files written.

    BadInput where the page is saved there already: what a test expects is not changed in passing.
    """
    name = _name(page.url)
    case = folder / f"{name}.json"
    if case.exists():
        raise BadInput(f"{case}: saved already; remove it to save the page anew")
    folder.mkdir(parents=True, exist_ok=True)
    bytes_file = folder / f"{name}.{'pdf' if is_pdf(page.body) else 'html'}.gz"
    bytes_file.write_bytes(gzip.compress(page.body, mtime=0))
    stated = {
        "url": page.url,
        "file": bytes_file.name,
        "fetched_at": page.fetched_at.isoformat(),
        "http_status": page.status,
        "content_type": page.header("content-type"),
        "hint_title": page.hint_title,
        "hint_published": page.hint_published,
    }
    row = {"page": stated, "rules": dict(rules), "expected": read_of(article)}
    case.write_text(json.dumps(row, ensure_ascii=False, indent=1, default=_plain) + "\n", encoding="utf-8")
    test = folder / TEST_FILE
    if test.exists():
        return case, bytes_file
    test.write_text(TEST, encoding="utf-8")
    return case, bytes_file, test


def _name(url: str) -> str:
    """A file name for an address: host and the end of the path."""
    parts = address_parts(url)
    tail = _UNFIT.sub("-", parts.path.rstrip("/").rsplit("/", 1)[-1].lower().rsplit(".", 1)[0]).strip("-.")
    return f"{_UNFIT.sub('-', (parts.hostname or 'page').removeprefix('www.'))}-{tail[:60] or 'front'}"


def _plain(value: object) -> str:
    """A day that YAML read as a date."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be written as JSON")


def cases(folder: Path) -> list[Path]:
    """The cases of a folder, by name."""
    return sorted(folder.glob("*.json"))


def differences(case: Path) -> list[str]:
    """What is read otherwise now than when the page was saved, a line a field; BadInput where the case is damaged."""
    try:
        row = json.loads(case.read_text("utf-8"))
        stated, expected = row["page"], row["expected"]
        body = gzip.decompress((case.parent / stated["file"]).read_bytes())
    except (OSError, ValueError, KeyError, EOFError) as fault:
        raise BadInput(f"{case}: no saved page ({fault!r}); save it anew with `watchdesk check URL --save`") from fault
    headers = (("content-type", stated["content_type"]),) if stated["content_type"] else ()
    page = Page(
        stated["url"], body, datetime.fromisoformat(stated["fetched_at"]), stated["http_status"], headers,
        hint_title=stated["hint_title"], hint_published=stated["hint_published"],
    )  # fmt: skip
    found = read_of(extract(page, row["rules"]))
    return [
        f"{field}: {expected.get(field)!r} was saved, {found[field]!r} is read now"
        for field in found
        if found[field] != expected.get(field)
    ]
