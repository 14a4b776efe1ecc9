"""What all tests share: where the measuring data is, and which tests are slow."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

TOP = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("WATCHDESK_DATA", TOP.parent / "shared" / "data"))

# No test may fail because the machine is slow or busy: how fast something is belongs to benchmarks/.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the slow tests too (`make gate` does)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "slow" in item.keywords and not config.getoption("--slow"):
            item.add_marker(pytest.mark.skip(reason="slow: runs with `make gate`"))
        if "data" in item.keywords and not DATA.is_dir():
            item.add_marker(pytest.mark.skip(reason="the measuring data is not beside this checkout"))
        if "browser" in item.keywords and shutil.which("chromium") is None:
            item.add_marker(pytest.mark.skip(reason="Debian's chromium is not installed"))


@pytest.fixture(scope="session")
def data() -> Path:
    return DATA
