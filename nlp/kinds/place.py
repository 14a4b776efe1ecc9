"""Countries, states, counties, cities, neighbourhoods, regions
what a place is called and where it lies is in places."""

from __future__ import annotations

import re

from nlp.kinds.kind import CAP, Kind, ending

_STREET = r"(?!(?:The|On|In|At|And|By|From|Wall)\b)(?:[A-Z][\w-]+|\d+(?:st|nd|rd|th))"
KIND = Kind(
    "place",
    "GPE",
    patterns=(
        re.compile(
            rf"(?P<name>(?:(?:North|South|East|West|N\.|S\.|E\.|W\.) )?(?:{_STREET} ){{1,3}}(?:Street|Avenue"
            rf"|Road|Boulevard|Drive|Lane|Highway|Parkway|Turnpike|Interstate|St|Ave|Rd|Blvd)\b\.?)(?! [A-Z])"
        ),
        re.compile(
            rf"(?P<name>(?:{CAP} ){{1,2}}(?:County|Parish|Township))\b(?! (?:Police|Sheriff|Council|Court|Board"
            rf"|Department|School|Commission|District|Superior|Circuit|Jail|Executive|Attorney|Prosecutor|Fire|Fair"
            rf"|Health|Public|Medical|Community|Library|Road))"
        ),
    ),
    endings=ending("County", "Province", "Island", "Islands", "Valley", "Beach", "Heights", "Springs", "Republic"),
)
