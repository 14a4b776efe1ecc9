"""`make pictures`: real pictures of a real desk, in the sizes the README promises."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
import yaml

from docs import pictures
from docs.chromium import find_chromium
from notify import render
from notify.outbox import preview_digest
from storage.archive import Archive
from tests.web.seed import NOW, seeded

CONFIG = {"contact": "desk@example.org", "storage": {"path": "archive.db"}}


def test_without_chromium_one_line_names_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pictures, "find_chromium", lambda: None)
    assert pictures.main([]) == 2
    assert capsys.readouterr().err == "Chromium is not installed; on Debian: apt-get install chromium\n"


@pytest.mark.browser
@pytest.mark.skipif(find_chromium() is None, reason="needs Chromium (Debian: apt-get install chromium)")
def test_pictures_of_desk_and_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = seeded(tmp_path)
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(CONFIG))
    with Archive.open(made.path, readonly=True) as archive:
        (tmp_path / "digest.html").write_text(render.html(preview_digest(archive, made.config, NOW)))
    monkeypatch.setattr(pictures, "FOLDER", tmp_path / "pictures")
    assert pictures.main([str(tmp_path / "config.yaml")]) == 0
    sizes = {path.stem: size_of(path) for path in (tmp_path / "pictures").glob("*.png")}
    assert len(sizes) == 8
    assert sizes["desk-390-light"][0] == 585
    assert sizes["digest-1280-light"][0] == 1280
    assert all(height > 300 for _, height in sizes.values())


def size_of(path: Path) -> tuple[int, int]:
    """Width and height from the header of a PNG."""
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", head[16:24])
    return width, height
