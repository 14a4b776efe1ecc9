"""Rows as tables: CSV that spreadsheets take for text, and Parquet. Streamed: pieces, each with its number of rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import islice
from typing import IO, cast

from watchdesk.errors import BadInput

Cell = str | int | float | None
Row = Mapping[str, Cell]

_NUMBERS = ("article_id", "story_articles", "story_outlets", "near_duplicate_of", "version", "start", "end")


def safe_cell(value: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula: an apostrophe before = + - @, tab or carriage return.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    if isinstance(value, str) and value.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r", "\n"):
        return "'" + value
    return value


def csv_pieces(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[tuple[int, bytes]]:
    """CSV with a header, behind the byte order mark without which Excel reads no UTF-8."""
    yield 0, ("\ufeff" + _csv_line(columns)).encode()
    for row in rows:
        yield 1, _csv_line([safe_cell(row[column]) for column in columns]).encode("utf-8", "replace")


def _csv_line(cells: Sequence[Cell]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def parquet_pieces(rows: Iterable[Row], columns: Sequence[str], at_once: int) -> Iterator[tuple[int, bytes]]:
    """Parquet, a row group for each `at_once` rows. Raises BadInput at once where pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise BadInput("parquet needs pyarrow; install it with: pip install 'watchdesk[parquet]'")
    return _parquet(rows, columns, at_once)


def _parquet(rows: Iterable[Row], columns: Sequence[str], at_once: int) -> Iterator[tuple[int, bytes]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"confidence": pa.float64()} | dict.fromkeys(_NUMBERS, pa.int64())
    schema = pa.schema([(column, kinds.get(column, pa.string())) for column in columns])
    written = _Written()
    source = iter(rows)
    with pq.ParquetWriter(cast(IO[bytes], written), schema) as writer:
        while portion := list(islice(source, at_once)):
            writer.write_table(pa.Table.from_pylist(portion, schema))
            yield len(portion), written.taken()
    yield 0, written.taken()


class _Written(io.RawIOBase):
    """A stream that hands on what is written into it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        self._pieces.append(bytes(piece))  # type: ignore[call-overload]  # pyarrow gives bytes or a buffer
        return len(self._pieces[-1])

    def taken(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
