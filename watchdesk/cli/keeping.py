"""`doctor`, `verify`, `backup`, `restore`, `redact`: looking after what is kept."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchdesk.cli.opening import (
    known_sources,
    now,
    opened_archive,
    opened_config,
    opened_reader,
    opened_subject,
    say_json,
)
from watchdesk.errors import WatchdeskError

if TYPE_CHECKING:
    from storage.archive import Archive
    from storage.letters import Words
    from watchdesk.config import Config

LOW_DISK_BYTES = 500_000_000
LETTER_FOLDERS = ("letters", "digests")  # beside the archive, where letters are delivered as files


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def doctor_verb(ctx: click.Context, as_json: bool) -> int:
    """Check configuration, sources, subject, model, archive, evidence folder, disk and secrets."""
    config = opened_config(ctx)
    rows = [{"check": name, "ok": ok, "found": found} for name, ok, found in _checks(config)]
    if as_json:
        say_json(rows)
    else:
        for row in rows:
            click.echo(f"{'ok  ' if row['ok'] else 'BAD '} {row['check']:<14} {row['found']}")
    return 0 if all(row["ok"] for row in rows) else 1


@click.command("verify")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def verify_verb(ctx: click.Context, as_json: bool) -> int:
    """Check the archive file and every evidence record; names each record in which a byte was changed."""
    from crawler.evidence import verify

    config = opened_config(ctx)
    with opened_archive(config, readonly=True) as archive:
        faults = [f"archive: {fault}" for fault in archive.verify()]
        kept = archive.kept_evidence() if config.storage.evidence.keep else ()
        faults += [f"evidence: {fault}" for fault in verify(config.evidence_folder, kept)]
    if as_json:
        say_json({"sound": not faults, "faults": faults})
    else:
        click.echo("\n".join(faults) if faults else "archive and evidence are sound")
    return 1 if faults else 0


@click.command("backup")
@click.argument("target", type=click.Path())
@click.pass_context
def backup_verb(ctx: click.Context, target: str) -> int:
    """Copy the archive to TARGET (a file, or a folder to name the copy in) while it is in use."""
    with opened_archive(opened_config(ctx), readonly=True) as archive:
        copy = archive.backup(target)
    click.echo(f"{copy}: {copy.stat().st_size} bytes")
    return 0


@click.command("restore")
@click.argument("copy", type=click.Path())
@click.pass_context
def restore_verb(ctx: click.Context, copy: str) -> int:
    """Put the backup COPY in the archive's place; the present archive is kept beside it."""
    from storage.archive import Archive

    config = opened_config(ctx)
    kept = Archive.restore(copy, config.archive_path)
    click.echo(f"{config.archive_path}: restored from {copy}" + (f"; the one before is {kept}" if kept else ""))
    return 0


@click.command("redact")
@click.argument("article_id", type=int)
@click.option("--reason", required=True, help="Why; it stays on record with the hash.")
@click.pass_context
def redact_verb(ctx: click.Context, article_id: int, reason: str) -> int:
    """Remove an article's text from article, versions, index, letters and evidence; its hash and the reason stay."""
    from crawler.evidence import fetches_of, redact

    config = opened_config(ctx)
    home = config.archive_path.parent
    with opened_archive(config) as archive:
        blanked = _blanked(home, archive.words_of(article_id), article_id, reason)  # while its words are still known
        done = archive.redact(article_id, reason, now())
        files = _written_anew(archive, home, done.letters)
    records = fetches_of(config.evidence_folder, done.urls)
    for record in records:
        redact(config.evidence_folder, record, reason=reason, now=now())
    click.echo(f"article {article_id}: redacted, {len(records)} evidence records blanked")
    missing = {record.record_id for record in done.evidence} - {record.record_id for record in records}
    if missing:
        click.echo(f"{len(missing)} records were blanked before, or their file is gone")
    if done.letters:
        click.echo(
            f"{len(done.letters)} letters told of it: their words are removed here and in {len(files)} files; what a"
            " mail server took cannot be called back"
        )
    for path in sorted(blanked - files):
        click.echo(f"{path}: told of it; its words are removed")
    if done.withdrawn:
        click.echo(f"{done.withdrawn} letters that waited are taken out; the next digest tells what else they told")
    if not done.written_anew:
        click.echo(
            f"{config.archive_path}: the disk is too full to write it anew, and bytes between its rows may still hold"
            " words; make room for twice its size and redact the article again"
        )
    for number, url in done.copies:
        click.echo(f"article {number} is a near copy and still holds the text: {url}; `watchdesk redact {number}`")
    for copy in _older_copies(config.archive_path):
        click.echo(f"{copy}: a copy made before still holds the text; delete it, and backups kept elsewhere")
    return 0


