"""The whole road against the truth: the real spiders crawl the sample twice, the real readers read it, an archive keeps
it; then every page is looked up there and compared field by field."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sample.newsroom import Newsroom, Request
from sample.pages import FOLDER
from sample.truth import Comparison, compare, truth
from storage.archive import Archive
from storage.pages import article_page
from storage.rows import ArticlePage, Ledger
from tests.sample.observe import archived

ROOT = FOLDER.parent
MILWAUKEE = "https://great-lakes.test/milwaukee/2026/02/06/milwaukee-police-ban"
VERKADA = "https://national.test/technology/2021/03/10/verkada-camera-breach"


@dataclass(frozen=True)
class Visit:
    """What one crawl and reading left: the comparison, the ledger, the requests made, rows in the archive."""

    comparison: Comparison
    ledger: Ledger
    requests: tuple[Request, ...]
    articles: int
    versions: int


@dataclass(frozen=True)
class Journey:
    """Three crawls: the first visit, the same again, the second visit."""

    first: Visit
    again: Visit
    second: Visit
    archive: Path


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    folder = tmp_path_factory.mktemp("sample")
    config = folder / "config.yaml"
    config.write_bytes((FOLDER / "config.yaml").read_bytes())
    archive = folder / "archive.db"
    with Newsroom() as room:
        first = visit(room, config, archive)
        again = visit(room, config, archive, revisit="all")
        room.advance()
        second = visit(room, config, archive, revisit="all")
    yield Journey(first, again, second, archive)


def visit(room: Newsroom, config: Path, archive_file: Path, revisit: str = "due") -> Visit:
    """One crawl cycle and the reading of what it found, in a process of their own."""
    order = json.dumps({"config": str(config), "hosts": room.hosts, "revisit": revisit})
    before = len(room.requests)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.sample_journey"], cwd=ROOT,
        input=order, env=environment, capture_output=True, check=False, text=True, timeout=1800,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    with Archive.open(archive_file, readonly=True) as archive:
        comparison = compare(truth(), archived(truth(), archive))
        rows = [archive.first(f"SELECT count(*) FROM {table}") for table in ("article", "version")]
        counts = [int(row[0]) if row else 0 for row in rows]
        return Visit(comparison, archive.ledger(), room.requests[before:], *counts)


def page_in(archive_file: Path, url: str) -> ArticlePage:
    """The stored article of an address."""
    with Archive.open(archive_file, readonly=True) as archive:
        line = archive.address(url)
        assert line is not None and line.article_id is not None
        page = article_page(archive, line.article_id)
        assert page is not None
        return page


def test_every_page_is_kept_or_dropped_as_stated(journey: Journey) -> None:
    assert [str(miss) for miss in journey.first.comparison.misses_of("verdict", "reason")] == []


def test_ninety_five_of_a_hundred_stated_fields_are_right(journey: Journey) -> None:
    report = journey.first.comparison.report()
    print(report)
    assert journey.first.comparison.share >= 0.95, report


def test_every_address_is_accounted_for(journey: Journey) -> None:
    for each in (journey.first, journey.again, journey.second):
        assert each.ledger.balanced and each.ledger.pending == 0


def test_robots_are_obeyed_on_every_request(journey: Journey) -> None:
    requests = [request for each in (journey.first, journey.again, journey.second) for request in each.requests]
    assert len(requests) > 200
    assert [request for request in requests if request.path.startswith(("/members/", "/subscribers/"))] == []
    assert all("watchdesk" in request.agent for request in requests)


def test_crawl_delay_is_kept(journey: Journey) -> None:
    """Between pages; robots.txt itself is asked for before its delay can be known.

    A server that is late to notice a request shortens one gap and lengthens the one before: from some request on, all
    gaps together are what was asked for.
    """
    asked = [request for request in journey.first.requests if request.host == "police.samplebury.test"]
    times = [request.at for request in asked if request.path != "/robots.txt"]
    assert len(times) > 5
    spare = [times[-1] - at - 0.2 * (len(times) - 1 - number) for number, at in enumerate(times[: len(times) // 2])]
    assert max(spare) > -0.1, times


def test_the_same_crawl_again_stores_nothing_and_downloads_no_article(journey: Journey) -> None:
    assert (journey.again.articles, journey.again.versions) == (journey.first.articles, journey.first.versions)
    stored = {page.canonical for page in truth() if page.verdict in ("kept", "mentions")}
    bodies = [request for request in journey.again.requests if request.sent and request.status == 200]
    assert [request for request in bodies if f"https://{request.host}{request.path}" in stored] == []


def test_on_the_second_visit_the_changed_article_has_a_second_version(journey: Journey) -> None:
    page = page_in(journey.archive, MILWAUKEE)
    right = next(one for one in truth() if one.canonical == MILWAUKEE).second_visit
    assert page.hit.title == right["title"]
    assert [version.number for version in sorted(page.versions, key=lambda one: one.number)] == [1, 2]
    newest = max(page.versions, key=lambda one: one.number)
    assert {"headline", "correction"} & set(newest.change.replace(",", " ").split())
    assert "Correction:" in newest.text
    assert journey.second.versions == journey.first.versions + 1


def test_a_page_that_is_gone_once_is_noted_and_kept(journey: Journey) -> None:
    assert any(request.status == 410 for request in journey.second.requests)
    assert page_in(journey.archive, VERKADA).hit.removed is False, "gone twice on different days is removed, not once"
    assert journey.second.articles == journey.first.articles
