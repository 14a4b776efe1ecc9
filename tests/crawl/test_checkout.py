"""`scrapy list` and `scrapy crawl` in a checkout: the same settings and pipelines, the configuration found there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from cycle_process import CONFIG, ROOT

from storage.archive import Archive

OWN = CONFIG + "sources: {own: [{id: mine, name: Mine, feed: 'http://127.0.0.1:8999/feed.xml'}]}\n"


def scrapy(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "scrapy.cfg", folder)
    (folder / "config.yaml").write_text(OWN, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *words],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_scrapy_lists_the_spiders(tmp_path):
    assert scrapy(tmp_path, "list").stdout.split() == ["api", "desk", "feed", "listing", "sitemap"]


def test_scrapy_crawls_one_source_with_every_guard_in_place(tmp_path):
    done = scrapy(tmp_path, "crawl", "feed", "-a", "source=mine", "-s", "ROBOTSTXT_OBEY=0")
    assert done.returncode == 0, done.stderr[-2000:]
    with Archive.open(tmp_path / "archive.db", readonly=True) as archive:
        [crawl] = archive.crawls()
    assert crawl.outcome == "ok"
    assert crawl.stats["notes"] == [["mine", "private_address", "http://127.0.0.1:8999/feed.xml"]]


def test_an_unknown_source_or_another_kind_says_so(tmp_path):
    assert (
        "no source has the id 'mime'; did you mean 'mine'?"
        in scrapy(tmp_path, "crawl", "feed", "-a", "source=mime").stderr
    )
    assert (
        "mine is read as feed; this spider reads sitemap"
        in scrapy(tmp_path, "crawl", "sitemap", "-a", "source=mine").stderr
    )
