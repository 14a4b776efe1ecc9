"""Known names: the shipped gazetteer and a newsroom's own, and where their forms stand in a text.

A form of `aliases` (or the name itself) identifies its entity alone. A form of `ambiguous` never does: it is reported
as
such, and `resolve` asks the rest of the document. A bracket in a name tells namesakes apart and is no part of the form.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, cast, get_args

import yaml

from watchdesk.errors import ConfigError
from watchdesk.records import EntityKind

SHIPPED = Path(__file__).with_name("data") / "gazetteer.jsonl"
_BRACKET = re.compile(r"\s*\([^)]*\)\s*$")
_OUTSIDE = re.compile(r"[^a-z0-9&]+")
_WORD = re.compile(r"[^\W_]+")
_LONG = 10  # letters: shorter names differ by a letter from too many others
_KINDS = frozenset(get_args(EntityKind))


@dataclass(frozen=True, slots=True)
class Entry:
    """One known entity. `country` is ISO 3166 alpha-2 or `EU`; `region` a state or province in words."""

    id: str
    kind: EntityKind
    name: str
    aliases: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    parent: str | None = None
    country: str | None = None
    region: str | None = None
    wikidata: str | None = None
    source: str = ""

    @property
    def plain_name(self) -> str:
        """The name without the bracket that tells it from namesakes."""
        return _BRACKET.sub("", self.name)

    @property
    def sure_forms(self) -> tuple[str, ...]:
        """Forms that identify the entity alone."""
        own = () if self.plain_name in self.ambiguous else (self.plain_name,)
        return (*own, *self.aliases)


class Found(NamedTuple):
    """A form in a text: who bears it alone, and who bears it among others."""

    start: int
    end: int
    form: str
    sure: tuple[Entry, ...]
    maybe: tuple[Entry, ...]


class Gazetteer:
    """All known entities, by id and by form."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.by_id = {entry.id: entry for entry in entries}
        self.sure: dict[str, tuple[Entry, ...]] = _index(
            (form, e) for e in self.by_id.values() for form in e.sure_forms
        )
        self.maybe: dict[str, tuple[Entry, ...]] = _index(
            (form, e) for e in self.by_id.values() for form in e.ambiguous
        )
        self.plain_forms: dict[str, tuple[Entry, ...]] = _index(
            (plain(form), e) for form, owners in self.sure.items() for e in owners
        )
        self.long_forms = tuple(form for form in self.plain_forms if len(form) >= _LONG)
        self._first: dict[str, tuple[str, ...]] = _by_first_word({*self.sure, *self.maybe})
        self.children: dict[str, tuple[Entry, ...]] = _index((e.parent, e) for e in self.by_id.values() if e.parent)

    def find(self, text: str) -> Iterator[Found]:
        """Forms in a readable text, in order, the longest at each place, none overlapping."""
        free = 0
        for word in _WORD.finditer(text):
            if word.start() < free:
                continue
            for form in self._first.get(word.group(), ()):
                start = word.start() - (len(form) - len(form.lstrip('"')))
                if text.startswith(form, start) and _ends_word(text, start + len(form)):
                    free = start + len(form)
                    yield Found(start, free, form, self.sure.get(form, ()), self.maybe.get(form, ()))
                    break

    def family(self, entry: Entry) -> frozenset[str]:
        """Ids of the parent, the children and the siblings of an entity."""
        near = [*self.children.get(entry.id, ())]
        if entry.parent:
            near += self.children.get(entry.parent, ())
        return frozenset({*(e.id for e in near), *([entry.parent] if entry.parent else [])}) - {entry.id}


def plain(name: str) -> str:
    """A name as one compares it: no case, accents, punctuation, leading article."""
    flat = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() if not name.isascii() else name
    words = _OUTSIDE.sub(" ", flat.casefold().replace("'", "").replace(".", "")).split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words) or name.casefold()


def load_gazetteer(own: Path | None = None) -> Gazetteer:
    """The shipped entities and a newsroom's own from a YAML list of the same keys; an own id replaces a shipped one.

    Raises ConfigError with file and entry where the newsroom's file is not such a list.
    """
    with SHIPPED.open(encoding="utf-8") as lines:
        shipped = [_entry(json.loads(line)) for index, line in enumerate(lines) if index]
    return Gazetteer([*shipped, *(own_entries(own) if own else ())])


def own_entries(path: Path) -> list[Entry]:
    """The entries of a newsroom's own gazetteer; only `id`, `kind` and `name` must be there."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise ConfigError(f"{path}: cannot be read as YAML: {str(fault).splitlines()[0]}") from fault
    if not isinstance(rows, list):
        raise ConfigError(f"{path}: a gazetteer is a list of entries with id, kind and name")
    return [_own(path, number, row) for number, row in enumerate(rows, 1)]


def _own(path: Path, number: int, row: object) -> Entry:
    if not isinstance(row, Mapping) or not all(isinstance(row.get(key), str) for key in ("id", "kind", "name")):
        raise ConfigError(f"{path}: entry {number}: wants id, kind and name as text")
    if row["kind"] not in _KINDS:
        raise ConfigError(f"{path}: entry {number}: unknown kind {row['kind']!r}; one of {', '.join(sorted(_KINDS))}")
    for key in ("aliases", "ambiguous"):
        if not isinstance(row.get(key, []), list):
            raise ConfigError(f"{path}: entry {number}: {key} wants a list")
    return _entry({"source": path.name, **row})


def _entry(row: Mapping[str, object]) -> Entry:
    def text(key: str) -> str | None:
        return str(row[key]) if row.get(key) else None

    return Entry(
        id=str(row["id"]),
        kind=cast("EntityKind", row["kind"]),
        name=str(row["name"]),
        aliases=tuple(map(str, cast("list[object]", row.get("aliases") or []))),
        ambiguous=tuple(map(str, cast("list[object]", row.get("ambiguous") or []))),
        parent=text("parent"),
        country=text("country"),
        region=text("region"),
        wikidata=text("wikidata"),
        source=text("source") or "",
    )


def _index(pairs: Iterable[tuple[str, Entry]]) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for key, entry in pairs:
        if entry not in found[key]:
            found[key].append(entry)
    return {key: tuple(entries) for key, entries in found.items()}


def _by_first_word(forms: Iterable[str]) -> dict[str, tuple[str, ...]]:
    first: dict[str, list[str]] = defaultdict(list)
    for form in forms:
        if word := _WORD.search(form):
            first[word.group()].append(form)
    return {word: tuple(sorted(group, key=len, reverse=True)) for word, group in first.items()}


def _ends_word(text: str, end: int) -> bool:
    return end >= len(text) or not (text[end].isalnum() or text[end] == "_")
