"""What `scrapy crawl` in a checkout needs: the configuration found there, its archive, and the sources asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import signals

from crawler.catalog import load_catalog, select
from crawler.configured import configured, stats_of
from crawler.cycle import Cycle, Outcome, open_cycle
from crawler.evidence import EvidenceWriter
from storage.archive import Archive
from watchdesk.config import Config, default_config
from watchdesk.errors import BadInput
from watchdesk.records import Source

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


def own_sources(config: Config) -> list[Source]:
    """The newsroom's own entries as sources."""
    return [Source(**own.model_dump(), group="own", evidence="configuration") for own in config.sources.own]


def chosen_sources(config: Config) -> list[Source]:
    """The sources that a configuration reads; ConfigError for an id that nobody knows."""
    chosen = config.sources
    return select(load_catalog(), groups=chosen.groups, on=chosen.on, off=chosen.off, own=own_sources(config))


def named_sources(config: Config, names: list[str]) -> list[Source]:
    """Sources by id, also ones that are off; ConfigError with the nearest for an id that nobody knows."""
    own = own_sources(config)
    known = {source.id: source for source in select(load_catalog(), groups=(), on=names, own=own)}
    return [known[name] for name in dict.fromkeys(names)]


def cycle_of_checkout(crawler: Crawler, kinds: frozenset[str], wanted: str | None) -> Cycle:
    """A cycle on `config.yaml` of the current folder, or the shipped one; closed when the spider closes."""
    here = Path("config.yaml")
    config = Config.load(here if here.exists() else default_config())
    sources = named_sources(config, wanted.split(",")) if wanted else chosen_sources(config)
    readable = [source for source in sources if source.discovery in kinds]
    if wanted and not readable:
        found = ", ".join(f"{source.id} is read as {source.discovery or 'nothing'}" for source in sources)
        raise BadInput(f"source={wanted}: {found}; this spider reads {', '.join(sorted(kinds))}")
    config.archive_path.parent.mkdir(parents=True, exist_ok=True)
    archive = Archive.open(config.archive_path)
    evidence = EvidenceWriter(config.evidence_folder) if config.storage.evidence.keep else None
    cycle = open_cycle(config, archive, evidence, readable)
    crawler.settings.setdict(configured(config, cycle.agent), priority="spider")

    def closed(reason: str) -> None:
        outcome: Outcome = "interrupted" if reason == "shutdown" else "ok"
        archive.end_crawl(cycle.crawl_id, stats_of(cycle.report(outcome, 0, 0)), outcome, datetime.now(UTC))
        if evidence is not None:
            evidence.close()
        archive.close()

    crawler.signals.connect(closed, signal=signals.spider_closed, weak=False)
    return cycle
