"""Mention → canonical entity within one document: known names, acronyms in brackets, short forms, last names.

Two people who share a surname are never one: a surname alone goes to the one named last before it, and says so. Ids are
stable across documents: the gazetteer's, GeoNames ids, else the kind and the plain name
a bare surname stays in its text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from nlp.gazetteer import Entry, Found, Gazetteer, plain
from nlp.kinds import KINDS
from nlp.names import last_name
from watchdesk.records import EntityKind

_BRACKETED = re.compile(r"\s?\(\s*[\"']?(?P<short>[A-Z][\w&.-]{1,11}s?)[\"']?\s*\)")
_LEGAL = re.compile(
    r",? (?:Inc|Incorporated|Corp|Corporation|Ltd|Limited|LLC|L\.L\.C|PLC|plc|Co|Company|GmbH|AG|SA|SE|NV|LLP|P\.C"
    r"|Group|AI|Technologies"
    r"|Technology|Systems|Holdings|International|Enterprises?|Solutions|Labs|Platforms)\.?$"
)
_SHORTEST, _LONG, _ALIKE, _ACRONYM = 3, 10, 93, 4
_SMALL = frozenset({"of", "the", "for", "and", "in", "on", "to", "at", "de", "la", "&"})
_ORG_KINDS = frozenset(
    {"company", "agency", "advocacy_group", "court", "legislature", "university", "media", "law_firm", "other_org"}
)
_LOCAL = (
    "library|district|township|town|avenue|street|road|drive|lane|county|park|school|schools|elementary|high school"
    "|hospital|mall|cemetery|church|apartments|neighborhood|neighbourhood|subdivision|village|heights|estates"
)
_US_BEFORE = re.compile(r"^(?:U\.?S\.?|United States|US) ")


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text before it is resolved; `entry` where the gazetteer knows the form."""

    start: int
    end: int
    form: str
    kind: EntityKind
    entry: Entry | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a name stands for: stable id, canonical name, which rule linked it and how sure that is (0–1)."""

    entity_id: str
    name: str
    why: str
    confidence: float
    wikidata: str | None = None
    kind: EntityKind | None = None


def stable_id(kind: EntityKind, name: str, document: str | None = None) -> str:
    """The id of an entity that no gazetteer knows; with a document, one that holds in that document alone."""
    family = "org" if kind in _ORG_KINDS else kind
    slug = plain(name).replace(" ", "-").replace("&", "and")[:80]
    return f"{family}:{slug}" + (
        f"~{hashlib.sha256(document.encode()).hexdigest()[:8]}" if document is not None else ""
    )


def acronym_of(name: str) -> str:
    """The first letters of the words of a name that are not small."""
    return "".join(
        word[0] for word in re.split(r"[\s-]+", _US_BEFORE.sub("", name)) if word and word.lower() not in _SMALL
    ).upper()


def introduced(text: str, names: Iterable[Named]) -> dict[str, Named]:
    """Short forms that a bracket after a name introduces: `Immigration and Customs Enforcement (ICE)`."""
    found: dict[str, Named] = {}
    for name in names:
        if name.kind != "person" and (bracket := _BRACKETED.match(text, name.end)):
            short = bracket["short"].rstrip("s") if bracket["short"][:-1].isupper() else bracket["short"]
            if _abbreviates(short, name.form):
                found.setdefault(short, name)
    return found


def _abbreviates(short: str, name: str) -> bool:
    letters = re.sub(r"[^A-Z]", "", short.upper())
    initials = acronym_of(name)
    full = "".join(word[0] for word in name.split() if word).upper()
    return letters in {initials, full} or (len(letters) > 1 and initials.startswith(letters)) or name.startswith(short)


def _means_others(form: str, owner: Entry) -> bool:
    """Whether a form is widely known for a body of another kind: AFP is a news agency before it is a police force."""
    return any(kind.name != owner.kind and form.casefold() in kind.known for kind in KINDS.values())


def in_a_place_name(text: str, form: str) -> bool:
    """Whether a text has the form before a word that makes a place of it: `Clearview library district`."""
    return re.search(rf"\b{re.escape(form)} (?i:{_LOCAL})\b", text) is not None


class Resolver:
    """Resolves the names of documents against one gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._misspelt = lru_cache(maxsize=20_000)(lambda name: misspelt(name, gazetteer))

    def pick(
        self, found: Found, sure: Sequence[Entry], regions: frozenset[str], on_subject: bool
    ) -> tuple[Entry, str] | None:
        """The owner of a form that needs context, if the document speaks for exactly one, with the reason."""
        owners = (*found.sure, *found.maybe)
        ids = {entry.id for entry in sure}
        for why, chosen in (
            ("named in full elsewhere", [e for e in owners if e.id in ids]),
            ("its family is named", [e for e in owners if self._gazetteer.family(e) & ids]),
            ("its region is named", [e for e in owners if e.region and e.region in regions]),
        ):
            if len(chosen) == 1:
                return chosen[0], why
        if on_subject and len(owners) == 1 and not _means_others(found.form, owners[0]):
            return owners[0], "the only one of that name on this subject"
        return None

    def identities(self, document: str, text: str, names: Sequence[Named]) -> list[Identity]:
        """Who each name stands for, in the order of the names."""
        shorts = introduced(text, names)
        people = _People(document, [name for name in names if name.kind == "person"])
        bodies = _Bodies(
            self._gazetteer,
            [name for name in names if name.kind in _ORG_KINDS or name.kind in {"product", "law"}],
            shorts,
            self._misspelt,
        )
        return [people.identity(name) if name.kind == "person" else bodies.identity(name) for name in names]


