"""`watch`, `digest`, `send`, `serve`: what reaches people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchdesk.cli.opening import now, opened_archive, opened_config, say_json
from watchdesk.errors import BadInput

if TYPE_CHECKING:
    from notify.letter import Channel
    from storage.archive import Archive
    from watchdesk.config import Config


@click.group("watch")
def watch_verb() -> None:
    """List, preview, add or remove saved queries."""


@watch_verb.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def list_watches(ctx: click.Context, as_json: bool) -> int:
    """Show the watches of the archive, with what keeps one from working."""
    with opened_archive(opened_config(ctx), readonly=True) as archive:
        watches = archive.watches()
    if as_json:
        from dataclasses import asdict

        say_json([asdict(watch) for watch in watches])
        return 0
    for watch in watches:
        fault = f"   BROKEN: {watch.fault}" if watch.fault else ""
        click.echo(f"{watch.id:<24} {watch.owner:<14} {watch.query}{fault}")
    click.echo(f"{len(watches)} watches")
    return 0


@watch_verb.command("preview")
@click.argument("query", nargs=-1, required=True)
@click.pass_context
def preview_watch(ctx: click.Context, query: tuple[str, ...]) -> int:
    """Say how much QUERY would have brought before it is saved, such as "3.1 a week over 90 days"."""
    from storage.query import parse
    from storage.search import rate, search

    asked = parse(" ".join(query), now=now())
    with opened_archive(opened_config(ctx), readonly=True) as archive:
        click.echo(str(rate(archive, asked)))
        for hit in search(archive, asked, limit=3).hits:
            click.echo(f"  {(hit.published or 'undated')[:10]}  {hit.title or hit.url}")
    return 0


@watch_verb.command("add")
@click.argument("watch_id")
@click.argument("query", nargs=-1, required=True)
@click.option("--owner", default="newsroom", show_default=True)
@click.option("--label", default="")
@click.option("--alert", is_flag=True, help="Tell at once, not only in the digest.")
@click.pass_context
def add_watch(ctx: click.Context, watch_id: str, query: tuple[str, ...], owner: str, label: str, alert: bool) -> int:
    """Save QUERY as a watch; it looks at what comes from now on."""
    from storage.query import parse

    asked = " ".join(query)
    parse(asked, now=now())
    with opened_archive(opened_config(ctx)) as archive:
        archive.put_watch(watch_id, owner, asked, label or watch_id, alert=alert, now=now())
    click.echo(f"{watch_id}: saved")
    return 0


@watch_verb.command("remove")
@click.argument("watch_id")
@click.pass_context
def remove_watch(ctx: click.Context, watch_id: str) -> int:
    """Take a watch away with its hits."""
    with opened_archive(opened_config(ctx)) as archive:
        if not archive.remove_watch(watch_id):
            raise BadInput(f"no watch {watch_id!r}; `watchdesk watch list` shows them")
    click.echo(f"{watch_id}: removed")
    return 0


@click.command("digest")
@click.option(
    "--out", type=click.Path(file_okay=False), default=None, help="The folder for digest.html and digest.txt."
)
@click.option("--for", "recipient", default=None, help="A subscriber's mail address (default: the first one's).")
@click.option("--queue", is_flag=True, help="Put each subscriber's digest of today in the outbox instead.")
@click.pass_context
def digest_verb(ctx: click.Context, out: str | None, recipient: str | None, queue: bool) -> int:
    """Compose the next digest and write it as HTML and text; nothing counts as told until it is sent."""
    from notify.outbox import queue_digests

    config = opened_config(ctx)
    if queue:
        with opened_archive(config) as archive:
            digests = queue_digests(archive, config, now())
        click.echo(f"{len(digests)} digests queued")
        return 0
    folder = Path(out) if out else config.archive_path.parent
    with opened_archive(config, readonly=True) as archive:
        html, text = write_digest(archive, config, folder, recipient=recipient)
    click.echo(f"{html}\n{text}")
    return 0


@click.command("send")
@click.pass_context
def send_verb(ctx: click.Context) -> int:
    """Send what waits in the outbox; a letter that one server refuses does not keep the others."""
    from notify.outbox import send_due

    config = opened_config(ctx)
    with opened_archive(config) as archive:
        waiting = archive.outbox(now=now())
        posted = send_due(archive, channels(config, {message.channel for message in waiting}), now())
    for letter in posted:
        click.echo(f"{letter.delivery.state:<9} {letter.recipient}  {letter.subject}  {letter.delivery.detail}")
    click.echo(f"{len(posted)} letters")
    return 0 if all(letter.delivery.state == "sent" for letter in posted) else 1


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="Another port than the configured one.")
@click.pass_context
def serve_verb(ctx: click.Context, port: int | None) -> int:
    """Serve the desk on this machine until Ctrl-C."""
    config = opened_config(ctx)
    with opened_archive(config, readonly=True):
        pass  # no archive, or a broken one, is told before a port is opened
    serve(config, port)
    return 0


def serve(config: Config, port: int | None = None) -> None:
    """Serve the desk until interrupted; a port that is taken is an OSError with its number."""
    import socket

    import uvicorn

    from web.app import create_app

    wanted = config.web.port if port is None else port
    listener = socket.socket(socket.AF_INET6 if ":" in config.web.host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((config.web.host, wanted))
    except OSError as fault:
        raise BadInput(
            f"{config.web.host}:{wanted}: {fault.strerror}; give another port with --port or `web: port:`"
        ) from None
    click.echo(f"the desk is at http://{config.web.host}:{listener.getsockname()[1]}/ — stop with Ctrl-C", err=True)
    server = uvicorn.Server(uvicorn.Config(create_app(config), log_level="warning"))
    server.run(sockets=[listener])


def write_digest(
    archive: Archive, config: Config, folder: Path, name: str = "digest", recipient: str | None = None
) -> tuple[Path, Path]:
    """A subscriber's next digest (none named: the first one's) as HTML and text in `folder`; returns the two files."""
    from notify import render
    from notify.outbox import preview_digest

    digest = preview_digest(archive, config, now(), recipient)
    folder.mkdir(parents=True, exist_ok=True)
    html, text = folder / f"{name}.html", folder / f"{name}.txt"
    html.write_text(render.html(digest), encoding="utf-8")
    text.write_text(render.text(digest), encoding="utf-8")
    return html, text


def channels(config: Config, wanted: set[str]) -> dict[str, Channel]:
    """The channels that waiting letters name; a mail server's secrets are only asked for where mail waits."""
    from notify.channels.file import FileChannel
    from notify.channels.smtp import MailServer, SmtpChannel
    from watchdesk.config import secret

    found: dict[str, Channel] = {"file": FileChannel(config.archive_path.parent / "letters")}
    if "smtp" in wanted:
        mail = config.mail
        user, password = secret(mail.user, "mail.user"), secret(mail.password, "mail.password")
        server = MailServer(mail.host, mail.port, mail.sender, mail.starttls, user, password, mail.unsubscribe)
        found["smtp"] = SmtpChannel(server)
    return found
