"""`sources`: what is read, what else the catalog knows, how each did lately; OPML in and out; the live probe."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchdesk.cli.opening import chosen_sources, known_sources, opened_archive, opened_config, say_json
from watchdesk.errors import BadInput
from watchdesk.urls import is_http

if TYPE_CHECKING:
    from storage.rows import SourceHealth
    from watchdesk.records import Source


@click.group("sources")
def sources_verb() -> None:
    """List, add, probe, import or export the sources; how each does."""


@sources_verb.command("list")
@click.option("--group", default=None, help="Only one group, such as advocacy, eu or local/us.")
@click.option("--all", "everything", is_flag=True, help="Those that are off, too.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def list_sources(ctx: click.Context, group: str | None, everything: bool, as_json: bool) -> int:
    """Show the sources: id, kind, country, how it is read, on or off."""
    from crawler.catalog import in_group

    known = known_sources(opened_config(ctx, fall_back=True)).values()
    shown = [one for one in known if (everything or one.enabled) and (group is None or in_group(one, group))]
    if as_json:
        say_json([_row(source) for source in shown])
        return 0
    for source in shown:
        state = "on " if source.enabled else "off"
        click.echo(f"{state} {source.id:<44} {source.kind:<14} {source.country or '--'}  {source.discovery or '-'}")
    click.echo(f"{len(shown)} sources, {sum(source.enabled for source in shown)} on")
    return 0


@sources_verb.command("show")
@click.argument("source_id")
@click.pass_context
def show_source(ctx: click.Context, source_id: str) -> int:
    """Show all that the catalog says of one source, with where its address was seen."""
    (source,) = chosen_sources(opened_config(ctx, fall_back=True), [source_id])
    say_json(_row(source))
    return 0


@sources_verb.command("probe")
@click.argument("ids", nargs=-1)
@click.option("--out", type=click.Path(dir_okay=False), default="probe.jsonl", show_default=True)
@click.pass_context
def probe_sources(ctx: click.Context, ids: tuple[str, ...], out: str) -> int:
    """Try each address once, politely: status, type, items, newest date, robots; propose what to turn on or off."""
    from crawler.probe import keep_probes, probe, read_probes

    config = opened_config(ctx)
    known = known_sources(config)
    chosen = chosen_sources(config, ids) if ids else [source for source in known.values() if source.discovery]
    with Path(out).open("w", encoding="utf-8") as target:
        summary = probe(config, chosen, target)
    rows = read_probes(Path(out).read_text(encoding="utf-8").splitlines())
    with opened_archive(config) as archive:
        keep_probes(archive, chosen, rows)
    for row in rows:
        if row.proposal != "keep":
            click.echo(f"{row.proposal:<8} {row.source_id} ({row.field}): {row.because}")
    click.echo(summary)
    return 0


@sources_verb.command("health")
@click.argument("ids", nargs=-1)
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def source_health(ctx: click.Context, ids: tuple[str, ...], as_json: bool) -> int:
    """Show how each source that was asked does: last read, usual gap, next poll, and what is wrong with it."""
    from dataclasses import asdict

    from notify.health import unread_sources

    with opened_archive(opened_config(ctx), readonly=True) as archive:
        rows = [row for row in archive.source_health() if (row.source_id in ids if ids else row.last_poll_at)]
        troubles = {source.source_id: source.reason for source in unread_sources(archive)}
    if as_json:
        say_json([{**asdict(row), "trouble": troubles.get(row.source_id)} for row in rows])
        return 0
    for row in rows:
        click.echo(_health_line(row, troubles.get(row.source_id)))
    in_trouble = sum(row.source_id in troubles for row in rows)
    click.echo(f"{len(rows)} sources, {in_trouble} in trouble")
    return 0


@sources_verb.command("add")
@click.argument("url")
@click.option("--id", "source_id", default=None, help="Its id; made of its title if not given.")
@click.option("--name", default=None, help="Its name; its title if not given.")
@click.option("--dry-run", is_flag=True, help="Only show what would be written.")
@click.pass_context
def add_source(ctx: click.Context, url: str, source_id: str | None, name: str | None, dry_run: bool) -> int:
    """Look at URL live (a feed, a sitemap, or a page that names its feed) and write it into the configuration."""
    from dataclasses import replace

    from crawler.additions import look
    from watchdesk.own_sources import add_own_source, entry_line

    config = opened_config(ctx)
    if not is_http(url):
        raise BadInput(f"{url}: no web address; write it whole, with https://")
    looked = look(config, url)
    if looked.kind is None:
        raise BadInput(f"{url}: {looked.fault}; give the address of a feed, a sitemap or a list of articles")
    source = looked.source()
    source = replace(source, id=source_id or source.id, name=name or source.name)
    if source.id in known_sources(config):
        raise BadInput(f"{url}: the id {source.id!r} is taken; give another one with --id")
    click.echo(f"{looked.kind} {looked.url}: {looked.items} items, newest {looked.newest or 'not dated'}")
    click.echo(entry_line(source) if dry_run else f"{config.file}: {add_own_source(config.file, source)}")
    return 0


def _health_line(row: SourceHealth, trouble: str | None) -> str:
    gap = f"{row.usual_gap.total_seconds() / 3600:.1f} h" if row.usual_gap else "-"
    read, due = (f"{at:%Y-%m-%d %H:%M}" if at else "never" for at in (row.last_read_at, row.next_poll))
    told = f"{row.source_id:<44} read {read}  usual gap {gap:<8} next {due}  {trouble or ''}"
    told += f"  lives at {row.moved} now" if row.moved else ""
    return f"{'BAD' if trouble else 'ok '} {told}".rstrip()


@sources_verb.command("opml")
@click.argument("file", required=False)
@click.pass_context
def opml_sources(ctx: click.Context, file: str | None) -> int:
    """Write the feeds that are on as OPML; with FILE, print its feeds as entries for `sources: own:`."""
    from crawler.opml import read_opml, write_opml

    config = opened_config(ctx, fall_back=True)
    if file is None:
        sys.stdout.write(write_opml(chosen_sources(config, [])))
        return 0
    try:
        text = Path(file).read_bytes()
    except OSError as fault:
        raise BadInput(f"{file}: cannot be read ({fault.strerror}); give an OPML file") from None
    for source in read_opml(text):
        click.echo(f"    - {{id: {source.id}, name: {source.name!r}, feed: {source.feed!r}}}")
    return 0


def _row(source: Source) -> dict[str, object]:
    from dataclasses import fields

    return {field.name: getattr(source, field.name) for field in fields(source)}
