"""The sources we know, as data: one YAML file a group, `group:` and `sources:`, a list of mappings.

Keys of a source: `id` (unique, lower case, hyphens), `name`, `kind` (advocacy, think_tank, tech_press, wire_national,
local, government, legislature, court, vendor, academic, search_api), `country` (ISO 3166 alpha-2 of the publisher's
seat), `region` (state, province, city, EU or global), `language`, `homepage`; where it is read: `feed` (RSS, Atom, JSON
Feed), `sitemap` (news sitemap or index), `listing` (an HTML page), `api` (with `rules: {api: NAME}`).

`evidence` names for each address where it was seen, with a grade: A the source of a maintained program, official
documentation or the publisher's own page; B a public list; C a convention seen to hold on that host; D a guess.
`grade` is that of the first address present. `U…` are public lists whose repository could not be established.
`verified` is true where an exact address was read in a named repository and nothing speaks against it; it does not
say that the address answers today, which `watchdesk sources probe` finds out. `enabled` is the default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from watchdesk.errors import ConfigError
from watchdesk.records import Source

_KEYS: Final = frozenset(field.name for field in fields(Source))
_REQUIRED: Final = ("id", "name", "kind")
_EU: Final = frozenset(
    {
        "AT",
        "BE",
        "BG",
        "HR",
        "CY",
        "CZ",
        "DK",
        "EE",
        "FI",
        "FR",
        "DE",
        "GR",
        "HU",
        "IE",
        "IT",
        "LV",
        "LT",
        "LU",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SK",
        "SI",
        "ES",
        "SE",
    }
)
_AREAS: Final = {"US": "us", "GB": "gb", "CA": "ca", "AU": "au"}
AREAS: Final = ("us", "gb", "eu", "ca", "au", "others")


def source_from(entry: object, *, where: str, group: str = "") -> Source:
    """One catalog or configuration entry as a Source; ConfigError names `where`, the key and a suggestion."""
    if not isinstance(entry, Mapping):
        raise ConfigError(f"{where}: a source is a mapping, not {entry!r}")
    for key in entry:
        if key not in _KEYS:
            near = get_close_matches(str(key), _KEYS, n=1)
            raise ConfigError(f"{where}: unknown key {key!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    if missing := [key for key in _REQUIRED if not entry.get(key)]:
        raise ConfigError(f"{where}: a source needs {', '.join(missing)}")
    return Source(**{"group": group, **entry})


def read_catalog(text: str, *, where: str) -> list[Source]:
    """The sources of one catalog file; ConfigError where it is not YAML of that form."""
    try:
        data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as fault:
        raise ConfigError(f"{where}: not YAML: {' '.join(str(fault).split())}") from fault
    if not isinstance(data, Mapping) or not isinstance(data.get("sources"), list):
        raise ConfigError(f"{where}: expected `group:` and a list `sources:`")
    group = str(data.get("group", ""))
    return [
        source_from(entry, where=f"{where}, source {number}", group=group)
        for number, entry in enumerate(data["sources"], start=1)
    ]


def by_id(sources: Iterable[Source]) -> dict[str, Source]:
    """Sources by their id, in order; ConfigError where one id stands twice."""
    found: dict[str, Source] = {}
    for source in sources:
        if source.id in found:
            raise ConfigError(f"catalog: the id {source.id!r} stands twice")
        found[source.id] = source
    return found


@cache
def load_catalog() -> dict[str, Source]:
    """All sources that come with watchdesk, by id. Do not change the mapping: it is read once and shared."""
    folder = files(__package__)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    texts = ((name, folder.joinpath(name).read_text(encoding="utf-8")) for name in names)
    return by_id(source for name, text in texts for source in read_catalog(text, where=name))


def area(source: Source) -> str:
    """The part of the world a source is grouped in, by the publisher's seat: us gb eu ca au others."""
    country = (source.country or "").upper()
    return "eu" if country in _EU else _AREAS.get(country, "others")


def in_group(source: Source, group: str) -> bool:
    """Whether a source belongs to a group: its file (`advocacy`), its area (`eu`), or both (`advocacy/eu`)."""
    wanted = group.lower().replace("-", "_").split("/")
    return all(part in {"all", source.group, source.kind, area(source)} for part in wanted)


def select(
    catalog: Mapping[str, Source],
    *,
    groups: Iterable[str] = ("all",),
    on: Iterable[str] = (),
    off: Iterable[str] = (),
    own: Iterable[Source] = (),
) -> list[Source]:
    """The sources a newsroom reads: those of its groups that are on by default, plus `on` and `own`, minus `off`.

    ConfigError names an id that the catalog does not have, with the nearest one.
    """
    own = list(own)
    known = {**catalog, **by_id(own)}
    chosen, wanted, unwanted = list(groups), set(on), set(off)
    for identifier in sorted(wanted | unwanted):
        if identifier not in known:
            near = get_close_matches(identifier, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ConfigError(f"sources: no source has the id {identifier!r}{hint}")
    mine = {source.id for source in own}
    return [
        source
        for source in known.values()
        if source.id not in unwanted
        and (
            source.id in wanted
            or source.id in mine
            or (source.enabled and any(in_group(source, group) for group in chosen))
        )
    ]
