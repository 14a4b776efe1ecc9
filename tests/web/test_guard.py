"""Host names, methods, headers: the desk answers its own people only, and only shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.archive import Archive
from tests.web.conftest import Server, serving
from tests.web.seed import config_for
from web.guard import POLICY, host_name


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:80", "localhost:8099", "[::1]:8099", "LOCALHOST"])
def test_own_names_are_answered(desk: Server, host: str) -> None:
    assert desk.ask("/help", host=host).status == 200


@pytest.mark.parametrize(
    "host", ["evil.test", "evil.test:8099", "127.0.0.1.evil.test", "", "0.0.0.0", "169.254.169.254"]
)
def test_other_names_are_refused(desk: Server, host: str) -> None:
    """DNS rebinding: a page elsewhere points its own name at 127.0.0.1 and reads the desk through the browser."""
    answer = desk.ask("/", host=host)
    assert answer.status == 400
    assert "host name" in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/watches", "/static/desk.css", "/nope"])
def test_the_desk_only_shows(desk: Server, method: str, path: str) -> None:
    answer = desk.ask(path, method=method)
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD"


def test_head_is_answered_without_a_body(desk: Server) -> None:
    answer = desk.ask("/", method="HEAD")
    assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize("path", ["/", "/static/desk.css", "/nope", "/export.csv?q=x", "/?q=palce:x"])
def test_every_answer_has_the_headers(desk: Server, path: str) -> None:
    headers = desk.ask(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "unsafe" not in POLICY


def test_a_fault_of_the_desk_is_a_page_with_the_headers_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = config_for(tmp_path)
    with Archive.open(config.archive_path):
        pass
    monkeypatch.setattr("web.finding.found", lambda *_args, **_named: 1 / 0)
    with serving(config) as server:
        answer = server.ask("/")
    assert answer.status == 500
    assert "ZeroDivision" not in answer.text
    assert "its log" in answer.text
    assert answer.headers["content-security-policy"] == POLICY


def test_a_configured_name_is_answered_too(tmp_path: Path) -> None:
    config = config_for(tmp_path, web={"host": "desk.newsroom.example"})
    with serving(config) as server:
        assert server.ask("/help", host="desk.newsroom.example:8099").status == 200


def test_host_name() -> None:
    assert [host_name(header) for header in ("A.b:1", "[::1]:9", "::1", "x")] == ["a.b", "::1", "::1", "x"]
