"""The reading of a document: names, kinds, identities, places, then quotes, events and the subject, in one stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from nlp import mentions as reading
from nlp.events import find_events
from nlp.gazetteer import Gazetteer, load_gazetteer
from nlp.lands import lands
from nlp.language import detect
from nlp.model import load_recognizer
from nlp.placefile import PlaceFile
from nlp.places import Locator
from nlp.quotes import find_quotes
from nlp.readable import readable
from nlp.resolve import Resolver
from nlp.subject import Subject, judge
from nlp.tongues import ENGLISH, Tongues
from nlp.view import plain_view
from watchdesk.records import Annotation, Document, Mention

VERSION = "2026.11.4"
"""Stands in every annotation row; a new one makes older readings pending again."""
TOGETHER = 32
"""Documents in the model's hands at once; no reading depends on which they are."""
_GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A document with its language and the text that is read: title, a blank line, text."""

    document: Document
    language: str
    text: str
    offset: int  # where the document's text begins in it


class Reader:
    """Reads documents; make one with `load` and keep it, it holds the model and the gazetteers."""

    def __init__(
        self, models: Tongues, gazetteer: Gazetteer, places: PlaceFile, subject: Subject | None = None
    ) -> None:
        self._models = models
        self._subject = subject
        self._room = reading.Room(gazetteer, Resolver(gazetteer), Locator(places), lands(places))

    def annotate(self, documents: Iterable[Document]) -> Iterator[Annotation]:
        """One annotation for each document, in order, streaming, independent of the others; no text makes it fail."""
        waiting = iter(documents)
        while batch := [_prepared(document) for document in islice(waiting, TOGETHER)]:
            spans = self._models.spans([(one.language, one.text) for one in batch])
            read = [
                self._room.names(one.document, one.text, raw, english=one.language == ENGLISH)
                for one, raw in zip(batch, spans, strict=True)
            ]
            for one, names in zip(batch, read, strict=True):
                yield self._annotation(one, names)

    def _annotation(self, one: _Prepared, names: reading.NamesRead) -> Annotation:
        document = one.document
        found, within = self._room.mentions(names)
        title, body = _parted(one, found)
        view = plain_view(
            document.text,
            title=document.title,
            published=document.published,
            source=document.source,
            language=one.language,
            mentions=_names(body),
            title_mentions=_names(title),
        )
        relevance = judge(document.title, document.text, one.language, self._subject)
        return Annotation(
            id=document.id,
            mentions=tuple(body),
            title_mentions=tuple(title),
            places_within=tuple(_parted(one, within)[1]),
            quotes=tuple(find_quotes(view)),
            events=tuple(find_events(view, on_subject=relevance.about or relevance.mentions)),
            relevance=relevance,
            language=one.language,
            notes=self._notes(one.language),
        )

    def _notes(self, language: str) -> tuple[str, ...]:
        """How a text in another language was read."""
        if language == ENGLISH:
            return ()
        name = self._models.name(language)
        return (f"read with {Path(name).name}",) if name else (f"no model for {language!r}: known names alone",)


def load(
    model: str | None = None,
    extra_gazetteer: Path | None = None,
    subject: Subject | None = None,
    models: Mapping[str, str] | None = None,
) -> Reader:
    """A reader with the shipped data. `model`: another spaCy package or folder; `extra_gazetteer`: a newsroom's YAML;
    `subject`: what it watches, the shipped one where None; `models`: packages or folders for other languages by ISO
    639-1 code, spaCy's standard ones where they are installed.

    Raises ConfigError where the model or the newsroom's file cannot be used.
    """
    return Reader(Tongues(load_recognizer(model), models), load_gazetteer(extra_gazetteer), PlaceFile(), subject)


def _prepared(document: Document) -> _Prepared:
    title = document.title or ""
    whole = f"{title}{_GAP}{document.text}" if title else document.text
    return _Prepared(
        document, detect(document.text or title, document.language), readable(whole), len(whole) - len(document.text)
    )


def _names(found: Iterable[Mention]) -> list[Mention]:
    """What speaks and acts: adjectives of countries do neither."""
    return [mention for mention in found if mention.label != reading.ADJECTIVE]


def _parted(one: _Prepared, found: Iterable[Mention]) -> tuple[list[Mention], list[Mention]]:
    """Mentions of the title and of the text, with offsets and words of each."""
    title = one.document.title or ""
    above, below = [], []
    for mention in found:
        if mention.start >= one.offset:
            start, end = mention.start - one.offset, mention.end - one.offset
            below.append(replace(mention, start=start, end=end, text=one.document.text[start:end]))
        elif mention.end <= len(title):
            above.append(replace(mention, text=title[mention.start : mention.end]))
    return above, below
