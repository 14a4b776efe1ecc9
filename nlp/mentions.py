"""From raw spans to resolved mentions of one document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlp.adjectives import Adjective, adjectives
from nlp.gazetteer import Entry, Found, Gazetteer
from nlp.kinds import KINDS
from nlp.landmarks import landmarks
from nlp.model import RawSpan
from nlp.names import by_form, settled
from nlp.orgtypes import around, evidence, organisation_kind
from nlp.placefile import Place
from nlp.places import Located, Locator, Toponym
from nlp.regions import REGIONS
from nlp.resolve import Identity, Named, Resolver, in_a_place_name, stable_id
from nlp.roles import with_roles
from nlp.spans import Span, candidates, chosen, known_span
from nlp.spotted import spotted
from nlp.unmarked import datelines, unmarked
from nlp.within import Namesakes, is_borne_out, places_within
from watchdesk.records import Document, EntityKind, Mention, PlaceRef

_KIND_OF_LABEL: dict[str, EntityKind] = {
    "PERSON": "person", "GPE": "place", "LOC": "place", "FAC": "place", "PRODUCT": "product", "LAW": "law",
}  # fmt: skip
_WITHOUT_PLACES = frozenset({"person", "product", "law"})
NESTED = "NESTED"
"""The label of a place inside another name: the labels of the model mark names that do not overlap."""
ADJECTIVE = "NORP"
"""The label of a country's adjective, as the models have it; its kind is the place that it stands for."""
_HELD = "the place in a name that nothing calls a body"
_SAYS_SO = 1.5  # what context says
_NAME_LIKE = 2.0  # what a word of the name says, as capitals inside it do
_ENDS_SO = 4.0  # what an ending of a kind weighs
_SUBJECT_WORDS = ("facial recognition", "face recognition", "facial-recognition", "biometric", "surveillance")


