"""Who is meant by a source as written: a name, a pronoun, a spokesperson, a letter."""

from __future__ import annotations

import re

from nlp.quotes.frames import SPEAKERS, Source
from nlp.view import DocView
from watchdesk.records import Mention

REACH = 1500
"""Characters that a pronoun looks back for the person that it means."""
_SPOKEN_FOR = re.compile(
    r"spokes|representative|statement|letter|report|press release|lawsuit|complaint|filing", re.IGNORECASE
)
_GROUP = re.compile(
    r"\b(?:company|firm|agency|group|organi[sz]ation|department|commission|council|court|it|its|union|startup)\b",
    re.IGNORECASE,
)


def resolved(view: DocView, source: Source) -> tuple[str | None, str | None]:
    """Name and entity id of a source; the words as written where it names nobody known."""
    mention = source.mention or _meant(view, source)
    if mention is not None:
        return mention.name, mention.entity_id
    words = view.text[source.start : source.end].strip()
    return (None, None) if re.fullmatch(r"(?:he|she|they|it|i|we|who)", words, re.IGNORECASE) else (words or None, None)


def _meant(view: DocView, source: Source) -> Mention | None:
    words = view.text[source.start : source.end].lower()
    if words in {"he", "she"}:
        return _person_before(view, source.start)
    inside = [mention for mention in view.mentions_within(source.start, source.end) if mention.kind in SPEAKERS]
    if inside and _SPOKEN_FOR.search(words):
        return inside[0]
    if _GROUP.search(words):
        return inside[0] if inside else _organisation_before(view, source.start)
    return next((mention for mention in inside if mention.kind == "person"), None)


def _person_before(view: DocView, at: int) -> Mention | None:
    """The person whom a pronoun means: the first named in the nearest sentence before that names one."""
    people = [mention for mention in view.mentions_within(max(0, at - REACH), at) if mention.kind == "person"]
    if not people:
        return None
    start, end = view.sentence_at(people[-1].start)
    return next((mention for mention in people if start <= mention.start < end), people[-1])


def _organisation_before(view: DocView, at: int) -> Mention | None:
    bodies = [m for m in view.mentions_within(max(0, at - REACH), at) if m.kind in SPEAKERS and m.kind != "person"]
    return bodies[-1] if bodies else None
