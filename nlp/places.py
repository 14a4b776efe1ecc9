"""Where the places of a document lie: candidates from the place file, decided together by what the document says.

Evidence, strongest first: a state or country right after the name ("Portland, Ore."), the kind of the name (state,
country), states and countries that fit many names of the document, the county, towns near by, the outlet's home,
inhabitants. A name without candidates or without enough evidence stays unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log10, nan

from nlp.outlets import Home, home_of
from nlp.placefile import Place, PlaceFile, distance
from nlp.placenames import key
from nlp.regions import AFTER_COMMA, COUNTRY_AFTER, IN_BRACKETS, REGIONS, STATES_OF
from nlp.support import Support, areas_of

NEAR_KM = 100.0
_LONGEST_INITIALS = 3
_SMALL, _LARGE, _METROPOLIS = 15_000, 400_000, 3_000_000
_REGION, _PART, _TOWN = 1_000_000, 4, 100_000  # people of a region that all know; how much more than in its town
_STATE_BEFORE = re.compile(r"\b(?:state|State|Commonwealth|province) of (?:the )?$")
_STATE_AFTER = re.compile(r"^(?: [Ss]tate\b(?! (?:University|College))|'s (?:governor|legislature|attorney general))")
_TOWN_BEFORE = re.compile(r"[A-Z][\w.]+, $")
_LAND_FITS = "other names and the outlet fit the country"
_DOUBLE = frozenset({"New York", "Washington", "Georgia"})  # states that are as often a city or a country


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of evidence counts; set by hand (a search over half of the outlets did not carry over)."""

    size: float = 0.5
    capital: float = 1.5
    large: float = 0.7
    country: float = 0.5
    country_most: float = 1.5
    state: float = 2.0
    state_most: float = 2.5
    county: float = 1.5
    county_most: float = 1.8
    near: float = 1.2
    home_town: float = 2.5
    home_country: float = 1.5
    home_support: float = 1.2
    large_region: float = 0.6
    part_of_land: float = 0.8
    alone: float = 0.5
    enough: float = 2.5
    other_name: float = -0.7
    small_needs: float = 0.8
    post_town_needs: float = 2.0


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name where it stands; `inside` for a place inside an organisation's name, which is evidence alone."""

    name: str
    start: int
    end: int
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Located:
    """A name with its place, what decided, how sure (0–1), and how much besides size and name speaks for it."""

    place: Place
    why: str
    confidence: float
    evidence: float = 9.0


class Locator:
    """Resolves the place names of documents against one place file."""

    def __init__(self, places: PlaceFile, weights: Weights | None = None) -> None:
        self._places, self.weights = places, weights or Weights()
        self.candidates, self.countries = places.candidates, places.countries
        self.home = lru_cache(maxsize=1_000)(lambda source: home_of(source, places))

    def country_name(self, code: str) -> str | None:
        """The English name of a country by its ISO 3166 code."""
        country = self._places.countries.get(code)
        return country.name if country else None

    def locate(self, text: str, toponyms: Sequence[Toponym], home: Home) -> dict[str, Located]:
        """Name → place, one sense a document; names that stay unresolved are absent."""
        known = self._known(toponyms, home)
        pinned = self._pinned(text, toponyms, known)
        support = _supported(toponyms, known, pinned, home, self.weights)
        located = dict(pinned)
        for _ in range(2):
            anchors = [one.place for one in located.values() if one.confidence >= 0.6 and one.place.is_city]
            for name, candidates in known.items():
                if name not in pinned and candidates:
                    scene = _Scene(support, anchors, home, _usage(text, name, toponyms), self.weights)
                    best = _best(name, candidates, scene)
                    located.pop(name, None)
                    located.update({name: best} if best else {})
        return located

    def _known(self, toponyms: Iterable[Toponym], home: Home) -> dict[str, tuple[Place, ...]]:
        """What each name may mean in an outlet of that home."""
        return {one.name: _meant(usual(one.name), self.candidates(one.name), home) for one in toponyms}

    def _pinned(
        self, text: str, toponyms: Iterable[Toponym], known: Mapping[str, tuple[Place, ...]]
    ) -> dict[str, Located]:
        pinned: dict[str, Located] = {}
        for toponym in toponyms:
            if toponym.name not in pinned and not toponym.inside and not _is_land(toponym.name, known[toponym.name]):
                tail = text[toponym.end : toponym.end + 40]
                inside, beside = self._inside(tail, known[toponym.name])
                if inside:
                    pinned[toponym.name] = Located(inside[0], f"followed by {beside}", 0.98)
                elif beside and (area := self._area(beside)):
                    pinned[toponym.name] = Located(_somewhere(toponym.name, area), f"somewhere in {area.name}", 0.7)
        return pinned

    def _area(self, name: str) -> Place | None:
        """The state or country of that name."""
        return next((place for place in self.candidates(name) if place.feature in {"A.ADM1", "A.PCLI"}), None)

    def _inside(self, tail: str, candidates: Iterable[Place]) -> tuple[list[Place], str]:
        """The candidates inside the state or country that follows the name, and the words for that."""
        if found := AFTER_COMMA.match(tail) or IN_BRACKETS.match(tail):
            state = REGIONS.get(found["region"], found["region"])
            return [p for p in candidates if p.admin1 == state and p.feature != "A.ADM1"], found["region"]
        if found := COUNTRY_AFTER.match(tail):
            lands = {place.country for place in self.candidates(found["country"]) if place.feature == "A.PCLI"}
            inside = [p for p in candidates if p.country in lands and p.feature != "A.PCLI"]
            return inside, found["country"] if inside else ""
        return [], ""


