from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.archive import Archive
from tests.storage.builders import SOURCES, fill_some


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    with Archive.open(path) as opened:
        opened.put_sources(SOURCES)
        yield opened


@pytest.fixture
def filled(archive: Archive) -> Archive:
    fill_some(archive)
    return archive
