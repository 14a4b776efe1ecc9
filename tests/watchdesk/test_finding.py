"""What `search` shows a person at a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.seed import seeded
from watchdesk.cli import run


def test_a_line_says_outlet_kind_why_and_how_many_tell_the_story(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seeded(tmp_path)
    (tmp_path / "config.yaml").write_text("contact: desk@example.org\nstorage: {path: archive.db}\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    assert run(["search", "--fold", "place:Detroit", "type:settlement"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for told in (
        "Sample Wire", "matched Detroit; type: settlement", "3 articles in 3 outlets on this story (s1)", "1 article",
        "Cleared: Robert Julian-Borchak Williams", "https://sample-wire.test/settled", "2026-11-23", "wire",
    ):  # fmt: skip
        assert told in shown, told
    monkeypatch.setattr("storage.search.COUNT_AT_MOST", 2)
    assert run(["search", "--limit", "1", "facial recognition"]) == 0
    assert "at least 2 articles" in capsys.readouterr().out
    assert run(["search", "place:Nowhere"]) == 0
    assert "no place read so far is named 'Nowhere'" in capsys.readouterr().out
    assert run(["search", "ban palce:Detroit"]) == 2
    assert "did you mean 'place:'? (at character 5)" in capsys.readouterr().err
