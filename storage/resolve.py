"""Turns a parsed query into an expression of the index: names become entities with all their aliases, facts tokens."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches

from storage.connection import Store, Value
from storage.fields import ENTITY_FIELDS, FACT_KINDS, FIXED
from storage.index import EVERY, fold, position_at
from storage.naming import names_at
from storage.places import PlaceName, place_name
from storage.query import And, Fact, Near, Node, Not, Or, Query, Words
from watchdesk.errors import QueryError

NOTHING = "facts : x9"  # a token that no entry has
_MOST_ENTITIES = 200
_MOST_NAMED = 8  # values that a notice tells
_TOKEN = re.compile(r"\b[eqft]\d+\b")
_LOOKS_LIKE_FACT = re.compile(r"(?:^|\W)[eqftx]\d+(?:$|\W)", re.IGNORECASE)
_MAY_REACH_FACT = re.compile(r"[eqftx]\d*$", re.IGNORECASE)


class AmbiguousPlace(QueryError):
    """A place name that several places have; `choices` are values that name one of them each."""

    def __init__(self, name: str, choices: tuple[str, ...], position: int) -> None:
        self.choices = choices
        super().__init__(
            f"there are several places named {name}: {'; '.join(choices)}", position, f'place:"{choices[0]}"'
        )


@dataclass(frozen=True, slots=True)
class Named:
    """An entity that a term of the query names, with all rows that were merged into it."""

    asked: str
    name: str
    rows: frozenset[int]


@dataclass(frozen=True, slots=True)
class AskedFact:
    """A fact that a term of the query names, with the index tokens that stand for it."""

    field: str
    value: str
    tokens: frozenset[str]


@dataclass(slots=True)
class Plan:
    """What to ask of the index: `match` (None: everything), positions from `low` to below `high`, time of `asof`."""

    match: str | None
    low: int
    high: int
    asof: int | None
    text_terms: bool
    named: list[Named] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    facts: list[AskedFact] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)  # words that matches must or may have, each an expression


_TOP = 1 << 62


def plan(store: Store, query: Query, *, strict: bool = True, without: frozenset[str] = frozenset()) -> Plan:
    """The plan for a query. With `strict` a place name that several places have raises AmbiguousPlace.

    `without` names phrases of a former plan that are taken as found everywhere: the plan then matches more.

    Raises QueryError for a source or kind of source that is not known.
    """
    asof = None if query.asof is None else stamp_of(query.asof)
    resolver = _Resolver(store, asof, strict, without)
    match = (resolver.expression(query.root) or None) if query.root else None
    if query.after or query.before:
        undated = resolver.fact_tokens("dated", ["no"])
        match = f"({match or f'facts : {EVERY}'}) NOT {undated}"
    low = position_at(query.after) if query.after else 0
    high = position_at(query.before) if query.before else _TOP
    text_terms = resolver.text_terms
    past = None if asof is None else _past(store, asof)
    notices = list(dict.fromkeys(resolver.notices))
    return Plan(match, low, high, past, text_terms, resolver.named, notices, resolver.facts, resolver.phrases)


def _past(store: Store, asof: int) -> int | None:
    """The stamp, or None where nothing changed after it: then the archive is as it was, and ranks as it did."""
    row = store.first(
        "SELECT EXISTS (SELECT 1 FROM entry WHERE since > ?1) OR EXISTS (SELECT 1 FROM superseded WHERE until > ?1)"
        " OR EXISTS (SELECT 1 FROM entity_log WHERE stamp > ?1)", (asof,),
    )  # fmt: skip
    return asof if row and row[0] else None


class _Resolver:
    def __init__(self, store: Store, asof: int | None, strict: bool, without: frozenset[str]) -> None:
        self.store, self.asof, self.strict, self.without = store, asof, strict, without
        self.phrases: list[str] = []
        self.named: list[Named] = []
        self.notices: list[str] = []
        self.facts: list[AskedFact] = []
        self.text_terms = False
        self._roots = merged_at(store, asof)
        self._names = names_at(store, asof)

    def expression(self, node: Node) -> str:
        """The index's expression for a part of the query; empty for what is taken as found everywhere."""
        if isinstance(node, Words):
            return self._words(node)
        if isinstance(node, Near):
            return self._near(node)
        if isinstance(node, Fact):
            return self._fact(node)
        if isinstance(node, Not):
            return f"(facts : {EVERY} NOT {self._unwanted(node.node)})"
        if isinstance(node, Or):
            parts = [self.expression(part) for part in node.nodes]
            return f"({' OR '.join(parts)})" if all(parts) else ""
        return self._all(node)

    def _all(self, node: And) -> str:
        """Conditions first, what must not be last: the index subtracts from what it has found."""
        wanted = [part for part in node.nodes if not isinstance(part, Not)]
        unwanted = [part.node for part in node.nodes if isinstance(part, Not)]
        expression = " AND ".join(sorted(filter(None, map(self.expression, wanted)), key=_dear))
        if not expression and not unwanted:
            return ""
        expression = expression or f"facts : {EVERY}"
        for part in unwanted:
            expression = f"({expression}) NOT {self._unwanted(part)}"
        return f"({expression})"

    def _unwanted(self, node: Node) -> str:
        """What a match must not have is no reason of it, and is never left out."""
        kept = self.named, self.facts, self.phrases, self.without
        self.named, self.facts, self.phrases, self.without = [], [], [], frozenset()
        expression = self.expression(node)
        self.named, self.facts, self.phrases, self.without = kept
        return expression

    def _phrase(self, expression: str) -> str:
        self.text_terms = True
        self.phrases.append(expression)
        return "" if expression in self.without else expression

    def _words(self, node: Words) -> str:
        star = " *" if node.prefix else ""
        return self._phrase(f"{_columns(node)}{_quoted(node.text)}{star}")

    def _near(self, node: Near) -> str:
        part = _columns(Words(" ".join(node.phrases), node.part))
        return self._phrase(f"{part}NEAR({' '.join(_quoted(phrase) for phrase in node.phrases)}, {node.distance})")

    def _fact(self, node: Fact) -> str:
        if node.field in ENTITY_FIELDS:
            return self._entities(node, "e")
        expression = self._told_fact(node)
        self.facts.append(AskedFact(node.field, node.value, frozenset(_TOKEN.findall(expression))))
        return expression

    def _told_fact(self, node: Fact) -> str:
        if node.field == "speaker":
            return f"({self._entities(node, 'q')} OR {self.fact_tokens('speaker', [fold(node.value)])})"
        if node.field == "story":
            return _tokens("t", stories_named(self.store, node.value, _TOP if self.asof is None else self.asof))
        kind = FACT_KINDS[node.field]
        if kind == "source":
            return self.fact_tokens(kind, self._sources(node))
        if kind == "outlet":
            return self.fact_tokens(kind, self._known_values(node, kind))
        return self.fact_tokens(kind, self._loose_values(node, kind))

    def fact_tokens(self, kind: str, values: Iterable[str]) -> str:
        sql = "SELECT id FROM fact WHERE kind = ? AND value IN (SELECT value FROM json_each(?))"
        return _tokens("f", [row[0] for row in self.store.run(sql, (kind, json.dumps(list(values))))])

    def _values(self, kind: str) -> list[str]:
        return [row[0] for row in self.store.run("SELECT value FROM fact WHERE kind = ?", (kind,))]

    def _loose_values(self, node: Fact, kind: str) -> list[str]:
        wanted, known = fold(node.value), self._values(kind)
        found = [
            value for value in known if fold(value) == wanted or (node.prefix and fold(value).startswith(wanted))
        ]  # fmt: skip
        if known and not found and node.field not in FIXED:
            near = get_close_matches(wanted, known, _MOST_NAMED, 0.4) or sorted(known)[:_MOST_NAMED]
            self.notices.append(f"no article has {node.field}:{node.value}; there are such as {', '.join(near)}")
        return found

    def _known_values(self, node: Fact, kind: str) -> list[str]:
        known = sorted({*self._values(kind), *(row[0] for row in self.store.run("SELECT DISTINCT kind FROM source"))})
        plain = fold(node.value).replace("-", "_").replace(" ", "_")
        found = [value for value in known if value == plain or (node.prefix and value.startswith(plain))]
        if known and not found:
            near = get_close_matches(plain, known, 1, 0.5)
            suggestion = f"{node.field}:{near[0]}" if near else None
            told = f"no source is of the kind {node.value!r}; there are {', '.join(known)}"
            raise QueryError(told, node.position, suggestion)
        return found

    def _sources(self, node: Fact) -> list[str]:
        wanted = fold(node.value)
        rows = self.store.run("SELECT key, name, homepage FROM source")
        exact = [key for key, name, homepage in rows if wanted in (fold(key), fold(name), _host(homepage))]
        if exact:
            return exact
        part = [key for key, name, homepage in rows if wanted in fold(name) or _host(homepage).endswith("." + wanted)]
        if part:
            return part
        names = {fold(key): key for key, _, _ in rows} | {fold(name): name for _, name, _ in rows}
        near = get_close_matches(wanted, names, 1, 0.6)
        raise QueryError(
            f"there is no source {node.value!r}", node.position, f'source:"{names[near[0]]}"' if near else None
        )

    def _entities(self, node: Fact, letter: str) -> str:
        kind = ENTITY_FIELDS.get(node.field)
        if kind == "place":
            return self._place(node)
        found = self._rows_named(node.value, kind, prefix=node.prefix)
        if not found and len(node.value) > 2:
            found = self._rows_named(f"{node.value} ", kind, prefix=True)
            if found:
                names = "; ".join(sorted({name for name, _ in found.values()})[:5])
                self.notices.append(f"nothing is named just {node.value!r}; longer names were taken: {names}")
        if not found:
            self.notices.append(f"nothing read so far is named {node.value!r}")
            return NOTHING
        self._remember(node, found)
        rows = sorted(set().union(*(group for _, group in found.values())))
        if len(rows) > _MOST_ENTITIES:
            self.notices.append(
                f"{node.value!r} names more than {_MOST_ENTITIES} entities; the first of them were used"
            )
        return _tokens(letter, rows[:_MOST_ENTITIES])

    def _remember(self, node: Fact, found: dict[int, tuple[str, set[int]]]) -> None:
        self.named += [Named(node.value, name, frozenset(group)) for name, group in found.values()]

    def _rows_named(self, value: str, kind: str | None, *, prefix: bool = False) -> dict[int, tuple[str, set[int]]]:
        """Root entity → its name and all rows merged into it, for entities that have the value as name or alias."""
        wanted = fold(value) + (" " if value.endswith(" ") else "")
        until = self.asof if self.asof is not None else _TOP
        which: tuple[str, tuple[Value, ...]] = ("a.folded = ?", (wanted,))
        if value.startswith("#"):
            which = ("e.key = ?", (value[1:],))
        elif prefix:
            which = ("a.folded >= ? AND a.folded < ?", (wanted, wanted + "\U0010ffff"))
        rows = self.store.run(
            "SELECT DISTINCT e.id, e.kind, coalesce(e.renamed, e.name) FROM entity e LEFT JOIN alias a ON a.entity"
            " = e.id"
            f" WHERE {which[0]} AND coalesce(a.since, 0) <= ?", (*which[1], until),
        )  # fmt: skip
        found: dict[int, tuple[str, set[int]]] = {}
        for row, its_kind, name in rows:
            root = root_of(self._roots, row)
            root_kind, root_name = self._described(root) if root != row else (its_kind, self._names.get(row, str(name)))
            if kind is None or root_kind == kind:
                found[root] = (root_name, self._group(root))
        return found

    def _described(self, row: int) -> tuple[str, str]:
        found = self.store.first("SELECT kind, coalesce(renamed, name) FROM entity WHERE id = ?", (row,))
        return (found[0], self._names.get(row, str(found[1]))) if found else ("", "")

    def _group(self, root: int) -> set[int]:
        return {root} | {row for row, its_root in self._roots.items() if its_root == root}

    def _place(self, node: Fact) -> str:
        asked = place_name(node.value)
        found = self._rows_named(asked.name, "place", prefix=node.prefix)
        regions = self._regions(asked)
        fitting = {root: entry for root, entry in found.items() if asked.fits(self._where(root))}
        if asked.bare and not node.prefix:
            exact = {root: entry for root, entry in fitting.items() if fold(entry[0]) == fold(asked.name)}
            fitting = exact or fitting
            self._refuse_ambiguous(node, asked, fitting)
        if not fitting and not regions:
            self.notices.append(f"no place read so far is named {node.value!r}")
            return NOTHING
        self._remember(node, fitting)
        rows = sorted(set().union(*(group for _, group in fitting.values())))
        parts = [_tokens("e", rows[:_MOST_ENTITIES])] if rows else []
        parts += [_tokens("f", regions)] if regions else []
        return f"({' OR '.join(parts)})"

    def _refuse_ambiguous(self, node: Fact, asked: PlaceName, found: dict[int, tuple[str, set[int]]]) -> None:
        choices = {}
        for root, (name, _) in found.items():
            where = self._where(root)
            if where and where[2] not in ("A.ADM1", "A.PCLI"):
                choices[", ".join(part for part in (name, *where[:2]) if part)] = root
        if len(choices) > 1:
            if self.strict:
                raise AmbiguousPlace(asked.name, tuple(sorted(choices)), node.position)
            self.notices.append(f"several places are named {asked.name}: {'; '.join(sorted(choices))}")

    def _where(self, root: int) -> tuple[str | None, str | None, str | None] | None:
        row = self.store.first("SELECT admin1, country, feature FROM place WHERE entity = ?", (root,))
        return (row[0], row[1], row[2]) if row else None

    def _regions(self, asked: PlaceName) -> list[int]:
        """Tokens of the state or country of that name: an article that names a town in it counts as naming it."""
        wanted = fold(asked.name)
        found = []
        for number, kind, value in self.store.run(
            "SELECT id, kind, value FROM fact WHERE kind IN ('region', 'country')"
        ):
            region, _, country = value.partition(", ") if kind == "region" else ("", "", value)
            if fold(region or country) == wanted and asked.fits((None, country, None)):
                found.append(number)
        return found


