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
from storage.export import COLUMNS, MENTION_COLUMNS, Shown, export_rows, pieces
from storage.query import parse
from storage.search import search
from storage.tables import safe_cell
from tests.storage.builders import NOW, article, keep
from watchdesk.errors import BadInput
from watchdesk.records import Event


def exported(archive: Archive, query: str, form: str, *, mentions: bool = False) -> bytes:
    made = list(pieces(archive, Shown(parse(query, now=NOW)), form, mentions=mentions))
    content = b"".join(piece for _, piece in made)
    if form in ("csv", "atlas"):
        assert sum(rows for rows, _ in made) == len(table(content))
    return content


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
    monkeypatch.setattr("storage.export.AT_ONCE", 3)
    rows = export_rows(filled, Shown(parse("detroit", now=NOW)))
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


@pytest.mark.parametrize("mentions", [False, True])
def test_parquet_holds_the_rows_of_the_csv(filled: Archive, monkeypatch: pytest.MonkeyPatch, mentions: bool) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the optional extra `parquet` is not installed")
    monkeypatch.setattr("storage.export.AT_ONCE", 3)  # several row groups
    rows = parquet.read_table(io.BytesIO(exported(filled, "", "parquet", mentions=mentions)))
    columns = MENTION_COLUMNS if mentions else COLUMNS
    assert tuple(rows.column_names) == columns
    assert rows.to_pylist() == list(export_rows(filled, Shown(parse("", now=NOW)), mentions=mentions))
    assert rows.num_rows == (filled.run("SELECT count(*) FROM mention")[0][0] if mentions else 8)
    nothing = parquet.read_table(io.BytesIO(exported(filled, "zebra", "parquet", mentions=mentions)))
    assert (nothing.num_rows, tuple(nothing.column_names)) == (0, columns)


def test_parquet_without_its_library_says_how_to_get_it(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.tables.find_spec", lambda _name: None)
    with pytest.raises(BadInput, match=r"pip install 'watchdesk\[parquet\]'"):
        exported(filled, "", "parquet")


def filled_with(path: Path, articles: int) -> Path:
    with Archive.open(path) as archive:
        for start in range(0, articles, 2_000):
            with archive.batch():
                for number in range(start, min(start + 2_000, articles)):
                    keep(archive, article(number, f"Clearview and the police, {number}. " * 5))
    return path


def streamed(path: Path, form: str) -> tuple[int, int]:
    """Rows and the peak of resident memory in MB of a process that exports an archive."""
    code = (
        "import sys\nfrom datetime import datetime, UTC\nfrom storage.archive import Archive\n"
        "from storage.export import Shown, pieces\nfrom storage.query import parse\n"
        "shown, count = Shown(parse('', now=datetime.now(UTC))), 0\n"
        "with Archive.open(sys.argv[1], readonly=True) as archive, open(sys.argv[2], 'wb') as target:\n"
        "    for rows, piece in pieces(archive, shown, sys.argv[3]):\n"
        "        target.write(piece)\n        count += rows\n"
        "print(count)\n"
        "print(next(int(line.split()[1]) for line in open('/proc/self/status') if line.startswith('VmHWM')) // 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), str(path.with_suffix(f".{form}")), form], capture_output=True,
        text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    count, megabytes = map(int, done.stdout.split())
    return count, megabytes


def test_an_export_is_streamed(path: Path) -> None:
    few, small = streamed(filled_with(path.with_name("few.db"), 100), "jsonl")
    many, large = streamed(filled_with(path, 4_000), "jsonl")
    assert (few, many) == (100, 4_000)
    assert large - small < 30  # MB: what SQLite caches, not the rows


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_streamed_in_little_memory(path: Path) -> None:
    filled_with(path, 100_000)
    for form in ("csv", "json", "jsonl", "ris", "bibtex", "csl", "parquet"):
        count, megabytes = streamed(path, form)
        print(form, megabytes, "MB")
        assert count == 100_000
        assert megabytes <= 200, (form, megabytes)


def test_columns_are_those_of_the_documentation(filled: Archive) -> None:
    assert tuple(next(iter(export_rows(filled, Shown(parse("", now=NOW)))))) == COLUMNS
