"""`sources`: what is read, what else the catalog knows, how each did lately; OPML in and out; the live probe."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchdesk.cli.opening import chosen_sources, known_sources, opened_config, say_json
from watchdesk.errors import BadInput

if TYPE_CHECKING:
    from watchdesk.records import Source


@click.group("sources")
def sources_verb() -> None:
    """List, probe, import or export the sources."""


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
    from crawler.probe import probe

    config = opened_config(ctx)
    known = known_sources(config)
    chosen = chosen_sources(config, ids) if ids else [source for source in known.values() if source.discovery]
    with Path(out).open("w", encoding="utf-8") as target:
        summary = probe(config, chosen, target)
    click.echo(summary)
    return 0


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
