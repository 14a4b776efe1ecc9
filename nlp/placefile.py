"""The shipped file of places (GeoNames, CC BY 4.0) and the table of areas, read only; built by data/build_places.py."""

from __future__ import annotations

import csv
import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from nlp.placenames import key
from nlp.regions import CAPITAL_NAMES, CITY_NICKNAMES, COUNTRY_FORMS, REGIONS, bare

SHIPPED = Path(__file__).with_name("data") / "places.sqlite"
AREAS = Path(__file__).with_name("data") / "areas.tsv"
_COLUMNS = "id, place.name, feature, country, admin1, admin2, lat, lon, population"
_POST_TOWNS = -1_000_000  # ids go down from here
_EARTH_KM = 6371.0
_MOST = 60  # namesakes looked at, by inhabitants
_AREA_POPULATION = 5_000_000  # so that a sea or a region weighs as much as a large city


@dataclass(frozen=True, slots=True)
class Place:
    """A populated place (`P.PPL`), region (`A.ADM1`, `A.ADM2`), country (`A.PCLI`), or area without borders (`L.RGN`).

    `id` is the GeoNames id, below zero for areas of the own table. `country` is ISO 3166 alpha-2, empty for several.
    """

    id: int
    name: str
    feature: str
    country: str
    admin1: str
    admin2: str
    lat: float
    lon: float
    population: int

    @property
    def is_city(self) -> bool:
        """Whether people live there in a town of that name."""
        return self.feature.startswith("P.")

    @property
    def is_post_town(self) -> bool:
        """Whether the place is known from the post's lists alone, often a hamlet."""
        return self.id < _POST_TOWNS


class PlaceFile:
    """Looks places up by name; the file is opened read only and immutable, so any number of readers may share it."""

    def __init__(self, path: Path = SHIPPED) -> None:
        self._db = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._areas = _areas(AREAS)
        self.area_names = tuple(place.name for place in self._areas.values())
        self.countries = {place.country: place for place in self._all("feature = 'A.PCLI'")}
        self.named = lru_cache(maxsize=20_000)(self._named)
        self.candidates = lru_cache(maxsize=20_000)(self._candidates)

    def _candidates(self, name: str) -> tuple[Place, ...]:
        """Places that a name in a text may mean, the most inhabitants first: short forms and nicknames understood."""
        if code := COUNTRY_FORMS.get(name):
            return (self.countries[code],)
        if name in REGIONS and name != REGIONS[name]:
            return tuple(place for place in self.named(REGIONS[name]) if place.feature == "A.ADM1")[:1]
        if not name[:1].isupper():
            return ()
        plain = key(name)
        found = self.named(CITY_NICKNAMES.get(plain, plain))
        if plain in CAPITAL_NAMES:
            return tuple(place for place in found if place.feature == "P.PPLC")
        if not found and (inner := bare(name)) != name:
            return self.candidates(inner)
        return found

    def _named(self, name: str) -> tuple[Place, ...]:
        plain = key(name)
        sql = f"SELECT {_COLUMNS} FROM name JOIN place USING (id) WHERE key = ? ORDER BY population DESC LIMIT {_MOST}"
        found = tuple(Place(*row) for row in self._db.execute(sql, (plain,)))
        return (self._areas[plain], *found) if plain in self._areas else found

    def _all(self, condition: str) -> list[Place]:
        return [Place(*row) for row in self._db.execute(f"SELECT {_COLUMNS} FROM place WHERE {condition}")]


def _areas(path: Path) -> dict[str, Place]:
    """Areas by each of their names."""
    areas: dict[str, Place] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.reader(lines, delimiter="\t") if not row[0].startswith("#")]
    for number, (name, feature, country, lat, lon, others) in enumerate(rows, 1):
        place = Place(-number, name, feature, country, "", "", float(lat), float(lon), _AREA_POPULATION)
        areas.update({key(form): place for form in (name, *others.split("|")) if form})
    return areas


def distance(one: Place, other: Place) -> float:
    """Great-circle distance in kilometres."""
    lat1, lon1, lat2, lon2 = map(radians, (one.lat, one.lon, other.lat, other.lon))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))
