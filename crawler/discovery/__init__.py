"""How addresses are found: bytes of a feed, a sitemap or a listing in, what they announce out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Found:
    """One announced page: its absolute address as given, and what was said about it (dates as stated, ISO 8601)."""

    url: str
    title: str | None = None
    published: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Discovered:
    """What one answer announced: pages, further documents to read (sitemaps of an index, the next listing page).

    `fault` says in one line what was wrong with the document; pages may have been found all the same.
    `moved` is the address under which a feed says it lives now. `headers`, `method` and `body` are those of the
    requests for `more`.
    """

    pages: tuple[Found, ...] = ()
    more: tuple[Found, ...] = ()
    fault: str | None = None
    moved: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: bytes = b""
