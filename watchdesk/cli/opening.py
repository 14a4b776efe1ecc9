"""What most verbs open first: the configuration, the archive, the sources that are on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchdesk.errors import BadInput, WatchdeskError

if TYPE_CHECKING:
    from nlp.pipeline import Reader
    from nlp.subject import Subject
    from storage.archive import Archive
    from watchdesk.config import Config
    from watchdesk.records import Source


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def opened_config(ctx: click.Context, *, fall_back: bool = False) -> Config:
    """The configuration that `--config` names, else ./config.yaml, else (`fall_back`) the shipped default.

    Raises ConfigError with file, line, key and suggestion.
    """
    from watchdesk.config import Config, default_config

    named = ctx.find_root().obj
    path = Path(named) if named else Path("config.yaml")
    if fall_back and named is None and not path.exists():
        path = default_config()
    return Config.load(path)


def opened_archive(config: Config, *, readonly: bool = False) -> Archive:
    """The archive of the configuration; a verb that only reads does not make an empty one.

    An archive of an older watchdesk is brought up to date first, a copy kept beside it.
    """
    from storage.archive import Archive
    from watchdesk.errors import ArchiveOutdated

    if readonly and not config.archive_path.exists():
        raise WatchdeskError(f"{config.archive_path}: no archive yet; `watchdesk crawl` or `watchdesk demo` makes one")
    if not readonly:
        config.archive_path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return Archive.open(config.archive_path, readonly=readonly)
    except ArchiveOutdated:
        Archive.open(config.archive_path).close()
        return Archive.open(config.archive_path, readonly=True)


def known_sources(config: Config) -> dict[str, Source]:
    """Catalog and own sources by id, `enabled` as the configuration says."""
    from crawler.catalog import by_id, load_catalog, select

    own = own_sources(config)
    settings = config.sources
    chosen = select(load_catalog(), groups=settings.groups, on=settings.on, off=settings.off, own=own)
    on = {source.id for source in chosen}
    return {name: replace(source, enabled=name in on) for name, source in {**load_catalog(), **by_id(own)}.items()}


def own_sources(config: Config) -> list[Source]:
    """The configuration's own entries as sources."""
    from watchdesk.records import Source

    return [Source(**entry.model_dump(), group="own", verified=True) for entry in config.sources.own]


def chosen_sources(config: Config, ids: Iterable[str]) -> list[Source]:
    """The named sources, or all that are on; BadInput with the closest id for an unknown one."""
    known = known_sources(config)
    wanted = list(ids)
    for name in wanted:
        if name not in known:
            close = get_close_matches(name, known, 1)
            hint = f"did you mean {close[0]!r}?" if close else "`watchdesk sources list` shows them"
            raise BadInput(f"no source {name!r}; {hint}")
    return [known[name] for name in wanted] if wanted else [source for source in known.values() if source.enabled]


def say_json(value: object) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str, indent=2))


def say_line(value: Mapping[str, object]) -> None:
    """One JSON line on standard output, flushed."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def opened_subject(config: Config) -> Subject:
    """The subject of the configuration; ConfigError names the file and the key."""
    from nlp.subject import Subject
    from watchdesk.errors import ConfigError

    try:
        return Subject.from_terms(config.subject)
    except ConfigError as fault:
        raise ConfigError(f"{config.file}: {fault}") from None


def opened_reader(config: Config) -> Reader:
    """The reading room with the configured model, gazetteer and subject."""
    from nlp.pipeline import load

    gazetteer = config.resolve(config.nlp.gazetteer) if config.nlp.gazetteer else None
    models = {
        code: str(config.resolve(Path(name))) if _is_path(name) else name for code, name in config.nlp.models.items()
    }
    return load(config.nlp.model, gazetteer, opened_subject(config), models)


def _is_path(name: str) -> bool:
    return "/" in name or "\\" in name or name.startswith(".")
