"""`import`: WARC files, saved pages and lists of addresses take the same road as a crawl, from the fetched page on.

Idempotent: a page that the archive holds with the same bytes changes nothing. Resumable: each page is a transaction, so
a killed import is simply run again. `fetched_at` is when the page was captured, and never becomes a publication date.
"""

from __future__ import annotations

import functools
import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from crawler.bytescan import ByteScan
from crawler.catalog import load_catalog
from crawler.evidence import EvidenceWriter
from crawler.given import take_addresses
from crawler.intake import Intake, subject_of
from crawler.layouts import known_rules
from crawler.warc_pages import Scan, warc_pages
from storage.archive import Archive
from watchdesk.config import Config
from watchdesk.errors import BadAddress, BadInput
from watchdesk.records import Drop, Page, Source
from watchdesk.urls import canonical, host, is_http

IMPORTED = Source("imported", "Imported", "other", group="own", verified=True, enabled=True, rules={"addresses": True})

DROPS_AT_ONCE = 500


@dataclass(slots=True)
class ImportReport:
    """What an import did: `taken` by outcome, `passed_over` by reason (records that are no page or name no subject)."""

    files: int = 0
    taken: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)

    @property
    def records(self) -> int:
        """How many records and pages were looked at."""
        return sum(self.taken.values()) + sum(self.passed_over.values())

    @property
    def kept(self) -> int:
        """Articles that are new or got a new version."""
        return self.taken["new"] + self.taken["revised"]

    def __str__(self) -> str:
        told = [f"{self.files} files, {self.records} records: new {self.taken['new']}, revised {self.taken['revised']}"]
        for what, counts in (("taken in", self.taken), ("passed over", self.passed_over)):
            if counts:
                told.append(f"  {what}: " + ", ".join(f"{reason} {count}" for reason, count in counts.most_common()))
        return "\n".join(told)


def import_files(
    config: Config,
    paths: Sequence[Path],
    *,
    progress: Callable[[int], None] | None = None,
    filter_subject: bool = True,
) -> ImportReport:
    """Take in the pages of `paths`: `.warc`, `.warc.gz`, saved pages (`.html`, `.pdf`, also gzipped), `.jsonl` with
    `path` and `url` a line, `.txt` with one address a line (fetched, last of all).

    `progress` is told how many records were looked at. BadInput for a file that cannot be read or is of no such kind,
    before anything is taken in; StorageError, EvidenceError. Call it once a process: a list of addresses is crawled.
    """
    kinds = [(path, _kind(path)) for path in paths]
    report = ImportReport()
    config.archive_path.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        archive = stack.enter_context(Archive.open(config.archive_path))
        archive.put_sources([IMPORTED])
        keep = config.storage.evidence.keep
        evidence = stack.enter_context(EvidenceWriter(config.evidence_folder)) if keep else None
        intake = Intake(archive, subject_of(config), evidence, None, filter_subject, layouts=known_rules(config))
        scan = ByteScan.of(intake.subject).may_name if filter_subject else None
        for path, kind in kinds:
            report.files += 1
            if kind != "txt":
                dropped = Dropped(archive, path.name, intake.now())
                _take_all(_pages(path, kind, scan, report.passed_over, dropped), intake, report, progress)
                dropped.enter()
    addresses = [url for path, kind in kinds if kind == "txt" for url in _addresses(path, report)]
    if addresses:
        crawled = take_addresses(config, addresses, filter_subject=filter_subject)
        report.taken.update({"new": crawled.new, "revised": crawled.revised, "same": crawled.same + crawled.unchanged})
        report.taken.update({f"dropped:{reason}": count for reason, count in crawled.dropped.items()})
        report.taken.update({f"failed:{reason}": count for reason, count in crawled.failed.items()})
    return report


@dataclass(slots=True)
class Dropped:
    """Records of one file that name no subject, on their way to the ledger: many in one transaction.

    A killed import leaves out at most the last ones, and enters them when it is run again.
    """

    archive: Archive
    file: str
    now: datetime
    waiting: list[Drop] = field(default_factory=list)

    def add(self, url: str, offset: int) -> None:
        """Keep the address of a record, and where in the file it is: what `why` tells of it."""
        try:
            address = canonical(url)
        except BadAddress:
            return  # counted with the others of its file; nobody can ask for it
        owner = owners_of_hosts().get(address.split("/", 3)[2].removeprefix("www."), IMPORTED.id)
        self.waiting.append(Drop(address, "off_subject", owner, detail=f"{self.file}, byte {offset}"))
        if len(self.waiting) >= DROPS_AT_ONCE:
            self.enter()

    def enter(self) -> None:
        """Enter what waits in the ledger."""
        self.archive.enter_drops(self.waiting, self.now)
        self.waiting.clear()


