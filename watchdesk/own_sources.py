"""A source written into the configuration file: one line under `sources: own:`, all else left as it stands."""

from __future__ import annotations

import os
import re
from pathlib import Path

from watchdesk.config import Config
from watchdesk.errors import BadInput, WatchdeskError
from watchdesk.records import Source
from watchdesk.settings_file import SettingsFile, read_settings


def add_own_source(path: Path, source: Source) -> str:
    """Write `source` into the configuration at `path` and give the line written; the file is replaced as a whole.

    BadInput where the id is taken, or where `own` stands in a form that cannot be added to by a line.
    """
    settings = read_settings(path)
    if source.id in {own.id for own in Config.load(path).sources.own}:
        raise BadInput(f"{path}: sources: own: has {source.id!r} already; give another one with --id")
    entry = entry_line(source)
    text = path.read_text(encoding="utf-8")
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft.yaml")
    try:
        draft.write_text(_added(text, settings, entry), encoding="utf-8")
        Config.load(draft)
        draft.replace(path)
    except WatchdeskError as fault:
        raise BadInput(f"{path}: cannot be added to by itself ({fault}); write under `sources: own:` {entry}") from None
    finally:
        draft.unlink(missing_ok=True)
    return entry


def entry_line(source: Source) -> str:
    """A source as the one-line YAML mapping that a configuration has."""
    facts = {"id": source.id, "name": source.name}
    facts |= {key: value for key in ("feed", "sitemap", "listing", "api") if (value := getattr(source, key))}
    told = ", ".join(f"{key}: {_quoted(value) if key != 'id' else value}" for key, value in facts.items())
    return f"- {{{told}}}"


def _quoted(text: str) -> str:
    """A YAML double-quoted scalar (https://yaml.org/spec/1.2.2/#731-double-quoted-style) without control characters."""
    plain = re.sub(r"[\x00-\x1f\x7f\u0085\u2028\u2029]", " ", text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _added(text: str, settings: SettingsFile, entry: str) -> str:
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    at = settings.lines.get(("sources", "own"))
    if at is None:
        head = settings.lines.get(("sources",))
        if head is None:
            return f"{''.join(lines)}\nsources:\n  own:\n    {entry}\n"
        lines.insert(head, f"  own:\n    {entry}\n")
        return "".join(lines)
    lines[at - 1] = re.sub(r"own:(?: *(?:\[ *\]|~|null))?", "own:", lines[at - 1], count=1)
    indent = len(lines[at - 1]) - len(lines[at - 1].lstrip())
    following = next((line for line in lines[at:] if line.strip() and not line.strip().startswith("#")), "")
    if following.lstrip().startswith("- "):
        indent = len(following) - len(following.lstrip()) - 2
    lines.insert(at, f"{' ' * (indent + 2)}{entry}\n")
    return "".join(lines)
