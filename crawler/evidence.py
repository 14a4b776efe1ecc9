"""What we saw, provably: WARC 1.1 files (https://iipc.github.io/warc-specifications/) and a hash chain over them.

Each kept fetch is a `response` and a `request` record, gzip members one after the other. The payload is the body after
content decoding; headers that no longer hold for it are kept as `X-Archive-Orig-…`, as the Internet Archive does.

`chain.jsonl` in the same folder has one line for each fetch: file, offset and length of its bytes, record id, SHA-256
of payload and of the stored bytes, and `chain`: SHA-256 over the previous line's `chain` and this line without it. A
byte changed anywhere breaks a hash; a line taken out breaks the chain.

Order of a write: WARC bytes, chain line, then the archive's transaction. A process killed between two of them leaves
bytes or a line that nothing refers to, never a reference to bytes that are not there; the next start cuts off bytes
that have no line.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import uuid
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, Self

from crawler.warc_records import blank_member, fetch_members, warcinfo_member
from watchdesk.errors import EvidenceError
from watchdesk.records import Evidence, Page

ROTATE_BYTES: Final = 256 * 1024 * 1024
LEVEL: Final = 1  # of zlib: level 9 costs 6 ms a page and saves few bytes
CHAIN: Final = "chain.jsonl"
_GENESIS: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that `verify` found: which record, in which file and where (byte), and what is wrong."""

    warc_file: str
    offset: int
    record_id: str
    what: str


class EvidenceWriter:
    """Appends fetches to the WARC files of one folder; one writer at a time (EvidenceError for a second one)."""

    def __init__(self, folder: Path, *, rotate_bytes: int = ROTATE_BYTES, level: int = LEVEL) -> None:
        self._folder, self._rotate, self._level = folder, rotate_bytes, level
        folder.mkdir(parents=True, exist_ok=True)
        self._chain_file = (folder / CHAIN).open("a+b")
        try:
            fcntl.flock(self._chain_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._chain_file.close()
            raise EvidenceError(f"{folder}: another process is writing evidence here; wait until it is done") from None
        last = _mend(self._chain_file, folder)
        self._chain = str(last["chain"]) if last else _GENESIS
        self._warc: BinaryIO | None = None
        self._name = str(last["file"]) if last else ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, page: Page, request_headers: Iterable[tuple[str, str]] = ()) -> Evidence:
        """Store one fetch; it is on its way to the disk when this returns, so that the archive may refer to it."""
        record_id = f"<urn:uuid:{uuid.uuid4()}>"
        stored = fetch_members(page, record_id, request_headers, self._level)
        warc = self._file_for(page.fetched_at)
        offset = warc.tell()
        warc.write(stored)
        warc.flush()
        line: dict[str, object] = {
            "file": self._name,
            "offset": offset,
            "length": len(stored),
            "record": record_id,
            "url": page.url,
            "payload_sha256": hashlib.sha256(page.body).hexdigest(),
            "stored_sha256": hashlib.sha256(stored).hexdigest(),
        }
        self._append(line)
        return Evidence(self._name, offset, record_id, str(line["payload_sha256"]), self._chain)

    def note_removed(self, name: str, now: datetime) -> None:
        """Delete a WARC file whose retention is over, and say so in the chain, so that its absence is explained."""
        if name == self._name and self._warc is not None:
            self._warc.close()
            self._warc, self._name = None, ""
        self._append({"removed": name, "file": "", "at": now.isoformat()})
        (self._folder / name).unlink(missing_ok=True)

    def note_redacted(self, record_id: str, digest: str, reason: str, now: datetime) -> None:
        """Say in the chain that a record was blanked, and what its bytes are now."""
        line = {"redacted": record_id, "stored_sha256": digest, "reason": reason, "at": now.isoformat()}
        self._append({**line, "file": self._name})

    def expire(self, over: Iterable[Evidence], now: datetime) -> tuple[int, int]:
        """Blank the records whose time is over, and delete files in which nothing else is; (records, files)."""
        wanted = {evidence.record_id for evidence in over}
        standing = _standing(self._folder / CHAIN)
        blanked = files = 0
        for file in {str(line["file"]): None for line in standing.values()}:
            lines = [line for line in standing.values() if line["file"] == file]
            ended = [line for line in lines if line["record"] in wanted]
            blanked += len(ended)
            if len(ended) == len(lines) and file != self._name:
                self.note_removed(file, now)
                files += 1
                continue
            for line in ended:
                self.blank(line, "retention", now)
        return blanked, files

    def blank(self, line: Mapping[str, Any], reason: str, now: datetime) -> None:
        """Overwrite the record of a chain line by one of its length that says it is gone; the chain tells why."""
        blank = blank_member(str(line["record"]), int(line["length"]), now)
        with (self._folder / str(line["file"])).open("r+b") as file:
            file.seek(int(line["offset"]))
            file.write(blank)
            file.flush()
            os.fsync(file.fileno())
        self.note_redacted(str(line["record"]), hashlib.sha256(blank).hexdigest(), reason, now)

    def close(self) -> None:
        """Bring everything to the disk and let the next writer in."""
        for file in (self._warc, self._chain_file):
            if file is not None and not file.closed:
                file.flush()
                os.fsync(file.fileno())
                file.close()

    def _append(self, line: dict[str, object]) -> None:
        self._chain = _link(self._chain, line)
        self._chain_file.write(json.dumps({**line, "chain": self._chain}, ensure_ascii=False).encode() + b"\n")
        self._chain_file.flush()

    def _file_for(self, now: datetime) -> BinaryIO:
        if self._warc is None and self._name and (self._folder / self._name).exists():
            self._warc = (self._folder / self._name).open("ab")
        if self._warc is not None and self._warc.tell() >= self._rotate:
            os.fsync(self._warc.fileno())
            self._warc.close()
            self._warc = None
            self._name = ""
        if self._warc is None:
            self._name = f"watchdesk-{now.astimezone(UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}.warc.gz"
            self._warc = (self._folder / self._name).open("xb")
            head = warcinfo_member(self._name, self._level)
            self._warc.write(head)
            self._warc.flush()
            digest = hashlib.sha256(head).hexdigest()
            self._append({"file": self._name, "offset": 0, "length": len(head), "record": "", "stored_sha256": digest})
        return self._warc


