"""All answers of the sample newsroom on one visit: (host, path) → Answer, rendered once and then only looked up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sample import agenda, announce, body
from sample.pages import FOLDER, Outlet, Piece, Visit, outlets

_HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sends for an address; `location` for redirects, the last two are misbehaviour on purpose."""

    status: int
    content_type: str
    body: bytes
    last_modified: datetime | None = None
    location: str | None = None
    delay_seconds: float = 0.0
    fails_first: bool = False


Site = dict[tuple[str, str], Answer]


@lru_cache(maxsize=2)
def site(visit: Visit) -> Site:
    """Every address of every host as it stands on that visit."""
    answers: Site = {}
    for outlet in outlets():
        pieces = [piece.at(visit) for piece in outlet.pieces]
        answers.update(_announcements(outlet, [piece for piece in pieces if piece.status != 410]))
        for piece in pieces:
            answers.update(_answers(outlet, piece))
    return answers


def _announcements(outlet: Outlet, pieces: list[Piece]) -> Site:
    newest = max(piece.moment for piece in pieces)
    found = {
        (outlet.host, path): Answer(200, content_type, content, newest)
        for path, (content_type, content) in announce.documents(outlet, pieces).items()
    }
    front = _render("front.html", outlet=outlet, pieces=_front_rows(outlet, pieces)).encode()
    for path in {"/", outlet.address if outlet.discovery == "listing" else "/"}:
        found[outlet.host, path] = Answer(200, _HTML, front, newest)
    found[outlet.host, "/robots.txt"] = Answer(200, "text/plain; charset=utf-8", outlet.robots.encode())
    return found


def _front_rows(outlet: Outlet, pieces: list[Piece]) -> list[dict[str, str]]:
    listed = sorted((piece for piece in pieces if piece.listed), key=lambda piece: piece.moment, reverse=True)
    return [
        {"title": piece.title, "href": announce.link(outlet, piece).removeprefix(outlet.home), "date": _shown(piece)}
        for piece in listed
    ]


def _answers(outlet: Outlet, piece: Piece) -> Site:
    if piece.form == "redirect":
        return {(outlet.host, piece.path): Answer(301, _HTML, b"", location=piece.to)}
    if piece.status in (404, 410):
        return {(outlet.host, piece.path): Answer(piece.status, _HTML, _render("gone.html", outlet=outlet).encode())}
    content_type, content = _content(outlet, piece)
    answer = Answer(piece.status, content_type, content, piece.moment, None, piece.delay_seconds, piece.fails_first)
    found: Site = {(outlet.host, piece.path): answer}
    if piece.amp:
        page = _render("amp.html", **_page(outlet, piece)).encode()
        found[outlet.host, f"{piece.path}/amp"] = Answer(200, _HTML, page, piece.moment)
    return found


def _content(outlet: Outlet, piece: Piece) -> tuple[str, bytes]:
    if piece.form == "html" and piece.html:
        return _HTML, (FOLDER / "pages" / piece.html).read_bytes()
    if piece.form == "pdf":
        made = f"D:{piece.published[:10].replace('-', '')}" if piece.published else None
        return "application/pdf", agenda.text_pdf(
            piece.title, body.reading_text(piece.text).split("\n\n"), created=made
        )
    if piece.form == "scan":
        return "application/pdf", agenda.scanned_pdf(piece.title)
    template = {"live": "live.html", "gallery": "gallery.html"}.get(piece.form, f"{outlet.template}.html")
    page = _render(template, **_page(outlet, piece))
    if outlet.encoding == "utf-8":
        return _HTML, page.encode()
    # an old site: only the page itself says its encoding, and what that lacks is written as a number
    return "text/html", page.encode(outlet.encoding, errors="xmlcharrefreplace")


def _page(outlet: Outlet, piece: Piece) -> dict[str, Any]:
    titles = {other.path: other.title for other in outlet.pieces}
    return {
        "outlet": outlet,
        "piece": piece,
        "url": outlet.home + piece.path,
        "body": body.html(piece.text, titles),
        "related": [(path, titles[path]) for path in piece.related],
        "shown": _shown(piece),
        "json_ld": Markup(_json_ld(outlet, piece)),
        "images": body.captions(piece.text),
    }


def _shown(piece: Piece) -> str:
    """The date as the page shows it to a reader, in words unless the piece says how."""
    if piece.shown_date is not None or piece.published is None:
        return piece.shown_date or ""
    moment = datetime.fromisoformat(piece.published)
    return f"{moment:%B} {moment.day}, {moment.year}"


def _json_ld(outlet: Outlet, piece: Piece) -> str:
    """schema.org NewsArticle; the closing tag cannot occur in it."""
    kind = {"live": "LiveBlogPosting", "gallery": "ImageGallery"}.get(piece.form, "NewsArticle")
    thing: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "headline": piece.title,
        "mainEntityOfPage": outlet.home + piece.path,
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name},
        "author": [{"@type": "Person", "name": name} for name in piece.authors],
    }
    thing |= {"datePublished": piece.published} if piece.published else {}
    thing |= {"dateModified": piece.modified} if piece.modified else {}
    thing |= {"description": piece.standfirst} if piece.standfirst else {}
    if piece.paywalled:
        part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".premium"}
        thing |= {"isAccessibleForFree": False, "hasPart": part}
    return json.dumps(thing, ensure_ascii=False).replace("</", "<\\/")


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )


def _render(name: str, **values: Any) -> str:
    return _templates().get_template(name).render(**values)


def path_of(url: str) -> str:
    """The path that the server looks up: without query, so that tracking parameters change nothing."""
    return urlsplit(url).path or "/"
