"""Recognizers of other languages than English: those that the configuration names, else spaCy's standard packages where
one is installed. Nothing is downloaded, and each is loaded when the first text of its language is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from spacy.language import Language

from nlp.model import RawSpan, load_recognizer, recognize
from watchdesk.errors import ConfigError

ENGLISH = "en"
STANDARD = ("{}_core_news_sm", "{}_core_news_md", "{}_core_news_lg", "{}_core_web_sm", "{}_core_web_md")
"""Packages that are looked for, by the language's code."""
_LABELS = {"PER": "PERSON", "persName": "PERSON", "orgName": "ORG", "geogName": "LOC", "placeName": "GPE"}
"""The labels of other languages' models as the English one has them; MISC and dates have no like."""


class Tongues:
    """The recognizers by language; `stated` are packages or folders by ISO 639-1 code."""

    def __init__(self, english: Language, stated: Mapping[str, str] | None = None) -> None:
        self._loaded: dict[str, Language | None] = {ENGLISH: english}
        self._stated = dict(stated or {})
        for language, name in self._stated.items():
            if not (Path(name).exists() or _is_installed(name)):
                raise ConfigError(f"nlp.models: {language}: {name!r} is neither an installed package nor a folder")

    def name(self, language: str) -> str | None:
        """The package or folder that reads a language, None where none does."""
        if language in self._stated:
            return self._stated[language]
        return next((name for form in STANDARD if _is_installed(name := form.format(language))), None)

    def reads(self, language: str) -> bool:
        """Whether a recognizer of that language is there; it is loaded now. Raises ConfigError if it cannot be."""
        if language not in self._loaded:
            name = self.name(language)
            self._loaded[language] = load_recognizer(name) if name else None
        return self._loaded[language] is not None

    def spans(self, documents: Sequence[tuple[str, str]]) -> list[list[RawSpan]]:
        """The models' spans of each (language, text), in order; none for a language that no model reads."""
        found: list[list[RawSpan]] = [[] for _ in documents]
        for language in dict.fromkeys(language for language, _ in documents):
            numbers = [number for number, (other, _) in enumerate(documents) if other == language]
            if self.reads(language):
                texts = (documents[number][1] for number in numbers)
                for number, spans in zip(numbers, self._read(language, texts), strict=True):
                    found[number] = spans
        return found

    def _read(self, language: str, texts: Iterable[str]) -> Iterator[list[RawSpan]]:
        model = self._loaded[language]
        for spans in recognize(model, texts) if model is not None else ():
            yield [RawSpan(start, end, _LABELS.get(label, label)) for start, end, label in spans]


def _is_installed(name: str) -> bool:
    try:
        return name.isidentifier() and find_spec(name) is not None
    except (ImportError, ValueError):
        return False