class _Bodies:
    """Organisations, products and laws of one document."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        names: Sequence[Named],
        shorts: dict[str, Named],
        correct: Callable[[str], Entry | None],
    ) -> None:
        self._gazetteer, self._shorts, self._misspelt = gazetteer, shorts, correct
        self._by_plain = {plain(name.form): name for name in reversed(names)}
        self._by_plain.update({plain(name.form): name for name in names if name.entry})
        self._by_stem: dict[str, Named] = {}
        self._by_acronym: dict[str, Named] = {}
        self._endings: dict[str, dict[str, Named]] = {}
        for name in names:
            if (stem := stem_of(name.form)) != name.form:
                self._by_stem.setdefault(plain(stem), name)
            if len(initials := acronym_of(name.form)) >= _SHORTEST and " " in name.form:
                self._by_acronym.setdefault(initials, name)
            words = name.form.split()
            for first in range(1, len(words) - 1):
                self._endings.setdefault(plain(" ".join(words[first:])), {})[plain(name.form)] = name

    def identity(self, name: Named) -> Identity:
        """Who the name stands for."""
        if name.entry is not None:
            return known(name.entry, name.why or "gazetteer", 0.97 if name.why == "gazetteer" else 0.85)
        if owner := self._listed(name.form):
            return known(*owner)
        full, why, confidence = self._full(name)
        if full is not name and full.entry is not None:
            return known(full.entry, why, confidence)
        if full is not name and (owner := self._listed(full.form)):
            return known(owner[0], why, confidence)
        return Identity(stable_id(full.kind, full.form), full.form, why, confidence, kind=full.kind)

    def _listed(self, form: str) -> tuple[Entry, str, float] | None:
        """The known entity of a form that differs in case, legal form or a letter or two from a known one.

        A form that means several things is nobody's by its letters: `pick` asks what stands around.
        """
        if form in self._gazetteer.maybe:
            return None
        for variant, why, confidence in (
            (form, "gazetteer, other spelling", 0.95),
            (stem_of(form), "without its legal form", 0.9),
        ):
            owners = self._gazetteer.plain_forms.get(plain(variant), ())
            if len(owners) == 1 and len(plain(variant)) >= _SHORTEST:
                return owners[0], why, confidence
        if swapped := self._swapped(form):
            return swapped, "misspelt acronym", 0.75
        near = self._misspelt(plain(form)) if len(form) >= _LONG else None
        return (near, "misspelt", 0.8) if near else None

    def _swapped(self, form: str) -> Entry | None:
        """The one known entity whose acronym has two neighbouring letters the other way round: `ALCU of Washington`."""
        first, gap, rest = form.partition(" ")
        if not first.isupper() or len(first) < _ACRONYM:
            return None
        turned = (first[:at] + first[at + 1] + first[at] + first[at + 2 :] for at in range(len(first) - 1))
        owners = {
            e.id: e for short in turned for e in self._gazetteer.sure.get(short + gap + rest, ()) if short != first
        }
        return next(iter(owners.values())) if len(owners) == 1 else None

    def _full(self, name: Named) -> tuple[Named, str, float]:
        if (full := self._shorts.get(name.form)) is not None:
            return full, "introduced in brackets", 0.95
        if (full := self._by_stem.get(plain(name.form))) is not None:
            return full, "short form", 0.85
        if name.form.isupper() and (full := self._by_acronym.get(name.form.replace(".", ""))) is not None:
            return full, "acronym", 0.8
        longer = self._endings.get(plain(name.form), {})
        if len(longer) == 1 and (full := next(iter(longer.values()))).kind == name.kind and " " in name.form:
            return full, "last words of a longer name", 0.8
        return self._by_plain.get(plain(name.form), name), "its own name", 0.9


def stem_of(name: str) -> str:
    """A firm's name without its legal forms."""
    while (shorter := _LEGAL.sub("", name)) != name and shorter:
        name = shorter
    return name