def _take_all(
    pages: Iterable[Page], intake: Intake, report: ImportReport, progress: Callable[[int], None] | None
) -> None:
    owners = owners_of_hosts()
    for page in pages:
        try:
            address = canonical(page.url)
        except BadAddress:
            report.passed_over["address"] += 1
            continue
        owner = owners.get(host(page.url).removeprefix("www."), IMPORTED.id)
        found = Page(page.url, page.body, page.fetched_at, page.status, page.headers, address, owner)
        intake.archive.discover(address, owner, None, intake.now())
        taken = intake.take(found, address=address)
        report.taken[f"dropped:{taken.reason}" if taken.kind == "dropped" else taken.kind] += 1
        if progress is not None:
            progress(report.records)


@functools.cache
def owners_of_hosts() -> dict[str, str]:
    """Host → the catalog's source, where exactly one has its home there."""
    found: dict[str, list[str]] = {}
    for source in load_catalog().values():
        if source.homepage:
            found.setdefault(host(source.homepage).removeprefix("www."), []).append(source.id)
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}


def _kind(path: Path) -> str:
    name = path.name.lower().removesuffix(".gz")
    kind = {"warc": "warc", "html": "page", "htm": "page", "pdf": "page", "jsonl": "jsonl", "txt": "txt"}.get(
        name.rpartition(".")[2]
    )
    if kind is None:
        raise BadInput(f"{path}: give a WARC file, a saved page (.html, .pdf), JSON lines, or addresses (.txt)")
    if not path.is_file():
        raise BadInput(f"{path}: no such file")
    return kind


def _pages(path: Path, kind: str, scan: Scan | None, passed: Counter[str], dropped: Dropped) -> Iterator[Page]:
    if kind == "warc":
        yield from warc_pages(path, scan, passed, off_subject=dropped.add)
    elif kind == "jsonl":
        yield from _listed(path, passed)
    else:
        page = _saved(path, None)
        if page is None:
            passed["no_address"] += 1
        else:
            yield page


def _listed(path: Path, passed: Counter[str]) -> Iterator[Page]:
    """Pages that a file of JSON lines names; a relative `path` counts from that file's folder."""
    for line in _read(path).decode("utf-8", "replace").split("\n"):
        if not line.strip():
            continue
        row = _row(line)
        file, url = path.parent / str(row.get("path", "")), str(row.get("url", ""))
        if not is_http(url) or not file.is_file():
            passed["bad_line"] += 1
            continue
        page = _saved(file, url)
        if page is not None:
            yield page


def _row(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        return {}
    return row if isinstance(row, dict) else {}


def _saved(path: Path, url: str | None) -> Page | None:
    """A saved page; without an address the one that it states for itself, None where it states none."""
    body = _read(path)
    fetched = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    kind = "application/pdf" if body.startswith(b"%PDF") else "text/html"
    url = url or _stated_address(body)
    return None if url is None else Page(url, body, fetched, headers=(("content-type", kind),))


def _stated_address(body: bytes) -> str | None:
    """The address that a saved page gives itself, by `rel=canonical` or `og:url`."""
    soup = BeautifulSoup(body, "lxml")
    link, meta = soup.select_one("link[rel~=canonical][href]"), soup.select_one('meta[property="og:url"][content]')
    stated = [str(link["href"]) if link else "", str(meta["content"]) if meta else ""]
    return next((url for url in stated if is_http(url)), None)


def _read(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    except (OSError, EOFError) as fault:
        raise BadInput(f"{path}: cannot be read ({fault})") from None


def _addresses(path: Path, report: ImportReport) -> Iterator[str]:
    for line in _read(path).decode("utf-8", "replace").splitlines():
        url = line.strip()
        if not url or url.startswith("#"):
            continue
        try:
            canonical(url)
        except BadAddress:
            report.passed_over["address"] += 1
            continue
        yield url
