"""The pages as a browser lays them out: nothing wider than a phone, contrast of WCAG AA, focus that one can see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from docs.chromium import Chromium, find_chromium
from notify import render
from notify.digest import compose
from storage.archive import Archive
from tests.web.conftest import Server
from tests.web.seed import NOW, Seeded

PROGRAM = find_chromium()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(PROGRAM is None, reason="needs Chromium (Debian: apt-get install chromium)"),
]
PATHS = (
    "/", "/?q=settlement", "/?q=palce:x", "/help", "/watches", "/sources", "/why?url=https://sample-wire.test/settled",
    "/entity/mara-lindqvist", "/story/s1", "/article/1", "/article/4", "/nope",
)  # fmt: skip

CHECKS = Path(__file__).with_name("checks.js").read_text(encoding="utf-8")
CONTRAST = f"{CHECKS} poorContrast()"
SMALL_TARGETS = f"{CHECKS} smallTargets()"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    assert PROGRAM is not None
    with Chromium(PROGRAM) as browser:
        yield browser


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", PATHS)
def test_layout_contrast_and_targets(chromium: Chromium, desk: Server, path: str, width: int, dark: bool) -> None:
    chromium.open(desk.base + path, width=width, dark=dark)
    assert chromium.run("innerWidth") == width
    assert chromium.run("document.documentElement.scrollWidth") <= width
    assert chromium.run("matchMedia('(prefers-color-scheme: dark)').matches") is dark
    assert chromium.run(CONTRAST) == []
    assert chromium.run(SMALL_TARGETS) == []


def test_the_checks_would_see_a_fault(chromium: Chromium, desk: Server) -> None:
    chromium.open(desk.base + "/help", width=1280)
    for rule in (".lead { color: #999 !important }", ".top li a { padding: 0 !important; font-size: 12px !important }"):
        chromium.run(f"document.styleSheets[0].insertRule('{rule}', document.styleSheets[0].cssRules.length)")
    assert any("lead" in line for line in chromium.run(CONTRAST))
    assert len(chromium.run(SMALL_TARGETS)) >= 4


def test_the_style_sheet_is_not_refused_by_the_policy(chromium: Chromium, desk: Server) -> None:
    chromium.open(desk.base + "/article/1", width=1280)
    assert chromium.run("[...document.styleSheets].every(sheet => sheet.cssRules.length > 50)")


def test_the_keyboard_meets_the_skip_link_first_and_sees_where_it_is(chromium: Chromium, desk: Server) -> None:
    chromium.open(desk.base + "/?q=settlement", width=1280)
    chromium.press("Tab")
    assert chromium.run("document.activeElement.className") == "skip"
    assert chromium.run("document.activeElement.getBoundingClientRect().width") > 50
    for _ in range(8):
        chromium.press("Tab")
        assert chromium.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        assert chromium.run("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2


def test_print_leaves_out_what_paper_cannot_use(chromium: Chromium, desk: Server) -> None:
    chromium.open(desk.base + "/?q=settlement", width=800, media="print", dark=True)
    for hidden in (".ask", ".facets", ".top nav"):
        assert chromium.run(f"getComputedStyle(document.querySelector('{hidden}')).display") == "none"
    assert chromium.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("ago", [timedelta(0), timedelta(days=3)], ids=["alive", "dead"])
def test_the_digest(
    chromium: Chromium, archive: Seeded, tmp_path: Path, width: int, dark: bool, ago: timedelta
) -> None:
    with Archive.open(archive.path, readonly=True) as opened:
        digest = compose(opened, archive.config, now=NOW + ago)
    (tmp_path / "digest.html").write_text(render.html(digest), encoding="utf-8")
    chromium.open(f"file://{tmp_path}/digest.html", width=width, dark=dark)
    assert chromium.run("document.documentElement.scrollWidth") <= width
    assert chromium.run(CONTRAST) == []
