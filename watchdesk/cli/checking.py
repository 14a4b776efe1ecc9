"""`check`: one source or page tried live, on a throw-away archive; nothing is kept."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchdesk.cli.crawling import told
from watchdesk.cli.opening import chosen_sources, opened_config, opened_reader
from watchdesk.urls import is_http

if TYPE_CHECKING:
    from storage.rows import ArticlePage
    from watchdesk.config import Config

LIMIT_SECONDS = 10.0


@click.command("check")
@click.argument("what", metavar="SOURCE|URL")
@click.pass_context
def check_verb(ctx: click.Context, what: str) -> int:
    """Try SOURCE or URL live for ten seconds: discovery, robots, one article field by field, its entities."""
    from storage.archive import Archive
    from storage.search import article_page
    from watchdesk.journey import read_archive

    config = opened_config(ctx)
    with tempfile.TemporaryDirectory(prefix="watchdesk-check-") as folder:
        scratch = _scratch(config, Path(folder))
        click.echo(_tried(scratch, what))
        with Archive.open(scratch.archive_path) as archive:
            read_archive(archive, scratch, lambda: opened_reader(scratch))
            rows = [row.article_id for row in archive.story_rows()]
            page = article_page(archive, rows[0]) if rows else None
    if page is None:
        click.echo("no article came; the lines above say why")
        return 1
    for line in _shown(page):
        click.echo(line)
    return 0


def _tried(config: Config, what: str) -> str:
    if is_http(what):
        from crawler.given import take_addresses

        return told(take_addresses(config, [what]))
    from crawler.run import run_cycle

    sources = chosen_sources(config, [what])
    return told(run_cycle(config, sources, filter_subject=False, revisit="none"))


def _scratch(config: Config, folder: Path) -> Config:
    """The same configuration over an empty archive without evidence, and with ten seconds for the crawl."""
    evidence = config.storage.evidence.model_copy(update={"keep": False})
    storage = config.storage.model_copy(update={"path": folder / "check.db", "evidence": evidence})
    crawl = config.crawl.model_copy(update={"cycle_minutes": LIMIT_SECONDS / 60})
    return config.model_copy(update={"storage": storage, "crawl": crawl, "watches": []})


def _shown(page: ArticlePage) -> Iterator[str]:
    """The article of a check: fields with the rule behind each, entities with kind, the beginning of the text."""
    hit = page.hit
    values = {"title": hit.title, "published": hit.published, "language": hit.language, "status": hit.status}
    yield hit.url
    for field, value in values.items():
        yield f"  {field:<10} {value or '-'}   [{page.provenance.get(field, 'no rule')}]"
    named = {f"{mention.entity.name} ({mention.entity.kind})": None for mention in page.mentions}
    yield f"  entities   {', '.join(named) or 'none'}"
    yield f"  text       {' '.join(page.text.split())[:300]}"
