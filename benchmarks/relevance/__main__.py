"""Fit the weights of `nlp/data/subjects/weights.yaml` over the named features of `nlp/subject/features.py`.

    python -m benchmarks.relevance RELEVANCE.jsonl            cross-validated figures, by outlet, nothing written
    python -m benchmarks.relevance RELEVANCE.jsonl --write    the same, then weights fitted on all rows are written

Logistic regression with an L2 penalty (Newton steps), each weight of the sign that its meaning has; the folds keep all
rows of an outlet together and each figure is a mean over ten divisions into five folds. No word of the pages enters the
weights: they count hand-written features. `own.jsonl` are 138 made-up pages of ours, of kinds that the measured set has
few of; they are always learnt from, counting a fifth, and never measured on.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlp.subject.features import features
from nlp.subject.reading import read
from nlp.subject.terms import FOLDER, default_subject

PENALTY = 0.5
OWN = Path(__file__).parent / "own.jsonl"
OWN_WEIGHT = 0.2
FOLDS, DIVISIONS = 5, 10
Array = np.ndarray


@dataclass(frozen=True)
class Rows:
    """Labelled pages as features; `named` says which name the subject at all."""

    values: Array
    about: Array
    named: Array
    outlets: list[str]
    languages: list[str]


def sign(name: str) -> int:
    """Which way a feature may count by its meaning: 1 for the subject, -1 against it, 0 either."""
    if name.startswith(("lookalike.", "off_")) or name in {"listed", "named_once", "undisputed"}:
        return -1
    return 0 if name in {"short", "other_language"} else 1


def fitted(values: Array, about: Array, signs: Array, counts: Array) -> Array:
    """Bias and weights, each of its sign: features that would count the wrong way are left out, step by step."""
    left_out = np.zeros(values.shape[1] + 1, dtype=bool)
    while True:
        weights = regressed(np.where(left_out[1:], 0.0, values), about, counts)
        weights[left_out] = 0.0
        wrong = weights * np.r_[0, signs] < -1e-6
        if not wrong.any():
            return weights
        left_out |= wrong


def regressed(values: Array, about: Array, counts: Array, penalty: float = PENALTY) -> Array:
    """Bias and weights of a logistic regression."""
    full = np.c_[np.ones(len(values)), values]
    weights, shrink = np.zeros(full.shape[1]), np.full(full.shape[1], penalty)
    shrink[0] = 0.0
    for _ in range(60):
        chance = 1 / (1 + np.exp(-full @ weights))
        slope = full.T @ (counts * (chance - about)) + shrink * weights
        curve = (full * (counts * chance * (1 - chance))[:, None]).T @ full + np.diag(shrink + 1e-9)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def chances(weights: Array, values: Array) -> Array:
    return 1 / (1 + np.exp(-(np.c_[np.ones(len(values)), values] @ weights)))


def held_out(rows: Rows, own: Rows, signs: Array, division: int) -> Array:
    """The chance of every row from weights that saw no row of its outlet; `own` rows are always seen."""
    known = sorted(set(rows.outlets))
    fold = dict(zip(known, np.random.RandomState(division).permutation(len(known)) % FOLDS, strict=True))
    folds = np.array([fold[outlet] for outlet in rows.outlets])
    found = np.zeros(len(rows.about))
    for number in range(FOLDS):
        seen, unseen = (folds != number) & rows.named, (folds == number) & rows.named
        found[unseen] = chances(learnt(rows, seen, own, signs), rows.values[unseen])
    return found


def learnt(rows: Rows, seen: Array, own: Rows, signs: Array) -> Array:
    """Weights from the rows seen and our own, which count less."""
    values = np.r_[rows.values[seen], own.values[own.named]]
    about = np.r_[rows.about[seen], own.about[own.named]]
    counts = np.r_[np.ones(seen.sum()), np.full(own.named.sum(), OWN_WEIGHT)]
    return fitted(values, about, signs, counts)


def balance(chance: Array, about: Array, threshold: float) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    said = chance >= threshold
    hits = float((said & (about > 0)).sum())
    return hits / max(said.sum(), 1), hits / about.sum(), 2 * hits / (said.sum() + about.sum())


def table(path: Path, names: list[str] | None = None) -> tuple[Rows, list[str]]:
    """The features of every line of a file; columns as in `names`, or those that occur."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    subject = default_subject()
    readings = [read(subject, line["title"] or "", line["text"], line["language"]) for line in lines]
    found = [features(reading) if reading else {} for reading in readings]
    names = names or sorted({name for values in found for name in values})
    return Rows(
        np.array([[row.get(name, 0.0) for name in names] for row in found]),
        np.array([float(line["about"]) for line in lines]),
        np.array([bool(row) for row in found]),
        [line.get("outlet", "own") for line in lines],
        [line["language"] for line in lines],
    ), names


def main(arguments: list[str]) -> int:
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    rows, names = table(Path(arguments[0]))
    own, _ = table(OWN, names)
    signs = np.array([sign(name) for name in names])
    about = rows.about
    divisions = [held_out(rows, own, signs, number) for number in range(DIVISIONS)]
    other = np.array([language != "en" for language in rows.languages])
    for threshold in (0.4, 0.45, 0.5, 0.55, 0.6, 0.65):
        figures = np.mean([balance(chance, about, threshold) for chance in divisions], axis=0)
        abroad = np.mean([balance(chance[other], about[other], threshold)[1] for chance in divisions])
        shown = zip(("precision", "recall", "f1", "recall.other"), (*figures, abroad), strict=True)
        print(f"threshold {threshold:.2f}", *(f"{name} {value:.3f}" for name, value in shown))
    if "--write" in arguments:
        write(learnt(rows, rows.named, own, signs), names)
    return 0


def write(weights: Array, names: list[str]) -> None:
    lines = [
        "# Weights of the features of nlp/subject/features.py; do not edit by hand.",
        "# Source: benchmarks/relevance, over hand-written features; no word of a measured page in them. MIT.",
        "weights:",
        *(f"  {name}: {value:.3f}" for name, value in zip(["bias", *names], weights, strict=True)),
    ]
    (FOLDER / "weights.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
