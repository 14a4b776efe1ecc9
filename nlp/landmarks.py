"""Waters, hills, parks, roads and public grounds by their last word: `Canaan Valley`, `Wynn Road`, `Highway 75`.

The model takes half of them for organisations or people, or passes them over. They are places whatever else they are;
where the file of places has none of that name they have no coordinates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.generic import NO_NAMES
from nlp.namelists import name_lists
from nlp.spans import Span

_CAP = r"(?:St\. |Mt\. |Ft\. )?[A-Z][\w'’-]*[a-z]\w*"
_LAND = (
    "River|Creek|Lake|Bay|Valley|Mountains?|Islands?|Canyon|Falls|Beach|Wilderness|Reservoir|Peninsula|Harbou?r|Bayou"
    "|Peak|Desert|Glacier|Strait|Hills|Forest|National (?:Park|Forest|Monument|Seashore|Lakeshore|Preserve)|State Park"
)
_ROAD = (
    "Street|Avenue|Ave\\.|Road|Boulevard|Blvd\\.?|Lane|Drive|Highway|Parkway|Freeway|Expressway|Turnpike|Bridge|Tunnel"
    "|Square|Crescent"
)
_GROUND = "Airport|Fairgrounds|Courthouse|City Hall|Cemetery|Galleria|Stadium|Arena|Zoo|Mall"
_SURNAMES = "Lake Lane Street Hills Beach Forest Valley Rivers Bridge Drive Peak Creek Falls Bay"
_LIKE_SURNAMES = frozenset(_SURNAMES.split())
_NOT_FIRST = "The|A|An|In|On|At|From|Near|Of|And|By|For|To|Our|His|Her|Their|This|That"
_NAMED = re.compile(
    rf"(?<![\w.'’-])(?P<name>(?:(?!(?:{_NOT_FIRST})\b){_CAP} )"
    rf"{{1,3}}(?P<kind>{_LAND}|{_ROAD}|{_GROUND}))(?!\w)(?! (?!(?:and|or)\b)(?:of |for |& )?[A-Z])(?!['’-]\w{{2}})"
)
_NUMBERED = re.compile(
    r"(?<![\w.-])(?P<name>(?:(?:Highway|Route|Interstate|Hwy\.?|I-|SR|Rte\.?) ?"
    r"|(?:(?<=\bon )|(?<=\boff )|(?<=\balong ))(?:U\.S\.|US) )\d{1,4}[A-Z]?)(?![\w%-])(?![.,]\d)"
)
_OWNED = re.compile(r"[A-Z][\w.-]+['’]s (?=\S+ \S)")
_STAND_FOR_MORE = frozenset({"Wall Street", "Downing Street", "Fleet Street", "Main Street", "Harley Street"})
_OF_PORT = re.compile(rf"\b(?P<name>(?:Port|Gulf|Strait|Isle|Cape) of {_CAP}(?: {_CAP})?)(?!\w)(?! [A-Z])")


def landmarks(text: str) -> Iterator[Span]:
    """Spans of landmarks; of weight 2, so that they stand whatever the model says of the same words."""
    for match in _NAMED.finditer(text):
        owned = _OWNED.match(match["name"])
        start = match.start("name") + (owned.end() if owned else 0)
        name = text[start : match.end("name")]
        if name not in NO_NAMES | _STAND_FOR_MORE and not _is_person(name, match["kind"]):
            yield _span(start, match.end("name"))
    for pattern in (_NUMBERED, _OF_PORT):
        yield from (_span(*match.span("name")) for match in pattern.finditer(text))


def _span(start: int, end: int) -> Span:
    return Span(start, end, "GPE", "place", why="a landmark's last word", weight=2)


def _is_person(name: str, kind: str) -> bool:
    """Whether two words may be somebody's name: `Veronica Lake`."""
    first, *rest = name.split()
    return len(rest) == 1 and kind in _LIKE_SURNAMES and first in name_lists().given
