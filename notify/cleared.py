"""Who was wrongly arrested: wherever such a person is named, the desk and the mails say that they were cleared.

The gazetteers say it in the note of a person (`wrongly arrested, 2022`). Whoever stands in none of them is cleared by
the article itself: the reading room puts a note on each wrongful arrest that a text tells. It does not say which of the
people named was arrested, and that is not guessed: the line then says "the person arrested".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nlp.gazetteer import SHIPPED
from storage.archive import Archive
from storage.rows import ArticlePage, Hit, WatchHit
from storage.search import article_page
from watchdesk.config import Config

_CLEARED = re.compile(r"\b(?:wrongly|wrongfully|falsely)\b|\bcleared\b", re.IGNORECASE)
SOMEONE = "the person arrested"
_BRACKET = re.compile(r"\s*\([^)]*\)\s*$")


@dataclass(frozen=True, slots=True)
class Cleared:
    """People known as wrongly arrested: entity id → name, and every form that may stand for one of them."""

    names: Mapping[str, str]
    forms: frozenset[str] = frozenset()

    def __contains__(self, entity_id: object) -> bool:
        return entity_id in self.names

    def among(self, entity_ids: Iterable[str]) -> tuple[str, ...]:
        """The names of those among the given entities who were cleared, each once, in the order given."""
        return tuple(dict.fromkeys(self.names[id_] for id_ in entity_ids if id_ in self.names))

    def may_be_in(self, text: str) -> bool:
        """Whether a form of a cleared person's name stands in a text; only a reading can say that it is that person."""
        return any(form in text for form in self.forms)

    def on_page(self, page: ArticlePage) -> tuple[str, ...]:
        """Who in an article was cleared: by name, or `SOMEONE` where only the article itself says so."""
        named = self.among(mention.entity.id for mention in page.mentions)
        return named or ((SOMEONE,) if any(event.note for event in page.events) else ())

    def in_hits(self, archive: Archive, hits: Iterable[Hit | WatchHit]) -> dict[int, tuple[str, ...]]:
        """Article id → who in it was wrongly arrested and cleared, for hits that show a name or tell such an arrest."""
        hits = list(hits)
        named = self.named_in(archive, hits)
        for article_id in archive.with_notes(hit.article_id for hit in hits):
            page = None if named.get(article_id) else article_page(archive, article_id)
            if page is not None:
                named[article_id] = self.on_page(page)
        return named

    def named_in(self, archive: Archive, hits: Iterable[Hit | WatchHit]) -> dict[int, tuple[str, ...]]:
        """Article id → known people in it who were cleared, for those of the hits that show such a name.

        The name alone may be another's: the article's own reading decides.
        """
        found = {}
        for hit in hits:
            shown = hit.snippet_text if isinstance(hit, Hit) else hit.sentence
            page = article_page(archive, hit.article_id) if self.may_be_in(f"{hit.title} {shown}") else None
            if page is not None:
                found[hit.article_id] = self.among(mention.entity.id for mention in page.mentions)
        return found


def cleared_people(config: Config) -> Cleared:
    """From the shipped gazetteer and the newsroom's own (whose faults the reading room reports)."""
    own = config.nlp.gazetteer
    return _load(config.resolve(own) if own else None)


@cache
def _load(own: Path | None) -> Cleared:
    rows = [json.loads(line) for line in SHIPPED.read_text(encoding="utf-8").splitlines()]
    if own is not None and own.exists():
        rows += yaml.safe_load(own.read_text(encoding="utf-8")) or []
    people = [row for row in rows if _is_cleared(row)]
    return Cleared({str(row["id"]): _plain(row["name"]) for row in people}, frozenset(_forms(people)))


def _forms(people: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for person in people:
        yield from (_plain(person["name"]), *person.get("aliases", ()), *person.get("ambiguous", ()))


def _plain(name: str) -> str:
    """A name without the bracket that tells it from namesakes in the gazetteer."""
    return _BRACKET.sub("", name)


def _is_cleared(row: Mapping[str, object]) -> bool:
    return row.get("kind") == "person" and bool(_CLEARED.search(str(row.get("note") or "")))