@dataclass(frozen=True, slots=True)
class NamesRead:
    """The names of one document in its readable text, in order, none overlapping, with who they stand for."""

    text: str
    source: str | None
    names: tuple[Named, ...]
    identities: tuple[Identity, ...]
    toponyms: tuple[Toponym, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """The data that reading needs."""

    gazetteer: Gazetteer
    resolver: Resolver
    locator: Locator
    lands: Gazetteer

    def names(self, document: Document, text: str, raw: Sequence[RawSpan], *, english: bool = True) -> NamesRead:
        """The names of a document in its readable text, before it is known where the places lie.

        `english`: whether the patterns of English may find more names than the model and the lists.
        """
        forms = list(self.gazetteer.find(text))
        found = [*self._candidates(text, raw, forms), *(self._used(text, raw) if english else ())]
        spans = settled(text, chosen(found), self.locator.candidates)
        named = self._named(text, spans)
        identities = self.resolver.identities(document.url or document.id, text, named)
        toponyms = [toponym for name in named for toponym in _toponyms(text, name, self.locator.candidates)]
        source = document.source or document.url
        return NamesRead(text, source, tuple(named), tuple(identities), tuple(toponyms))

    def mentions(self, read: NamesRead) -> tuple[list[Mention], list[Mention]]:
        """The mentions of a document, and the places that stand inside the names of bodies, each in order."""
        places = self.locator.locate(read.text, read.toponyms, self.locator.home(read.source))
        free = {toponym.name for toponym in read.toponyms if not toponym.inside}
        alone = {name.form for name in read.names if name.kind == "place" and name.why != _HELD}
        doubtful = {name.form for name in read.names if name.why == _HELD} - alone
        sure_places = {form: one for form, one in places.items() if form not in doubtful or is_borne_out(one)}
        found = [self._mention(name, who, sure_places) for name, who in zip(read.names, read.identities, strict=True)]
        whole = self._with_adjectives(read.text, with_roles(read.text, found))
        inside = [one for one in read.toponyms if one.inside and one.end > one.start and one.name in places]
        sure = [one for one in inside if one.name in free or is_borne_out(places[one.name])]
        return whole, [_within_mention(toponym, places[toponym.name], self.locator) for toponym in sure]

    def _with_adjectives(self, text: str, found: list[Mention]) -> list[Mention]:
        """The mentions with the adjectives between them that stand for countries, in order."""
        spoken = adjectives(text, [(mention.start, mention.end) for mention in found])
        countries = self.locator.countries
        more = [
            _country_mention(text, one, countries[one.country], self.locator)
            for one in spoken
            if one.country in countries
        ]
        return sorted([*found, *more], key=lambda mention: mention.start)

    def _candidates(self, text: str, raw: Sequence[RawSpan], forms: Sequence[Found]) -> list[Span]:
        namesakes = self.locator.candidates
        lands = (Span(found.start, found.end, "GPE", "place", why="land", weight=2) for found in self.lands.find(text))
        return [
            *candidates(text, raw, forms),
            *self._in_context(text, raw, forms),
            *lands,
            *datelines(text, namesakes),
        ]

    def _used(self, text: str, raw: Sequence[RawSpan]) -> list[Span]:
        """Names that English usage gives away."""
        namesakes = self.locator.candidates
        return [*unmarked(text, raw, namesakes), *spotted(text, namesakes), *landmarks(text)]

    def _in_context(self, text: str, raw: Sequence[RawSpan], forms: Sequence[Found]) -> list[Span]:
        sure = _sure_entries(forms)
        local = {(span.start, span.end) for span in raw if span.label in {"GPE", "LOC"}}
        doubtful = [form for form in forms if form.maybe and (form.start, form.end) not in local]
        rest = _outside(text, doubtful)
        regions = frozenset(REGIONS[name] for name in REGIONS if len(name) > 3 and name in rest)
        lowered = rest.casefold()
        on_subject = any(word in lowered for word in _SUBJECT_WORDS)
        of_places = {form for form in sorted({one.form for one in doubtful}) if in_a_place_name(text, form)}
        owners = [
            self.resolver.pick(form, sure, regions, on_subject and form.form not in of_places) for form in doubtful
        ]
        return [known_span(form, *owner) for form, owner in zip(doubtful, owners, strict=True) if owner]

    def _named(self, text: str, spans: Sequence[Span]) -> list[Named]:
        kinds = {form: _kind(text, form, same) for form, same in by_form(text, spans).items()}
        named = []
        for span in spans:
            form = text[span.start : span.end]
            if kind := kinds[form]:
                held = _held_place(text, span, kind, self.locator.candidates)
                named.append(held or Named(span.start, span.end, form, kind, span.entry, span.why))
        return named

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


def _outside(text: str, doubtful: Sequence[Found]) -> str:
    """The text without the forms in doubt, which cannot speak for themselves."""
    borders = [0, *(border for form in doubtful for border in (form.start, form.end)), len(text)]
    return "|".join(text[start:end] for start, end in zip(borders[::2], borders[1::2], strict=True))


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
    if label == "ORG" and _is_product(text, form, places):
        return "product"
    return _KIND_OF_LABEL.get(label) or organisation_kind(text, places)


def _held_place(text: str, span: Span, kind: EntityKind, namesakes: Namesakes) -> Named | None:
    """The town or county that a name begins with which nothing calls a body: `Larkspur County Food Pantry`."""
    if kind != "other_org" or span.entry is not None:
        return None
    if max(evidence(text, span.start, span.end).values(), default=0.0) > _SAYS_SO:
        return None
    inside = list(places_within(text, span.start, span.end, namesakes))
    if len(inside) != 1 or inside[0][1] == span.end or inside[0][0] != span.start:
        return None
    if namesakes(text[slice(*inside[0])])[0].feature in {"A.PCLI", "A.ADM1"}:  # the bodies of a state are many
        return None
    return Named(*inside[0], text[slice(*inside[0])], "place", None, _HELD)


def _is_product(text: str, form: str, places: Sequence[tuple[int, int]]) -> bool:
    """Whether the words beside a name call it a tool or a programme, and neither list nor ending calls it a body."""
    said = max(KINDS["product"].weigh(form, *around(text, start, end)) for start, end in places)
    bodies = max((weight for start, end in places for weight in evidence(text, start, end).values()), default=0.0)
    return said >= _SAYS_SO and bodies <= _NAME_LIKE


def _toponyms(text: str, name: Named, namesakes: Namesakes) -> list[Toponym]:
    """The place itself, and the places that a body's name holds: `Seattle Police Department`."""
    own = [Toponym(name.form, name.start, name.end)] if name.kind == "place" else []
    if name.kind in _WITHOUT_PLACES or (own and namesakes(name.form)):
        return own
    inside = [
        Toponym(text[start:end], start, end, inside=True)
        for start, end in places_within(text, name.start, name.end, namesakes)
    ]
    if not inside and name.entry is not None and name.entry.region:
        inside = [Toponym(name.entry.region, name.start, name.start, inside=True)]
    return [*own, *inside]


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
    return Mention(
        start=name.start,
        end=name.end,
        text=name.form,
        label="GPE",
        kind="place",
        name=place.name,
        entity_id=_place_id(place),
        place=_place_ref(place, locator),
        why=located.why,
        confidence=located.confidence,
    )


def _within_mention(toponym: Toponym, located: Located, locator: Locator) -> Mention:
    place = located.place
    return Mention(
        start=toponym.start,
        end=toponym.end,
        text=toponym.name,
        label=NESTED,
        kind="place",
        name=place.name,
        entity_id=_place_id(place),
        place=_place_ref(place, locator),
        why=f"inside a name, {located.why}",
        confidence=located.confidence,
    )


def _country_mention(text: str, adjective: Adjective, country: Place, locator: Locator) -> Mention:
    return Mention(
        start=adjective.start,
        end=adjective.end,
        text=text[adjective.start : adjective.end],
        label=ADJECTIVE,
        kind="place",
        name=country.name,
        entity_id=_place_id(country),
        place=_place_ref(country, locator),
        why="adjective of the country",
        confidence=0.9,
    )


def _place_id(place: Place) -> str:
    if place.id > 0:
        return f"geo:{place.id}"
    return stable_id("place", f"{place.name} {place.admin1}" if place.admin1 else place.name)


def _place_ref(place: Place, locator: Locator) -> PlaceRef:
    known = place.id != 0
    return PlaceRef(
        place.lat if known else None,
        place.lon if known else None,
        place.admin1 or None,
        locator.country_name(place.country),
        place.id if place.id > 0 else None,
        place.feature or None,
    )
