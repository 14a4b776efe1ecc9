"""Where the places of a document lie: candidates from the place file, decided by what else the document says.

Evidence, strongest first: a state or country right after the name ("Portland, Ore."), the kind of the name (state,
country),
states and countries named elsewhere, the places inside agencies' names, towns near by, the outlet's home, inhabitants.
A name without candidates or without enough evidence stays unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import asin, cos, log10, radians, sin, sqrt

from nlp.placefile import Place, PlaceFile
from nlp.placenames import key
from nlp.regions import AFTER_COMMA, CITY_NICKNAMES, COUNTRY_AFTER, COUNTRY_FORMS, IN_BRACKETS, REGIONS, STATES

NEAR_KM = 100.0
_EARTH_KM = 6371.0
_STATE_BEFORE = re.compile(r"\b(?:state|State|Commonwealth|province) of (?:the )?$")
_STATE_AFTER = re.compile(r"^(?: [Ss]tate\b(?! (?:University|College))|'s (?:governor|legislature|attorney general))")
_ENOUGH = 1.0


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name where it stands; `weight` is lower for a place inside an organisation's name."""

    name: str
    start: int
    end: int
    inside_name: bool = False


@dataclass(frozen=True, slots=True)
class Located:
    """A name with its place, what decided, and how sure (0–1)."""

    place: Place
    why: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a document says about where it is: states (country, state) and countries with their counts, sure places."""

    states: dict[tuple[str, str], float]
    countries: dict[str, float]
    anchors: tuple[Place, ...]
    home: Place | None = None


class Locator:
    """Resolves the place names of documents against one place file."""

    def __init__(self, places: PlaceFile) -> None:
        self._places = places

    def locate(self, text: str, toponyms: Sequence[Toponym], source: str | None = None) -> dict[str, Located]:
        """Name → place, one sense a document; names that stay unresolved are absent."""
        known = {name: self.candidates(name) for name in {toponym.name for toponym in toponyms}}
        pinned = self._pinned(text, toponyms, known)
        around = self._surroundings(toponyms, known, pinned, self.home(source))
        located = dict(pinned)
        for name, candidates in known.items():
            if (
                name not in located
                and candidates
                and (best := _best(name, candidates, around, _usage(text, name, toponyms)))
            ):
                located[name] = best
        return located

    def candidates(self, name: str) -> tuple[Place, ...]:
        """Places that may be meant, the most inhabitants first."""
        if code := COUNTRY_FORMS.get(name):
            return (self._places.countries[code],)
        if name in REGIONS and name != REGIONS[name]:
            return tuple(place for place in self._places.named(REGIONS[name]) if place.feature == "A.ADM1")[:1]
        plain = key(name)
        return self._places.named(CITY_NICKNAMES.get(plain, plain))

    def country_name(self, code: str) -> str | None:
        """The English name of a country by its ISO 3166 code."""
        country = self._places.countries.get(code)
        return country.name if country else None

    def home(self, source: str | None) -> Place | None:
        """The town in an outlet's name or host: `seattletimes.com`, `The Detroit News`; None where there is none."""
        if not source:
            return None
        label = re.sub(r"^(?:https?://)?(?:www\.)?|\.(?:com|org|net|co\.uk|co|us|news|info)\b.*$", "", source.lower())
        plain = re.sub(
            r"(?:news|times|herald|post|tribune|daily|journal|gazette|online|star|free|press|the)+$", "", label
        )
        for name in (plain, re.sub(r"^the", "", plain)):
            towns = [place for place in self._places.named(name) if place.is_city and place.population > 20_000]
            if len(name) > 4 and towns:
                return towns[0]
        return None

    def _pinned(
        self, text: str, toponyms: Iterable[Toponym], known: dict[str, tuple[Place, ...]]
    ) -> dict[str, Located]:
        pinned: dict[str, Located] = {}
        for toponym in toponyms:
            tail = text[toponym.end : toponym.end + 40]
            found = AFTER_COMMA.match(tail) or IN_BRACKETS.match(tail)
            if found and toponym.name not in pinned:
                state = REGIONS.get(found["region"], found["region"])
                inside = [place for place in known[toponym.name] if place.admin1 == state and place.feature != "A.ADM1"]
                if inside:
                    pinned[toponym.name] = Located(inside[0], f"followed by {found['region']}", 0.98)
            elif (found := COUNTRY_AFTER.match(tail)) and toponym.name not in pinned:
                lands = {place.country for place in self.candidates(found["country"]) if place.feature == "A.PCLI"}
                inside = [
                    place for place in known[toponym.name] if place.country in lands and place.feature != "A.PCLI"
                ]
                if inside:
                    pinned[toponym.name] = Located(inside[0], f"followed by {found['country']}", 0.98)
        return pinned

    def _surroundings(
        self,
        toponyms: Sequence[Toponym],
        known: dict[str, tuple[Place, ...]],
        pinned: dict[str, Located],
        home: Place | None,
    ) -> Surroundings:
        states: dict[tuple[str, str], float] = {}
        countries: dict[str, float] = {}
        anchors = [found.place for found in pinned.values()]
        for toponym in toponyms:
            places = known[toponym.name]
            sure = _sure(toponym.name, places)
            if sure is not None:
                anchors.append(sure)
        for place in anchors:
            if place.admin1:
                states[place.country, place.admin1] = states.get((place.country, place.admin1), 0) + 1
            countries[place.country] = countries.get(place.country, 0) + 1
        return Surroundings(states, countries, tuple(dict.fromkeys(anchors)), home)


