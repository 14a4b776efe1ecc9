"""The truth about the sample's pages, and the comparison of what was observed with it, field by field."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import yaml

from sample.pages import FOLDER
from watchdesk.urls import canonical

_ALTERNATIVE = " | "


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its English names; `admin1` is None where the state is not judged. Each may hold alternatives."""

    name: str
    admin1: str | None
    country: str | None

    @classmethod
    def of(cls, written: str) -> Place:
        """Of `name / state / country`, with `-` for a state that is not judged."""
        name, admin1, country = (part.strip() for part in written.split("/"))
        return cls(name, None if admin1 == "-" else admin1, country)

    def is_seen_in(self, observed: Iterable[tuple[str, str | None, str | None]]) -> bool:
        """Whether one of the observed (name, admin1, country) is this place."""
        return any(
            _one_of(self.name, name)
            and (self.admin1 is None or _one_of(self.admin1, admin1))
            and _one_of(self.country, country)
            for name, admin1, country in observed
        )


@dataclass(frozen=True, slots=True)
class PageTruth:
    """What is right about one page; `states` names the fields that truth.yaml states. See there for their meaning."""

    url: str
    canonical: str
    verdict: str
    states: frozenset[str]
    reason: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    status: str | None = None
    entities: tuple[tuple[str, str], ...] = ()
    not_entities: tuple[tuple[str, str], ...] = ()
    places: tuple[Place, ...] = ()
    not_places: tuple[Place, ...] = ()
    quotes: Mapping[str, str] = field(default_factory=dict)
    event: str | None = None
    story: str | None = None
    second_visit: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Observed:
    """What the program made of one page. A part that was not looked at is left out of `looked_at`.

    Parts: decision (verdict, reason), article (title, authors, published, status), reading (entities, places, quotes,
    event), story (a cluster's id).
    """

    canonical: str
    verdict: str
    looked_at: frozenset[str]
    reason: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    status: str | None = None
    entities: frozenset[tuple[str, str]] = frozenset()
    places: frozenset[tuple[str, str | None, str | None]] = frozenset()
    quotes: tuple[tuple[str, str | None], ...] = ()
    event: str | None = None
    story: str | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """One stated field that was not met: whose page, which field, what is right and what was seen."""

    page: str
    field: str
    right: str
    seen: str

    def __str__(self) -> str:
        return f"{self.page} {self.field}: right is {self.right!r}, seen was {self.seen!r}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many stated fields there are and which were missed."""

    stated: Counter[str]
    misses: tuple[Miss, ...]

    @property
    def share(self) -> float:
        """Share of the stated fields that are right, 0–1; 1 where nothing is stated."""
        total = sum(self.stated.values())
        return 1.0 if not total else 1 - len(self.misses) / total

    def share_of(self, name: str) -> float:
        """The same for one kind of field, such as `title` or `entity`."""
        missed = sum(miss.field == name for miss in self.misses)
        return 1.0 if not self.stated[name] else 1 - missed / self.stated[name]

    def misses_of(self, *names: str) -> list[Miss]:
        """The misses of these kinds of field."""
        return [miss for miss in self.misses if miss.field in names]

    def report(self) -> str:
        """A line per kind of field, then every miss by name."""
        kinds = [f"{name}: {self.share_of(name):.3f} of {count}" for name, count in sorted(self.stated.items())]
        return "\n".join([f"all: {self.share:.3f} of {sum(self.stated.values())}", *kinds, *map(str, self.misses)])


@lru_cache(maxsize=1)
def truth() -> tuple[PageTruth, ...]:
    """The truth of every page, in the order of truth.yaml."""
    read = yaml.safe_load((FOLDER / "truth.yaml").read_text("utf-8"))
    return tuple(_page(entry) for entry in read["pages"])


def _page(entry: Mapping[str, Any]) -> PageTruth:
    simple = {
        key: entry[key]
        for key in ("verdict", "reason", "title", "published", "status", "event", "story")
        if key in entry
    }
    return PageTruth(
        url=entry["url"],
        canonical=entry.get("canonical") or "https" + entry["url"].removeprefix("http"),
        states=frozenset(entry),
        authors=tuple(entry.get("authors", ())),
        entities=_kinds_and_names(entry.get("entities", ())),
        not_entities=_kinds_and_names(entry.get("not", ())),
        places=tuple(Place.of(place) for place in entry.get("places", ())),
        not_places=tuple(Place.of(place) for place in entry.get("not_places", ())),
        quotes=entry.get("quotes", {}),
        second_visit=entry.get("second_visit", {}),
        **simple,
    )


def _kinds_and_names(written: Iterable[str]) -> tuple[tuple[str, str], ...]:
    pairs = (entry.partition(": ") for entry in written)
    return tuple((kind, name) for kind, _, name in pairs)


