"""The body of a process that tests kill: crawl the sample newsroom, then read what is pending. JSON on stdin."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from crawler.catalog import read_catalog
from crawler.run import run_cycle
from storage.archive import Archive
from watchdesk.cli.demo import sample_file
from watchdesk.cli.opening import opened_reader
from watchdesk.config import Config
from watchdesk.journey import read_archive


def main() -> None:
    given = json.load(sys.stdin)
    config = Config.load(Path(given["config"]))
    catalog = sample_file("catalog.yaml")
    sources = read_catalog(catalog.read_text(encoding="utf-8"), where=catalog.name)
    hosts = {host: (address, port) for host, (address, port) in given["hosts"].items()}
    run_cycle(config, sources, hosts=hosts, revisit=given.get("revisit", "none"))
    with Archive.open(config.archive_path) as archive:
        read_archive(archive, config, lambda: opened_reader(config))
    print("done", flush=True)


if __name__ == "__main__":
    main()