def _sure(name: str, places: Sequence[Place]) -> Place | None:
    """The one place that a name means whatever the document: a state, a country, a metropolis without rival."""
    if not places or name in {"Georgia", "Washington", "New York"}:
        return None
    first = places[0]
    if name in STATES or first.feature == "A.PCLI":
        return next((place for place in places if place.feature in {"A.ADM1", "A.PCLI"}), None)
    rivals = [place for place in places[1:] if place.name != first.name or distance(place, first) > NEAR_KM]
    if first.population > 500_000 and all(place.population * 8 < first.population for place in rivals):
        return next((place for place in places if place.is_city and distance(place, first) < NEAR_KM), first)
    return None


def _usage(text: str, name: str, toponyms: Iterable[Toponym]) -> str:
    """Whether the text speaks of a state of that name (`state`), after a town (`after`), or says nothing of it."""
    for toponym in toponyms:
        if toponym.name == name:
            if _STATE_BEFORE.search(text, max(0, toponym.start - 24), toponym.start) or _STATE_AFTER.match(
                text[toponym.end : toponym.end + 30]
            ):
                return "state"
            if re.search(r"[A-Z][\w.]+, $", text[max(0, toponym.start - 24) : toponym.start]):
                return "after"
    return ""


def _best(name: str, candidates: Sequence[Place], around: Surroundings, usage: str) -> Located | None:
    scored = sorted(((*_score(name, place, around, usage), place) for place in candidates), key=lambda row: -row[0])
    score, why, place = scored[0]
    if score < _ENOUGH:
        return None
    margin = score - scored[1][0] if len(scored) > 1 else 2.0
    return Located(place, why, round(min(0.95, 0.4 + margin / 4), 2))


def _score(name: str, place: Place, around: Surroundings, usage: str) -> tuple[float, str]:
    """How much speaks for a place, and the strongest reason in words."""
    reasons = [(log10(place.population + 10) / 2, "the largest of that name")]
    state = (place.country, place.admin1)
    if state in around.states and place.feature != "A.ADM1":
        reasons.append((2.0 + 0.2 * min(5, around.states[state]), f"{place.admin1} is named too"))
    if place.country in around.countries:
        reasons.append((0.6 + 0.1 * min(5, around.countries[place.country]), f"{place.country} is named too"))
    near = min((distance(place, other) for other in around.anchors if other != place and other.is_city), default=1e9)
    if near <= NEAR_KM:
        reasons.append((1.5 * (1 - near / NEAR_KM) + 0.5, f"{near:.0f} km from another place named"))
    if around.home is not None and place.country == around.home.country:
        reasons.append((1.0 + 1.5 * (place.admin1 == around.home.admin1), "the outlet's home"))
    reasons.append((_kind_bonus(name, place, usage), "a name of that kind"))
    return sum(weight for weight, _ in reasons), max(reasons[1:], default=reasons[0])[1] if len(
        reasons
    ) > 2 else reasons[0][1]


def _kind_bonus(name: str, place: Place, usage: str) -> float:
    if usage in {"state", "after"}:
        return 2.0 if place.feature in {"A.ADM1", "A.PCLI"} else 0.0
    if name in STATES and name not in {"New York", "Washington"}:
        return 3.0 if place.feature == "A.ADM1" and place.country == "US" else 0.0
    if place.feature == "A.PCLI":
        return 3.0
    if place.feature.startswith("A.ADM") and name == place.name:
        return 0.0 if place.country in {"US", "CA", "GB", "AU"} and name.endswith((" County", "shire")) else -0.8
    return 0.3


def distance(one: Place, other: Place) -> float:
    """Great-circle distance in kilometres."""
    lat1, lon1, lat2, lon2 = map(radians, (one.lat, one.lon, other.lat, other.lon))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))
