"""What people add and take away on the command line: notes, entities, stories, redaction with its evidence."""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.evidence import CHAIN, EvidenceWriter
from notify.channels.file import FileChannel
from notify.outbox import send_due
from storage.archive import Archive
from tests.storage.builders import ABOUT, article, keep, read
from tests.web.seed import seeded
from watchdesk.cli import run
from watchdesk.config import Config
from watchdesk.records import Page

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def folder(empty: Path) -> Path:
    seeded(empty)
    return empty


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "config.yaml").write_text(
        "contact: desk@example.org\nstorage: {path: archive.db, evidence: {keep: true}}\n", "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(list(words)) == code, capsys.readouterr().err
    return capsys.readouterr().out


def found(capsys: pytest.CaptureFixture[str], query: str) -> list[int]:
    return [hit["article_id"] for hit in json.loads(said(capsys, "search", query, "--json"))["hits"]]


def test_notes_are_added_found_and_removed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind, text in (("tag", "Case 7"), ("decision", "keep"), ("assigned", "Jane Sample"), ("note", "call again")):
        said(capsys, "note", "add", "1", text, "--kind", kind, "--author", "me")
    for query in ('tag:"case 7"', "decision:keep", 'assigned:"Jane Sample"', "tag:case*"):
        assert found(capsys, query) == [1], query
    assert found(capsys, '"call again"') == []  # a note is no evidence
    assert "removed" in said(capsys, "note", "remove", "1")
    assert found(capsys, 'tag:"case 7"') == []
    assert run(["note", "add", "1", "maybe", "--kind", "decision"]) == 2
    assert "keep or drop" in capsys.readouterr().err


def test_a_story_is_split_merged_and_put_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = found(capsys, "story:s1")
    assert len(before) == 3
    told = said(capsys, "story", "split", str(before[0]), "--author", "me")
    made = told.split()[0]
    assert found(capsys, f"story:{made}") == before[:1]
    assert "2 articles in 2 outlets" in said(capsys, "story", "show", "s1")
    said(capsys, "story", "merge", made, "s2", "--author", "me")
    assert len(found(capsys, f"story:{made}")) == 2
    said(capsys, "story", "regroup")
    assert before[0] in found(capsys, "story:s2")
    for step in ("2", "1"):
        assert "taken back" in said(capsys, "story", "undo", step, "--author", "me")
    assert found(capsys, "story:s1") == before
    assert [row["action"] for row in json.loads(said(capsys, "story", "log", "--json"))] == [
        "undo", "undo", "merge", "split"
    ]  # fmt: skip
    assert run(["story", "undo", "1"]) == 2
    assert run(["story", "show", "none"]) == 1


def test_entities_are_merged_renamed_and_put_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "entity", "merge", "clearview-ai", "detroit-police-department", "--author", "me")
    assert len(found(capsys, 'entity:"Clearview AI"')) > 3
    said(capsys, "entity", "undo", "1", "--author", "me")
    assert len(found(capsys, 'entity:"Clearview AI"')) == 1
    said(capsys, "entity", "rename", "clearview-ai", "Clearview Holdings", "--author", "me")
    assert len(found(capsys, 'company:"clearview holdings"')) == 1
    assert "Clearview Holdings" in said(capsys, "entity", "show", "clearview-ai")
    assert "3 steps" in said(capsys, "entity", "log")


def test_a_redaction_reaches_the_evidence_and_names_the_copies(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evidence = Config.load(empty / "config.yaml").evidence_folder
    secret, item = b"Quuxly Zanzibari was named here.", article(1, "Quuxly Zanzibari was named here.")
    other = Page("https://herald.test/other", b"Somebody else.", NOW)
    with Archive.open("archive.db") as archive, EvidenceWriter(evidence) as writer:
        first = writer.write(Page(item.canonical_url, secret * 30, NOW))
        writer.write(Page(item.canonical_url, secret * 31, NOW))  # written, and killed before the archive knew of it
        writer.write(other)
        saved = archive.save(
            item, ABOUT, source_id=None, crawl_id=None, fetched_at=NOW, content_sha256=first.payload_sha256,
            evidence=first,
        )  # fmt: skip
        archive.save_annotation(read(saved.article_id, item), "v1", NOW)
        keep(archive, article(77, "Another one."))
        archive.assign_story(2, "s", saved.article_id, NOW)
        _deliver(archive, f"{item.canonical_url} Quuxly Zanzibari was named here.")
    for name in ("digest.html", "digests/digest-now.txt"):  # previews, which no outbox knows
        (empty / name).parent.mkdir(exist_ok=True)
        (empty / name).write_text("<p>Quuxly&#32;Zanzibari\nwas named here.</p>", "utf-8")
    (empty / "digest.txt").write_text("Of somebody else.", "utf-8")
    (empty / "mine.txt").write_text("Zanzibari was named here, said I.", "utf-8")
    said(capsys, "backup", "archive-kept.db")
    assert b"Quuxly" in unzipped(evidence)
    told = said(capsys, "redact", str(saved.article_id), "--reason", "asked by the person")
    assert "2 evidence records blanked" in told
    assert "archive-kept.db: a copy made before still holds the text" in told
    assert "1 letters told of it: their words are removed here and in 2 files" in told
    for name in ("digest.html", "digests/digest-now.txt"):
        assert f"{name}: told of it; its words are removed" in told
        assert "article 1, which it told of, was redacted: asked by the person (" in (empty / name).read_text("utf-8")
    assert (empty / "digest.txt").read_text("utf-8") == "Of somebody else."
    assert (empty / "mine.txt").read_text("utf-8") == "Zanzibari was named here, said I."
    assert "article 2 is a near copy and still holds the text: https://herald.test/77" in told
    files = [path for path in empty.rglob("*") if path.is_file() and path.name != "archive-kept.db"]
    assert {"digest-today-newsroom.html", "digest-today-newsroom.txt"} <= {path.name for path in files}
    for path in files:
        assert b"Quuxly" not in path.read_bytes(), path
    assert b"Quuxly" not in unzipped(evidence) and b"Somebody else" in unzipped(evidence)
    assert "asked by the person" in (evidence / CHAIN).read_text("utf-8")
    assert "are sound" in said(capsys, "verify")
    assert found(capsys, "quuxly") == []
    assert "0 evidence records blanked" in said(capsys, "redact", str(saved.article_id), "--reason", "again")


def _deliver(archive: Archive, text: str) -> None:
    """A letter that says a text, in the outbox and as files."""
    body = json.dumps({"html": text, "text": text, "memory": {}}).encode()
    archive.enqueue("digest", "newsroom", "today", channel="file", subject=text, body=body, now=NOW)
    send_due(archive, {"file": FileChannel(Path("letters"))}, NOW)


def unzipped(evidence: Path) -> bytes:
    """All members of all WARC files."""
    content = b""
    for path in evidence.glob("*.warc.gz"):
        rest = path.read_bytes()
        while rest:
            member = zlib.decompressobj(31)
            content += member.decompress(rest)
            rest = member.unused_data
    return content
