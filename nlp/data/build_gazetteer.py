"""Build gazetteer.jsonl from a hand-made list: `python -m nlp.data.build_gazetteer LIST.jsonl`.

Left out, with the reason on standard output: what nobody has looked up yet (`source` is `memory`), forms that are alone
in one entity and shared with another, curly apostrophes (texts are straightened before matching).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ABOUT = {
    "about": "Names of the beat of facial recognition: who and what, with the page or file where each was seen",
    "licence": "facts and identifiers; parts from AIAAIC (CC BY-SA 4.0), movement-graph (CC BY 4.0),"
    " name-suggestion-index"
    " (BSD 3-Clause), congress-legislators and openstates (CC0 1.0); the source of each entry stands in it",
}

Entry = dict[str, Any]


def checked(entries: list[Entry]) -> list[Entry]:
    """The entries that may ship."""
    kept = [_straight(entry) for entry in entries if not str(entry["source"]).startswith("memory")]
    known = {entry["id"] for entry in kept}
    owners = Counter(form for entry in kept for form in {*_forms(entry), *entry["ambiguous"]})
    for entry in kept:
        if entry["parent"] not in known:
            entry["parent"] = None
        shared = [form for form in entry["aliases"] if owners[form] > 1]
        entry["aliases"] = [form for form in entry["aliases"] if form not in {*shared, *entry["ambiguous"]}]
        entry["ambiguous"] = sorted({*entry["ambiguous"], *shared})
    return kept


def _forms(entry: Entry) -> list[str]:
    return [entry["name"], *entry["aliases"]]


def _straight(entry: Entry) -> Entry:
    plain = {ord("’"): "'", ord("‘"): "'"}
    forms = {key: list(dict.fromkeys(form.translate(plain) for form in entry[key])) for key in ("aliases", "ambiguous")}
    return {**entry, **forms, "name": entry["name"].translate(plain)}


def write(entries: list[Entry], target: Path) -> None:
    """One entity a line, sorted by id, after a line about the file."""
    rows = [ABOUT, *sorted(entries, key=lambda entry: str(entry["id"]))]
    target.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    listed = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines() if line.strip()]
    shipped = checked(listed)
    write(shipped, Path(__file__).with_name("gazetteer.jsonl"))
    sys.stdout.write(
        f"{len(shipped)} of {len(listed)} entries; {len(listed) - len(shipped)} left out as not looked up\n"
    )
