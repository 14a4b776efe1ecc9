"""`search`, `export`, `why`: what people take out of the archive."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchdesk.cli.opening import now, opened_archive, opened_config, say_json
from watchdesk.errors import BadInput

if TYPE_CHECKING:
    from storage.rows import Hit, Results

FORMATS = ("csv", "json", "jsonl", "ris", "bibtex", "csl", "atlas", "parquet")


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--order", type=click.Choice(["newest", "ranked"]), default="newest", show_default=True)
@click.option("--fold", is_flag=True, help="One line a story, by its newest match, as the desk lists them.")
@click.option("--cursor", default=None, help="Go on where the last page ended.")
@click.option("--facets", is_flag=True, help="Count companies, agencies, places … among the hits.")
@click.option("--json", "as_json", is_flag=True, help="Hits as JSON.")
@click.pass_context
def search_verb(
    ctx: click.Context,
    query: tuple[str, ...],
    limit: int,
    order: str,
    fold: bool,
    cursor: str | None,
    facets: bool,
    as_json: bool,
) -> int:
    """Search the archive, such as: search 'place:Detroit type:lawsuit after:2023'."""
    from notify.cleared import cleared_people
    from storage.query import parse
    from storage.search import search

    config = opened_config(ctx)
    asked = parse(" ".join(query), now=now())
    ranked = order == "ranked"
    with opened_archive(config, readonly=True) as archive:
        results = search(
            archive, asked, limit=limit, cursor=cursor, order="ranked" if ranked else "newest", facets=facets, fold=fold
        )
        cleared = cleared_people(config).in_hits(archive, results.hits)
    if as_json:
        say_json({**_row(results), "cleared": cleared})
    else:
        _show(results, cleared)
    return 0


@click.command("export")
@click.argument("query", nargs=-1)
@click.option("--format", "form", type=click.Choice(FORMATS), default="csv", show_default=True)
@click.option("--mentions", is_flag=True, help="One row a mention: entity, sentence, article, outlet, date, URL, hash.")
@click.option("--order", type=click.Choice(["newest", "ranked"]), default="newest", show_default=True)
@click.option("--fold", is_flag=True, help="One row a story, as the desk lists them.")
@click.option("--out", type=click.Path(dir_okay=False), default=None, help="A file; standard output without.")
@click.pass_context
def export_verb(
    ctx: click.Context, query: tuple[str, ...], form: str, mentions: bool, order: str, fold: bool, out: str | None
) -> int:
    """Write what a query finds (nothing given: all), exactly the rows that `search` and the desk show."""
    from notify.cleared import cleared_people
    from storage.export import Shown, pieces
    from storage.query import parse

    config = opened_config(ctx)
    if form == "parquet" and out is None:
        raise BadInput("parquet is no text; name a file with --out")
    shown = Shown(parse(" ".join(query), now=now()), "ranked" if order == "ranked" else "newest", fold)
    with opened_archive(config, readonly=True) as archive:
        rows = pieces(archive, shown, form, mentions=mentions, cleared=cleared_people(config))
        if out is None:
            for _, piece in rows:
                sys.stdout.buffer.write(piece)
        else:
            click.echo(f"{out}: {_into(Path(out), rows)} rows")
    return 0


def _into(path: Path, pieces: Iterable[tuple[int, bytes]]) -> int:
    """Write the pieces to a file that takes its name when it is whole; returns how many rows it holds."""
    part = path.with_name(path.name + ".part")
    count = 0
    try:
        with part.open("wb") as target:
            for rows, piece in pieces:
                target.write(piece)
                count += rows
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


@click.command("why")
@click.argument("url")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def why_verb(ctx: click.Context, url: str, as_json: bool) -> int:
    """Tell the road of one address: never discovered, robots, failed, dropped and why, pending, or kept."""
    from watchdesk.urls import canonical

    config = opened_config(ctx)
    with opened_archive(config, readonly=True) as archive:
        steps = archive.why(canonical(url))
    if as_json:
        say_json([_row(step) for step in steps])
    elif not steps:
        click.echo(f"{canonical(url)}: never discovered")
    else:
        for step in steps:
            click.echo("  ".join(str(value) for value in _row(step).values() if value))
    return 0 if steps else 1


def plain(value: object) -> object:
    """A row as JSON has it."""
    from dataclasses import asdict, is_dataclass

    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def _row(step: object) -> dict[str, object]:
    row = plain(step)
    return row if isinstance(row, dict) else {"step": row}


def _show(results: Results, cleared: Mapping[int, Sequence[str]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False, show_header=True, header_style="bold", expand=True)
    for name, ratio in (("published", None), ("outlet", None), ("title and what matched", 1)):
        table.add_column(name, ratio=ratio, no_wrap=ratio is None)
    for hit in results.hits:
        table.add_row(
            (hit.published or "undated")[:10],
            escape(hit.source_name or "-") + (f"\n[dim]{escape(hit.source_kind)}[/dim]" if hit.source_kind else ""),
            _told(hit, cleared.get(hit.article_id, ())),
        )
    console.print(table)
    for notice in results.notices:
        console.print(escape(notice))
    console.print(_total(results))


def _told(hit: Hit, cleared: Sequence[str]) -> str:
    from rich.markup import escape

    marked = "".join(
        f"[underline]{escape(part.text)}[/underline]" if part.marked else escape(part.text) for part in hit.snippet
    )
    story = f"{hit.story_articles} articles in {hit.story_outlets} outlet{'' if hit.story_outlets == 1 else 's'}"
    lines = [
        f"[bold]{escape(hit.title or hit.url)}[/bold]",
        " ".join(marked.split()),
        f"[dim]{escape('; '.join(hit.reasons))}[/dim]" if hit.reasons else "",
        f"[dim]{story} on this story ({escape(hit.story_id or '')})[/dim]" if hit.story_articles > 1 else "",
        escape(f"Cleared: {', '.join(cleared)} (wrongly arrested)") if cleared else "",
        f"[dim]{escape(hit.url)}[/dim]",
    ]
    return "\n".join(line for line in lines if line)


def _total(results: Results) -> str:
    least = "" if results.total_is_exact else "at least "
    more = f"; more with --cursor {results.next_cursor}" if results.next_cursor else ""
    return f"{least}{results.total} article{'' if results.total == 1 else 's'}{more}"
