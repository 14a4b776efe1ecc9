"""The two batch interfaces as outside tools use them: through the command line, line by line."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

FIELDS = ["title", "authors", "published", "modified", "language", "text", "status", "provenance"]
EXTRACT_KEYS = ["id", "url", "canonical", *FIELDS]
PLACE_KEYS = {"lat", "lon", "admin1", "country", "geonameid", "feature"}
ENTITY_KEYS = {"start", "end", "text", "label", "kind", "name", "entity_id", "wikidata"} | PLACE_KEYS
PAGE = (
    "<html lang=en><head><title>Sample council votes on cameras | Sample Gazette</title>"
    "<meta property='og:title' content='Sample council votes on cameras'>"
    "<meta property='article:published_time' content='2024-03-05T09:30:00-05:00'></head><body><article>"
    "<h1>Sample council votes on cameras</h1>"
    + "".join(
        f"<p>Paragraph {n} of a sample article says in some words what the council did about it.</p>" for n in range(9)
    )
    + "</article></body></html>"
)


def batch(verb: str, file: Path, cwd: Path) -> tuple[int, list[dict[str, object]], str]:
    words = [sys.executable, "-m", "watchdesk", verb, "--batch", str(file)]
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False, timeout=1800)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_extract_gives_one_line_for_each_line(tmp_path: Path) -> None:
    (tmp_path / "a page.html").write_text(PAGE)
    with gzip.open(tmp_path / "b.html.gz", "wb") as packed:
        packed.write(PAGE.encode("utf-16"))
    (tmp_path / "empty.html").write_bytes(b"")
    lines = [
        json.dumps({"id": "a", "path": "a page.html", "url": "https://gazette.test/a?utm_source=x"}),
        json.dumps({"id": 7, "path": str(tmp_path / "b.html.gz"), "url": "https://gazette.test/b"}),
        json.dumps({"id": "e", "path": "empty.html", "url": "https://gazette.test/e"}),
        "not json", "", json.dumps({"path": "a page.html"}),
        json.dumps({"id": "gone", "path": "no such file.html", "url": "https://gazette.test/n"}),
    ]  # fmt: skip
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n")
    code, rows, _ = batch("extract", tmp_path / "in.jsonl", tmp_path)
    assert code == 1
    assert [row["id"] for row in rows] == ["a", 7, "e", None, None, None, "gone"]
    first, second, empty, *bad = rows
    assert list(first) == EXTRACT_KEYS
    assert first["title"] == "Sample council votes on cameras"
    assert first["published"] == "2024-03-05T09:30:00-05:00"
    assert first["canonical"] == "https://gazette.test/a"
    assert first["status"] == "full" and str(first["text"]).count("\n\n") >= 8
    assert second["title"] == first["title"] and second["text"] == first["text"]
    assert empty["status"] == "empty" and empty["title"] is None
    assert all(set(row) == {"id", "error"} for row in bad)


def test_annotate_gives_one_line_for_each_line(tmp_path: Path) -> None:
    text = (
        "DETROIT — The Detroit Police Department said on Tuesday it would stop using software of Clearview AI.\n\n"
        "“We have heard the residents of this sample city,” said Robin Sample, a spokesperson invented for this test."
    )
    lines = [json.dumps({"id": 1, "text": text, "title": "Detroit police drop Clearview AI"}), "[]", "",
             json.dumps({"id": "t"}), json.dumps({"id": "z", "text": ""})]  # fmt: skip
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n")
    code, rows, _ = batch("annotate", tmp_path / "in.jsonl", tmp_path)
    assert code == 1
    assert [row["id"] for row in rows] == [1, None, None, "t", "z"]
    entities = rows[0]["entities"]
    assert isinstance(entities, list)
    assert all(
        set(entity) == ENTITY_KEYS and text[entity["start"] : entity["end"]] == entity["text"] for entity in entities
    )
    kinds = {entity["name"]: entity["kind"] for entity in entities}
    assert kinds["Clearview AI"] == "company" and kinds["Detroit Police Department"] == "agency"
    (quote,) = rows[0]["quotes"]  # type: ignore[misc]
    assert quote["text"] == "We have heard the residents of this sample city,"
    assert quote["speaker"] == "Robin Sample"
    assert rows[4]["entities"] == [] and "error" not in rows[4]


@pytest.mark.parametrize("verb", ["extract", "annotate"])
def test_a_reader_that_leaves_early_is_no_failure(verb: str, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("x\n" * 5000)
    command = f"'{sys.executable}' -m watchdesk {verb} --batch in.jsonl | head -n 1"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["id"] is None
    assert "Traceback" not in done.stderr
