"""The built wheel, in a virtual environment without the checkout, from another folder: it brings all its data."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    words = [
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
        "--wheel-dir",
        str(target),
        str(TOP),
    ]
    subprocess.run([sys.executable, "-m", "pip", *words], check=True, capture_output=True)
    (built,) = target.glob("watchdesk-*.whl")
    return built


def installed(folder: Path, wheel: Path) -> Path:
    """A virtual environment that has the wheel, and takes only the dependencies from where the tests run."""
    venv.create(folder, with_pip=False, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(packages), wheel],
        check=True, capture_output=True,
    )  # fmt: skip
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "python"


def run(python: Path, cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    bare = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        [str(python), "-m", "watchdesk", *words],
        cwd=cwd,
        env=bare,
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )


def test_the_wheel_holds_its_data_and_nothing_of_the_checkout(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in ("watchdesk/config.yaml", "crawler/catalog/advocacy.yaml", "sample/truth.yaml", "sample/catalog.yaml",
                   "nlp/data/places.sqlite", "web/pages/", "web/static/", "notify/templates/"):  # fmt: skip
        assert any(name.startswith(wanted) for name in names), wanted
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "docs/", ".ci/"))]


def test_the_installed_wheel_runs_init_and_demo_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    python = installed(tmp_path / "empty venv", wheel)
    elsewhere = tmp_path / "a folder"
    elsewhere.mkdir()
    where = subprocess.run(
        [str(python), "-c", "import watchdesk, sample; print(watchdesk.__file__); print(sample.__file__)"],
        cwd=elsewhere, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert str(TOP) not in where and "empty venv" in where
    first = run(python, elsewhere, "init")
    assert first.returncode == 0, first.stderr
    demo = run(python, elsewhere, "demo", "--no-serve")
    assert demo.returncode == 0, demo.stderr
    assert "Clearview AI" in demo.stdout
    made = {path.name for path in elsewhere.iterdir()}
    assert made == {"config.yaml", "watchdesk-demo"}
