"""Every saved page of this folder is read as it was when somebody looked at it and saved it."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.extract.saved import cases, differences


@pytest.mark.parametrize("case", cases(Path(__file__).parent), ids=lambda case: case.stem)
def test_saved_page(case: Path) -> None:
    assert differences(case) == []
