"""decide(old, new) -> New | Revised(reasons) | Same: what a fetched article means for the one we keep. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from storage.changes import classify
from watchdesk.records import Article, PageStatus


@dataclass(frozen=True, slots=True)
class New:
    """The archive has no article under this canonical URL."""


@dataclass(frozen=True, slots=True)
class Revised:
    """The article changed; `reasons` are classes of change, the weightiest first (headline, correction, …)."""

    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Same:
    """Nothing a reader would see changed; `reason` says so, or why a lesser page did not replace a fuller one."""

    reason: str = "same content"


Decision = New | Revised | Same

# How much of the article a page of that status shows. A page that shows less never replaces one that showed more:
# a consent wall met on the second visit is not a change of the article.
_SHOWN: dict[PageStatus, int] = {
    "full": 3, "live_blog": 3, "gallery": 3, "listing": 3, "partial": 2, "paywall": 1, "needs_ocr": 1, "empty": 0,
    "blocked": 0, "consent": 0, "javascript": 0, "gone": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """The current version as the archive has it; `earlier` are content hashes of versions before it."""

    title: str | None
    text: str
    status: PageStatus
    content_hash: bytes
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    standfirst: str | None = None
    removed: bool = False
    redacted: bool = False
    earlier: frozenset[bytes] = field(default_factory=frozenset)


def content_hash(article: Article) -> bytes:
    """SHA-256 of what a reader reads: title, standfirst, text, authors, published date, captions, status.

    `modified` is left out: many outlets set it to the time of the request.
    """
    parts = (
        article.title or "", article.standfirst or "", article.text, "\x1f".join(article.authors),
        article.published or "", "\n\n".join(article.captions), article.status,
    )  # fmt: skip
    return hashlib.sha256("\x1e".join(parts).encode("utf-8", "surrogatepass")).digest()


def decide(old: Kept | None, new: Article) -> Decision:
    """What to do with a fetched article, given the version we keep (None: no such article)."""
    if old is None:
        return New()
    if old.redacted:
        return Same("redacted; its text is not taken in again")
    if _SHOWN[new.status] < _SHOWN[old.status] and not old.removed:
        return Same(f"lesser page: {new.status} after {old.status}")
    fingerprint = content_hash(new)
    if old.removed:
        return Revised(("restored",))
    if fingerprint == old.content_hash:
        return Same()
    if fingerprint in old.earlier:
        return Revised(("restored",))
    return Revised(_reasons(old, new))


def _reasons(old: Kept, new: Article) -> tuple[str, ...]:
    text = classify(old.title, old.text, new.title, new.text)
    if text:
        return text
    named = (
        ("authors", old.authors != new.authors),
        ("published", old.published != new.published),
        ("standfirst", (old.standfirst or "") != (new.standfirst or "")),
        ("status", old.status != new.status),
    )
    return ("metadata", *(name for name, changed in named if changed))
