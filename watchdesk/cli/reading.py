"""`extract` and `annotate`: pages and texts of one's own (--batch), and the pending work of the archive."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

import click

from watchdesk.cli.opening import opened_archive, opened_config, opened_reader, say_json, say_line
from watchdesk.cli.progress import counting
from watchdesk.errors import BadInput

Rows = Iterable[Mapping[str, object]]


@click.command("extract")
@click.argument("page", required=False)
@click.option("--batch", metavar="IN.jsonl", help='Read {"id","path","url"} a line, print one JSON line for each.')
@click.option("--url", default=None, help="The address PAGE was saved from.")
@click.option("--json", "as_json", is_flag=True, help="All fields as JSON.")
def extract_verb(page: str | None, batch: str | None, url: str | None, as_json: bool) -> int:
    """Show the article in PAGE, a saved page (.gz allowed)."""
    from crawler.extract.batch import extract_lines

    if batch is not None:
        with _opened(batch) as lines:
            return _print_lines(extract_lines(lines, Path.cwd()))
    if page is None:
        raise click.UsageError("name a saved page, or --batch IN.jsonl")
    if not Path(page).is_file():
        raise BadInput(f"{page}: no such file; name a saved page (to fetch an address: `watchdesk check URL`)")
    line = _one_line(page, url)
    row = dict(next(iter(extract_lines([line], Path.cwd()))))
    if "error" in row:
        raise BadInput(f"{page}: {row['error']}")
    say_json(row) if as_json else _show_article(row)
    return 0


@click.command("annotate")
@click.option("--batch", metavar="IN.jsonl", help='Read {"id","text"} a line, print one JSON line for each.')
@click.option(
    "--all", "again", is_flag=True, help="Read every article again (or go on with that) and tell what changed."
)
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
@click.pass_context
def annotate_verb(ctx: click.Context, batch: str | None, again: bool, as_json: bool) -> int:
    """Read pending articles of the archive: entities, places, quotes, events, stories; then match the watches."""
    if batch is not None:
        return _annotate_batch(ctx, batch)
    from watchdesk.journey import read_archive

    config = opened_config(ctx)
    with opened_archive(config) as archive, counting("reading") as progress:
        report = read_archive(archive, config, lambda: opened_reader(config), progress=progress, again=again)
    say_json(report.as_dict()) if as_json else click.echo(str(report))
    return 0


def _annotate_batch(ctx: click.Context, batch: str) -> int:
    with _opened(batch) as lines:  # before the model is loaded: a wrong name costs no time
        from nlp.batch import annotate_lines

        return _print_lines(annotate_lines(lines, opened_reader(opened_config(ctx, fall_back=True))))


def _opened(name: str) -> IO[str]:
    try:
        return sys.stdin if name == "-" else Path(name).open(encoding="utf-8", errors="surrogateescape")
    except OSError as fault:
        raise BadInput(f"{name}: cannot be read ({fault.strerror}); give a file of JSON lines") from None


def _print_lines(rows: Rows) -> int:
    failed = False
    for row in rows:
        say_line(row)
        failed = failed or "error" in row
    return 1 if failed else 0


def _one_line(page: str, url: str | None) -> str:
    import json

    return json.dumps({"id": page, "path": page, "url": url or "https://saved.invalid/"})


def _show_article(row: Mapping[str, object]) -> None:
    provenance = row.get("provenance")
    rules = provenance if isinstance(provenance, dict) else {}
    for field in ("title", "authors", "published", "modified", "language", "canonical", "status"):
        value = row.get(field)
        shown = ", ".join(map(str, value)) if isinstance(value, list) else value
        click.echo(f"{field:<10} {shown or '-'}" + (f"   [{rules[field]}]" if field in rules else ""))
    click.echo(f"\n{row.get('text') or ''}")
