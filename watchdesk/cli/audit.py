"""`undo` and `log` of what people correct: every step stays in an audit trail and can be taken back."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from watchdesk.cli.finding import plain
from watchdesk.cli.opening import now, opened_archive, opened_config, say_json

if TYPE_CHECKING:
    from storage.archive import Archive

author_option = click.option("--author", default=getpass.getuser, help="Who says so (default: your login name).")


def add_audit_trail(
    group: click.Group,
    *,
    trail: Callable[[Archive], Sequence[Any]],
    told: Callable[[Any], str],
    undo: Callable[..., None],
    corrections: str,
) -> None:
    """Give a group of verbs `undo STEP` and `log`.

    trail: the steps of an archive, newest first. told: one of them as a line. undo: takes archive, step, `author` and
    `now`. corrections: what the steps are, for the help ("merge or split").
    """

    @group.command("undo", help=f"Take back the {corrections} with that number.")
    @click.argument("step", type=int)
    @author_option
    @click.pass_context
    def undo_step(ctx: click.Context, step: int, author: str) -> int:
        with opened_archive(opened_config(ctx)) as archive:
            undo(archive, step, author=author, now=now())
        click.echo(f"step {step} is taken back")
        return 0

    @group.command("log", help=f"Show the audit trail: each {corrections} and its undoing, newest first.")
    @click.option("--json", "as_json", is_flag=True)
    @click.pass_context
    def show_log(ctx: click.Context, as_json: bool) -> int:
        with opened_archive(opened_config(ctx), readonly=True) as archive:
            rows = trail(archive)
        if as_json:
            say_json([plain(row) for row in rows])
            return 0
        for row in rows:
            click.echo(told(row))
        click.echo(f"{len(rows)} steps")
        return 0
