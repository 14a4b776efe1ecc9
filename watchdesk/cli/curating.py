"""`entity` and `note`: what people say about what the program read; kept apart from evidence, and reversible."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

import click

from watchdesk.cli.audit import add_audit_trail, author_option
from watchdesk.cli.finding import plain
from watchdesk.cli.opening import now, opened_archive, opened_config, say_json
from watchdesk.errors import WatchdeskError

if TYPE_CHECKING:
    from storage.rows import CurationRow, EntityPage


@click.group("entity")
def entity_verb() -> None:
    """Show, merge, split or rename an entity, or undo that; every step stays in the audit trail."""


@entity_verb.command("show")
@click.argument("entity_id")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def show_entity(ctx: click.Context, entity_id: str, as_json: bool) -> int:
    """Show an entity: how often it is named, beside whom, by which outlets, what it was quoted with."""
    from notify.cleared import cleared_people
    from storage.search import entity_page

    config = opened_config(ctx)
    with opened_archive(config, readonly=True) as archive:
        page = entity_page(archive, entity_id)
    if page is None:
        raise WatchdeskError(f"no entity {entity_id!r}; `watchdesk search --facets --json` and the desk show the ids")
    if as_json:
        say_json(plain(page))
    else:
        _show(page)
        if page.entity.id in cleared_people(config):
            click.echo("Cleared: was wrongly arrested.")
    return 0


@entity_verb.command("merge")
@click.argument("entity_id")
@click.argument("into")
@author_option
@click.pass_context
def merge_entity(ctx: click.Context, entity_id: str, into: str, author: str) -> int:
    """Let ENTITY_ID count as INTO, in what was read and what will be."""
    with opened_archive(opened_config(ctx)) as archive:
        step = archive.merge_entities(entity_id, into, author=author, now=now())
    click.echo(f"{entity_id} counts as {into}; `watchdesk entity undo {step}` takes it back")
    return 0


@entity_verb.command("split")
@click.argument("entity_id")
@click.argument("article_ids", nargs=-1, type=int, required=True)
@click.option("--name", required=True, help="The name of the one that is meant in these articles.")
@author_option
@click.pass_context
def split_entity(ctx: click.Context, entity_id: str, article_ids: tuple[int, ...], name: str, author: str) -> int:
    """Say that in ARTICLE_IDS another one of that kind is meant."""
    with opened_archive(opened_config(ctx)) as archive:
        made, step = archive.split_entity(entity_id, article_ids, name=name, author=author, now=now())
    click.echo(f"{made} is meant there; `watchdesk entity undo {step}` takes it back")
    return 0


@entity_verb.command("rename")
@click.argument("entity_id")
@click.argument("name")
@author_option
@click.pass_context
def rename_entity(ctx: click.Context, entity_id: str, name: str, author: str) -> int:
    """Show ENTITY_ID under another NAME."""
    with opened_archive(opened_config(ctx)) as archive:
        step = archive.rename_entity(entity_id, name, author=author, now=now())
    click.echo(f"{entity_id} is shown as {name}; `watchdesk entity undo {step}` takes it back")
    return 0


def _step(row: CurationRow) -> str:
    return "  ".join(str(value) for value in astuple(row) if value is not None)


add_audit_trail(
    entity_verb,
    trail=lambda archive: archive.curation_log(),
    told=_step,
    undo=lambda archive, step, **said: archive.undo_curation(step, **said),
    corrections="merge, split or rename",
)


@click.group("note")
def note_verb() -> None:
    """Tag an article, note something about it, decide keep or drop, assign it."""


@note_verb.command("add")
@click.argument("article_id", type=int)
@click.argument("text")
@click.option("--kind", type=click.Choice(["tag", "note", "decision", "assigned"]), default="note", show_default=True)
@author_option
@click.pass_context
def add_note(ctx: click.Context, article_id: int, text: str, kind: str, author: str) -> int:
    """Note TEXT about ARTICLE_ID; `tag:`, `decision:` and `assigned:` find it in a search."""
    with opened_archive(opened_config(ctx)) as archive:
        number = archive.add_note(article_id, kind, text, author, now())  # type: ignore[arg-type]  # click has checked it
    click.echo(f"note {number} on article {article_id}; `watchdesk note remove {number}` takes it away")
    return 0


@note_verb.command("remove")
@click.argument("note_id", type=int)
@click.pass_context
def remove_note(ctx: click.Context, note_id: int) -> int:
    """Take a note away."""
    with opened_archive(opened_config(ctx)) as archive:
        if not archive.remove_note(note_id):
            raise WatchdeskError(f"no note {note_id}; the article's page shows the numbers")
    click.echo(f"note {note_id}: removed")
    return 0


def _show(page: EntityPage) -> None:
    entity = page.entity
    click.echo(f"{entity.name} ({entity.kind}, {entity.id}): {entity.mentions} mentions in {entity.articles} articles")
