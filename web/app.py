"""create_app(config): the desk as a Starlette application that only reads and needs no scripts."""

from __future__ import annotations

import logging
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from watchdesk.config import Config
from watchdesk.errors import BadInput, StorageError
from web import citing, export, feed, finding, reading, watching
from web.guard import LOOPBACK, Guard, Headed
from web.view import STATIC, Desk

LOG = logging.getLogger("watchdesk.web")
SENTENCES = {
    HTTPStatus.NOT_FOUND: "There is no such page on this desk.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The desk could not make this page. The cause is in its log.",
}
ROUTES = (
    ("/", finding.search_page),
    ("/help", finding.help_page),
    ("/feed.atom", feed.feed),
    ("/export.{form}", export.export),
    ("/article/{article_id:int}", reading.article),
    ("/article/{article_id:int}/cite.{form}", citing.cite),
    ("/entity/{entity_id:path}", reading.entity),
    ("/story/{story_id:path}", reading.story),
    ("/watches", watching.watches),
    ("/letters", watching.letters),
    ("/letters/{letter_id:int}", watching.letter),
    ("/sources", watching.sources),
    ("/why", watching.why),
    ("/healthz", watching.healthz),
)


class DeskApp(Starlette):
    """Starlette with the security headers outside of everything, so that the page of a fault has them too."""

    def build_middleware_stack(self) -> ASGIApp:
        """The stack of Starlette, with the headers around it."""
        return Headed(super().build_middleware_stack())


def create_app(config: Config) -> Starlette:
    """The desk over the archive that `config` names. It opens the archive read-only, anew for each request."""
    hosts = {*LOOPBACK, config.web.host.lower()}
    routes = [Route(path, endpoint, methods=["GET"]) for path, endpoint in ROUTES]
    static = Mount("/static", StaticFiles(directory=STATIC), name="static")
    app = DeskApp(
        # Inside a Mount the guard may raise: Starlette's handler of HTTPException stands around it.
        routes=[Mount("/", routes=[*routes, static], middleware=[Middleware(Guard, hosts=hosts)])],
        exception_handlers={
            HTTPException: _refused,
            BadInput: _bad_input,
            StorageError: _no_archive,
            Exception: _fault,
        },
    )
    app.state.desk = Desk(config)
    return app


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    said = error.detail if error.detail != status.phrase else SENTENCES.get(status, status.phrase)
    return _error_page(request, status, said, error.headers)


def _bad_input(request: Request, error: Exception) -> Response:
    return _error_page(request, HTTPStatus.BAD_REQUEST, str(error))


def _no_archive(request: Request, error: Exception) -> Response:
    return _error_page(request, HTTPStatus.SERVICE_UNAVAILABLE, str(error))


def _fault(request: Request, error: Exception) -> Response:
    LOG.error("%s failed", request.url.path, exc_info=error)
    return _error_page(request, HTTPStatus.INTERNAL_SERVER_ERROR, SENTENCES[HTTPStatus.INTERNAL_SERVER_ERROR])


def _error_page(request: Request, status: HTTPStatus, said: str, headers: object = None) -> Response:
    desk: Desk = request.app.state.desk
    page = desk.page("error.html", title=status.phrase, status=status, said=said)
    response = Response(page, status, media_type="text/html")
    response.headers.update(dict(headers) if isinstance(headers, dict) else {})
    return response