def _blanked(folder: Path, words: Words, article_id: int, reason: str) -> set[Path]:
    """Put a notice into files of digests and alerts that tell of an article: previews are in no outbox."""
    from notify.channels.file import write_whole
    from storage.letters import forms_of, notice

    told_of = set()
    for path in (path for name in ("", *LETTER_FOLDERS) for path in (folder / name).glob("*") if _is_letter(path)):
        content = path.read_bytes()
        if words.stand_in(content.decode("utf-8", "replace")):
            told = notice(article_id, f"{reason} ({now().date()})", hashlib.sha256(content).hexdigest())
            write_whole(path, forms_of(told)["html" if path.suffix == ".html" else "text"])
            told_of.add(path)
    return told_of


def _is_letter(path: Path) -> bool:
    return path.name.startswith(("digest", "alert")) and path.suffix in (".html", ".txt") and path.is_file()


def _written_anew(archive: Archive, folder: Path, letters: Iterable[int]) -> set[Path]:
    """Write letters again over their files, where they were delivered into a folder; returns the files."""
    from notify.channels.file import FileChannel
    from notify.outbox import unpack

    written: set[Path] = set()
    for message in filter(None, map(archive.message, letters)):
        for channel in (FileChannel(folder / name) for name in LETTER_FOLDERS):
            files = [path for path in channel.paths(unpack(message)) if path.exists()]
            if files and channel.deliver(unpack(message)).state != "sent":
                raise WatchdeskError(f"{files[0]} cannot be written and still holds the text; delete it")
            written.update(files)
    return written


def _older_copies(archive: Path) -> list[Path]:
    """Copies that updates and `restore` keep beside an archive."""
    found = {
        *archive.parent.glob(f"{archive.name}.before-*"),
        *archive.parent.glob(f"{archive.stem}-*{archive.suffix}"),
    }
    return sorted(path for path in found if path != archive)


Check = tuple[str, Callable[["Config"], str]]


def _checks(config: Config) -> Iterator[tuple[str, bool, str]]:
    """Each check by name, whether it is well, and what was found; one that fails does not stop the next."""
    checks: tuple[Check, ...] = (
        ("configuration", lambda config: f"{config.file}, contact {config.contact}"),
        ("sources", _sources),
        ("subject", lambda config: f"{opened_subject(config).name}"),
        ("model", _model),
        ("archive", _archive),
        ("evidence", _evidence),
        ("disk", _disk),
        ("secrets", _secrets),
    )
    for name, check in checks:
        try:
            yield name, True, check(config)
        except (WatchdeskError, OSError, ImportError) as fault:
            yield name, False, " ".join(str(fault).split())


def _sources(config: Config) -> str:
    from notify.health import unread_sources

    known = known_sources(config).values()
    told = f"{sum(source.enabled for source in known)} on of {len(known)}"
    if not config.archive_path.exists():
        return told
    with opened_archive(config, readonly=True) as archive:
        troubled = [source.source_id for source in unread_sources(archive)]
    named = f": {', '.join(troubled[:5])}" if troubled else ""
    return f"{told}, {len(troubled)} in trouble{named}" + ("; `watchdesk sources health` says why" if troubled else "")


def _model(config: Config) -> str:
    from nlp.pipeline import VERSION

    opened_reader(config)
    return f"{config.nlp.model or 'en_core_web_sm'}, reading version {VERSION}"


def _archive(config: Config) -> str:
    if not config.archive_path.exists():
        return f"{config.archive_path}: none yet, the first crawl makes it"
    with opened_archive(config, readonly=True) as archive:
        faults = archive.verify()
    if faults:
        raise WatchdeskError(f"{config.archive_path}: {faults[0]}; restore a backup")
    return f"{config.archive_path}: sound"


def _evidence(config: Config) -> str:
    files = sorted(config.evidence_folder.glob("*.warc.gz"))
    return f"{config.evidence_folder}: {len(files)} WARC files"


def _disk(config: Config) -> str:
    folder = config.archive_path.parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < LOW_DISK_BYTES:
        raise WatchdeskError(f"{folder}: only {free // 1_000_000} MB free; make room")
    return f"{free // 1_000_000} MB free in {folder}"


def _secrets(config: Config) -> str:
    from watchdesk.config import secret

    references = {"mail.user": config.mail.user, "mail.password": config.mail.password}
    references |= {f"api_keys.{name}": value for name, value in config.api_keys.model_dump().items()}
    named = {key: reference for key, reference in references.items() if reference}
    for key, reference in named.items():
        secret(reference, key)
    return f"{len(named)} named, all set" if named else "none named"
