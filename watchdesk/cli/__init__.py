"""The command line: one group of verbs a file; heavy libraries are imported inside the verbs.

Exit codes: 0 ok, 1 failed, 2 bad input. Errors are one line on standard error.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from difflib import get_close_matches
from typing import ClassVar

import click

from watchdesk import __version__
from watchdesk.errors import QueryError, WatchdeskError

INTERRUPTED = 130


class Verbs(click.Group):
    """The verbs by name, each imported only when it is called: `--help` costs no heavy library."""

    WHERE: ClassVar[dict[str, tuple[str, str]]] = {
        "init": ("start", "write a working config.yaml"),
        "demo": ("demo", "run the whole journey on the bundled sample newsroom"),
        "run": ("start", "crawl, read, match and send on schedule until stopped"),
        "crawl": ("crawling", "fetch what is new from the sources, once"),
        "check": ("checking", "try one source or page live and show what is found"),
        "add": ("intake", "take in one page by its URL or from a file"),
        "import": ("intake", "take in WARC files, saved pages or lists of URLs"),
        "extract": ("reading", "show the article in a page; --batch for many"),
        "annotate": ("reading", "read pending articles; --batch for texts of your own"),
        "search": ("finding", "search the archive"),
        "why": ("finding", "tell the road of one address"),
        "entity": ("curating", "show, merge, split, rename an entity, or undo that"),
        "note": ("curating", "tag an article, note something about it, decide or assign it"),
        "story": ("grouping", "show, merge or split a story, undo that, or group anew"),
        "watch": ("telling", "list, preview, add or remove saved queries"),
        "digest": ("telling", "compose the digest and write it to a file"),
        "send": ("telling", "send what waits in the outbox"),
        "sources": ("sources", "list, probe, import or export the sources"),
        "serve": ("telling", "serve the desk on this machine"),
        "datasette": ("companion", "serve the archive in Datasette, with canned queries"),
        "doctor": ("keeping", "check configuration, archive, model and folders"),
        "verify": ("keeping", "check the archive and every evidence record"),
        "backup": ("keeping", "copy the archive while it is in use"),
        "restore": ("keeping", "put a backup in the archive's place"),
        "redact": ("keeping", "remove an article's text, keeping hash and reason"),
        "export": ("finding", "write what a query finds: csv, json, jsonl, ris, bibtex, csl"),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All verbs, in the order of the journey."""
        return list(self.WHERE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """Import the verb's module and return the verb."""
        if cmd_name not in self.WHERE:
            return None
        module = importlib.import_module(f"watchdesk.cli.{self.WHERE[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name + "_verb")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb to run; an unknown one is answered with the closest known."""
        if args and args[0] not in self.WHERE and not args[0].startswith("-"):
            close = get_close_matches(args[0], self.WHERE, 1)
            hint = f"did you mean {close[0]!r}?" if close else "`watchdesk --help` lists the verbs"
            raise click.UsageError(f"no verb {args[0]!r}; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """One line a verb, from the table: no module is imported for it."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, told) for name, (_, told) in self.WHERE.items()])


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", "config_file", metavar="FILE", help="Another configuration than ./config.yaml.")
@click.version_option(__version__, message="watchdesk %(version)s")
@click.pass_context
def cli(ctx: click.Context, config_file: str | None) -> None:
    """Watch the news for facial recognition and the fights about it: crawl, read, keep, find, tell.

    Exit codes: 0 ok, 1 failed, 2 bad input.
    """
    ctx.obj = config_file


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line; the exit code: 0 ok, 1 failed, 2 bad input, 130 interrupted."""
    try:
        outcome = cli.main(args=arguments, prog_name="watchdesk", standalone_mode=False)
    except QueryError as fault:
        return _tell(f"{fault} (at character {fault.position + 1})", fault.exit_code)
    except WatchdeskError as fault:
        return _tell(str(fault), fault.exit_code)
    except click.ClickException as fault:
        return _tell(fault.format_message(), fault.exit_code)
    except click.Abort:
        return INTERRUPTED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _reader_left()
    except OSError as fault:
        where = f"{fault.filename}: " if fault.filename else ""
        return _tell(f"{where}{fault.strerror or fault}; check that it exists and may be written", 1)
    return outcome if isinstance(outcome, int) else 0


def _tell(message: str, code: int) -> int:
    print(f"watchdesk: {' '.join(message.split())}", file=sys.stderr)
    return code


def _reader_left() -> int:
    """The reader, such as `head`, has seen enough: nothing more is written, and that is no failure."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def end_on_sigterm() -> None:
    """Let SIGTERM end a verb as Ctrl-C does, so that its `with` blocks close what is open."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(INTERRUPTED))