def stories_named(store: Store, key: str, at: int) -> list[int]:
    """The rows of a story's id at a stamp: its own, and that of the story which a person merged it into."""
    found = [int(row[0]) for row in store.run("SELECT id FROM story WHERE key = ?", (key,))]
    for story in found:  # grows while it is read: a story may have been merged twice
        found += [
            into for (into,) in store.run(
                "SELECT json_extract(l.detail, '$.into') FROM story_log l LEFT JOIN story_log u ON u.id = l.undone_by"
                " WHERE l.action = 'merge' AND l.story = ?1 AND json_extract(l.detail, '$.stamp') <= ?2"
                " AND coalesce(json_extract(u.detail, '$.stamp'), ?2 + 1) > ?2", (story, at),
            ) if into not in found
        ]  # fmt: skip
    return found


def merged_at(store: Store, asof: int | None) -> dict[int, int]:
    """Merged entity → the one it went into, now or as it was at a stamp."""
    if asof is None:
        rows = store.run("SELECT id, merged_into FROM entity WHERE merged_into IS NOT NULL")
        return {int(row[0]): int(row[1]) for row in rows}
    merges = store.run(
        "SELECT l.entity, l.other FROM entity_log l LEFT JOIN entity_log u ON u.id = l.undone_by"
        " WHERE l.action = 'merge' AND l.stamp <= ?1 AND (u.stamp IS NULL OR u.stamp > ?1) ORDER BY l.id", (asof,),
    )  # fmt: skip
    return replayed((row[0], row[1]) for row in merges)


