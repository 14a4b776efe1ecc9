"""Where the places of a document lie: candidates from the place file, decided together by what the document says.

Evidence, strongest first: a state or country right after the name ("Portland, Ore."), the kind of the name (state,
country), states and countries that fit many names of the document, the county, towns near by, the outlet's home,
inhabitants. A name without candidates or without enough evidence stays unresolved.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import asin, cos, log10, radians, sin, sqrt

from nlp.outlets import Home, home_of
from nlp.placefile import Place, PlaceFile
from nlp.placenames import key
from nlp.regions import AFTER_COMMA, COUNTRY_AFTER, IN_BRACKETS, REGIONS, STATES

NEAR_KM = 100.0
_EARTH_KM = 6371.0
_ENOUGH, _LARGE, _METROPOLIS = 1.2, 400_000, 3_000_000
_STATE_BEFORE = re.compile(r"\b(?:state|State|Commonwealth|province) of (?:the )?$")
_STATE_AFTER = re.compile(r"^(?: [Ss]tate\b(?! (?:University|College))|'s (?:governor|legislature|attorney general))")
_TOWN_BEFORE = re.compile(r"[A-Z][\w.]+, $")
_DOUBLE = frozenset({"New York", "Washington", "Georgia"})  # states that are as often a city or a country


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name where it stands; `inside` for a place inside an organisation's name, which is evidence alone."""

    name: str
    start: int
    end: int
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Located:
    """A name with its place, what decided, and how sure (0–1)."""

    place: Place
    why: str
    confidence: float


@dataclass(slots=True)
class _Support:
    """How many names of a document fit a country, a state, a county
    who contributed what, so as to leave oneself out."""

    total: dict[tuple[str, ...], float] = field(default_factory=lambda: defaultdict(float))
    share: dict[tuple[str, tuple[str, ...]], float] = field(default_factory=dict)

    def add(self, name: str, candidates: Sequence[Place], weight: float) -> None:
        """Spread the weight of one name over the areas of its candidates by their prior."""
        priors = [
            (place.population + 500) ** 0.4 * (4 if place.feature in {"A.ADM1", "A.PCLI"} else 1)
            for place in candidates
        ]
        whole = sum(priors) or 1.0
        best: dict[tuple[str, ...], float] = {}
        for place, prior in zip(candidates, priors, strict=True):
            for area in _areas_of(place):
                best[area] = max(best.get(area, 0.0), weight * max(prior / whole, 0.12))
        for area, amount in best.items():
            self.total[area] += amount
            self.share[name, area] = self.share.get((name, area), 0.0) + amount

    def others(self, name: str, area: tuple[str, ...]) -> float:
        """The support of an area by all other names."""
        return self.total.get(area, 0.0) - self.share.get((name, area), 0.0)


class Locator:
    """Resolves the place names of documents against one place file."""

    def __init__(self, places: PlaceFile) -> None:
        self._places = places
        self.candidates = places.candidates
        self.home = lru_cache(maxsize=1_000)(lambda source: home_of(source, places))

    def country_name(self, code: str) -> str | None:
        """The English name of a country by its ISO 3166 code."""
        country = self._places.countries.get(code)
        return country.name if country else None

    def locate(self, text: str, toponyms: Sequence[Toponym], source: str | None = None) -> dict[str, Located]:
        """Name → place, one sense a document; names that stay unresolved are absent."""
        known = {name: self.candidates(name) for name in dict.fromkeys(toponym.name for toponym in toponyms)}
        pinned = self._pinned(text, toponyms, known)
        home = self.home(source)
        support = _supported(toponyms, known, pinned, home)
        located = dict(pinned)
        for _ in range(2):
            anchors = [one.place for one in located.values() if one.confidence >= 0.6 and one.place.is_city]
            for name, candidates in known.items():
                if name not in pinned and candidates:
                    scene = _Scene(support, anchors, home, _usage(text, name, toponyms))
                    best = _best(name, candidates, scene)
                    located.pop(name, None)
                    located.update({name: best} if best else {})
        return located

    def _pinned(
        self, text: str, toponyms: Iterable[Toponym], known: Mapping[str, tuple[Place, ...]]
    ) -> dict[str, Located]:
        pinned: dict[str, Located] = {}
        for toponym in toponyms:
            if toponym.name not in pinned and not toponym.inside:
                tail = text[toponym.end : toponym.end + 40]
                inside, beside = self._inside(tail, known[toponym.name])
                if inside:
                    pinned[toponym.name] = Located(inside[0], f"followed by {beside}", 0.98)
        return pinned

    def _inside(self, tail: str, candidates: Iterable[Place]) -> tuple[list[Place], str]:
        """The candidates inside the state or country that follows the name, and its words."""
        if found := AFTER_COMMA.match(tail) or IN_BRACKETS.match(tail):
            state = REGIONS.get(found["region"], found["region"])
            return [p for p in candidates if p.admin1 == state and p.feature != "A.ADM1"], found["region"]
        if found := COUNTRY_AFTER.match(tail):
            lands = {place.country for place in self.candidates(found["country"]) if place.feature == "A.PCLI"}
            return [p for p in candidates if p.country in lands and p.feature != "A.PCLI"], found["country"]
        return [], ""


