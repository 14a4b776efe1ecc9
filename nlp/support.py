"""How many names of a document fit a country, a state, a county."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from nlp.placefile import Place

Area = tuple[str, ...]
"""Country, then state, then county: `("US",)`, `("US", "Ohio")`, `("US", "Ohio", "Licking County")`."""
_SPREAD = 0.4  # how much more a larger namesake weighs
_LEAST_SHARE = 0.12  # what any namesake's areas get of a name's weight
_BORN_BY_MANY = 500
_LANDS = frozenset({"A.ADM1", "A.PCLI"})


def areas_of(place: Place) -> list[Area]:
    """The country, state and county of a place, as far as they are known."""
    areas: list[Area] = [(place.country,)] if place.country else []
    if place.admin1:
        areas.append((place.country, place.admin1))
        county = place.name if place.feature == "A.ADM2" else place.admin2
        if county:
            areas.append((place.country, place.admin1, county))
    return areas


@dataclass(slots=True)
class Support:
    """The weight of the names that fit each area, and who contributed what, so as to leave oneself out."""

    total: dict[Area, float] = field(default_factory=lambda: defaultdict(float))
    share: dict[tuple[str, Area], float] = field(default_factory=dict)

    def add(self, name: str, candidates: Sequence[Place], weight: float) -> None:
        """Spread the weight of one name over the areas of its candidates by their inhabitants."""
        priors = [
            (place.population + _BORN_BY_MANY) ** _SPREAD * (4 if place.feature in _LANDS else 1)
            for place in candidates
        ]
        whole = sum(priors) or 1.0
        best: dict[Area, float] = {}
        for place, prior in zip(candidates, priors, strict=True):
            for area in areas_of(place):
                best[area] = max(best.get(area, 0.0), weight * max(prior / whole, _LEAST_SHARE))
        for area, amount in best.items():
            self.total[area] += amount
            self.share[name, area] = self.share.get((name, area), 0.0) + amount

    def others(self, name: str, area: Area) -> float:
        """The support of an area by all other names."""
        return self.total.get(area, 0.0) - self.share.get((name, area), 0.0)
