"""`demo`: the whole journey on the bundled sample newsroom, in a folder of its own, from nothing each time."""

from __future__ import annotations

import multiprocessing
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchdesk.errors import BadInput, WatchdeskError

if TYPE_CHECKING:
    from crawler.cycle import CrawlReport
    from storage.archive import Archive
    from watchdesk.config import Config

MARK = ".watchdesk-demo"
HostMap = dict[str, tuple[str, int]]


@click.command("demo")
@click.option("--folder", type=click.Path(file_okay=False), default="watchdesk-demo", show_default=True)
@click.option("--no-serve", is_flag=True, help="End after printing instead of serving the desk.")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="Another port for the desk.")
def demo_verb(folder: str, no_serve: bool, port: int | None) -> int:
    """Crawl and read the bundled sample newsroom, print what was found, write the digest, serve the desk."""
    from watchdesk.cli.telling import serve
    from watchdesk.config import Config

    home = emptied(Path(folder))
    config_file = home / "config.yaml"
    config_file.write_bytes(sample_file("config.yaml").read_bytes())
    config = Config.load(config_file)
    for line in journey(config):
        click.echo(line)
    click.echo(f"\nLook on with:  {look_on(config_file)}")
    if no_serve or not sys.stdout.isatty():
        return 0
    serve(config, port)
    return 0


def look_on(config_file: Path) -> str:
    """A command to paste into the shell, as the program was called, its paths as seen from here."""
    called = Path(sys.argv[0])
    program = called if called.name == "watchdesk" else Path("watchdesk")
    words = [str(program), "--config", str(seen_from_here(config_file)), "search", "clearview"]
    return shlex.join(words)


def seen_from_here(path: Path) -> Path:
    """A path below the current folder without that folder's own name."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def emptied(folder: Path) -> Path:
    """The demo's own folder, empty; a folder that is not the demo's is refused, never emptied."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise BadInput(f"{folder}: holds files that are not the demo's; name another with --folder")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).write_text("Made by `watchdesk demo`, which empties this folder each time.\n", encoding="utf-8")
    return folder.resolve()


def sample_file(name: str) -> Path:
    """A file of the sample newsroom."""
    import sample

    return Path(sample.__file__).resolve().parent / name


def journey(config: Config) -> Sequence[str]:
    """Both visits to the sample newsroom, crawl to digest; returns the lines to show."""
    from sample.newsroom import Newsroom
    from storage.archive import Archive
    from watchdesk.cli.crawling import told
    from watchdesk.cli.opening import opened_reader
    from watchdesk.cli.progress import counting
    from watchdesk.cli.summary import summary
    from watchdesk.journey import read_archive

    lines: list[str] = []
    with Newsroom() as newsroom:
        for visit in ("first", "second"):
            report = crawled(config, newsroom.hosts, again=visit == "second")
            with Archive.open(config.archive_path) as archive, counting("reading", report.kept) as progress:
                reading = read_archive(archive, config, lambda: opened_reader(config), progress=progress)
                lines += [
                    f"{visit.capitalize()} visit",
                    told(report),
                    str(reading),
                    *delivered(archive, config, visit),
                    "",
                ]
            newsroom.advance()
    with Archive.open(config.archive_path, readonly=True) as archive:
        return [*lines, *summary(archive)]


def delivered(archive: Archive, config: Config, visit: str) -> list[str]:
    """The digest after a visit, through the outbox like any other, as HTML and text in the demo's folder."""
    from notify.channels.file import FileChannel
    from notify.outbox import queue_digests, send_due
    from watchdesk.cli.opening import now

    queue_digests(archive, config, now(), channel="file", period=f"{visit}-visit")
    posted = send_due(archive, {"file": FileChannel(config.archive_path.parent / "digests")}, now())
    return [f"digest: {letter.delivery.detail} — {letter.subject}" for letter in posted]


def crawled(config: Config, hosts: HostMap, *, again: bool) -> CrawlReport:
    """One crawl cycle in a process of its own; the host map goes there in code and by no other way."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=crawl_sample, args=(config, hosts, again, sender))
    child.start()
    sender.close()
    try:
        report: CrawlReport = receiver.recv()
    except EOFError:
        raise WatchdeskError(
            "the crawl of the sample newsroom ended without a report; its lines above say why"
        ) from None
    finally:
        child.join()
    return report


def crawl_sample(config: Config, hosts: HostMap, again: bool, sender: object) -> None:
    """The body of the crawling process."""
    from crawler.catalog import read_catalog
    from crawler.run import run_cycle
    from watchdesk.cli.crawling import crawl_bar

    catalog = sample_file("catalog.yaml")
    sources = read_catalog(catalog.read_text(encoding="utf-8"), where=catalog.name)
    with crawl_bar("crawling the sample newsroom") as progress:
        report = run_cycle(config, sources, hosts=hosts, revisit="all" if again else "due", progress=progress)
    sender.send(report)  # type: ignore[attr-defined]
