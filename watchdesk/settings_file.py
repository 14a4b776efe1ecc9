"""A YAML file with the line of every key, so that a fault can be shown where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from watchdesk.errors import ConfigError

KeyPath = tuple[str | int, ...]


class Loader(yaml.SafeLoader):
    """YAML with the booleans of version 1.2 (https://yaml.org/spec/1.2.2/#1032-tag-resolution): `on` is a word."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the name is PyYAML's
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """The mapping of a YAML file and, for each key path, the line (from 1) where it stands."""

    path: Path
    values: dict[str, object]
    lines: dict[KeyPath, int]

    def line(self, where: KeyPath) -> int:
        """The line of a key path, or of the nearest enclosing one that the file has."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def fault(self, where: KeyPath, what: str) -> ConfigError:
        """The one line that a person reads: file, line, key, what is wrong."""
        key = ".".join(str(part) for part in where)
        return ConfigError(f"{self.path}:{self.line(where)}: {key}: {what}")


def read_settings(path: Path) -> SettingsFile:
    """The settings of one YAML file; ConfigError when it is missing, unreadable, empty, or no mapping."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; `watchdesk init` writes one") from None
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigError(f"{path}: cannot be read ({_reason(fault)}); give a readable YAML file in UTF-8") from None
    try:
        node = yaml.compose(text, Loader=Loader)
        values = yaml.load(text, Loader=Loader)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise ConfigError(f"{path}:{line}: not YAML: {fault.problem}; mend this line") from None
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        raise ConfigError(f"{path}:1: not YAML: {_reason(fault)}; mend the file") from None
    if node is None:
        raise ConfigError(f"{path}:1: the file is empty; `watchdesk init` writes a working one")
    if not isinstance(node, yaml.MappingNode) or not isinstance(values, dict):
        raise ConfigError(f"{path}:1: expected `key: value` lines at the top, found {_shape(values)}")
    lines: dict[KeyPath, int] = {}
    _collect(path, node, (), lines)
    return SettingsFile(path, values, lines)


def _collect(path: Path, node: yaml.Node, where: KeyPath, lines: dict[KeyPath, int]) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*where, str(key.value))
            if inner in lines:
                raise ConfigError(f"{path}:{key.start_mark.line + 1}: {key.value}: given twice; remove one of the two")
            lines[inner] = key.start_mark.line + 1
            _collect(path, value, inner, lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            lines[(*where, index)] = value.start_mark.line + 1
            _collect(path, value, (*where, index), lines)


def _reason(fault: Exception) -> str:
    if isinstance(fault, OSError):
        return fault.strerror or type(fault).__name__
    return " ".join(str(fault).split())[:120] or type(fault).__name__


def _shape(values: object) -> str:
    return {"list": "a list", "str": "plain text"}.get(type(values).__name__, f"a {type(values).__name__}")
