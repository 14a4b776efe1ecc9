"""`sources health` and `doctor` tell which sources are in trouble, and why."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from storage.archive import Archive
from watchdesk.cli import cli
from watchdesk.records import Source

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text("contact: desk@example.org\nstorage: {path: a.db}\nsources: {groups: []}\n")
    with Archive.open(tmp_path / "a.db") as archive:
        archive.put_sources([Source("well", "Well", "local"), Source("mute", "Mute", "local")])
        for name in ("well", "mute"):
            archive.discover(f"https://{name}.test/1", name, None, NOW - timedelta(days=3))
            archive.put_rhythm(name, [0.1] * 168, 40.0, timedelta(days=1 if name == "mute" else 9), (), NOW)
            archive.record_poll(name, None, NOW, "not_modified")
    return path


def test_health_marks_the_one_that_fell_silent(desk: Path) -> None:
    done = CliRunner().invoke(cli, ["--config", str(desk), "sources", "health"])
    assert done.exit_code == 0, done.output
    lines = {line.split()[1]: line for line in done.output.splitlines()[:-1]}
    assert lines["mute"].startswith("BAD") and "silent: nothing new since 21 November" in lines["mute"]
    assert lines["well"].startswith("ok")
    assert "2 sources, 1 in trouble" in done.output
    rows = json.loads(CliRunner().invoke(cli, ["--config", str(desk), "sources", "health", "mute", "--json"]).output)
    assert [row["source_id"] for row in rows] == ["mute"]


def test_doctor_names_it_too(desk: Path) -> None:
    done = CliRunner().invoke(cli, ["--config", str(desk), "doctor"])
    assert "1 in trouble: mute" in done.output
