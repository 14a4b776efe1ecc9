"""Announcements that lead to further ones: an index is done when all that it led to is.

Its validators are kept only then. Kept earlier, a run that is killed between an index and its sitemaps would be told
"not modified" by the index for ever after, and what the sitemaps announce would be lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.archive import Archive


@dataclass(frozen=True, slots=True)
class Validators:
    """What an answer said, for the next conditional request."""

    etag: str | None
    last_modified: str | None
    body_sha256: str


@dataclass(slots=True)
class Document:
    """A feed, sitemap, listing page or API answer on its way; `waiting` counts documents that it led to."""

    url: str
    parent: Document | None = None
    depth: int = 0
    waiting: int = 0
    failed: bool = False
    validators: Validators | None = None

    def led_to(self, url: str) -> Document:
        """A further document that this one waits for."""
        self.waiting += 1
        return Document(url, self, self.depth + 1)


def finish(document: Document, archive: Archive, now: datetime, *, failed: bool = False) -> None:
    """A document was read (or could not be): keep its validators, and its parents', as soon as nothing is missing."""
    document.failed |= failed
    if document.waiting:
        return
    if not document.failed and document.validators is not None:
        kept = document.validators
        archive.put_fetch_state(document.url, kept.etag, kept.last_modified, kept.body_sha256, now)
    if document.parent is not None:
        document.parent.waiting -= 1
        finish(document.parent, archive, now, failed=document.failed)
