"""`add` and `import`: pages that a person gives, by the same road as a crawl."""

from __future__ import annotations

from pathlib import Path

import click

from watchdesk.cli.crawling import told
from watchdesk.cli.opening import now, opened_archive, opened_config
from watchdesk.cli.progress import reaching
from watchdesk.errors import BadInput
from watchdesk.urls import is_http


@click.command("add")
@click.argument("what", metavar="URL|FILE")
@click.option("--url", default=None, help="The address FILE was saved from.")
@click.option("--judge", is_flag=True, help="Keep it only if it is about the subject, as a crawl would.")
@click.option("--past", is_flag=True, help="Its captures in the Wayback Machine, oldest first, in place of the page.")
@click.pass_context
def add_verb(ctx: click.Context, what: str, url: str | None, judge: bool, past: bool) -> int:
    """Take in one page: fetched from URL, or read from FILE (then give --url); with --past, what URL once was."""
    config = opened_config(ctx)
    if past:
        if not is_http(what):
            raise BadInput(f"{what}: --past wants a web address; write it whole, with https://")
        from crawler.past import take_past

        captures = take_past(config, what, filter_subject=judge)
        click.echo(str(captures))
        return 0 if captures.taken else 1
    if is_http(what):
        from crawler.given import take_addresses

        report = take_addresses(config, [what], filter_subject=judge)
        click.echo(told(report))
        return 0 if report.kept + report.same + report.unchanged else 1
    if not Path(what).is_file():
        raise BadInput(f"{what}: neither a web address nor a file; write the address whole, with https://")
    if url is None:
        raise BadInput(f"{what}: give the address it was saved from with --url")
    from crawler.evidence import EvidenceWriter
    from crawler.extract.batch import saved_bytes
    from crawler.given import GIVEN
    from crawler.intake import take_page
    from watchdesk.records import Page

    page = Page(url, saved_bytes(Path(what)), now(), source_id=GIVEN.id)
    with opened_archive(config) as archive, EvidenceWriter(config.evidence_folder) as evidence:
        archive.put_sources([GIVEN])
        taken = take_page(page, archive, config, evidence=evidence, filter_subject=judge)
    click.echo(f"{taken.address}: {taken.kind} {taken.reason}".rstrip())
    return 0 if taken.kept else 1


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILE...")
@click.option("--all", "everything", is_flag=True, help="Keep what is not about the subject, too.")
@click.pass_context
def import_verb(ctx: click.Context, files: tuple[str, ...], everything: bool) -> int:
    """Take in WARC files, saved pages or lists of URLs: the road of a crawl, and safe to run again."""
    from crawler.imports import import_files

    config = opened_config(ctx)
    with reaching("importing") as progress:
        report = import_files(config, [Path(name) for name in files], progress=progress, filter_subject=not everything)
    click.echo(str(report))
    return 0
