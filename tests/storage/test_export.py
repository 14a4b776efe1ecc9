"""Exports hold exactly the rows that the screen shows."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from storage.archive import Archive
from storage.citations import bibtex, csl, ris
from storage.export import COLUMNS, MENTION_COLUMNS, safe_cell, write
from storage.query import parse
from storage.search import search
from tests.storage.builders import NOW, article, keep
from watchdesk.errors import BadInput
from watchdesk.records import Event


def exported(archive: Archive, query: str, form: str, *, mentions: bool = False) -> bytes:
    target = io.BytesIO()
    write(archive, query, form, target, now=NOW, mentions=mentions)
    return target.getvalue()


def table(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.fixture
def filled(archive: Archive) -> Archive:
    for number in range(1, 9):
        text = f"Springfield Police bought it from Acme Faces in Detroit. Clearview AI did not bid, {number}."
        keep(
            archive,
            article(number, text, title=f"=SUM({number}) “Käse” {{x}} & 100%", authors=("Jane Sample", "A. Other")),
            *[Event("contract_or_use", 0, 56, "Detroit", "Springfield Police", "2026-10", True)] * (number % 2),
        )  # fmt: skip
    return archive


@pytest.mark.parametrize("query", ["", "detroit", "company:clearview", "source:herald -zebra", "zebra", "2026-11-20.."])
def test_rows_equal_the_screen(filled: Archive, query: str) -> None:
    shown = [hit.article_id for hit in search(filled, parse(query, now=NOW), limit=100).hits]
    assert [int(row["article_id"]) for row in table(exported(filled, query, "csv"))] == shown
    assert [row["article_id"] for row in json.loads(exported(filled, query, "json"))] == shown
    lines = exported(filled, query, "jsonl").decode().splitlines()
    assert [json.loads(line)["article_id"] for line in lines] == shown
    for form, mark in (("ris", b"TY  - "), ("bibtex", b"@misc{"), ("csl", b'"type": "article-newspaper"')):
        assert exported(filled, query, form).count(mark) == len(shown), form


def test_more_rows_than_one_portion_and_what_is_written_meanwhile(
    filled: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.export._AT_ONCE", 3)
    rows = filled.export_rows("detroit", now=NOW)
    first = next(rows)
    with Archive.open(filled.path) as other:
        keep(other, article(99, "Detroit again."))
    assert len([first, *rows]) == 8


def test_no_cell_is_taken_for_a_formula(filled: Archive) -> None:
    for row in table(exported(filled, "", "csv")):
        assert row["title"].startswith("'=SUM(")
        assert all(cell[:1] not in "=+-@\t\r" for cell in row.values() if cell)
    for value in ("=1", "+1", "-1", "@a", "\t=1", "  =1"):
        assert safe_cell(value) == f"'{value}"
    assert safe_cell(-5) == -5
    assert safe_cell("a-b") == "a-b"


def test_mentions_have_a_row_each_with_their_sentence(filled: Archive) -> None:
    rows = table(exported(filled, "company:clearview", "csv", mentions=True))
    assert len(rows) == 8
    assert tuple(rows[0]) == MENTION_COLUMNS
    assert {(row["entity"], row["mention"]) for row in rows} == {("Clearview AI", "Clearview AI")}
    assert all(row["sentence"].startswith("Clearview AI did not bid") for row in rows)
    assert all(re.fullmatch("[0-9a-f]{64}", row["content_sha256"]) for row in rows)
    everything = table(exported(filled, "", "csv", mentions=True))
    assert len(everything) == filled.run("SELECT count(*) FROM mention")[0][0]


def test_the_atlas_row_says_who_uses_what_where_from_whom(filled: Archive) -> None:
    rows = table(exported(filled, "", "atlas"))
    assert len(rows) == 4
    assert rows[0] == {
        "agency": "Springfield Police", "city": "Detroit", "state": "Michigan", "technology": "Face Recognition",
        "vendor": "Acme Faces, Clearview AI", "summary": "Springfield Police bought it from Acme Faces in Detroit.",
        "link": "https://herald.test/7", "date": "2026-10",
    }  # fmt: skip


def test_citations() -> None:
    row = {
        "article_id": 7, "title": "Käse & 100% {x}_y", "source": "Sample Herald", "source_id": "herald",
        "authors": "Jane Sample; A. Other", "published": "2026-11-20T08:00:00+01:00", "url": "https://a.test/x_%20#y",
        "fetched_at": "2026-11-24T12:00:00Z", "language": "en", "content_sha256": "ab",
    }  # fmt: skip
    assert ris(row).split("\r\n")[:5] == [
        "TY  - NEWS", "TI  - Käse & 100% {x}_y", "AU  - Jane Sample", "AU  - A. Other", "T2  - Sample Herald"
    ]  # fmt: skip
    assert "DA  - 2026/11/20/\r\n" in ris(row)
    assert ris(row).endswith("ER  - \r\n")
    text = bibtex(row)
    assert text.startswith("@misc{herald2026-7,\n  title = {{Käse \\& 100\\% \\{x\\}\\_y}},\n")
    assert "author = {Jane Sample and A. Other}" in text
    assert csl(row)["issued"] == {"date-parts": [[2026, 11, 20]]}
    undated = csl(row | {"published": None})
    assert "issued" not in undated


def test_forms_that_are_not_known_are_refused(filled: Archive) -> None:
    with pytest.raises(BadInput, match="no form of export"):
        exported(filled, "", "xls")
    with pytest.raises(BadInput, match="no rows of mentions"):
        exported(filled, "", "ris", mentions=True)


def test_parquet_or_how_to_get_it(filled: Archive) -> None:
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        with pytest.raises(BadInput, match="pip install"):
            exported(filled, "", "parquet")
        return
    assert exported(filled, "", "parquet").startswith(b"PAR1")


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_streamed_in_little_memory(path: Path) -> None:
    with Archive.open(path) as archive:
        for start in range(0, 100_000, 2_000):
            with archive.batch():
                for number in range(start, start + 2_000):
                    keep(archive, article(number, f"Clearview and the police, {number}. " * 5))
    code = (
        "import sys\nfrom datetime import datetime, UTC\nfrom storage.archive import Archive\n"
        "from storage.export import write\n"
        "with Archive.open(sys.argv[1], readonly=True) as archive, open(sys.argv[2], 'wb') as target:\n"
        "    print(write(archive, '', 'csv', target, now=datetime.now(UTC)))\n"
        "print(next(int(line.split()[1]) for line in open('/proc/self/status') if line.startswith('VmHWM')) // 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), str(path.with_suffix(".csv"))], capture_output=True, text=True,
        check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    count, megabytes = map(int, done.stdout.split())
    assert count == 100_000
    assert megabytes <= 200


def test_columns_are_those_of_the_documentation(filled: Archive) -> None:
    assert tuple(next(iter(filled.export_rows("", now=NOW)))) == COLUMNS
