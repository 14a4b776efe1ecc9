"""The extraction rules that hold for a page, by whatever road it comes: those of the outlet it lies with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from crawler.catalog import load_catalog
from crawler.extract import rules
from watchdesk.config import Config
from watchdesk.errors import BadAddress, ConfigError
from watchdesk.records import Page, Source
from watchdesk.urls import host, is_http

Rules = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SourceRules:
    """Sources' rules by the host of their home, and by their id for pages that lie with no outlet that has any."""

    by_home: Mapping[str, Rules] = field(default_factory=dict)
    by_id: Mapping[str, Rules] = field(default_factory=dict)

    @classmethod
    def of(cls, sources: Iterable[Source]) -> SourceRules:
        """The rules of the sources that have any for extraction; ConfigError names the source whose rules are none."""
        stated = {source.id: source for source in sources if "extract" in source.rules}
        for source in stated.values():
            try:
                rules.layouts(source.rules)
            except ConfigError as fault:
                raise ConfigError(f"source {source.id}: {fault}") from None
        homes = {_bare(source.homepage): source.rules for source in stated.values() if is_http(source.homepage or "")}
        return cls(homes, {name: source.rules for name, source in stated.items()})

    def for_page(self, page: Page) -> Rules:
        """The rules for a page; none where nobody states any."""
        return self.by_home.get(_bare(page.url)) or self.by_id.get(page.source_id or "", {})


def known_rules(config: Config, sources: Iterable[Source] = ()) -> SourceRules:
    """The rules of the catalog, of the configuration's own sources and of those given; the later ones count."""
    own = [Source(**entry.model_dump(), group="own", verified=True) for entry in config.sources.own]
    return SourceRules.of([*load_catalog().values(), *own, *sources])


def _bare(url: str | None) -> str:
    try:
        return host(url or "").removeprefix("www.")
    except BadAddress:
        return ""
