"""Where an outlet is at home, as far as its name or host says: `seattletimes.com`, `The Detroit News`, `bbc.co.uk`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.placefile import Place, PlaceFile
from nlp.regions import STATES

_HOST = re.compile(
    r"^(?:https?://)?(?:www\d?\.)?(?P<label>[\w.-]+?)\.(?P<suffix>(?:com?|org|net|gov|ac)\.[a-z]{2}"
    r"|[a-z]{2,})(?:[/:?].*)?$"
)
_CALL_SIGN = re.compile(r"[wk][a-z]{2,3}(?:news|tv|radio|fm|am|online)?$")  # stations: W… and K… are given by the FCC
_LANDS = {"uk": "GB", "eu": ""}
_LEAST, _SHORTEST = 3_000, 5


@dataclass(frozen=True, slots=True)
class Home:
    """Country by the host's ending (ISO 3166 alpha-2), towns of the name that the host or name begins with."""

    country: str = ""
    towns: tuple[Place, ...] = ()


def home_of(source: str | None, places: PlaceFile) -> Home:
    """The home of an outlet given by host, address or name; an empty one where nothing is known."""
    if not source:
        return Home()
    host = _HOST.match(source.strip().lower())
    if host is None:
        return Home("", _first_town(source.strip(), places))
    ending = host["suffix"].split(".")[-1]
    towns = _town_in_label(host["label"].split(".")[-1], places)
    country = _LANDS.get(ending, ending.upper()) if len(ending) == 2 else ""
    state = [town for town in towns if town.admin1 == STATES.get(ending.upper())]
    if state:  # portlandphoenix.me is in Maine, not in Montenegro
        return Home("US", tuple(state))
    if not country and (any(town.country == "US" for town in towns) or _CALL_SIGN.match(host["label"])):
        country = "US"  # local papers without a country's ending are American, whatever larger namesakes there are
    here = tuple(town for town in towns if not country or town.country == country)
    return Home(country if country in places.countries else "", here)


def _first_town(name: str, places: PlaceFile) -> tuple[Place, ...]:
    words = re.sub(r"^The ", "", name).split()
    for size in (3, 2, 1):
        if towns := _towns(" ".join(words[:size]), places):
            return towns
    return ()


def _town_in_label(label: str, places: PlaceFile) -> tuple[Place, ...]:
    """The longest town's name that a host begins with, one gap allowed in it: `lasvegassun`."""
    plain = re.sub(r"^the", "", label.replace("-", ""))
    for end in range(min(len(plain), 22), _SHORTEST - 1, -1):
        for gap in (0, *range(3, end - 2)):
            name = plain[:end] if not gap else f"{plain[:gap]} {plain[gap:end]}"
            if towns := _towns(name, places):
                return towns
    return ()


def _towns(name: str, places: PlaceFile) -> tuple[Place, ...]:
    return tuple(place for place in places.named(name) if place.is_city and place.population >= _LEAST)
