"""Who is meant by a source as written: a name, a pronoun, a spokesperson, a letter."""

from __future__ import annotations

import re

from nlp.quotes.frames import SPEAKERS, Source
from nlp.view import DocView
from watchdesk.records import Mention

REACH = 1500
"""Characters that a pronoun looks back for the person that it means."""
_DOCUMENT = r"statement|letter|report|press release|lawsuit|complaint|filing|petition|brief|memo|memorandum"
_SPOKEN_FOR = re.compile(rf"spokes|representative|{_DOCUMENT}", re.IGNORECASE)
_PAPER = re.compile(rf"^(?:the|this|that|its|their)\s+(?:{_DOCUMENT})(?:\s+(?:to|for)\b.*)?$", re.IGNORECASE)
_AUTHORED = re.compile(
    rf"\b(?:{_DOCUMENT}|writes?|wrote|written|signed|sent|filed|sued|sues|published|issued|released)\b", re.IGNORECASE
)
_SENT_BY = re.compile(r"\b(?:sent|signed|written|drafted|issued|filed|published) by\b", re.IGNORECASE)
_GROUP = re.compile(
    r"\b(?:company|firm|agency|group|organi[sz]ation|department|commission|council|court|it|its|union|startup|coalition|"
    r"alliance|association|network|foundation|charity|campaign|regulator|watchdog|authority|ministry|committee|board|"
    r"retailer|chain|supermarket|vendor|supplier|manufacturer|airline|airport|school|district|university|nonprofit)\b",
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
        return _person_before(view, source.start) or _person_next(view, source.end)
    inside = [mention for mention in view.mentions_within(source.start, source.end) if mention.kind in SPEAKERS]
    if inside and _SPOKEN_FOR.search(words):
        return inside[0]
    if not inside and _PAPER.match(words):
        return _author_before(view, source.start)
    if group := _GROUP.search(words):
        return inside[0] if inside else _organisation_before(view, source.start, group.group())
    return next((mention for mention in inside if mention.kind == "person"), None)


def _person_before(view: DocView, at: int) -> Mention | None:
    """The person whom a pronoun means: the first named in the nearest sentence before that names one."""
    people = [mention for mention in view.mentions_within(max(0, at - REACH), at) if mention.kind == "person"]
    if not people:
        return None
    start, end = view.sentence_at(people[-1].start)
    return next((mention for mention in people if start <= mention.start < end), people[-1])


def _person_next(view: DocView, at: int) -> Mention | None:
    """The person named first in the sentence after a pronoun that nobody stands before."""
    end = view.sentence_at(at)[1]
    start, end = view.sentence_at(min(end + 2, len(view.text)))
    return next((m for m in view.mentions_within(max(start, at), end) if m.kind == "person"), None)


def _organisation_before(view: DocView, at: int, word: str) -> Mention | None:
    """The body that a word means: the last named whose name holds the word ("the coalition"), else the last named."""
    bodies = [m for m in view.mentions_within(max(0, at - REACH), at) if m.kind in SPEAKERS and m.kind != "person"]
    alike = [body for body in bodies if re.search(rf"\b{word}\b", body.name, re.IGNORECASE)]
    return next(reversed(alike or bodies), None)


def _author_before(view: DocView, at: int) -> Mention | None:
    """Who speaks by a paper ("the letter says"): the first named in the nearest earlier sentence that tells of writing.

    The paper's own sentence is left out: as a rule it is the quotation, which names others.
    """
    own = view.sentence_at(at)[0]
    for start, end in reversed([span for span in view.sentences if at - REACH < span[0] < own]):
        named = [mention for mention in view.mentions_within(start, end) if mention.kind in SPEAKERS]
        if named and _AUTHORED.search(view.text, start, end):
            return named[0]
    return _sender_next(view, at)


def _sender_next(view: DocView, at: int) -> Mention | None:
    """Who signed or sent a paper by the sentence after the quotation: `It was sent by the Alliance on Monday`."""
    start, end = view.sentence_at(min(view.sentence_at(at)[1] + 2, len(view.text)))
    sent = _SENT_BY.search(view.text, max(start, at), end)
    named = [mention for mention in view.mentions_within(sent.end(), end) if mention.kind in SPEAKERS] if sent else []
    return named[0] if named else None
