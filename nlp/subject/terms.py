"""A subject as data: its terms, what makes it a controversy, and what only looks like it.

`Subject.from_terms` builds one from the `subject` section of a configuration; what the section leaves out comes from
the shipped subject that it is based on, and what no subject states from `nlp/data/subjects/conflict.yaml`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast, runtime_checkable

from nlp.subject.phrases import Phrases
from watchdesk.errors import ConfigError

DEFAULT = "facial_recognition"
SHARED = ("conflict", "weights")
FOLDER = Path(__file__).parent.parent / "data" / "subjects"
ANY_LANGUAGE = "*"
_NAMING = ("companies", "near_companies", "near_terms")
THRESHOLD = 0.55
"""The chance from which a page counts as about the subject, as nested cross-validation by outlet chose it."""
Tree = Mapping[str, object]
ByLanguage = Mapping[str, Phrases]


@runtime_checkable
class Dumpable(Protocol):
    """A settings model, such as one of pydantic, that can give itself as a mapping."""

    def model_dump(self) -> dict[str, object]:
        """The settings as plain mappings and lists."""
        ...


@dataclass(frozen=True)
class Subject:
    """What a newsroom watches. Phrase groups are by language; `*` holds those of every language."""

    name: str
    terms: ByLanguage
    companies: Phrases
    near_companies: Phrases
    company_words: Phrases
    near_terms: Phrases
    near_words: Phrases
    conflict: Mapping[str, ByLanguage]
    state_use: ByLanguage
    lookalikes: Mapping[str, Phrases]
    weights: Mapping[str, float]
    threshold: float
    seeds: tuple[str, ...]
    near_seeds: frozenset[str]
    """Of the seeds those that count only where one of `near_words` is on the page too."""
    near_word_seeds: tuple[str, ...]

    @classmethod
    def from_terms(cls, settings: Tree | Dumpable | None = None) -> Subject:
        """Build a subject from the `subject` section (a mapping or a model of it); None gives the shipped default.

        Raises ConfigError where the section names an unknown base or holds another type than phrases.
        """
        given = settings.model_dump() if isinstance(settings, Dumpable) else dict(settings or {})
        tree = _layered({key: value for key, value in given.items() if value not in (None, [], {})})
        return cls(
            name=str(tree.get("name") or "subject"),
            terms=_by_language(tree, "terms"),
            companies=Phrases.of(_words(tree, "companies")),
            near_companies=Phrases.of(_words(tree, "near_companies")),
            company_words=Phrases.of(_words(tree, "company_words")),
            near_terms=Phrases.of(_words(tree, "near_terms")),
            near_words=Phrases.of(_words(tree, "near_words")),
            conflict={
                aspect: _compiled(f"conflict_terms.{aspect}", part) for aspect, part in _parts(tree, "conflict_terms")
            },
            state_use=_by_language(tree, "use_terms"),
            lookalikes={
                group: Phrases.of(_listed(f"lookalikes.{group}", part)) for group, part in _parts(tree, "lookalikes")
            },
            weights={name: float(cast(float, value)) for name, value in _parts(tree, "weights")},
            threshold=_share(tree.get("threshold", THRESHOLD)),
            seeds=tuple(_seeds(tree, *_NAMING)),
            near_word_seeds=tuple(_words(tree, "near_words")),
            near_seeds=frozenset(_words(tree, "near_terms")) - set(_seeds(tree, *_NAMING[:-1])),
        )


@functools.cache
def default_subject() -> Subject:
    """The subject that watchdesk ships: facial recognition. Built once for each process."""
    return Subject.from_terms(None)


def shipped(name: str) -> dict[str, object]:
    """A subject file of `nlp/data/subjects`, read; ConfigError where there is none of that name."""
    import yaml

    known = sorted({path.stem for path in FOLDER.glob("*.yaml")})
    if name not in known:
        subjects = ", ".join(stem for stem in known if stem not in SHARED)
        raise ConfigError(f"subject.base: no shipped subject {name!r}; one of: {subjects}")
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return cast(dict[str, object], yaml.load(text, Loader=loader))


def _layered(given: Tree) -> dict[str, object]:
    """The given section over its base over the shared words; `replace` lists keys that the base must not fill."""
    base = given.get("base", DEFAULT if not given.get("terms") else None)
    tree: dict[str, object] = {}
    for name in (*SHARED, str(base or "")):
        tree = cast(dict[str, object], _merged(tree, shipped(name))) if name else tree
    replaced = {str(key) for key in cast(Sequence[object], given.get("replace") or ())}
    kept = {key: value for key, value in tree.items() if key not in replaced}
    return cast(dict[str, object], _merged(kept, given))


def _merged(below: object, above: object) -> object:
    """Mappings are joined key by key and lists end to end; anything else is replaced."""
    if isinstance(below, Mapping) and isinstance(above, Mapping):
        return {key: _merged(below.get(key), above[key]) if key in above else below[key] for key in {**below, **above}}
    if isinstance(below, list) and isinstance(above, list):
        return [*below, *above]
    return above


def _parts(tree: Tree, key: str) -> list[tuple[str, object]]:
    value = tree.get(key) or {}
    if not isinstance(value, Mapping):
        raise ConfigError(f"subject.{key}: expected a mapping, found {type(value).__name__}")
    return [(str(name), part) for name, part in value.items()]


def _share(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ConfigError(f"subject.threshold: expected a number from 0 to 1, found {value!r}")
    return float(value)


def _words(tree: Tree, key: str) -> list[str]:
    return _listed(key, tree.get(key) or [])


def _listed(where: str, value: object) -> list[str]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise ConfigError(f"subject.{where}: expected a list of phrases, found {value!r}")
    return [str(phrase) for phrase in value]


def _compiled(where: str, value: object) -> ByLanguage:
    """Phrases by language; a bare list counts for every language."""
    if not isinstance(value, Mapping):
        return {ANY_LANGUAGE: Phrases.of(_listed(where, value))}
    return {str(code): Phrases.of(_listed(f"{where}.{code}", phrases)) for code, phrases in value.items()}


def _by_language(tree: Tree, key: str) -> ByLanguage:
    return _compiled(key, tree.get(key) or {})


def _seeds(tree: Tree, *keys: str) -> Iterable[str]:
    """The terms and the phrases of these keys: with all of `_NAMING` every one that can make a page a mention."""
    terms = tree.get("terms") or {}
    lists = list(terms.values()) if isinstance(terms, Mapping) else [terms]
    for phrases in [*lists, *(tree.get(key) or [] for key in keys)]:
        yield from _listed("terms", phrases)
