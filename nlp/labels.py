"""Person, organisation or place: one label for a form in a document, by the model's votes and what speaks beside
them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from nlp.kinds import ORGANISATIONS
from nlp.namelists import NameLists, name_lists
from nlp.namepieces import is_plain
from nlp.placefile import Place
from nlp.spans import Span

Namesakes = Callable[[str], Sequence[Place]]
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Sgt|Lt|Capt|Prof|Mayor|Judge|Justice|Senator|Chief|Officer|Detective|President"
    r"|Minister"
    r"|Premier|Chancellor|Secretary|General|King|Queen|Prince|Pope|spokes(?:man|woman|person)|lawyer|coach)\.? $"
)
_AGE = re.compile(r"^, \d{1,2}(?:,|\s+(?:of|and|was|is|who)\b)")
_SAID = re.compile(r"^(?: (?:said|says|told|added|replied|recalled|himself|herself)\b|, who\b)")
_CIRCLE = re.compile(r"^ (?:administration|campaign|family|presidency|era)\b")
_ARTICLE = re.compile(r"\b(?:[Tt]he|THE) $")
_LOCATIVE = re.compile(
    r"\b(?:in|near|around|outside|throughout|across|southern|northern|eastern|western|central|north|south|east|west"
    r"|rural"
    r"|(?:city|town|village|suburb|port|province|district|capital) of|capital|city|town|village|moved to|native of) $"
)
_ACRONYM = re.compile(r"[A-Z][A-Z&]{2,6}s?$")
_DWELLER = re.compile(
    r"^ (?:man|woman|men|women|teen|teenager|residents?|natives?|boy|girl|couple|area|suburb|police|mayor|neighborhood"
    r"|firefighters?|motorist|family|students?|officials|attorney|city)\b"
)
_STATE_NEXT = re.compile(r"^, (?:[A-Z][a-z]{2,4}\.|[A-Z]\.[A-Z]\.|[A-Z]{2}\b)")
_BODY_OF = re.compile(r" (?:of|for|on|against|und|fur|für|pour|para) ")
_FOREIGN_ARTICLE = re.compile(r"(?:Der|Die|Das|Les|Los|Las|Il|Het) [A-Z]")
_MANY, _SMALL = 100_000, 5_000
_IN_TOWN = 1.2  # a town's name beside a word that is no given name: a club, a paper, a firm
_UNHEARD_OF = 0.9  # a single word that is no name of a person or place anyone knows
_LISTED, _LISTED_WHOLE = 1.5, 2.5  # a name that a list of bodies has; one of two words or more, and no person's
_PLAIN_WORDS = 1.2  # words that everybody knows and that nobody is called: `Global Ideas`
_LEAST_TOWN = 4  # letters
_SAMPLES = 6  # places of a form that are looked at


def label_of(text: str, form: str, spans: Sequence[Span], namesakes: Namesakes, bearers: frozenset[str]) -> str:
    """The label that most speaks for; the model's own where nothing else does.

    `bearers` are the words of the people's names of two words and more in the document.
    """
    scores = {"PERSON": 0.0, "ORG": 0.0, "GPE": 0.0}
    for span in spans:
        label = "GPE" if span.label in {"LOC", "FAC"} else span.label
        scores[label] = scores.get(label, 0.0) + 1.0
    total = sum(scores.values())
    scores = {label: 2.0 * score / total for label, score in scores.items()}
    lists = name_lists()
    places = namesakes(form)
    scores["PERSON"] += _personal(form, lists) - 0.7 * (" " not in form and form not in bearers)
    scores["ORG"] += _corporate(form, lists, known_town=bool(places) and places[0].population > _SMALL)
    scores["GPE"] += _local(places)
    if " " in form:
        scores["PERSON"] -= _impersonal(form, lists, known_place=bool(places))
        scores["ORG"] += _IN_TOWN * (_no_given_name(form, lists, places) and _holds_town(form, namesakes))
    if " " not in form and form not in bearers | lists.given and form not in lists.surnames and not places:
        scores["ORG"] += _UNHEARD_OF
    for span in spans[:_SAMPLES]:
        _weigh_context(scores, text[max(0, span.start - 24) : span.start], text[span.end : span.end + 24])
    return max(scores, key=lambda label: scores[label])


def _personal(form: str, lists: NameLists) -> float:
    words = form.split()
    if len(words) == 1:
        listed = form in lists.surnames or form in lists.given
        return 0.2 if form in lists.frequent_surnames else 0.0 if listed else -0.5
    if len(words) > 4 or not words[-1][:1].isupper():
        return -1.0
    first, last = words[0] in lists.given, words[-1] in lists.surnames
    return 1.2 * first + 0.6 * last - 0.4 * (not first) - 0.6 * (not first and not last)


def _impersonal(form: str, lists: NameLists, *, known_place: bool) -> float:
    """What speaks against a person in a name of two words or more: `Larkspur Lens Society`, `Marsh Foundation`."""
    first, *_, last = form.split()
    weight = 1.5 * (not known_place and first not in lists.given and _BODY_OF.search(form) is not None)
    if _FOREIGN_ARTICLE.match(form):
        weight += 1.5
    elif first not in lists.given and last not in lists.surnames and is_plain(form):
        weight += _PLAIN_WORDS
    if first not in lists.given or last not in lists.surnames:
        weight += min(1.5, max(kind.weigh(form, "", "") for kind in ORGANISATIONS) / 2.5)
    return weight


def _no_given_name(form: str, lists: NameLists, places: Sequence[Place]) -> bool:
    return not places and form.split(maxsplit=1)[0] not in lists.given


def _corporate(form: str, lists: NameLists, *, known_town: bool) -> float:
    weight = max(kind.weigh(form, "", "") for kind in ORGANISATIONS)
    listed = _listed(form, lists) if not known_town else 0.0
    return (
        min(3.0, weight / 2)
        + listed
        + 1.5 * (_ACRONYM.match(form) is not None)
        + 0.8 * (" of " in form or " for " in form)
    )


def _listed(form: str, lists: NameLists) -> float:
    if form.casefold() not in lists.organisations or form in lists.given:
        return 0.0
    first, *_, last = form.split() * 2
    return _LISTED_WHOLE if " " in form and not (first in lists.given and last in lists.surnames) else _LISTED


def _holds_town(form: str, namesakes: Namesakes) -> bool:
    """Whether the first or the last word of a name is a large town's: `Larkspur Courier`, `Dynamo Larkspur`."""
    words = form.split()
    ends = (namesakes(word) for word in (words[0], words[-1]) if len(word) >= _LEAST_TOWN)
    return any(places and places[0].population > _MANY for places in ends)


def _local(places: Sequence[Place]) -> float:
    if not places:
        return -0.3
    if any(place.feature in {"A.PCLI", "A.ADM1"} and place.population > _MANY for place in places):
        return 2.0
    return 1.8 if places[0].population > _MANY else 1.3 if places[0].population > _SMALL else 0.4


def _weigh_context(scores: dict[str, float], lead: str, tail: str) -> None:
    if _TITLE.search(lead):
        scores["PERSON"] += 1.5
    if _AGE.match(tail):
        scores["PERSON"] += 2.0
    elif _SAID.match(tail):
        scores["PERSON"] += 0.3
    if _ARTICLE.search(lead) and not _CIRCLE.match(tail):
        scores["ORG"] += 0.5
        scores["PERSON"] -= 0.7
    elif _CIRCLE.match(tail):
        scores["PERSON"] += 1.2
    if _LOCATIVE.search(lead):
        scores["GPE"] += 0.8
    if _STATE_NEXT.match(tail):
        scores["GPE"] += 2.0
    elif _DWELLER.match(tail):
        scores["GPE"] += 0.8
