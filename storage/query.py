"""The query language: parse(text) -> Query. Pure; the same text means the same in CLI, web, watch, feed and export.

    words "exact phrase" -not a OR b (brackets) prefix* NEAR(a b, 5)
    title: text: quote:                                              in that part only
    source: outlet: lang: status: about: type: story: tag: assigned: decision: country: revised:
    entity: company: agency: group: court: legislature: university: media: lawfirm: org: place: person: law: product:
    speaker:                                                         who is quoted
    after:2023-05 before:2024 on:2023-05-01 2023..2024 last:30d      by publication date; `after` includes the date
    asof:2026-11-01                                                the archive as it was then

A field's value is a word, a "phrase" or a group: `company:(Clearview OR "Cognitec Systems")`. Side by side means and.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from storage.dates import last, period
from storage.fields import DATE_FIELDS, FACT_FIELDS, TEXT_FIELDS, checked_value, field_named
from storage.lexer import Lexeme, clean, lexemes, searchable
from watchdesk.errors import QueryError

_DEEPEST = 20
_MOST_TERMS = 200


@dataclass(frozen=True, slots=True)
class Words:
    """Words in a row, anywhere or in one part (`title`, `text`, `quote`); with `prefix` the last may go on."""

    text: str
    part: str | None = None
    prefix: bool = False
    position: int = 0


@dataclass(frozen=True, slots=True)
class Near:
    """Several words or phrases with at most `distance` words between them."""

    phrases: tuple[str, ...]
    distance: int
    part: str | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about the article: `company` is "Clearview AI". With `prefix` the value may go on."""

    field: str
    value: str
    prefix: bool = False
    position: int = 0


@dataclass(frozen=True, slots=True)
class Not:
    """The article does not fulfil `node`."""

    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """All of `nodes`."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of `nodes`."""

    nodes: tuple[Node, ...]


