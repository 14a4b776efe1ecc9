"""`init` and `run`: the first and the lasting verb."""

from __future__ import annotations

import signal
from pathlib import Path

import click

from watchdesk.cli.opening import opened_config
from watchdesk.errors import BadInput


@click.command("init")
@click.argument("folder", required=False, default=".")
@click.option("--force", is_flag=True, help="Write over an existing config.yaml.")
def init_verb(folder: str, force: bool) -> int:
    """Write a working config.yaml into FOLDER (default: here)."""
    from watchdesk.config import Config, default_config

    target = Path(folder) / "config.yaml"
    if target.exists() and not force:
        raise BadInput(f"{target}: exists already; edit it, or write over it with --force")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(default_config().read_bytes())
    Config.load(target)
    click.echo(f"{target}: written. Next: set `contact`, then `watchdesk doctor` and `watchdesk crawl`.")
    return 0


@click.command("run")
@click.pass_context
def run_verb(ctx: click.Context) -> int:
    """Crawl, read, match and send on schedule until stopped (Ctrl-C or SIGTERM)."""
    import logging

    from watchdesk.clock import Clock

    config = opened_config(ctx)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    clock = Clock(config, str(ctx.find_root().obj or "config.yaml"))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: clock.stop())
    click.echo(
        f"running: crawl every {config.schedule.crawl_every_minutes} minutes, digest at "
        f"{config.schedule.digest_at} {config.time_zone}; stop with Ctrl-C",
        err=True,
    )
    clock.run()
    return 0
