"""A search as an Atom feed (RFC 4287), so that a feed reader can be a watch: the newest articles, each once."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from starlette.requests import Request
from starlette.responses import Response

from storage.rows import Hit
from web.finding import asked, found
from web.view import desk_of
from web.words import stated_date

ENTRIES = 50


def feed(request: Request) -> Response:
    """The newest articles that a query finds. An entry's id is the article's address; it never comes twice."""
    desk, wanted = desk_of(request), asked(request)
    now = desk.now()
    with desk.archive() as archive:
        hits = found(archive, wanted, now, ENTRIES).hits
        cleared_in = desk.cleared_in(archive, hits)
    base = f"{request.url.scheme}://{request.url.netloc}"
    updated = max((hit.fetched_at for hit in hits), default=now)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_text(wanted.text or 'Everything')} · Watchdesk</title>",
        f"<id>{_text(str(request.url))}</id>",
        f"<link rel={quoteattr('self')} href={quoteattr(str(request.url))}/>",
        f"<updated>{updated.isoformat()}</updated>",
        *(_entry(hit, base, cleared_in.get(hit.article_id, ())) for hit in hits),
        "</feed>",
    ]
    return Response("\n".join(lines) + "\n", media_type="application/atom+xml")


def _entry(hit: Hit, base: str, cleared: Sequence[str]) -> str:
    """One article. `updated` is when we fetched it; the date that the page states is told in words, as stated."""
    why = f" {'; '.join(hit.reasons)}." if hit.reasons else ""
    innocent = f" Cleared: {', '.join(cleared)} (wrongly arrested)." if cleared else ""
    summary = f"{hit.source_name}, {stated_date(hit.published)}. {hit.snippet_text}{why}{innocent}"
    ours = quoteattr(f"{base}/article/{hit.article_id}")
    return (
        f"<entry><title>{_text(hit.title or hit.url)}</title><id>{_text(hit.url)}</id>"
        f"<link href={quoteattr(hit.url)}/><link rel={quoteattr('via')} href={ours}/>"
        f"<author><name>{_text(hit.source_name or 'unknown outlet')}</name></author>"
        f"<updated>{hit.fetched_at.isoformat()}</updated><summary>{_text(summary)}</summary></entry>"
    )


def _text(value: str) -> str:
    """Text for XML 1.0, which knows no control characters."""
    return escape("".join(sign for sign in value if sign >= " " or sign in "\t\n"))
