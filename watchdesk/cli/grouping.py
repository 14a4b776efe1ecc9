"""`story`: which articles tell one story, corrected by people; every step stays on record and can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from watchdesk.cli.audit import add_audit_trail, author_option
from watchdesk.cli.finding import plain
from watchdesk.cli.opening import now, opened_archive, opened_config, say_json
from watchdesk.errors import WatchdeskError

if TYPE_CHECKING:
    from storage.rows import GroupingRow


@click.group("story")
def story_verb() -> None:
    """Show, merge or split a story, undo that, or group all anew; what people placed stays where they put it."""


@story_verb.command("show")
@click.argument("story_id")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def show_story(ctx: click.Context, story_id: str, as_json: bool) -> int:
    """List the articles of STORY_ID, newest first."""
    from notify.cleared import cleared_people
    from storage.query import parse
    from storage.search import LARGEST_PAGE, search

    quoted = story_id.replace('"', " ")
    config = opened_config(ctx)
    with opened_archive(config, readonly=True) as archive:
        results = search(archive, parse(f'story:"{quoted}"', now=now()), limit=LARGEST_PAGE)
        cleared = cleared_people(config).in_hits(archive, results.hits)
    if not results.hits:
        raise WatchdeskError(f"no story {story_id!r}; `watchdesk search --json` and the desk show the ids")
    if as_json:
        say_json([plain(hit) for hit in results.hits])
        return 0
    for hit in results.hits:
        copied = f" (copy of {hit.near_duplicate_of})" if hit.near_duplicate_of else ""
        date = (hit.published or "undated")[:10]
        click.echo(f"{hit.article_id}  {date}  {hit.source_name}  {hit.title or hit.url}{copied}")
        if names := cleared.get(hit.article_id):
            click.echo(f"    Cleared: {', '.join(names)} (wrongly arrested)")
    click.echo(f"{len(results.hits)} articles in {results.hits[0].story_outlets} outlets")
    return 0


@story_verb.command("merge")
@click.argument("story_id")
@click.argument("into")
@author_option
@click.pass_context
def merge_story(ctx: click.Context, story_id: str, into: str, author: str) -> int:
    """Let the articles of STORY_ID belong to the story INTO."""
    with opened_archive(opened_config(ctx)) as archive:
        step = archive.merge_stories(story_id, into, author=author, now=now())
    click.echo(f"{story_id} belongs to {into}; `watchdesk story undo {step}` takes it back")
    return 0


@story_verb.command("split")
@click.argument("article_ids", nargs=-1, type=int, required=True)
@author_option
@click.pass_context
def split_story(ctx: click.Context, article_ids: tuple[int, ...], author: str) -> int:
    """Part ARTICLE_IDS from the story they are in; they become one of their own."""
    with opened_archive(opened_config(ctx)) as archive:
        made, step = archive.split_story(article_ids, author=author, now=now())
    click.echo(f"{made} is their story now; `watchdesk story undo {step}` takes it back")
    return 0


def _step(row: GroupingRow) -> str:
    undone = f"  undone by {row.undone_by}" if row.undone_by else ""
    placed = ", ".join(map(str, row.article_ids))
    return f"{row.id}  {row.at:%Y-%m-%d %H:%M}  {row.action} {row.story_id}  {row.author}  {placed}{undone}"


add_audit_trail(
    story_verb,
    trail=lambda archive: archive.grouping_log(),
    told=_step,
    undo=lambda archive, step, **said: archive.undo_grouping(step, **said),
    corrections="merge or split",
)


@story_verb.command("regroup")
@click.pass_context
def regroup_stories(ctx: click.Context) -> int:
    """Group all articles anew, such as after a backfill; stories keep their ids where they can."""
    from watchdesk.journey import regroup_stories as regroup

    with opened_archive(opened_config(ctx)) as archive:
        moved = regroup(archive)
    click.echo(f"{moved} articles moved to another story")
    return 0
