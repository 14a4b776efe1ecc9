"""A generated archive: Zipf text, fixed seed, the subject's phrase in every article. No real outlet, no real person.

Two properties of the text were set after English news of the measuring data, since the size of an index depends on
them: 6.2 characters a word with its space (here 6.2), and 0.53 different words among the first 500 (here 0.53).
"""

from __future__ import annotations

import hashlib
import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from multiprocessing.connection import Connection

import numpy as np

from watchdesk.records import Annotation, Article, Event, Mention, PlaceRef, Quote, Relevance, Source

SEED = 20260101
WORDS = 120_000
SOURCES = 200
START = datetime(2016, 1, 1, tzinfo=UTC)
DAYS = 3650
MENTIONS = 12
SHUFFLE = 9.0  # letters by which a frequent word may be longer than a rare one
REPEATED = 0.28  # share of words that come again because they stand in the article already
PHRASE = "facial recognition"
KINDS = {"company": 400, "agency": 1_600, "place": 2_000, "person": 16_000}
EVENTS = ("ban", "lawsuit", "vote", "contract_or_use", "wrongful_arrest", "report", "protest", "fine")
OUTLETS = ("local_news", "national_news", "advocacy", "tech_press", "government")
ABOUT = Relevance(0.8, True, True, (PHRASE,))

