"""The line of `annotate --batch`, which outside tools read: stable keys, offsets of the given text, nulls for the
absent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from nlp.pipeline import TOGETHER, Reader
from watchdesk.records import Annotation, Document, Event, Mention, PlaceRef, Quote, Relevance

Row = dict[str, object]
_FIELDS = ("title", "url", "source", "published", "language")
_NOWHERE = PlaceRef()


def annotate_lines(lines: Iterable[str], reader: Reader) -> Iterator[Row]:
    """One row for each line of JSON, in order and independent of the other lines.

    A line that is no document gives `{"id", "error"}` and the rest goes on.
    """
    waiting = (parsed(line) for line in lines)
    while group := list(islice(waiting, TOGETHER)):
        annotations = reader.annotate(item[1] for item in group if isinstance(item, tuple))
        for item in group:
            yield {**batch_row(next(annotations)), "id": item[0]} if isinstance(item, tuple) else item


def parsed(line: str) -> tuple[str | int, Document] | Row:
    """The id as given and the document of a line, or its error row."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as fault:
        return _error(None, f"not JSON: {fault}")
    if not isinstance(row, Mapping):
        return _error(None, "not a JSON object")
    key = row.get("id")
    if not isinstance(key, str | int) or isinstance(key, bool):
        return _error(None, "no id")
    if not isinstance(row.get("text"), str):
        return _error(key, "no text")
    wrong = [name for name in _FIELDS if not isinstance(row.get(name), str | None)]
    if wrong:
        return _error(key, f"{wrong[0]} is not text")
    return key, Document(str(key), row["text"], **{name: row.get(name) for name in _FIELDS})


def batch_row(annotation: Annotation) -> Row:
    """The line of an annotation: `entities` do not overlap; places inside their names stand in `places_within`."""
    return {
        "id": annotation.id,
        "entities": [_entity(mention) for mention in annotation.mentions],
        "places_within": [_entity(mention) for mention in annotation.places_within],
        "quotes": [_quote(quote) for quote in annotation.quotes],
        "events": [_event(event) for event in annotation.events],
        "relevance": _relevance(annotation.relevance),
        "language": annotation.language,
        "notes": list(annotation.notes),
    }


def _error(key: str | int | None, message: str) -> Row:
    return {"id": key, "error": message}


def _entity(mention: Mention) -> Row:
    place = mention.place or _NOWHERE
    return {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "label": mention.label,
        "kind": mention.kind,
        "name": mention.name,
        "entity_id": mention.entity_id,
        "wikidata": mention.wikidata,
        "lat": place.lat,
        "lon": place.lon,
        "admin1": place.admin1,
        "country": place.country,
        "geonameid": place.geonameid,
        "feature": place.feature,
    }


def _quote(quote: Quote) -> Row:
    return {
        "start": quote.start,
        "end": quote.end,
        "text": quote.text,
        "speaker": quote.speaker,
        "speaker_start": quote.speaker_start,
        "speaker_end": quote.speaker_end,
        "cue": quote.cue,
    }


def _event(event: Event) -> Row:
    return {
        "type": event.type,
        "start": event.start,
        "end": event.end,
        "place": event.place,
        "actor": event.actor,
        "date": event.date,
        "primary": event.primary,
    }


def _relevance(relevance: Relevance) -> Row:
    return {
        "score": relevance.score,
        "about": relevance.about,
        "mentions": relevance.mentions,
        "why": list(relevance.why),
    }
