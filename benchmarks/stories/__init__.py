"""A set to measure the grouping of articles by: near duplicates, look-alikes and stories over several days.

Every text is generated here from public facts (`facts.yaml`) and sentences of ours (`templates.yaml`),
or at run time from saved pages beside the checkout, which are never stored. Half of the stories are for development;
the other half was frozen before the clusterer was written, and the figures are taken from it. All is seeded.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
SPAN = 45
"""Days into which all stories are pressed, so that look-alikes run side by side."""
START = date(2024, 3, 4)
OUTLETS = ("The Courier", "Daily Observer", "Evening Ledger", "Morning Star-Post", "The Bulletin")
SWAPS = {
    "said": "stated",
    "did not": "didn't",
    "few": "hardly any",
    "while": "whereas",
    "found": "shown",
    "more often": "more frequently",
}


@dataclass(frozen=True)
class Text:
    """A generated article with its truth: the story that it belongs to and the article that it copies."""

    id: str
    story: str
    title: str
    text: str
    published: str
    entities: tuple[str, ...]
    copy_of: str | None = None


@dataclass(frozen=True)
class Pair:
    """Two articles and whether one is a near duplicate of the other; `made` says how the pair came about."""

    one: Text
    other: Text
    duplicate: bool
    made: str


def frozen(story: str) -> bool:
    """Whether a story belongs to the frozen half."""
    return zlib.crc32(story.encode()) % 2 == 1


@cache
def stories() -> tuple[tuple[Text, ...], ...]:
    """All generated stories: wire copy, three local edits of it, an own report, and three later days."""
    facts = yaml.safe_load((FOLDER / "facts.yaml").read_text(encoding="utf-8"))
    templates = yaml.safe_load((FOLDER / "templates.yaml").read_text(encoding="utf-8"))
    return tuple(tuple(_story(fact, templates, index)) for index, fact in enumerate(facts))


def half(*, of_frozen: bool) -> list[Text]:
    """The articles of one half in order of publication."""
    chosen = [text for story in stories() for text in story if frozen(text.story) is of_frozen]
    return sorted(chosen, key=lambda text: (text.published, text.id))


def pairs(*, of_frozen: bool) -> list[Pair]:
    """Pairs of one half: copies, a story told in other words, and the same words about another event."""
    chosen = [story for story in stories() if frozen(story[0].story) is of_frozen]
    found = []
    for index, story in enumerate(chosen):
        wire, copies, others = story[0], story[1:4], story[4:]
        found += [Pair(wire, copy, True, "wire copy") for copy in copies]
        found += [Pair(copies[0], copies[1], True, "two copies")]
        found += [Pair(wire, other, False, "same story, other words") for other in others]
        found.append(Pair(wire, chosen[(index + 1) % len(chosen)][0], False, "another event"))
    return found


def page_pairs(pages: Sequence[tuple[str, str, str]], *, of_frozen: bool) -> list[Pair]:
    """Pairs from saved pages (id, title, body): edited copies, and for each page the one most like it."""
    chosen = [page for page in pages if frozen(page[0]) is of_frozen and len(page[2].split()) >= 120]
    made = [Text(key, key, title, body, "2024-03-04", ()) for key, title, body in chosen]
    found, bags = [], [frozenset(text.text.lower().split()) for text in made]
    for number, text in enumerate(made):
        rng = random.Random(f"page {text.id}")
        found += [Pair(text, edited(text, rng, way), True, f"page, {way}") for way in ("light", "cut")]
        likest = max((k for k in range(len(made)) if k != number), key=lambda k, bag=bags[number]: _alike(bag, bags[k]))
        found.append(Pair(text, made[likest], False, "page, most alike"))
    return found


def edited(text: Text, rng: random.Random, way: str) -> Text:
    """A local edit of a wire copy: `light` (headline, dateline, words), `cut` (no end), `local` (own lines)."""
    sentences = re.split(r"(?<=[.!?])\s+", text.text)
    if way == "cut":
        sentences = sentences[: max(3, round(len(sentences) * rng.uniform(0.55, 0.75)))]
    if way == "local":
        dropped = rng.randrange(1, len(sentences))
        sentences = [*sentences[:dropped], *sentences[dropped + 1 :], *_spun(_templates()["local"][:2], rng, {})]
    body = " ".join(sentences)
    for old, new in SWAPS.items():
        body = re.sub(rf"\b{old}\b", new, body, count=1) if rng.random() < 0.5 else body
    title = rng.choice((text.title, text.title.upper(), f"{text.title.split(',')[0]} - report", f"News: {text.title}"))
    credit = rng.choice(
        ("(Wire) - ", "From our news services. ", f"{rng.choice(OUTLETS)} staff and wire reports. ", "")
    )
    return replace(text, id=f"{text.id}-{way}", title=title, text=credit + body, copy_of=text.copy_of or text.id)


@cache
def _templates() -> dict[str, list[str]]:
    return yaml.safe_load((FOLDER / "templates.yaml").read_text(encoding="utf-8"))


def _story(fact: dict, templates: dict, index: int) -> Iterator[Text]:
    """One event over about ten days."""
    rng = random.Random(f"story {fact['id']}")
    first = START + timedelta(days=(index * 13) % SPAN)
    slots = {
        "what": fact["what"].rstrip("."),
        "short": fact["what"].split(":")[0].split(",")[0].rstrip("."),
        "actor": fact["actor"],
        "target": fact["target"] or "the vendor",
        "place": fact["place"],
    }
    entities = tuple(name.lower().replace(" ", "-") for name in (fact["actor"], fact["target"], fact["place"]) if name)

    def told(part: str, days: int, title: str) -> Text:
        day = first + timedelta(days=days)
        sentences = [*templates["any"][part], *templates[fact["group"]].get(part, [])]
        body = _spun(sentences, rng, slots | {"weekday": rng.choice(WEEKDAYS)})
        key = f"{fact['id']}-{part}"
        return Text(key, fact["id"], title, " ".join(body), day.isoformat(), entities)

    wire = told("wire", 0, _cut(slots["what"], 80))
    yield wire
    for way, later in (("light", 0), ("cut", 1), ("local", 1)):
        copy = edited(wire, rng, way)
        yield replace(copy, published=(first + timedelta(days=later)).isoformat())
    yield told("own", rng.choice((0, 1)), f"{slots['place']}: {_cut(slots['short'], 60)}")
    yield told("reaction", rng.choice((1, 2)), f"Reaction in {slots['place']} after {slots['actor']} decision")
    yield told("follow", rng.choice((3, 4, 5)), f"{slots['actor']}: what happens next in {slots['place']}")
    yield told("look_back", rng.choice((7, 8, 9)), f"{slots['actor']} and {slots['target']}: the story so far")


def _spun(sentences: Sequence[str], rng: random.Random, slots: dict[str, str]) -> list[str]:
    chosen = [re.sub(r"\[([^\]]*)\]", lambda match: rng.choice(match.group(1).split("|")), line) for line in sentences]
    return [line.format(**slots) for line in chosen]


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0]


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
