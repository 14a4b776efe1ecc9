"""The shipped file of places (GeoNames, CC BY 4.0), read only; built by data/build_places.py."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nlp.placenames import key

SHIPPED = Path(__file__).with_name("data") / "places.sqlite"
_COLUMNS = "id, place.name, feature, country, admin1, admin2, lat, lon, population"
_MOST = 60  # namesakes looked at, by inhabitants


@dataclass(frozen=True, slots=True)
class Place:
    """A populated place (`P.PPL`), region (`A.ADM1`, `A.ADM2`), country (`A.PCLI`), or area without borders
    (`L.RGN`)."""

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


class PlaceFile:
    """Looks places up by name; the file is opened read only and immutable, so any number of readers may share it."""

    def __init__(self, path: Path = SHIPPED) -> None:
        self._db = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self.named = lru_cache(maxsize=20_000)(self._named)
        self.countries = {place.country: place for place in self._all("feature = 'A.PCLI'")}

    def _named(self, name: str) -> tuple[Place, ...]:
        """Places of that name, the most inhabitants first."""
        sql = f"SELECT {_COLUMNS} FROM name JOIN place USING (id) WHERE key = ? ORDER BY population DESC LIMIT {_MOST}"
        return tuple(Place(*row) for row in self._db.execute(sql, (key(name),)))

    def _all(self, condition: str) -> list[Place]:
        return [Place(*row) for row in self._db.execute(f"SELECT {_COLUMNS} FROM place WHERE {condition}")]