def root_of(roots: dict[int, int], row: int) -> int:
    """The entity that a row counts as: itself, or the one it was merged into."""
    return roots[row] if row in roots else row  # noqa: SIM401


def replayed(merges: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Merges in order (from, into) as a map from each merged entity to the last one of its chain."""
    roots: dict[int, int] = {}
    for source, target in merges:
        root = roots.get(target, target)
        if root == source:
            continue
        roots.update({row: root for row, its_root in roots.items() if its_root == source})
        roots[source] = root
    return roots


def _dear(part: str) -> bool:
    """Words after facts: the index compares the words of those articles only that have the facts before them."""
    return not part.lstrip("(").startswith("facts : ")


def _columns(node: Words) -> str:
    if node.part == "text":
        return "{body aside} : "
    if node.part:
        return f"{node.part} : "
    risky = _LOOKS_LIKE_FACT.search(node.text) or (node.prefix and _MAY_REACH_FACT.search(node.text))
    return "{title body aside} : " if risky else ""


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _tokens(letter: str, numbers: Iterable[int]) -> str:
    tokens = [f"{letter}{number}" for number in numbers]
    if not tokens:
        return NOTHING
    return f"facts : {tokens[0]}" if len(tokens) == 1 else f"facts : ({' OR '.join(tokens)})"


def _host(homepage: str | None) -> str:
    host = re.sub(r"^https?://(?:www\.)?", "", homepage or "").split("/")[0]
    return host.lower()


def stamp_of(at: datetime) -> int:
    """A time as a change stamp: microseconds since 1970."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
