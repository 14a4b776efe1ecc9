"""`crawl`: fetch what is new, once, in this process; `run` starts one process a cycle."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from watchdesk.cli.opening import chosen_sources, now, opened_config, say_json
from watchdesk.errors import BadInput

if TYPE_CHECKING:
    from crawler.cycle import CrawlReport, Progress
    from watchdesk.config import Config
    from watchdesk.records import Source


@click.command("crawl")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--revisit", type=click.Choice(["due", "all", "none"]), default="due", show_default=True)
@click.option("--due", "only_due", is_flag=True, help="Ask only sources whose time has come by their rhythm.")
@click.option("--dry-run", is_flag=True, help="Fetch and judge, but keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.pass_context
def crawl_verb(
    ctx: click.Context, sources: tuple[str, ...], revisit: str, only_due: bool, dry_run: bool, as_json: bool
) -> int:
    """Fetch what is new from SOURCE… (all that are on), keep what is about the subject, count the rest by reason."""
    from crawler.cycle import Revisit

    config = opened_config(ctx)
    chosen = chosen_sources(config, sources)
    if not chosen:
        raise BadInput(f"{config.file}: no source is on; name groups under `sources:` or give SOURCE ids")
    slack = timedelta(minutes=config.schedule.crawl_every_minutes) / 2 if only_due else None
    if slack is not None and not _anything_due(config, chosen, slack):
        click.echo("nothing is due; no source was asked")
        return 0
    from crawler.run import run_cycle  # brings Scrapy: not for finding out that there is nothing to do

    how: Revisit = "all" if revisit == "all" else "none" if revisit == "none" else "due"
    with crawl_bar() as progress:
        report = run_cycle(config, chosen, revisit=how, dry_run=dry_run, due_within=slack, progress=progress)
    if as_json:
        from dataclasses import asdict

        say_json(asdict(report))
    else:
        click.echo(told(report))
    return 1 if report.outcome == "failed" else 0


def _anything_due(config: Config, sources: Sequence[Source], slack: timedelta) -> bool:
    from crawler.polling import anything_due
    from storage.archive import Archive

    config.archive_path.parent.mkdir(parents=True, exist_ok=True)
    with Archive.open(config.archive_path) as archive:
        return anything_due(archive, sources, now(), slack)


@contextmanager
def crawl_bar(what: str = "crawling") -> Iterator[Callable[[Progress], None]]:
    """A bar that grows with the pages known; nothing where standard error is no terminal."""
    from tqdm import tqdm

    with tqdm(desc=what, unit=" pages", leave=False, file=sys.stderr, disable=not sys.stderr.isatty()) as bar:

        def advance(step: Progress) -> None:
            bar.total = step.known
            bar.update(step.done - bar.n)

        yield advance


def told(report: CrawlReport) -> str:
    """The report in a few lines: what was found, kept, dropped and why, what failed and why."""
    lines = [
        f"{report.sources} sources, {report.requests} requests, {report.seconds:.1f} s: {report.discovered} addresses "
        f"discovered, {report.pages} pages read",
        f"  new {report.new}, revised {report.revised}, same {report.same + report.unchanged}, gone {report.gone}",
    ]
    for what, counts in (("dropped", report.dropped), ("failed", report.failed)):
        if counts:
            reasons = ", ".join(
                f"{reason} {count}" for reason, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            )
            lines.append(f"  {what} {sum(counts.values())}: {reasons}")
    lines += [f"  {note.source_id}: {note.what} {note.detail}".rstrip() for note in report.notes]
    if report.outcome != "ok":
        lines.append(f"  {report.outcome}: the rest stays pending, `watchdesk crawl` goes on with it")
    return "\n".join(lines)
