"""Places inside other names: `Detroit` in `Detroit Police Department`, `Kentucky` in `University of Kentucky`.

They say where a body sits, so they are evidence for the places of the document and are told beside the body itself;
whoever searches for a place finds the pages about its police.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from nlp.namelists import name_lists
from nlp.placefile import Place
from nlp.placenames import key
from nlp.places import Located
from nlp.regions import COUNTRY_FORMS, REGIONS

Namesakes = Callable[[str], Sequence[Place]]
Span = tuple[int, int]

_WORD = re.compile(r"[^\W\d_][\w'’.]*\w\.?|[^\W\d_]\.?|&|\d+")
_LONGEST = 4  # words of a place's name
_BODY_WORDS = """
Police Sheriff Sheriff's Fire City Town Township County Parish Borough Village State School Schools High Middle
Elementary Junior Senior Public Community District Department Council Court Courthouse Board Commission Commissioners
Committee Authority Area Regional Region Municipal Metropolitan Metro University College Academy Hospital Medical
Health Clinic Airport International Chamber Library Museum Park Parks Recreation Zoo Theater Theatre Center Centre
Church Cathedral Diocese Archdiocese Chapter Branch Division Bureau Office Agency Jail Prison Correctional
Penitentiary Housing Water Transit Transport Electric Energy Power Bank Credit Association Society Club Rotary Lions
Kiwanis Historical Arts Symphony Orchestra Republican Democratic Republicans Democrats Party House Senate Senators
Legislature Assembly Supreme Superior Circuit Appeals Attorney Prosecutor Prosecutor's Coroner Mayor Mayor's Marshal
Policemen Officers Troopers Firefighters Economic Development Planning Zoning Street Road Avenue Main First United
Veterans VFW American Legion Post National Federal General Children's Memorial Independent Unified Technical
Vocational Christian Catholic Lutheran Baptist Methodist Little League Youth Teachers Education Farm Fair Festival
Cleanup Inn Suites Hotel Mall Galleria Code Patrol Highway Guard Crown Magistrates Magistrates' Labour Conservative
Combined Parliament Ministry Government Group Company Co. Inc. Corp. Realtors
"""
_BODY = frozenset(_BODY_WORDS.split())
"""Words that follow a place's name in the name of a local body."""
_ROAD_WORDS = """
Street St St. Avenue Ave Ave. Road Rd Rd. Boulevard Blvd Blvd. Drive Lane Parkway Highway Creek River
"""
_ROADS = frozenset(_ROAD_WORDS.split())
"""Streets bear names of places that they do not lead to."""
_SAINTS = frozenset({"St.", "St", "Saint", "San", "Santa", "Mt.", "Mount", "Fort", "Ft.", "Lake"})
_LINK = frozenset({"of", "in", "at", "for"})
_NEVER_WORDS = """
National American Federal General First United International Central Great New Old North South East West Northern
Southern Eastern Western Union Liberty Independence Freedom Democratic Republican Christian Catholic Lincoln Jefferson
Madison Jackson Kennedy Roosevelt Franklin Best Big Green White Black Red Golden Silver Sun Star Post Council County
City Town State University College Police Justice Trinity Holy Grace Hope Harmony Commerce Industry Energy Enterprise
Mercy Providence Nature Orange Mission Bay Lake River Valley Pacific Atlantic
"""
_NEVER = frozenset(_NEVER_WORDS.split())
"""Names of towns that are as often a founder, a president or a common word."""
_TOWN = 10_000  # inhabitants that a town needs at the end of a name
_CITY, _ENOUGH = 200_000, 1.0


def places_within(text: str, start: int, end: int, namesakes: Namesakes) -> Iterator[Span]:
    """The places inside the name at `start`–`end` of a readable text, in order, none touching another.

    A town counts at the head of a local body (`Norman City Council`), after `of` or `in`, and at the end of a longer
    name (`Radio Toronto`) if it has inhabitants enough; a state or country counts anywhere.
    """
    words = [match.span() for match in _WORD.finditer(text, start, end)]
    if words and text[slice(*words[-1])] in _ROADS:
        return
    number = 0
    while number < len(words):
        for size in range(min(_LONGEST, len(words) - number), 0, -1):
            first, last = words[number][0], words[number + size - 1][1]
            if (first, last) != (start, end) and _is_place(text, words, number, size, namesakes):
                yield first, last
                number += size - 1
                break
        number += 1


def is_borne_out(located: Located) -> bool:
    """Whether more than its name speaks for a place that stands inside a name alone: the area, the outlet, its size."""
    place = located.place
    return not place.is_city or place.population >= _CITY or located.evidence >= _ENOUGH


def _is_place(text: str, words: Sequence[Span], number: int, size: int, namesakes: Namesakes) -> bool:
    name = text[words[number][0] : words[number + size - 1][1]]
    if not name[0].isupper() or (size == 1 and (name in _NEVER or name in _BODY)):
        return False
    places = namesakes(name)
    if not places or (_word(text, words, number + size - 1) in _BODY and key(places[0].name) != key(name)):
        return False
    if _is_land(name, places):
        return True
    following = _word(text, words, number + size)
    before = _word(text, words, number - 1)
    if number == 0 and (following in _BODY or (size > 1 and _has_body(text, words, size))):
        return not _is_founder(name)
    if before in _LINK or (before == "the" and _word(text, words, number - 2) in _LINK):
        return places[0].population >= _TOWN or not following
    ends = not following and number > 0 and before not in _SAINTS
    return ends and places[0].population >= _TOWN and not _is_founder(name)


def _has_body(text: str, words: Sequence[Span], number: int) -> bool:
    """Whether a word of local bodies stands anywhere from there on: `St. Paul Xcel Energy Center`."""
    return any(_word(text, words, later) in _BODY for later in range(number, len(words)))


def _is_land(name: str, places: Sequence[Place]) -> bool:
    """Whether a name is a state's, a province's, a county's or a country's."""
    if name in REGIONS or name in COUNTRY_FORMS:
        return True
    return places[0].feature in {"A.PCLI", "A.ADM1"} or (places[0].feature == "A.ADM2" and " " in name)


def _is_founder(name: str) -> bool:
    """Whether a single word is a given name, which a body may bear as well: `Charlotte`, `Victoria`."""
    return name in name_lists().given and name not in name_lists().surnames


def _word(text: str, words: Sequence[Span], number: int) -> str:
    return text[slice(*words[number])] if 0 <= number < len(words) else ""
