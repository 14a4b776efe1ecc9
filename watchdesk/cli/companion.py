"""`datasette`: the archive for people who write SQL, in Datasette, with canned queries."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import click

from watchdesk.cli.opening import opened_archive, opened_config
from watchdesk.errors import BadInput


@click.command("datasette")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(1, 65535), help="On this machine only.")
@click.pass_context
def datasette_verb(ctx: click.Context, port: int) -> int:
    """Serve the archive in Datasette until Ctrl-C: the documented views, canned queries, any SQL; read-only."""
    from storage.companion import metadata
    from watchdesk.cli import end_on_sigterm

    if find_spec("datasette") is None:
        raise BadInput("Datasette is not installed; install it with: pip install 'watchdesk[datasette]'")
    config = opened_config(ctx)
    with opened_archive(config, readonly=True):
        pass  # no archive, or a broken one, is told before a port is opened
    end_on_sigterm()  # or Datasette would outlive this process
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "metadata.json"
        told.write_text(json.dumps(metadata(config.archive_path)), encoding="utf-8")
        command = [sys.executable, "-m", "datasette", "serve", str(config.archive_path), "--metadata", str(told)]
        command += ["--host", "127.0.0.1", "--port", str(port), "--setting", "sql_time_limit_ms", "10000"]
        with subprocess.Popen(command) as served:
            try:
                return 1 if served.wait() else 0
            finally:
                served.terminate()