def usual(name: str) -> str:
    """A name in capitals as it is usually written: `WASHINGTON`, but not `US`."""
    return name.title() if name.isupper() and len(name) > _LONGEST_INITIALS and "." not in name else name


def _is_land(name: str, candidates: Sequence[Place]) -> bool:
    """Whether a name is a state's or country's, so that a state after it is the next of a list."""
    return name not in _DOUBLE and bool(candidates) and candidates[0].feature in {"A.ADM1", "A.PCLI"}


def _meant(name: str, candidates: tuple[Place, ...], home: Home) -> tuple[Place, ...]:
    """Countries, states and provinces are not the villages that bear their names, unless it is the outlet's own."""
    if name in _DOUBLE:
        return candidates
    lands = tuple(place for place in candidates if _is_known_land(name, place, candidates))[:1]
    return (*lands, *(place for place in candidates if _is_local(place, home))) if lands else candidates


def _is_known_land(name: str, place: Place, candidates: Sequence[Place]) -> bool:
    """Whether a name means this country, state, sea or large region wherever it stands."""
    if place.feature == "A.ADM1" and name not in REGIONS:
        towns = [other.population for other in candidates if other.is_city and key(other.name) == key(name)]
        return _is_large_region(name, place) and max(towns, default=0) < min(_TOWN, place.population / _PART)
    return place.feature == ("A.ADM1" if name in REGIONS else "A.PCLI") or place.feature.startswith("L.")


def _is_large_region(name: str, place: Place) -> bool:
    return place.feature == "A.ADM1" and place.population > _REGION and key(place.name) == key(name)


def _is_local(place: Place, home: Home) -> bool:
    """Whether a town is the outlet's own."""
    return place.is_city and any(town.id == place.id for town in home.towns)


def _somewhere(name: str, area: Place) -> Place:
    """A place that the file does not have, known only to lie in a state: no coordinates, no id."""
    return Place(0, name, "", area.country, area.admin1, "", nan, nan, 0)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What one name is judged by."""

    support: Support
    anchors: Sequence[Place]
    home: Home
    usage: str
    weights: Weights


def _supported(
    toponyms: Sequence[Toponym],
    known: Mapping[str, tuple[Place, ...]],
    pinned: Mapping[str, Located],
    home: Home,
    weights: Weights,
) -> Support:
    support = Support()
    outside = {toponym.name for toponym in toponyms if not toponym.inside}
    for name, candidates in known.items():
        weight = 1.0 if name in outside else 0.6
        if name in pinned:
            support.add(name, [pinned[name].place], 1.5)
        elif candidates:
            support.add(name, [place for place in candidates[:20] if not place.is_post_town] or candidates, weight)
    for name in known:
        for state in STATES_OF.get(name, ()):
            support.total["US", state] += weights.part_of_land
    if home.towns:
        support.add("", home.towns[:20], weights.home_support)
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
    score, evidence, why, place = scored[0]
    margin = score - scored[1][0] if len(scored) > 1 else 2.0
    alone = scene.weights.alone * (len(scored) == 1)
    if score + alone < scene.weights.enough:
        return None
    needed = scene.weights.post_town_needs if place.is_post_town else scene.weights.small_needs
    if place.is_city and place.population < _SMALL and evidence + alone < needed:
        return None
    return Located(place, why, round(min(0.95, 0.4 + margin / 4), 2), evidence)


def _score(name: str, place: Place, scene: _Scene) -> tuple[float, float, str]:
    """How much speaks for a place, how much of it besides size and name, and the strongest reason in words."""
    weights = scene.weights
    fame = weights.capital * (place.feature == "P.PPLC") + weights.large * (place.is_city and place.population > _LARGE)
    fame = fame if key(place.name) == key(name) or (place.population > _METROPOLIS and name in place.name) else 0.0
    reasons = [(weights.size * log10(place.population + 10) + fame, "the largest of that name")]
    limits = (
        (weights.country, weights.country_most),
        (weights.state, weights.state_most),
        (weights.county, weights.county_most),
    )
    for (weight, most), area in zip(limits, areas_of(place), strict=False):
        if place.feature == "A.ADM1" and len(area) == 2:
            continue
        amount = min(most, weight * scene.support.others(name, area))
        if amount > 0.1:
            reasons.append((amount, f"other names fit {area[-1]}" if len(area) > 1 else _LAND_FITS))
    near = min((distance(place, other) for other in scene.anchors if other.id != place.id), default=1e9)
    if near <= NEAR_KM:
        reasons.append((weights.near * (1.25 - near / NEAR_KM), f"{near:.0f} km from another place named"))
    if scene.home.country and place.country == scene.home.country:
        reasons.append((weights.home_country, _LAND_FITS))
    if _is_local(place, scene.home):
        reasons.append((weights.home_town, "the outlet's home"))
    evidence = sum(weight for weight, why in reasons[1:] if why != _LAND_FITS)
    reasons.append((_kind_bonus(name, place, scene.usage, weights), "a name of that kind"))
    return sum(weight for weight, _ in reasons), evidence, max(reasons)[1]


def _kind_bonus(name: str, place: Place, usage: str, weights: Weights) -> float:
    if usage in {"state", "after"}:
        return 2.0 if place.feature in {"A.ADM1", "A.PCLI"} else 0.0
    if key(place.name) != key(name) and place.feature.startswith("P.") and place.population < _METROPOLIS:
        return weights.other_name
    if place.feature == "A.PCLI":
        return 3.0
    if place.feature.startswith(("L.", "H.", "T.")):
        return 1.0
    if place.feature.startswith("A.ADM"):
        if name not in _DOUBLE and _is_large_region(name, place):
            return weights.large_region
        return 0.0 if name.endswith((" County", " Parish", "shire")) else -0.8
    return 0.3
