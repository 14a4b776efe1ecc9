"""Fit the weights of `nlp/data/subjects/weights.yaml` over the named features of `nlp/subject/features.py`.

    python -m benchmarks.relevance RELEVANCE.jsonl            cross-validated figures, by outlet, nothing written
    python -m benchmarks.relevance RELEVANCE.jsonl --write    the same, then weights fitted on all rows are written

Logistic regression with an L2 penalty (Newton steps), each weight of the sign that its meaning has; the folds keep all
rows of an outlet together and each figure is a mean over ten divisions into five folds. No word of the pages enters the
weights: they count hand-written features.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from nlp.subject.features import features
from nlp.subject.reading import read
from nlp.subject.terms import FOLDER, default_subject

PENALTY = 1.0
FOLDS, DIVISIONS = 5, 10
Array = np.ndarray


def sign(name: str) -> int:
    """Which way a feature may count by its meaning: 1 for the subject, -1 against it, 0 either."""
    if name.startswith("lookalike.") or name in {"listed", "passing", "off_in_title", "off_unopposed", "undisputed"}:
        return -1
    return 0 if name in {"short", "other_language", "in_lead"} else 1


def fitted(values: Array, about: Array, signs: Array) -> Array:
    """Bias and weights, each of its sign: features that would count the wrong way are left out, step by step."""
    left_out = np.zeros(values.shape[1] + 1, dtype=bool)
    while True:
        weights = regressed(np.where(left_out[1:], 0.0, values), about)
        weights[left_out] = 0.0
        wrong = weights * np.r_[0, signs] < -1e-6
        if not wrong.any():
            return weights
        left_out |= wrong


def regressed(values: Array, about: Array, penalty: float = PENALTY) -> Array:
    """Bias and weights of a logistic regression."""
    full = np.c_[np.ones(len(values)), values]
    weights, shrink = np.zeros(full.shape[1]), np.full(full.shape[1], penalty)
    shrink[0] = 0.0
    for _ in range(60):
        chance = 1 / (1 + np.exp(-full @ weights))
        slope = full.T @ (chance - about) + shrink * weights
        curve = (full * (chance * (1 - chance))[:, None]).T @ full + np.diag(shrink + 1e-9)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def chances(weights: Array, values: Array) -> Array:
    return 1 / (1 + np.exp(-(np.c_[np.ones(len(values)), values] @ weights)))


def held_out(values: Array, about: Array, named: Array, outlets: list[str], signs: Array, division: int) -> Array:
    """The chance of every row from weights that saw no row of its outlet."""
    known = sorted(set(outlets))
    fold = dict(zip(known, np.random.RandomState(division).permutation(len(known)) % FOLDS, strict=True))
    folds = np.array([fold[outlet] for outlet in outlets])
    found = np.zeros(len(about))
    for number in range(FOLDS):
        seen, unseen = (folds != number) & named, (folds == number) & named
        found[unseen] = chances(fitted(values[seen], about[seen], signs), values[unseen])
    return found


def balance(chance: Array, about: Array, threshold: float) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    said = chance >= threshold
    hits = float((said & (about > 0)).sum())
    return hits / max(said.sum(), 1), hits / about.sum(), 2 * hits / (said.sum() + about.sum())


def main(arguments: list[str]) -> int:
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    rows = [json.loads(line) for line in Path(arguments[0]).read_text(encoding="utf-8").splitlines()]
    subject = default_subject()
    readings = [read(subject, row["title"] or "", row["text"], row["language"]) for row in rows]
    table = [features(reading) if reading else {} for reading in readings]
    names = sorted({name for values in table for name in values})
    values = np.array([[row.get(name, 0.0) for name in names] for row in table])
    about, named = np.array([float(row["about"]) for row in rows]), np.array([bool(row) for row in table])
    outlets = [row["outlet"] for row in rows]
    signs = np.array([sign(name) for name in names])
    divisions = [held_out(values, about, named, outlets, signs, number) for number in range(DIVISIONS)]
    other = np.array([row["language"] != "en" for row in rows])
    for threshold in (0.35, 0.4, 0.45, 0.5, 0.55):
        figures = np.mean([balance(chance, about, threshold) for chance in divisions], axis=0)
        abroad = np.mean([balance(chance[other], about[other], threshold)[1] for chance in divisions])
        shown = zip(("precision", "recall", "f1", "recall.other"), (*figures, abroad), strict=True)
        print(f"threshold {threshold:.2f}", *(f"{name} {value:.3f}" for name, value in shown))
    if "--write" in arguments:
        write(fitted(values[named], about[named], signs), names)
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