_ONSETS = ("b", "br", "c", "d", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v", "w")
_VOWELS = ("a", "e", "i", "o", "u", "ea", "io")
_CODAS = ("", "n", "r", "s", "t", "l", "m", "nd", "ng", "ck")


@dataclass(frozen=True)
class Entity:
    key: str
    kind: str
    name: str
    place: PlaceRef | None


def vocabulary(generator: np.random.Generator) -> list[str]:
    """WORDS made-up words, the frequent ones short as in any language."""
    seen: dict[str, None] = {}
    while len(seen) < WORDS:
        syllables = 1 + int(generator.integers(0, 4))
        word = "".join(
            _ONSETS[generator.integers(len(_ONSETS))] + _VOWELS[generator.integers(len(_VOWELS))]
            + _CODAS[generator.integers(len(_CODAS))] for _ in range(syllables)
        )  # fmt: skip
        seen[word] = None
    return sorted(seen, key=lambda word: len(word) + generator.random() * SHUFFLE)


def entities(words: list[str], generator: np.random.Generator) -> list[Entity]:
    """Named things of four kinds, with two-word names."""
    found = []
    for kind, count in KINDS.items():
        for number in range(count):
            first, second = (words[generator.integers(200, 20_000)].capitalize() for _ in range(2))
            where = PlaceRef(1.0, 2.0, f"State {number % 50}", "United States", number, "P.PPL")
            found.append(Entity(f"{kind}:{number}", kind, f"{first} {second}", where if kind == "place" else None))
    return found


class Corpus:
    """Articles one by one, the same for the same size."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.generator = np.random.default_rng(SEED)
        self.words = vocabulary(self.generator)
        self.entities = entities(self.words, self.generator)
        order = self.generator.permutation(len(self.entities))
        self.entities = [self.entities[number] for number in order.tolist()]
        self._word_steps = np.cumsum(1 / np.arange(1, WORDS + 1) ** 1.0)
        self._entity_steps = np.cumsum(1 / np.arange(1, len(self.entities) + 1) ** 0.9)
        self._source_steps = np.cumsum(1 / np.arange(1, SOURCES + 1) ** 0.7)
        self.raw_bytes = 0

    def sources(self) -> list[Source]:
        return [
            Source(f"source{n}", f"Sample Outlet {n}", OUTLETS[n % len(OUTLETS)], country="US") for n in range(SOURCES)
        ]

    def _draw(self, steps: np.ndarray, count: int) -> list[int]:
        drawn: list[int] = np.searchsorted(steps, self.generator.random(count) * steps[-1]).tolist()
        return drawn

    def _running_words(self, length: int) -> list[str]:
        """Words of a text: some come again because they, or what they repeat, stand earlier."""
        drawn = np.searchsorted(self._word_steps, self.generator.random(length) * self._word_steps[-1])
        places = np.arange(length)
        again = self.generator.random(length) < REPEATED
        again[0] = False
        source = np.where(again, (self.generator.random(length) * places).astype(np.int64), places)
        while again[source].any():
            source = source[source]
        words = self.words
        return [words[number] for number in drawn[source].tolist()]

    def articles(self) -> Iterator[tuple[Article, str, Annotation]]:
        """Article, source id, and its annotation (id to be filled in)."""
        for number in range(self.size):
            yield self._article(number)

    def portions(self, length: int) -> Iterator[list[tuple[Article, str, Annotation]]]:
        """The same articles in lists of that length, written by a second process while the first one works."""
        receiving, sending = multiprocessing.Pipe(duplex=False)
        writer = multiprocessing.Process(target=_send, args=(self, length, sending), daemon=True)
        writer.start()
        sending.close()
        for _ in range(0, self.size, length):
            yield receiving.recv()
        self.generator, self.raw_bytes = receiving.recv()  # go on where the other process stopped
        writer.join()

    def _article(self, number: int) -> tuple[Article, str, Annotation]:
        length = int(np.clip(self.generator.lognormal(np.log(500), 0.6), 100, 3000))
        drawn = self._running_words(length)
        named = [self.entities[n] for n in self._draw(self._entity_steps, MENTIONS)]
        text, mentions, sentence = self._write(drawn, named)
        at = START + timedelta(minutes=int(self.generator.integers(0, DAYS * 1440)))
        title = " ".join(self.words[n] for n in self._draw(self._word_steps, 8)).capitalize()
        if number % 3 == 0:
            title += f" {PHRASE}"
        url = f"https://source{number % SOURCES}.test/{at:%Y/%m}/{title[:30].replace(' ', '-')}-{number}"
        article = Article(
            url, url, title, ("A Sample Author",), at.isoformat(), None, "en", text,
            provenance={"title": "jsonld.headline", "text": "density", "published": "meta.article:published_time"},
        )  # fmt: skip
        self.raw_bytes += len(text) + len(title)
        first = text.find(" ") + 1
        said = text[slice(*sentence)]
        quote = Quote(*sentence, said, mentions[0].name, cue="said", speaker_id=mentions[0].entity_id)
        annotation = Annotation(
            "0", mentions, (), (quote,),
            (Event(EVENTS[number % len(EVENTS)], first, first + 80),) if number % 4 == 0 else (), ABOUT, "en",
        )  # fmt: skip
        return article, f"source{int(self._draw(self._source_steps, 1)[0])}", annotation

    def _write(self, words: list[str], named: list[Entity]) -> tuple[str, tuple[Mention, ...], tuple[int, int]]:
        """Sentences of 18 words, paragraphs of 4, with names and the subject's phrase at even distances."""
        for number in range(17, len(words), 18):
            words[number] += ".\n\n" if number % 72 == 71 else "."
        words[len(words) // 3] = f"{PHRASE} {words[len(words) // 3]}"
        gap = max(2, len(words) // (len(named) + 1))
        parts: list[str] = []
        mentions: list[Mention] = []
        at = 0
        for number, entity in enumerate(reversed(named)):
            end = at + len(entity.name)
            mentions.append(
                Mention(at, end, entity.name, "ORG", entity.kind, entity.name, entity.key, None, entity.place,
                        "gazetteer", 0.9)
            )  # fmt: skip
            last = number == len(named) - 1
            following = " ".join(words[number * gap : None if last else (number + 1) * gap])
            parts += (entity.name, following)
            at = end + len(following) + 2
        text = " ".join(parts)
        return text, tuple(mentions), (0, min(80, len(text)))


def _send(corpus: Corpus, length: int, to: Connection) -> None:
    articles = corpus.articles()
    while portion := list(islice(articles, length)):
        to.send(portion)
    to.send((corpus.generator, corpus.raw_bytes))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
