"""`check`: one source or page tried live, on a throw-away archive; nothing is kept but what `--save` writes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchdesk.cli.crawling import told
from watchdesk.cli.opening import chosen_sources, opened_config, opened_reader
from watchdesk.errors import BadInput
from watchdesk.urls import is_http

if TYPE_CHECKING:
    from crawler.connect import Hosts
    from crawler.cycle import CrawlReport
    from storage.archive import Archive
    from storage.rows import ArticlePage
    from watchdesk.config import Config
    from watchdesk.records import Article, Page

# Ten seconds in all: no request begins later than the first, and each is given up after the second.
BEGIN_SECONDS = 4.5
ANSWER_SECONDS = 3.5
SAVED_PAGES = "tests/extract/saved"
_LOSERS = 6  # candidates shown for a field that did not win


@dataclass(slots=True)
class Seen:
    """The page to show: the first with an article, else the first that came."""

    page: Page | None = None
    article: Article | None = None

    def __call__(self, page: Page, article: Article) -> None:
        """Look at a page that was read."""
        if self.article is None or (not self.article.text and article.text):
            self.page, self.article = page, article


@click.command("check")
@click.argument("what", metavar="SOURCE|URL")
@click.option(
    "--save", metavar="[FOLDER]", is_flag=False, flag_value=SAVED_PAGES, default=None,
    help=f"Write the page, what was read in it, and a test that compares both, into FOLDER ({SAVED_PAGES}).",
)  # fmt: skip
@click.pass_context
def check_verb(ctx: click.Context, what: str, save: str | None) -> int:
    """Try SOURCE or URL live for ten seconds: discovery, robots, one article field by field with the candidates that
    lost, its entities, its text.
    """
    return checked(opened_config(ctx), what, save)


def checked(config: Config, what: str, save: str | None, hosts: Hosts | None = None) -> int:
    """Try it and print what was found; 1 where no article came. `hosts` maps names to loopback servers, for tests."""
    from storage.archive import Archive
    from watchdesk.journey import read_archive

    seen = Seen()
    with tempfile.TemporaryDirectory(prefix="watchdesk-check-") as folder:
        scratch = _scratch(config, Path(folder))
        report = _tried(scratch, what, seen, hosts)
        click.echo(told(report))
        with Archive.open(scratch.archive_path) as archive:
            if seen.page is not None:  # the model takes seconds to load
                read_archive(archive, scratch, lambda: opened_reader(scratch))
            stored = _stored(archive, seen)
    if seen.page is None or seen.article is None:
        click.echo(_nothing_came(report))
        return 1
    for line in _shown(seen.article, stored):
        click.echo(line)
    if save is not None:
        _save(scratch, seen.page, seen.article, Path(save))
    return 0 if stored else 1


def _tried(config: Config, what: str, seen: Seen, hosts: Hosts | None) -> CrawlReport:
    if is_http(what):
        from crawler.given import take_addresses

        return take_addresses(config, [what], hosts=hosts, observe=seen)
    from crawler.run import run_cycle

    sources = chosen_sources(config, [what])
    return run_cycle(config, sources, hosts=hosts, filter_subject=False, revisit="none", observe=seen)


def _nothing_came(report: CrawlReport) -> str:
    """Why there is no page to show, in one line."""
    if report.seconds < ANSWER_SECONDS:
        return "no page came; the lines above say why"
    asked = "what it announces" if not report.discovered else "an article"
    return f"no page came: asked for {asked}, and no whole answer within {report.seconds:.0f} seconds; try again later"


def _scratch(config: Config, folder: Path) -> Config:
    """The same configuration over an empty archive without evidence, and with less than ten seconds for the crawl."""
    evidence = config.storage.evidence.model_copy(update={"keep": False})
    storage = config.storage.model_copy(update={"path": folder / "check.db", "evidence": evidence})
    patience = min(ANSWER_SECONDS, config.crawl.timeout_seconds)
    crawl = config.crawl.model_copy(update={"cycle_minutes": BEGIN_SECONDS / 60, "timeout_seconds": patience})
    return config.model_copy(update={"storage": storage, "crawl": crawl, "watches": []})


def _stored(archive: Archive, seen: Seen) -> ArticlePage | None:
    """The archive's page of the article seen; None where it was dropped."""
    from storage.search import article_page

    if seen.article is None:
        return None
    line = archive.address(seen.article.canonical_url) or archive.address(str(seen.page and seen.page.requested_url))
    return article_page(archive, line.article_id) if line is not None and line.article_id is not None else None


def _shown(article: Article, stored: ArticlePage | None) -> Iterator[str]:
    """All of an article: fields with the rule behind each and what lost, posts, captions, entities, the whole text."""
    yield article.url
    for field, value in _values(article).items():
        rule = article.provenance.get(field)
        yield f"  {field:<10} {value or '-'}" + (f"   [{rule}]" if rule else "")
        yield from _losers(article, field, value)
    for post in article.posts:
        yield f"  post       {post.published or '-'} {post.title or post.text.split(chr(10))[0][:100]}"
    for caption in article.captions:
        yield f"  caption    {caption}"
    if stored is not None:
        named = {f"{mention.entity.name} ({mention.entity.kind})": None for mention in stored.mentions}
        yield f"  entities   {', '.join(named) or 'none'}"
    else:
        yield f"  not kept: a page of status {article.status}"
    yield f"  text       {len(article.text)} characters   [{article.provenance.get('text', 'no rule')}]"
    if article.text:
        yield f"\n{article.text}"


def _values(article: Article) -> dict[str, str | None]:
    """The fields in the order in which they are shown; provenance and candidates are kept under the same names."""
    return {
        "status": article.status,
        "title": article.title,
        "authors": ", ".join(article.authors) or None,
        "published": article.published,
        "modified": article.modified,
        "language": article.language,
        "canonical": article.canonical_url,
        "standfirst": article.standfirst,
    }


def _losers(article: Article, field: str, won: str | None) -> Iterator[str]:
    """The candidates for a field that say something else, the heaviest first."""
    others = [each for each in article.candidates.get(field, ()) if each.value != won]
    for each in others[:_LOSERS]:
        yield f"    not      {each.value[:160]}   [{each.rule} {each.weight:g}]"
    if len(others) > _LOSERS:
        yield f"    not      {len(others) - _LOSERS} more"


def _save(config: Config, page: Page, article: Article, folder: Path) -> None:
    from crawler.extract.saved import save
    from crawler.layouts import known_rules

    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder}: no folder; name one with --save FOLDER")
    for written in save(page, article, known_rules(config).for_page(page), folder):
        click.echo(f"written: {written}")