@dataclass(frozen=True, slots=True)
class _Scene:
    """What one name is judged by."""

    support: _Support
    anchors: Sequence[Place]
    home: Home
    usage: str


def _areas_of(place: Place) -> list[tuple[str, ...]]:
    areas: list[tuple[str, ...]] = [(place.country,)] if place.country else []
    if place.admin1:
        areas.append((place.country, place.admin1))
        county = place.name if place.feature == "A.ADM2" else place.admin2
        if county:
            areas.append((place.country, place.admin1, county))
    return areas


def _supported(
    toponyms: Sequence[Toponym], known: Mapping[str, tuple[Place, ...]], pinned: Mapping[str, Located], home: Home
) -> _Support:
    support = _Support()
    outside = {toponym.name for toponym in toponyms if not toponym.inside}
    for name, candidates in known.items():
        weight = 1.0 if name in outside else 0.6
        if name in pinned:
            support.add(name, [pinned[name].place], 1.5)
        elif name in STATES and name not in _DOUBLE:
            support.add(name, [place for place in candidates if place.feature == "A.ADM1"][:1], 1.2)
        elif candidates:
            support.add(name, candidates[:20], weight)
    if home.towns:
        support.add("", home.towns[:20], 0.8)
    return support


def _usage(text: str, name: str, toponyms: Iterable[Toponym]) -> str:
    """Whether the text speaks of a state of that name (`state`), after a town (`after`), or says nothing of it."""
    for toponym in toponyms:
        if toponym.name == name:
            lead = text[max(0, toponym.start - 24) : toponym.start]
            if _STATE_BEFORE.search(lead) or _STATE_AFTER.match(text[toponym.end : toponym.end + 30]):
                return "state"
            if _TOWN_BEFORE.search(lead):
                return "after"
    return ""


def _best(name: str, candidates: Sequence[Place], scene: _Scene) -> Located | None:
    scored = sorted(((*_score(name, place, scene), place) for place in candidates), key=lambda row: -row[0])
    score, why, place = scored[0]
    if score < _ENOUGH:
        return None
    margin = score - scored[1][0] if len(scored) > 1 else 2.0
    return Located(place, why, round(min(0.95, 0.4 + margin / 4), 2))


def _score(name: str, place: Place, scene: _Scene) -> tuple[float, str]:
    """How much speaks for a place, and the strongest reason in words."""
    fame = 1.5 * (place.feature == "P.PPLC") + 0.7 * (place.is_city and place.population > _LARGE)
    reasons = [(0.5 * log10(place.population + 10) + fame, "the largest of that name")]
    for weight, most, area in zip((0.5, 1.6, 0.9), (1.5, 3.0, 1.5), _areas_of(place), strict=False):
        if place.feature == "A.ADM1" and len(area) == 2:
            continue
        amount = min(most, weight * scene.support.others(name, area))
        if amount > 0.1:
            reasons.append((amount, f"other names fit {area[-1]}"))
    near = min((distance(place, other) for other in scene.anchors if other.id != place.id), default=1e9)
    if near <= NEAR_KM:
        reasons.append((1.2 * (1 - near / NEAR_KM) + 0.3, f"{near:.0f} km from another place named"))
    if home := _at_home(place, scene.home):
        reasons.append((home, "the outlet's home"))
    reasons.append((_kind_bonus(name, place, scene.usage), "a name of that kind"))
    return sum(weight for weight, _ in reasons), max(reasons)[1]


def _at_home(place: Place, home: Home) -> float:
    if any(town.id == place.id for town in home.towns):
        return 2.5
    return 1.0 if home.country and place.country == home.country else 0.0


def _kind_bonus(name: str, place: Place, usage: str) -> float:
    if usage in {"state", "after"}:
        return 2.0 if place.feature in {"A.ADM1", "A.PCLI"} else 0.0
    if name in STATES and name not in _DOUBLE:
        return 4.0 if place.feature == "A.ADM1" and place.country == "US" else 0.0
    if key(place.name) != key(name) and place.feature.startswith("P.") and place.population < _METROPOLIS:
        return -0.7
    if place.feature == "A.PCLI":
        return 3.0
    if place.feature.startswith(("L.", "H.", "T.")):
        return 1.0
    if place.feature.startswith("A.ADM"):
        return 0.0 if name.endswith((" County", " Parish", "shire")) else -0.8
    return 0.3


def distance(one: Place, other: Place) -> float:
    """Great-circle distance in kilometres."""
    lat1, lon1, lat2, lon2 = map(radians, (one.lat, one.lon, other.lat, other.lon))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))
