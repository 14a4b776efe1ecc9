"""Pages nobody here wrote: served under their own host names, crawled with the real spiders, all accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest
from cycle_process import configuration, run

from benchmarks.crawling.saved_pages import hosts_of, mapped, saved_pages, served, sources_of
from crawler.evidence import verify
from storage.archive import Archive
from watchdesk.cli.opening import opened_reader
from watchdesk.config import Config
from watchdesk.journey import read_archive


@pytest.mark.data
@pytest.mark.parametrize("share", [12, pytest.param(1, marks=pytest.mark.slow)])
def test_every_saved_page_is_stored_or_has_a_reason(data: Path, tmp_path: Path, share: int) -> None:
    pages = saved_pages(data / "extraction")[::share]
    with served(pages) as (port, _):
        report = run(configuration(tmp_path), sources_of(pages), mapped(pages, port), filter_subject=False)
    assert report["outcome"] == "ok"
    assert report["discovered"] == len(pages)
    assert not [reason for reason in report["failed"] if reason.startswith("fault:")]
    with Archive.open(tmp_path / "archive.db", readonly=True) as archive:
        ledger = archive.ledger()
        kept = list(archive.kept_evidence())
    assert ledger.balanced
    assert ledger.discovered == len(pages)
    assert ledger.pending == 0
    assert ledger.stored >= 0.97 * len(pages)
    assert list(verify(tmp_path / "evidence", kept)) == []
    with Archive.open(tmp_path / "archive.db") as archive:
        config = Config.load(tmp_path / "config.yaml")
        reading = read_archive(archive, config, lambda: opened_reader(config))
        assert archive.verify() == []
    assert reading.articles == reading.placed == ledger.stored
    print(f"{len(pages)} saved pages, {reading}")


@pytest.mark.data
def test_a_host_is_served_only_its_own_pages(data: Path) -> None:
    pages = saved_pages(data / "extraction")
    assert len(pages) > 600
    assert len(hosts_of(pages)) > 300