def compare(pages: Iterable[PageTruth], observed: Mapping[str, Observed]) -> Comparison:
    """Every field that the truth states, beside what was observed under the page's canonical address.

    A page that was not observed at all misses its verdict; of others only the parts that were looked at are judged.
    """
    stated: Counter[str] = Counter()
    misses: list[Miss] = []
    pages = tuple(pages)
    for page in pages:
        seen = observed.get(page.canonical)
        for name, right, shown, met in _checks(page, seen):
            stated[name] += 1
            if not met:
                misses.append(Miss(page.canonical, name, right, shown))
    for page, met, shown in _stories(pages, observed):
        stated["story"] += 1
        if not met:
            misses.append(Miss(page.canonical, "story", str(page.story), shown))
    return Comparison(stated, tuple(misses))


Check = tuple[str, str, str, bool]


def _checks(page: PageTruth, seen: Observed | None) -> Iterator[Check]:
    if seen is None:
        yield "verdict", page.verdict, "never seen", False
        return
    parts: dict[str, Callable[[PageTruth, Observed], Iterator[Check]]] = {
        "decision": _decision, "article": _article, "reading": _reading,
    }  # fmt: skip
    for part, checks in parts.items():
        if part in seen.looked_at:
            yield from checks(page, seen)


def _decision(page: PageTruth, seen: Observed) -> Iterator[Check]:
    yield "verdict", page.verdict, seen.verdict, page.verdict == seen.verdict
    if page.reason is not None:
        yield "reason", page.reason, str(seen.reason), _one_of(page.reason, seen.reason)


def _article(page: PageTruth, seen: Observed) -> Iterator[Check]:
    if "title" in page.states:
        yield "title", str(page.title), str(seen.title), _plain(page.title) == _plain(seen.title)
    if "authors" in page.states:
        yield "authors", ", ".join(page.authors), ", ".join(seen.authors), page.authors == seen.authors
    if "published" in page.states:
        yield "published", str(page.published), str(seen.published), same_date(page.published, seen.published)
    if "status" in page.states:
        yield "status", str(page.status), str(seen.status), page.status == seen.status


def _reading(page: PageTruth, seen: Observed) -> Iterator[Check]:
    for kind, name in page.entities:
        met = any(kind == seen_kind and _one_of(name, seen_name) for seen_kind, seen_name in seen.entities)
        yield "entity", f"{kind}: {name}", _named_like(name, seen.entities), met
    for kind, name in page.not_entities:
        yield "entity", f"no {kind}: {name}", f"{kind}: {name}", (kind, name) not in seen.entities
    for place in page.places:
        yield "place", _shown(place), str(sorted(map(str, seen.places))), place.is_seen_in(seen.places)
    for place in page.not_places:
        yield "place", f"not {_shown(place)}", "found", not place.is_seen_in(seen.places)
    for opening, speaker in page.quotes.items():
        found = [said_by for text, said_by in seen.quotes if _plain(text).startswith(_plain(opening))]
        yield "quote", opening, f"{len(found)} found", bool(found)
        yield "speaker", f"{speaker}: {opening}", str(found), any(_one_of(speaker, one) for one in found)
    if page.event is not None:
        yield "event", page.event, str(seen.event), _one_of(page.event, seen.event)


def _stories(pages: tuple[PageTruth, ...], observed: Mapping[str, Observed]) -> Iterator[tuple[PageTruth, bool, str]]:
    """Whether a page stands in one story with exactly those that tell the same; pages without a key do not count."""
    keyed = {page.canonical: page.story for page in pages if page.story is not None}
    clusters: dict[str, set[str]] = defaultdict(set)
    for address in keyed:
        seen = observed.get(address)
        if seen is not None and seen.story is not None:
            clusters[seen.story].add(address)
    for page in pages:
        seen = observed.get(page.canonical)
        if page.story is None or seen is None or "story" not in seen.looked_at:
            continue
        right = {address for address, story in keyed.items() if story == page.story}
        found = clusters.get(seen.story or "", set())
        yield page, found == right, ", ".join(sorted(found ^ right)) or "none"


def same_date(right: str | None, seen: str | None) -> bool:
    """Whether two ISO dates agree: the same instant where both state a zone, else the same day as stated."""
    if right is None or seen is None:
        return right is seen
    if len(right) > 10 and len(seen) > 10:
        one, other = datetime.fromisoformat(right), datetime.fromisoformat(seen)
        if one.tzinfo and other.tzinfo:
            return one == other
    return right[:10] == seen[:10]


def address(url: str) -> str:
    """The canonical address under which truth and observation meet."""
    return canonical(url)


def _one_of(right: str | None, seen: str | None) -> bool:
    return right is not None and _plain(seen) in {_plain(one) for one in right.split(_ALTERNATIVE)}


def _plain(text: str | None) -> str:
    """Without differences that no reader sees: curly marks, runs of blanks."""
    return " ".join((text or "").replace("’", "'").replace("“", '"').replace("”", '"').split())


def _named_like(name: str, entities: Iterable[tuple[str, str]]) -> str:
    words = {word for word in name.split() if word[0].isupper()}
    return str(sorted(f"{kind}: {seen}" for kind, seen in entities if words & set(seen.split())))


def _shown(place: Place) -> str:
    return " / ".join(part or "-" for part in (place.name, place.admin1, place.country))
