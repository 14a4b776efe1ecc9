"""The sample's outlets and pieces as frozen records, read from `outlets/*.yaml`; no I/O beyond that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

FOLDER = Path(__file__).parent
Form = Literal["article", "live", "gallery", "html", "pdf", "scan", "redirect", "section"]
Visit = Literal[1, 2]


@dataclass(frozen=True, slots=True)
class Piece:
    """One address of an outlet as its YAML states it.

    `published` is ISO 8601 or None where the page shows no date; `sort_date` orders it in feeds then. `text` is the
    body in the markup of `sample.body`. `after` holds the fields that differ on the second visit, or `gone: true`.
    `link` is the address that feeds give when it is not the page's own. `html` names a literal file in `pages/`.
    """

    path: str
    title: str
    text: str = ""
    form: Form = "article"
    standfirst: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    sort_date: str | None = None
    shown_date: str | None = None
    section: str = "News"
    bio: str | None = None
    related: tuple[str, ...] = ()
    invented: tuple[str, ...] = ()
    link: str | None = None
    to: str | None = None
    html: str | None = None
    listed: bool = True
    amp: bool = False
    paywalled: bool = False
    status: int = 200
    delay_seconds: float = 0.0
    fails_first: bool = False
    after: Mapping[str, Any] | None = None

    @property
    def moment(self) -> datetime:
        """When it was last touched: what feeds sort by and Last-Modified says."""
        stated = self.modified or self.sort_date or self.published or "2020-01-01T00:00:00+00:00"
        moment = datetime.fromisoformat(stated)
        return moment if moment.tzinfo else moment.replace(tzinfo=datetime.fromisoformat("2020-01-01T00:00Z").tzinfo)

    def at(self, visit: Visit) -> Piece:
        """The piece as it stands on that visit; status 410 once it is gone."""
        if visit == 1 or self.after is None:
            return self
        if self.after.get("gone"):
            return replace(self, status=410, after=None)
        return replace(self, **{key: _frozen(value) for key, value in self.after.items()}, after=None)


@dataclass(frozen=True, slots=True)
class Outlet:
    """One host of the sample: how its pages look, and where its pieces are announced (`discovery` → `address`).

    `encoding` is that of its pages; its feeds are UTF-8.
    """

    id: str
    name: str
    host: str
    template: str
    discovery: Literal["rss", "atom", "json", "news_sitemap", "sitemap_index", "listing"]
    address: str
    language: str = "en"
    encoding: str = "utf-8"
    tagline: str = ""
    nav: tuple[tuple[str, str], ...] = ()
    about: str = ""
    robots: str = "User-agent: *\nAllow: /\n"
    link_suffix: str = ""
    full_text_feed: bool = False
    pieces: tuple[Piece, ...] = ()

    @property
    def home(self) -> str:
        """The address of the front page, without a slash at its end."""
        return f"http://{self.host}"

    def piece(self, path: str) -> Piece:
        """The piece of that path; KeyError where there is none."""
        for piece in self.pieces:
            if piece.path == path:
                return piece
        raise KeyError(f"{self.host} has no {path}")


@lru_cache(maxsize=1)
def outlets() -> tuple[Outlet, ...]:
    """All outlets of the sample, wire copies resolved to full texts."""
    read = [_outlet(yaml.safe_load(path.read_text("utf-8"))) for path in sorted((FOLDER / "outlets").glob("*.yaml"))]
    raw = {(outlet.host, piece.path): piece for outlet, pieces in read for piece in _pieces(pieces)}
    return tuple(replace(outlet, pieces=tuple(_resolved(entry, raw) for entry in pieces)) for outlet, pieces in read)


def every_piece() -> Iterator[tuple[Outlet, Piece]]:
    """Each piece with its outlet."""
    return ((outlet, piece) for outlet in outlets() for piece in outlet.pieces)


def _outlet(values: dict[str, Any]) -> tuple[Outlet, list[dict[str, Any]]]:
    pieces = values.pop("pieces")
    nav = tuple((label, path) for label, path in values.pop("nav", {}).items())
    return Outlet(**values, nav=nav), pieces


def _pieces(entries: list[dict[str, Any]]) -> Iterator[Piece]:
    return (_piece(entry) for entry in entries if "wire" not in entry)


def _piece(entry: Mapping[str, Any]) -> Piece:
    return Piece(**{key: _frozen(value) for key, value in entry.items()})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value.strip() if isinstance(value, str) else value


def _resolved(entry: dict[str, Any], raw: Mapping[tuple[str, str], Piece]) -> Piece:
    """A piece, its text taken from the wire with the outlet's own edits where it says so."""
    if "wire" not in entry:
        return _piece(entry)
    edits = entry["wire"]
    original = raw[edits["host"], edits["path"]]
    own = {key: value for key, value in entry.items() if key != "wire"}
    return _piece({"invented": original.invented, **own, "text": wire_copy(original.text, edits)})


def wire_copy(text: str, edits: Mapping[str, Any]) -> str:
    """The wire's text as an outlet ran it: paragraphs left out (`cut`, from 1), words replaced, paragraphs added."""
    cut = set(edits.get("cut", ()))
    blocks = [" ".join(block.split()) for block in text.split("\n\n")]
    kept = [block for number, block in enumerate(blocks, 1) if number not in cut]
    copy = "\n\n".join([*edits.get("before", ()), *kept, *edits.get("after", ())])
    for old, new in edits.get("replace", ()):
        if old not in copy:
            raise ValueError(f"the wire copy has no {old!r} to replace")
        copy = copy.replace(old, new)
    return copy