def misspelt(name: str, gazetteer: Gazetteer) -> Entry | None:
    """The one known entity whose form differs by a letter or two from a long name; None where there are several."""
    near = process.extract(name, gazetteer.long_forms, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=3)
    owners = {entry.id: entry for form, _, _ in near for entry in gazetteer.plain_forms[form]}
    same_words = [form for form, _, _ in near if len(form.split()) == len(name.split())]
    return next(iter(owners.values())) if len(owners) == 1 and same_words else None


class _People:
    """People of one document, told apart by first and last name."""

    def __init__(self, document: str, names: Sequence[Named]) -> None:
        self._document = document
        self._full: dict[tuple[str, str], Named] = {}
        self._order: list[tuple[int, tuple[str, str]]] = []
        for name in names:
            if " " in name.form or name.entry:
                person = _person_key(name.entry.plain_name if name.entry else name.form)
                known_name = self._full.get(person)
                if (
                    known_name is None
                    or (name.entry and not known_name.entry)
                    or (not known_name.entry and len(name.form) > len(known_name.form))
                ):
                    self._full[person] = name
                self._order.append((name.start, person))

    def identity(self, name: Named) -> Identity:
        if name.entry is not None:
            return known(name.entry, name.why or "gazetteer", 0.95)
        if " " in name.form:
            return self._of(_person_key(name.form), "full name", 0.9)
        for part, why in ((1, "last name"), (0, "first name")):
            bearers = dict.fromkeys(person for _, person in self._order if person[part] == plain(name.form))
            if len(bearers) == 1:
                return self._of(next(iter(bearers)), why, 0.9 if part else 0.7)
            if bearers:
                before = [person for start, person in self._order if start < name.start and person in bearers]
                return self._of(
                    before[-1] if before else next(iter(bearers)), f"{why}, of several the one named last", 0.5
                )
        return Identity(stable_id("person", name.form, self._document), name.form, "surname alone", 0.5, kind="person")

    def _of(self, person: tuple[str, str], why: str, confidence: float) -> Identity:
        full = self._full.get(person)
        if full is None:
            return Identity(stable_id("person", " ".join(person)), " ".join(person), why, confidence, kind="person")
        if full.entry is not None:
            return known(full.entry, why, confidence)
        return Identity(stable_id("person", full.form), full.form, why, confidence, kind="person")


def known(entry: Entry, why: str, confidence: float) -> Identity:
    """The identity of a gazetteer entity."""
    return Identity(entry.id, entry.plain_name, why, confidence, entry.wikidata, entry.kind)


def _person_key(name: str) -> tuple[str, str]:
    return plain(name.split(" ", 1)[0]), plain(last_name(name))