Node = Words | Near | Fact | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; `text` is what was typed, `root` is None where it names dates only or nothing.

    `after` is inclusive, `before` exclusive; `asof` asks for the archive as it was at that time.
    """

    text: str
    root: Node | None
    now: datetime
    after: datetime | None = None
    before: datetime | None = None
    asof: datetime | None = None


def parse(text: str, *, now: datetime) -> Query:
    """Read a query; `now` anchors `last:30d`. Raises QueryError with position and suggestion, and nothing else."""
    tokens = list(lexemes(clean(text)))
    parser = _Parser(tokens, now)
    root = parser.whole()
    if root is None and tokens and not (parser.after or parser.before or parser.asof):
        raise QueryError("there is nothing to search for", 0)
    return Query(text, root, now, parser.after, parser.before, parser.asof)


def terms(node: Node | None) -> Iterator[Words | Near | Fact]:
    """The terms that an article must or may fulfil, in order; what stands behind a minus is left out."""
    if isinstance(node, Words | Near | Fact):
        yield node
    elif isinstance(node, And | Or):
        for part in node.nodes:
            yield from terms(part)


class _Parser:
    """Recursive descent over the lexemes: or > and > not > term."""

    def __init__(self, tokens: list[Lexeme], now: datetime) -> None:
        self.tokens, self.now, self.at, self.depth, self.terms = tokens, now, 0, 0, 0
        self.after: datetime | None = None
        self.before: datetime | None = None
        self.asof: datetime | None = None

    def whole(self) -> Node | None:
        node = self._any(None, top=True)
        if self.at < len(self.tokens):
            raise QueryError("a closing bracket without its opening one", self.tokens[self.at].position)
        return node

    def _kind(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else "end"

    def _next(self) -> Lexeme:
        self.at += 1
        return self.tokens[self.at - 1]

    def _any(self, field: str | None, *, top: bool = False) -> Node | None:
        nodes = [self._all(field, top=top and not self._has_or())]
        while self._kind() == "or":
            mark = self._next()
            if nodes[-1] is None or self._kind() in ("end", "or", "close"):
                raise QueryError("OR needs something on both sides", mark.position)
            nodes.append(self._all(field, top=False))
            if nodes[-1] is None:
                raise QueryError("OR needs something on both sides", mark.position)
        kept = [node for node in nodes if node is not None]
        return kept[0] if len(kept) == 1 else Or(tuple(kept)) if kept else None

    def _has_or(self) -> bool:
        """Whether an OR stands outside brackets: then no date may be part of one side only."""
        depth = 0
        for token in self.tokens:
            depth += {"open": 1, "close": -1}.get(token.kind, 0)
            if token.kind == "or" and depth == 0:
                return True
        return False

    def _all(self, field: str | None, *, top: bool) -> Node | None:
        nodes: list[Node] = []
        while self._kind() not in ("end", "or", "close"):
            if self._kind() == "and":
                self._next()
                continue
            node = self._signed(field, top=top)
            if node is not None:
                nodes.append(node)
        return nodes[0] if len(nodes) == 1 else And(tuple(nodes)) if nodes else None

    def _signed(self, field: str | None, *, top: bool) -> Node | None:
        if self._kind() != "not":
            return self._term(field, top=top)
        mark = self._next()
        if self._kind() in ("end", "or", "and", "close"):
            raise QueryError("nothing follows the minus", mark.position)
        self._deeper(mark)
        node = self._signed(field, top=False)
        self.depth -= 1
        return None if node is None else Not(node)

    def _deeper(self, mark: Lexeme) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise QueryError(f"more than {_DEEPEST} brackets inside each other", mark.position)

    def _term(self, field: str | None, *, top: bool) -> Node | None:
        token = self._next()
        self.terms += 1
        if self.terms > _MOST_TERMS:
            raise QueryError(f"more than {_MOST_TERMS} terms", token.position)
        if token.kind == "open":
            return self._group(field, token)
        if token.kind == "field":
            return self._field(token, top=top)
        if token.kind == "near":
            return Near(token.parts, token.number, _text_part(field, token), token.position)
        if token.kind == "range":
            self._narrow(token, *_range(token), top=top)
            return None
        return self._value(field, token)

    def _group(self, field: str | None, mark: Lexeme) -> Node | None:
        self._deeper(mark)
        node = self._any(field)
        if self._kind() != "close":
            raise QueryError("an opening bracket without its closing one", mark.position)
        self._next()
        self.depth -= 1
        return node

    def _field(self, token: Lexeme, *, top: bool) -> Node | None:
        name = field_named(token.text, token.position)
        if self._kind() not in ("word", "phrase", "open", "range"):
            raise QueryError(f"{name}: needs a value right after the colon", token.position)
        if name in DATE_FIELDS:
            self._date(name, token, top=top)
            return None
        token = self._next()
        return self._group(name, token) if token.kind == "open" else self._value(name, token)

    def _value(self, field: str | None, token: Lexeme) -> Node | None:
        if not searchable(token.text):
            if field:
                raise QueryError(f"{field}: needs a value", token.position)
            return None  # a dash or a dot on its own, as people write it
        if field is None or field in TEXT_FIELDS:
            return Words(token.text, field, token.prefix, token.position)
        assert field in FACT_FIELDS  # `field_named` gives no other
        return Fact(field, checked_value(field, token.text, token.position), token.prefix, token.position)

    def _date(self, name: str, mark: Lexeme, *, top: bool) -> None:
        token = self._next()
        if name == "asof":
            if self.asof is not None or not top:
                raise QueryError("asof: stands once and for the whole query: put an OR in brackets", mark.position)
            self.asof = period(token.text, token.position)[1]
            return
        if name == "last":
            span: tuple[datetime | None, datetime | None] = (self.now - last(token.text, token.position), None)
        else:
            start, end = _range(token) if token.kind == "range" else period(token.text, token.position)
            span = {"after": (start, None), "before": (None, start), "on": (start, end)}[name]
        self._narrow(mark, *span, top=top)

    def _narrow(self, mark: Lexeme, start: datetime | None, end: datetime | None, *, top: bool) -> None:
        if not top:
            at = mark.position
            raise QueryError("a date applies to the whole query: not in brackets, with OR or after a minus", at)
        if start is not None:
            self.after = start if self.after is None else max(self.after, start)
        if end is not None:
            self.before = end if self.before is None else min(self.before, end)


def _text_part(field: str | None, token: Lexeme) -> str | None:
    if field is not None and field not in TEXT_FIELDS:
        raise QueryError(f"NEAR looks at text, not at {field}:", token.position)
    return field


def _range(token: Lexeme) -> tuple[datetime | None, datetime | None]:
    first, second = token.parts
    start = period(first, token.position)[0] if first else None
    end = period(second, token.position)[1] if second else None
    return start, end
