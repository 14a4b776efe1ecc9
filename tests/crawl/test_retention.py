"""Evidence that is over goes by itself, for the source whose rule says so, and the chain says why it is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.evidence import EvidenceWriter, read_back, verify
from crawler.intake import take_page
from crawler.retention import expire_daily, keep_days
from storage.archive import Archive
from tests.crawl.test_imports import config_in, html
from watchdesk.records import Page, Source

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OLD = NOW - timedelta(days=40)
SHORT = Source("short", "Short", "local", rules={"evidence": {"keep_days": 30}})
LONG = Source("long", "Long", "local")


def filled(folder: Path, rotate_bytes: int = 10**9):
    """An archive with an old page of each source and a new one of the first, in this order."""
    config = config_in(folder)
    archive = Archive.open(config.archive_path)
    archive.put_sources([SHORT, LONG])
    writer = EvidenceWriter(config.evidence_folder, rotate_bytes=rotate_bytes)
    for number, (source, at) in enumerate(((SHORT, OLD), (LONG, OLD), (SHORT, NOW))):
        page = Page(f"https://{source.id}.test/story-of-town-{number}", html(number), at, source_id=source.id)
        assert take_page(page, archive, config, evidence=writer).kept
    return config, archive, writer


def test_what_is_over_is_blanked_for_its_source_alone_and_verify_knows_why(tmp_path):
    config, archive, writer = filled(tmp_path)
    expired = expire_daily(archive, writer, [SHORT, LONG], None, NOW)
    assert (expired.records, expired.files) == (1, 0)
    writer.close()
    evidence = list(archive.kept_evidence())
    assert len(evidence) == 3
    assert list(verify(config.evidence_folder, evidence)) == []
    stored = b"".join(path.read_bytes() for path in config.evidence_folder.glob("*.warc.gz"))
    assert b"redacted" in read_redacted(stored)
    assert b"town 1" in read_back(config.evidence_folder, evidence[1])
    assert archive.run("SELECT count(*) FROM version WHERE text LIKE '%town 0%'") == [(1,)], "the article stays"
    archive.close()


def read_redacted(stored: bytes) -> bytes:
    import gzip

    text = gzip.decompress(stored)
    assert b"council of town 0 said" not in text
    return text


def test_a_file_in_which_all_is_over_is_deleted_and_its_absence_explained(tmp_path):
    config, archive, writer = filled(tmp_path, rotate_bytes=10)
    files = len(list(config.evidence_folder.glob("*.warc.gz")))
    expired = expire_daily(archive, writer, [SHORT, LONG], 35, NOW)
    writer.close()
    assert (expired.records, expired.files) == (2, 2)
    assert len(list(config.evidence_folder.glob("*.warc.gz"))) == files - 2
    assert list(verify(config.evidence_folder, archive.kept_evidence())) == []
    archive.close()


def test_it_looks_once_a_day_and_twice_changes_nothing(tmp_path):
    config, archive, writer = filled(tmp_path)
    expire_daily(archive, writer, [SHORT], None, NOW)
    assert expire_daily(archive, writer, [SHORT], None, NOW).records == 0
    assert expire_daily(archive, writer, [SHORT], None, NOW + timedelta(days=1)).records == 0, "blanked already"
    assert expire_daily(archive, writer, [SHORT], None, NOW + timedelta(days=31)).records == 1
    writer.close()
    assert list(verify(config.evidence_folder, archive.kept_evidence())) == []
    archive.close()


@pytest.mark.parametrize(
    ("rules", "default", "days"),
    [
        ({}, None, None),
        ({}, 90, 90),
        ({"evidence": {"keep_days": 30}}, 90, 30),
        ({"evidence": {"keep_days": -1}}, 9, 9),
    ],
)
def test_the_rule_of_a_source_goes_before_the_setting(rules, default, days):
    assert keep_days(Source("s", "S", "local", rules=rules), default) == days
