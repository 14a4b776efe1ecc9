"""Names that mean a place whatever the model says: countries, states, provinces, seas and regions."""

from __future__ import annotations

from nlp.gazetteer import Entry, Gazetteer
from nlp.placefile import PlaceFile
from nlp.regions import COUNTRY_FORMS, REGIONS

_ALSO_PEOPLE = frozenset(
    {"Jordan", "Chad", "Georgia", "Victoria", "Israel", "Gulf", "America", "Pacific", "Atlantic", "Arctic", "Guinea"}
)
_ALSO_WORDS = frozenset({"US", "Togo", "Niger", "Turkey", "Midwest", "Montana", "Baltic"})
_SHORTEST = 4
_MORE = (
    "England", "Scotland", "Wales", "Northern Ireland", "New South Wales", "Queensland", "Western Australia",
    "South Australia", "Northern Territory", "Hong Kong", "Catalonia", "Bavaria", "Washington, D.C.", "Washington D.C.",
    "Washington, DC", "Washington DC", "U.S.", "U.K.", "U.S.A.", "Puerto Rico",
)  # fmt: skip


def lands(places: PlaceFile) -> Gazetteer:
    """A gazetteer of such names; its entries have the kind `place` and no identity of their own."""
    full = {form for form in REGIONS if len(form) >= _SHORTEST and not form.endswith(".")}
    forms = (
        full
        | {place.name for place in places.countries.values()}
        | set(COUNTRY_FORMS)
        | set(places.area_names)
        | set(_MORE)
    )
    sure = (form for form in forms if len(form) >= _SHORTEST and form not in _ALSO_PEOPLE | _ALSO_WORDS)
    return Gazetteer(Entry(id=form, kind="place", name=form) for form in sure)
