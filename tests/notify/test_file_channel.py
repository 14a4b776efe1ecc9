"""The folder channel."""

from __future__ import annotations

from pathlib import Path

from notify.channels.file import FileChannel
from notify.letter import Letter

LETTER = Letter("digest", "reader@example.org", "2026-11-24", "3 stories", "<p>é</p>", "é")


def test_both_forms_are_written_whole(tmp_path: Path) -> None:
    channel = FileChannel(tmp_path / "made" / "for it")
    outcome = channel.deliver(LETTER)
    html, text = channel.paths(LETTER)
    assert (outcome.state, outcome.detail) == ("sent", str(html))
    assert html.read_text(encoding="utf-8") == "<p>é</p>"
    assert text.read_text(encoding="utf-8") == "é"
    assert sorted(path.name for path in channel.folder.iterdir()) == [
        "digest-2026-11-24-reader@example.org.html",
        "digest-2026-11-24-reader@example.org.txt",
    ]


def test_names_stay_inside_the_folder(tmp_path: Path) -> None:
    channel = FileChannel(tmp_path / "out")
    channel.deliver(Letter("alert", "../../../etc/x", "a/b c", "s", "h", "t"))
    assert all(path.parent == tmp_path / "out" for path in tmp_path.rglob("*.html"))
    assert len(list(tmp_path.rglob("*"))) == 3


def test_a_folder_that_cannot_be_made_is_a_delivery_not_an_exception(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    outcome = FileChannel(tmp_path / "file").deliver(LETTER)
    assert outcome.state == "deferred"
    assert outcome.detail
