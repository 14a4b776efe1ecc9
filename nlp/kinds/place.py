"""Countries, states, counties, cities, neighbourhoods, regions
what a place is called and where it lies is in places."""

from __future__ import annotations

import re

from nlp.kinds.kind import CAP, Kind, ending

KIND = Kind(
    "place",
    "GPE",
    patterns=(
        re.compile(
            rf"(?P<name>(?:{CAP} ){{1,2}}(?:County|Parish|Township))\b(?! (?:Police|Sheriff|Council|Court|Board"
            rf"|Department|School|Commission|District|Superior|Circuit|Jail|Executive|Attorney|Prosecutor|Fire|Fair"
            rf"|Health|Public|Medical|Community|Library|Road))"
        ),
    ),
    endings=ending("County", "Province", "Island", "Islands", "Valley", "Beach", "Heights", "Springs", "Republic"),
)
