"""What announces the sample's pieces: RSS, Atom, JSON Feed, news sitemap, a gzipped sitemap index."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape

from sample import body
from sample.pages import Outlet, Piece

_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_MAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def documents(outlet: Outlet, pieces: Sequence[Piece]) -> dict[str, tuple[str, bytes]]:
    """Path → (content type, bytes) of all that the outlet announces its pieces with; empty for a listing."""
    listed = sorted((piece for piece in pieces if piece.listed), key=lambda piece: piece.moment, reverse=True)
    if outlet.discovery == "sitemap_index":
        return _sitemap_index(outlet, listed)
    if outlet.discovery == "listing":
        return {}
    content_type, write = {
        "rss": ("application/rss+xml; charset=utf-8", _rss),
        "atom": ("application/atom+xml", _atom),
        "json": ("application/feed+json", _json_feed),
        "news_sitemap": ("application/xml", _news_sitemap),
    }[outlet.discovery]
    return {outlet.address: (content_type, write(outlet, listed).encode())}


def link(outlet: Outlet, piece: Piece) -> str:
    """The absolute address that the outlet gives for a piece, with its tracking parameters."""
    address = piece.link or piece.path
    whole = address if address.startswith("http") else outlet.home + address
    return whole + outlet.link_suffix


def _summary(piece: Piece) -> str:
    return piece.standfirst or body.reading_text(piece.text)[:200]


def _rss(outlet: Outlet, pieces: Sequence[Piece]) -> str:
    items = "".join(_rss_item(outlet, piece) for piece in pieces)
    return (
        f'{_HEAD}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{escape(outlet.name)}</title>'
        f"<link>{outlet.home}/</link><description>{escape(outlet.tagline)}</description>"
        f"<language>{outlet.language.lower()}</language>{items}</channel></rss>"
    )


def _rss_item(outlet: Outlet, piece: Piece) -> str:
    date = _moment(piece)
    stamp = f"<pubDate>{format_datetime(date)}</pubDate>" if date else ""
    content = body.html(piece.text, {}) if outlet.full_text_feed else ""
    full = f"<content:encoded><![CDATA[{content}]]></content:encoded>" if content else ""
    return (
        f"<item><title>{escape(piece.title)}</title><link>{escape(link(outlet, piece))}</link>"
        f'<guid isPermaLink="false">{outlet.id}-{escape(piece.path)}</guid>{stamp}'
        f"<description>{escape(_summary(piece))}</description>{full}</item>"
    )


def _moment(piece: Piece) -> datetime | None:
    """When it was published, where that is known to the minute; feeds give no bare days."""
    stated = piece.published
    return datetime.fromisoformat(stated) if stated is not None and len(stated) > 10 else None


def _atom(outlet: Outlet, pieces: Sequence[Piece]) -> str:
    entries = "".join(
        f"<entry><title>{escape(piece.title)}</title>"
        f'<link rel="alternate" type="text/html" href="{escape(link(outlet, piece))}"/>'
        f"<id>tag:{outlet.host},2020:{escape(piece.path)}</id><updated>{piece.moment.isoformat()}</updated>"
        + (f"<published>{piece.published}</published>" if _moment(piece) else "")
        + f"<summary>{escape(_summary(piece))}</summary></entry>"
        for piece in pieces
    )
    newest = pieces[0].moment.isoformat()
    return (
        f'{_HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}">'
        f"<title>{escape(outlet.name)}</title>"
        f'<link rel="self" href="{outlet.home}{outlet.address}"/><link href="{outlet.home}/"/>'
        f"<id>{outlet.home}/</id><updated>{newest}</updated>{entries}</feed>"
    )


def _json_feed(outlet: Outlet, pieces: Sequence[Piece]) -> str:
    items = [
        {
            "id": outlet.home + piece.path,
            "url": link(outlet, piece),
            "title": piece.title,
            "summary": _summary(piece),
            "content_text": _summary(piece),
            **({"date_published": piece.published} if _moment(piece) else {}),
            **({"date_modified": piece.modified} if piece.modified else {}),
        }
        for piece in pieces
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": f"{outlet.home}/",
        "feed_url": outlet.home + outlet.address,
        "language": outlet.language,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _news_sitemap(outlet: Outlet, pieces: Sequence[Piece]) -> str:
    urls = "".join(_news_entry(outlet, piece) for piece in pieces)
    return f'{_HEAD}<urlset xmlns="{_MAPS}" xmlns:news="{_NEWS}">{urls}</urlset>'


def _news_entry(outlet: Outlet, piece: Piece) -> str:
    date = f"<news:publication_date>{piece.published}</news:publication_date>" if piece.published else ""
    return (
        f"<url><loc>{escape(link(outlet, piece))}</loc><lastmod>{piece.moment.isoformat()}</lastmod><news:news>"
        f"<news:publication><news:name>{escape(outlet.name)}</news:name><news:language>{outlet.language[:2]}</news:language>"
        f"</news:publication>{date}<news:title>{escape(piece.title)}</news:title></news:news></url>"
    )


def _sitemap_index(outlet: Outlet, pieces: Sequence[Piece]) -> dict[str, tuple[str, bytes]]:
    """A gzipped index of one gzipped sitemap a year, as large publishers serve them."""
    years = sorted({piece.moment.year for piece in pieces}, reverse=True)
    found: dict[str, tuple[str, bytes]] = {}
    entries = ""
    for year in years:
        of_year = [piece for piece in pieces if piece.moment.year == year]
        path = f"/sitemaps/{year}.xml.gz"
        found[path] = ("application/gzip", _zipped(_news_sitemap(outlet, of_year)))
        entries += (
            f"<sitemap><loc>{outlet.home}{path}</loc><lastmod>{of_year[0].moment.isoformat()}</lastmod></sitemap>"
        )
    index = f'{_HEAD}<sitemapindex xmlns="{_MAPS}">{entries}</sitemapindex>'
    return {outlet.address: ("application/gzip", _zipped(index)), **found}


def _zipped(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)
