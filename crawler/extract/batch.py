"""The batch interface of the extraction: one saved page a line in, one article a line out."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.extract.article import batch_row, extract
from watchdesk.errors import BadInput
from watchdesk.records import Page

MAX_BODY = 64_000_000


def extract_lines(lines: Iterable[str], base: Path) -> Iterator[dict[str, Any]]:
    """One row for each line, in order; a bad line, a blank one too, gives `{"id", "error"}`.

    A line is `{"id", "path", "url"}`; a relative path counts from `base`, a path ending in `.gz` is decompressed.
    """
    for line in lines:
        yield _row(line, base)


def _row(line: str, base: Path) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"no JSON: {error}"}
    if not isinstance(given, dict):
        return {"id": None, "error": "no JSON object"}
    name = given.get("id")
    try:
        page = _page(given, base)
    except BadInput as error:
        return {"id": name, "error": str(error)}
    return batch_row(extract(page), name, page.url)


def _page(given: dict[str, Any], base: Path) -> Page:
    for key in ("path", "url"):
        if not isinstance(given.get(key), str) or not given[key]:
            raise BadInput(f"no {key!r} in the line; it needs id, path and url")
    if given.get("id") is None:
        raise BadInput("no 'id' in the line; it needs id, path and url")
    return Page(url=given["url"], body=saved_bytes(base / given["path"]), fetched_at=datetime.now(UTC))


def saved_bytes(path: Path) -> bytes:
    """The first 64 MB of a saved page, decompressed where its name ends in `.gz`; BadInput where it cannot be read."""
    try:
        if path.suffix == ".gz":
            with gzip.open(path) as packed:
                return packed.read(MAX_BODY)
        with path.open("rb") as plain:
            return plain.read(MAX_BODY)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise BadInput(f"{path}: {reason}") from error