def verify(folder: Path, kept: Iterable[Evidence] = ()) -> Iterator[Fault]:
    """Check every stored byte and every link of the chain; yields a Fault for each record that is not as written.

    `kept` is what the archive refers to: whatever of it the chain does not know is missing. A folder without a chain
    has no faults of its own.
    """
    chain, known = _GENESIS, set()
    removed = {str(line["removed"]) for line in _lines(folder / CHAIN) if "removed" in line}
    blanked = {
        str(line["redacted"]): line.get("stored_sha256") for line in _lines(folder / CHAIN) if "redacted" in line
    }
    for line in _lines(folder / CHAIN):
        linked = _link(chain, {key: value for key, value in line.items() if key != "chain"})
        if linked != line.get("chain"):
            yield _fault(line, "chain broken: this line or the one before it was changed or taken out")
        chain = str(line.get("chain"))
        known.add((line.get("record"), chain))
        if "removed" in line or "redacted" in line or line.get("file") in removed:
            continue
        digest = blanked.get(str(line.get("record")), line.get("stored_sha256"))
        if what := _stored_fault(folder, {**line, "stored_sha256": digest}):
            yield _fault(line, what)
    for evidence in kept:
        if (evidence.record_id, evidence.chain_sha256) not in known:
            yield Fault(evidence.warc_file, evidence.offset, evidence.record_id, "missing: not in the chain")


def redact(folder: Path, evidence: Evidence, *, reason: str = "", now: datetime | None = None) -> None:
    """Overwrite one fetch by a record that says it was redacted, of the same length, and say so in the chain.

    The hashes of what stood there stay on record. EvidenceError where the record is not in the chain.
    """
    moment = now or datetime.now(UTC)
    line = next((each for each in _lines(folder / CHAIN) if each.get("record") == evidence.record_id), None)
    path = folder / evidence.warc_file
    if line is None or not path.exists():
        raise EvidenceError(f"{evidence.warc_file}: no record {evidence.record_id} to redact")
    with EvidenceWriter(folder) as writer:
        writer.blank(line, reason, moment)


