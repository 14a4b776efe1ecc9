"""What every page needs: the archive for one request, the templates, the words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from nlp.subject.terms import Subject
from notify.cleared import cleared_people
from storage.archive import Archive
from storage.rows import Hit, WatchHit
from watchdesk.config import Config
from web import words

STATIC = Path(__file__).with_name("static")


class Desk:
    """One desk: its configuration and its templates. Safe to share between requests."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.cleared = cleared_people(config)
        self._pages = _templates(config)
        self._pages.globals["cleared"] = self.cleared

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        """The archive, read-only, for one request. Raises StorageError where there is none."""
        with Archive.open(self.config.archive_path, readonly=True) as archive:
            yield archive

    def cleared_in(self, archive: Archive, hits: Iterable[Hit | WatchHit]) -> dict[int, tuple[str, ...]]:
        """Article id → who in it was wrongly arrested and cleared, for those of the hits that show such a name."""
        return self.cleared.in_hits(archive, hits)

    def now(self) -> datetime:
        """The time of a request, aware UTC."""
        return datetime.now(UTC)

    def page(self, template: str, **context: object) -> str:
        """A page as HTML."""
        return self._pages.get_template(template).render(**context)


def desk_of(request: Request) -> Desk:
    """The desk that serves a request."""
    desk: Desk = request.app.state.desk
    return desk


def show(request: Request, template: str, status: int = HTTPStatus.OK, **context: object) -> HTMLResponse:
    """An answer with one page."""
    return HTMLResponse(desk_of(request).page(template, **context), status)


def _templates(config: Config) -> Environment:
    pages = Environment(
        loader=PackageLoader("web", "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    pages.filters |= {
        "stated": words.stated_date,
        "moment": lambda at: words.moment(at, config.zone),
        "number": words.number,
        "plain": words.plain,
        "change": words.change_words,
        "kind": words.kind_word,
        "facet": words.facet_label,
        "path": lambda part: quote(str(part), safe=""),
    }
    pages.globals |= {
        "subject": Subject.from_terms(config.subject).name,
        "events": words.EVENTS,
        "statuses": words.STATUSES,
        "fields": words.FIELDS,
        "term": words.term,
        "narrowed": words.narrowed,
        "mended": words.mended,
        "examples": words.EXAMPLES,
        "address": _address,
        "style": f"/static/desk.css?v={_fingerprint('desk.css')}",
    }
    return pages


def _address(path: str, **params: object) -> str:
    """A path with those parameters that say something."""
    said = {key: value for key, value in params.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(said)}" if said else path


def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
