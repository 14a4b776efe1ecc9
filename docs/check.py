"""Docs that cannot lie: every verb, option, setting, source kind, exit code and link in them is checked.

`python -m docs.check` prints each fault on one line and ends with 1 where there is one.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click
import yaml
from pydantic import BaseModel

from watchdesk.cli import Verbs, cli
from watchdesk.config import Config
from watchdesk.records import EntityKind, EventType, PageStatus

TOP = Path(__file__).resolve().parent.parent
SHELL_BLOCK = re.compile(r"```(?:sh|console)\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")
INLINE_COMMAND = re.compile(r"`((?:\.venv/bin/)?watchdesk [^`]+|make [a-z][^`]*)`")
PLACEHOLDER = re.compile(r"[A-Z]{2,}|…|\.\.\.|\||\[")


def pages() -> list[Path]:
    """The pages people read."""
    return sorted([*TOP.glob("*.md"), *(TOP / "docs").glob("*.md"), TOP / "sample" / "README.md"])


def shell_lines(text: str) -> list[str]:
    """The command lines of the shell blocks of a page, comments and continuation folded away."""
    blocks = "\n".join(SHELL_BLOCK.findall(text)).replace("\\\n", " ")
    lines = (line.split(" #")[0].strip() for line in blocks.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def commands(text: str) -> list[str]:
    """Command lines of shell blocks and those given inline."""
    return [*shell_lines(text), *INLINE_COMMAND.findall(text)]


def faults() -> Iterator[str]:
    """Everything in the docs that is not so."""
    everything = "\n".join(path.read_text(encoding="utf-8") for path in pages())
    for path in pages():
        text = path.read_text(encoding="utf-8")
        for line in commands(text):
            yield from (f"{path.relative_to(TOP)}: {line}: {fault}" for fault in command_faults(line))
        for target in LINK.findall(text):
            if not (path.parent / target).exists():
                yield f"{path.relative_to(TOP)}: the link {target} leads nowhere"
    yield from _unnamed("verb", Verbs.WHERE, everything)
    yield from _unnamed("setting", setting_names(Config), everything)
    yield from _unnamed("kind of source", source_kinds(), everything)
    yield from _unnamed("entity kind", get_args(EntityKind), everything)
    yield from _unnamed("event type", get_args(EventType), everything)
    yield from _unnamed("page status", get_args(PageStatus), everything)
    yield from _unnamed("make target", (f"make {target}" for target in make_targets()), everything)
    for code in ("0 ok", "1 failed", "2 bad input"):
        if code not in everything:
            yield f"no page says what exit code {code!r} means"


def command_faults(line: str) -> Iterator[str]:
    """What is wrong with one shown command line."""
    try:
        words = shlex.split(line)
    except ValueError as fault:
        yield str(fault)
        return
    if words[0] == "make":
        yield from _make_faults(words[1:])
    elif words[0].endswith("watchdesk"):
        yield from _verb_faults(words[1:])


def _make_faults(words: list[str]) -> Iterator[str]:
    for word in words:
        if "=" not in word and not PLACEHOLDER.search(word) and word not in make_targets():
            yield f"the Makefile has no target {word}"


def _verb_faults(words: list[str]) -> Iterator[str]:
    if words[:1] == ["--config"]:
        words = words[2:]
    if not words or words[0].startswith("-") or PLACEHOLDER.search(words[0]):
        return
    command = Verbs.WHERE.get(words[0]) and cli.get_command(click.Context(cli), words[0])
    if not command:
        yield f"there is no verb {words[0]}"
        return
    if isinstance(command, click.Group) and len(words) > 1 and words[1] in command.commands:
        command = command.commands[words[1]]
    known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    for word in words[1:]:
        if word.startswith("--") and word.split("=")[0] not in known | {"--help"}:
            yield f"{words[0]} has no option {word}"


def make_targets() -> set[str]:
    """The targets that `make` lists."""
    return set(re.findall(r"^([a-z-]+):.*## ", (TOP / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def setting_names(model: type[BaseModel]) -> Iterator[str]:
    """Every key of the configuration, as it is written in the file."""
    for name, field in model.model_fields.items():
        if field.exclude:
            continue
        yield name
        for inner in (field.annotation, *get_args(field.annotation)):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from setting_names(inner)


def source_kinds() -> set[str]:
    """Every kind of source in the catalog."""
    entries = (
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in (TOP / "crawler" / "catalog").glob("*.yaml")
    )
    return {str(source["kind"]) for entry in entries for source in entry["sources"]}


def _unnamed(what: str, names: object, text: str) -> Iterator[str]:
    for name in sorted(set(names)):  # type: ignore[call-overload]
        if f"`{name}`" not in text and f"`{name}:" not in text and f"`{name} " not in text:
            yield f"no page names the {what} `{name}`"


def main() -> int:
    """Print the faults; 0 where there are none."""
    found = list(faults())
    for fault in found:
        print(fault)  # noqa: T201 - this is a command
    print(f"docs: {len(pages())} pages, {len(found)} faults")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