def fetches_of(folder: Path, urls: Iterable[str]) -> list[Evidence]:
    """Every record of these addresses whose bytes are still there, those too that no article refers to."""
    wanted, lines = set(urls), list(_lines(folder / CHAIN))
    gone = {str(line["redacted"]) for line in lines if "redacted" in line}
    removed = {str(line["removed"]) for line in lines if "removed" in line}
    return [
        Evidence(
            str(line["file"]), int(line["offset"]), str(line["record"]), str(line["payload_sha256"]), str(line["chain"])
        )
        for line in lines
        if line.get("url") in wanted and line["record"] not in gone and line["file"] not in removed
    ]


def _fault(line: Mapping[str, Any], what: str) -> Fault:
    offset = line.get("offset")
    return Fault(
        str(line.get("file", "")), offset if isinstance(offset, int) else -1, str(line.get("record", "")), what
    )


def _stored_fault(folder: Path, line: Mapping[str, Any]) -> str | None:
    path = folder / str(line.get("file"))
    try:
        with path.open("rb") as file:
            file.seek(int(line["offset"]))
            stored = file.read(int(line["length"]))
    except (OSError, KeyError, TypeError, ValueError) as fault:
        return f"cannot be read: {fault}"
    if len(stored) < line["length"]:
        return "cut off"
    return None if hashlib.sha256(stored).hexdigest() == line.get("stored_sha256") else "changed"


def read_back(folder: Path, evidence: Evidence) -> bytes:
    """The stored response and request records of one fetch, unzipped; EvidenceError where they are not there."""
    for line in _lines(folder / CHAIN):
        if line.get("record") == evidence.record_id:
            if what := _stored_fault(folder, line):
                raise EvidenceError(f"{evidence.warc_file}, byte {evidence.offset}: {what}")
            with (folder / evidence.warc_file).open("rb") as file:
                file.seek(evidence.offset)
                return _unzipped(file.read(int(line["length"])))
    raise EvidenceError(f"{evidence.warc_file}: no record {evidence.record_id} in the chain")


def _unzipped(members: bytes) -> bytes:
    parts = []
    while members:
        machine = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        parts.append(machine.decompress(members))
        members = machine.unused_data
    return b"".join(parts)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    with path.open("rb") as file:
        for raw in file:
            try:
                line = json.loads(raw)
            except ValueError:
                line = {"chain": "", "file": "", "record": f"unreadable line: {raw[:60]!r}"}
            yield line if isinstance(line, dict) else {"chain": "", "record": f"unreadable line: {raw[:60]!r}"}


def _standing(path: Path) -> dict[str, dict[str, Any]]:
    """The chain lines of the records that still stand in their files, by record id."""
    found: dict[str, dict[str, Any]] = {}
    for line in _lines(path):
        if line.get("record") and "offset" in line:
            found[str(line["record"])] = line
        elif "redacted" in line:
            found.pop(str(line["redacted"]), None)
        elif "removed" in line:
            found = {record: kept for record, kept in found.items() if kept["file"] != line["removed"]}
    return found


def _link(previous: str, line: Mapping[str, object]) -> str:
    content = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def _mend(chain_file: BinaryIO, folder: Path) -> dict[str, Any] | None:
    """Cut off what a killed process left half written: a torn last line, and WARC bytes that have no line."""
    chain_file.seek(0, os.SEEK_END)
    size = chain_file.tell()
    tail_at = max(0, size - 65536)
    chain_file.seek(tail_at)
    tail = chain_file.read()
    whole = tail[: tail.rfind(b"\n") + 1]
    if len(whole) < len(tail):
        chain_file.truncate(tail_at + len(whole))
    chain_file.seek(0, os.SEEK_END)
    lines = whole.splitlines()
    if not lines:
        return None
    last = json.loads(lines[-1])
    path = folder / str(last.get("file") or "none")
    if "offset" in last and path.exists():
        end = int(last["offset"]) + int(last["length"])
        if path.stat().st_size > end:
            os.truncate(path, end)
    return dict(last)
