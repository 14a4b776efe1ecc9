"""Facets: which companies, places, sources and months the matches are about, counted from their tokens."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping

from storage.connection import Store
from storage.naming import names_at
from storage.resolve import merged_at
from storage.rows import FacetValue

VALUES = 10  # of each facet
_LOOKED_AT = 3_000  # tokens, the most frequent first, whose kind is looked up

_ENTITY_FACETS = {"company": "company", "agency": "agency", "place": "place", "person": "person"}
_FACT_FACETS = {"source": "source", "outlet": "kind", "event": "event", "month": "month"}
_FIELD = {"kind": "outlet", "event": "type"}
FACETS = ("company", "agency", "place", "person", "source", "kind", "event", "month")


def count_facets(store: Store, facts: Iterable[str], asof: int | None = None) -> Mapping[str, tuple[FacetValue, ...]]:
    """Each facet's most frequent values among the given lists of tokens; entities as they were merged at `asof`."""
    counted = Counter(" ".join(facts).split())  # at once: one call each would cost more than the counting
    found: dict[str, list[FacetValue]] = {name: [] for name in FACETS}
    _count_facts(store, counted, found)
    _count_entities(store, counted, found, asof)
    found["month"].sort(key=lambda value: value.value)
    return {name: tuple(values) for name, values in found.items()}


def _count_facts(store: Store, counted: Counter[str], found: dict[str, list[FacetValue]]) -> None:
    numbers = [int(token[1:]) for token in counted if token[0] == "f"]
    names: dict[str, str] = {row[0]: row[1] for row in store.run("SELECT key, name FROM source")}
    rows = store.run(
        "SELECT f.id, f.kind, f.value FROM json_each(?) j CROSS JOIN fact f ON f.id = j.value"
        " WHERE f.kind IN ('source', 'outlet', 'event', 'month')", (json.dumps(numbers),),
    )  # fmt: skip
    for number, kind, value in sorted(rows, key=lambda row: (-counted[f"f{row[0]}"], row[2])):
        values = found[_FACT_FACETS[kind]]
        if len(values) < VALUES or kind == "month":
            facet = _FACT_FACETS[kind]
            label = names[value] if kind == "source" and value in names else value
            query = f"on:{value}" if kind == "month" else f"{_FIELD.get(facet, facet)}:{value}"
            values.append(FacetValue(value, label, counted[f"f{number}"], query))


def _count_entities(store: Store, counted: Counter[str], found: dict[str, list[FacetValue]], asof: int | None) -> None:
    for row, root in merged_at(store, asof).items():
        if count := counted.pop(f"e{row}", 0):
            counted[f"e{root}"] += count
    names = names_at(store, asof)
    common = sorted((token for token in counted if token[0] == "e"), key=counted.__getitem__, reverse=True)
    for start in range(0, min(len(common), _LOOKED_AT), 250):
        if all(len(found[facet]) >= VALUES for facet in _ENTITY_FACETS):
            return
        _add_entities(store, [int(token[1:]) for token in common[start : start + 250]], counted, found, names)


def _add_entities(
    store: Store, rows: list[int], counted: Counter[str], found: dict[str, list[FacetValue]], names: dict[int, str]
) -> None:
    described = store.run(
        "SELECT e.id, e.key, e.kind, coalesce(e.renamed, e.name), p.admin1, p.country FROM json_each(?)"
        " CROSS JOIN entity e ON e.id = value LEFT JOIN place p ON p.entity = e.id", (json.dumps(rows),),
    )  # fmt: skip
    named = [(row, key, kind, names.get(row, name), *where) for row, key, kind, name, *where in described]
    # equal counts go by name: record numbers differ from one crawl to the next
    for row, key, kind, name, admin1, country in sorted(
        named, key=lambda one: (-counted[f"e{one[0]}"], one[3], one[1])
    ):
        values = found.get(_ENTITY_FACETS.get(kind, ""))
        if values is None or len(values) >= VALUES:
            continue
        label = name if kind != "place" else ", ".join(dict.fromkeys(part for part in (name, admin1, country) if part))
        values.append(FacetValue(key, label, counted[f"e{row}"], f'{kind}:"{label.replace(chr(34), "")}"'))
