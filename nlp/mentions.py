"""From raw spans to resolved mentions of one document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.gazetteer import Entry, Found, Gazetteer
from nlp.kinds import KINDS
from nlp.model import RawSpan
from nlp.names import by_form, settled
from nlp.orgtypes import around, organisation_kind
from nlp.places import Located, Locator, Toponym
from nlp.regions import REGIONS
from nlp.resolve import Identity, Named, Resolver, stable_id
from nlp.spans import Span, candidates, chosen, known_span
from nlp.unmarked import datelines, unmarked
from watchdesk.records import Document, EntityKind, Mention, PlaceRef

_KIND_OF_LABEL: dict[str, EntityKind] = {
    "PERSON": "person", "GPE": "place", "LOC": "place", "FAC": "place", "PRODUCT": "product", "LAW": "law",
}  # fmt: skip
_PLACE_INSIDE = re.compile(
    r"(?P<place>(?:[A-Z][\w.]+ ){0,3}?[A-Z][\w.]+) (?:Police|Fire|City|Town|County|State|Department|School|High"
    r"|Public|Sheriff's|District"
    r"|Superior|Circuit|Municipal|University|College|Community|Hospital|Housing|Board|Parks|Chamber|Area|Regional"
    r"|Medical)\b"
)
_PLACE_AT_END = re.compile(r"\b(?:of|in|at) (?P<place>(?:[A-Z][\w.]+ ){0,2}[A-Z][\w.]+)$")
_ENDS_SO = 4.0  # what an ending of a kind weighs
_SUBJECT_WORDS = ("facial recognition", "face recognition", "facial-recognition", "biometric", "surveillance")


@dataclass(frozen=True, slots=True)
class Room:
    """The data that reading needs."""

    gazetteer: Gazetteer
    resolver: Resolver
    locator: Locator
    lands: Gazetteer

    def read(self, document: Document, text: str, raw: Sequence[RawSpan]) -> list[Mention]:
        """The mentions of a document in its readable text, in order, none overlapping."""
        forms = list(self.gazetteer.find(text))
        spans = settled(text, chosen(self._candidates(text, raw, forms)), self.locator.candidates)
        named = self._named(text, spans)
        places = self._located(document, text, named)
        identities = self.resolver.identities(document.url or document.id, text, named)
        return [self._mention(name, who, places) for name, who in zip(named, identities, strict=True)]

    def _candidates(self, text: str, raw: Sequence[RawSpan], forms: Sequence[Found]) -> list[Span]:
        namesakes = self.locator.candidates
        lands = (Span(found.start, found.end, "GPE", "place", why="land", weight=2) for found in self.lands.find(text))
        marked = [
            *candidates(text, raw, forms),
            *self._in_context(text, raw, forms),
            *lands,
            *datelines(text, namesakes),
        ]
        return [*marked, *(unmarked(text, raw, namesakes) if raw else ())]

    def _in_context(self, text: str, raw: Sequence[RawSpan], forms: Sequence[Found]) -> list[Span]:
        sure = _sure_entries(forms)
        regions = frozenset(REGIONS[name] for name in REGIONS if len(name) > 3 and name in text)
        lowered = text.casefold()
        on_subject = any(word in lowered for word in _SUBJECT_WORDS)
        local = {(span.start, span.end) for span in raw if span.label in {"GPE", "LOC"}}
        doubtful = [form for form in forms if form.maybe and (form.start, form.end) not in local]
        owners = [self.resolver.pick(form, sure, regions, on_subject) for form in doubtful]
        return [known_span(form, *owner) for form, owner in zip(doubtful, owners, strict=True) if owner]

    def _named(self, text: str, spans: Sequence[Span]) -> list[Named]:
        kinds = {form: _kind(text, form, same) for form, same in by_form(text, spans).items()}
        named = []
        for span in spans:
            form = text[span.start : span.end]
            if kind := kinds[form]:
                named.append(Named(span.start, span.end, form, kind, span.entry, span.why))
        return named

    def _located(self, document: Document, text: str, named: Sequence[Named]) -> dict[str, Located]:
        toponyms = [toponym for name in named for toponym in _toponyms(name)]
        return self.locator.locate(text, toponyms, document.source or document.url)

    def _mention(self, name: Named, who: Identity, places: dict[str, Located]) -> Mention:
        if name.kind == "place":
            return _place_mention(name, places.get(name.form), self.locator)
        kind = who.kind or name.kind
        return Mention(
            start=name.start,
            end=name.end,
            text=name.form,
            label=_label(kind),
            kind=kind,
            name=who.name,
            entity_id=who.entity_id,
            wikidata=who.wikidata,
            why=who.why,
            confidence=who.confidence,
        )


def _sure_entries(forms: Sequence[Found]) -> list[Entry]:
    return list({form.sure[0].id: form.sure[0] for form in forms if len(form.sure) == 1 and not form.maybe}.values())


def _kind(text: str, form: str, spans: Sequence[Span]) -> EntityKind | None:
    """The kind of a form; None for what the model calls a product and nothing else speaks for."""
    stated = next((span.kind for span in sorted(spans, key=lambda s: -s.weight) if span.kind), None)
    if stated:
        return stated
    label = spans[0].label
    if label in {"ORG", "LAW", "PRODUCT"} and KINDS["law"].weigh(form, "", "") >= _ENDS_SO:
        return "law"
    places = [(span.start, span.end) for span in spans]
    if label in {"PRODUCT", "LAW"}:
        product = max(KINDS["product"].weigh(form, *around(text, start, end)) for start, end in places)
        return "product" if product else organisation_kind(text, places, None)
    return _KIND_OF_LABEL.get(label) or organisation_kind(text, places)


def _toponyms(name: Named) -> list[Toponym]:
    """The place itself, or the place that an organisation's name begins with: `Seattle Police Department`."""
    if name.kind == "place":
        return [Toponym(name.form, name.start, name.end)]
    if name.entry is not None and name.entry.region:
        return [Toponym(name.entry.region, name.start, name.start, inside=True)]
    if name.kind in {"person", "product", "law"}:
        return []
    found = _PLACE_INSIDE.match(name.form) or _PLACE_AT_END.search(name.form)
    return [Toponym(found["place"], name.start, name.start, inside=True)] if found else []


def _label(kind: EntityKind) -> str:
    return {"person": "PERSON", "place": "GPE", "product": "PRODUCT", "law": "LAW"}.get(kind, "ORG")


def _place_mention(name: Named, located: Located | None, locator: Locator) -> Mention:
    if located is None:
        return Mention(
            name.start,
            name.end,
            name.form,
            "GPE",
            "place",
            name.form,
            stable_id("place", name.form),
            why="place unknown",
            confidence=0.4,
        )
    place = located.place
    known = place.id != 0
    ref = PlaceRef(
        place.lat if known else None,
        place.lon if known else None,
        place.admin1 or None,
        locator.country_name(place.country),
        place.id if place.id > 0 else None,
        place.feature or None,
    )
    return Mention(
        start=name.start,
        end=name.end,
        text=name.form,
        label="GPE",
        kind="place",
        name=place.name,
        entity_id=f"geo:{place.id}" if place.id > 0 else stable_id("place", place.name),
        place=ref,
        why=located.why,
        confidence=located.confidence,
    )
