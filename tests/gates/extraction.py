"""Floors of the extraction: `python -m tests.gates.extraction` measures, `--raise` writes better figures down.

    python -m tests.gates.extraction                    measure and compare with floors.json
    python -m tests.gates.extraction --raise            write figures that are better than their floor, less a margin
    python -m tests.gates.extraction --lower REASON     write worse ones too; the reason goes to docs/decisions.md

The corpus hash keeps another data set from passing for this one. Exit code 1 below a floor.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import sys
from datetime import date
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
FLOORS = Path(__file__).with_name("floors.json")
DECISIONS = TOP / "docs" / "decisions.md"
DATA = Path(os.environ.get("WATCHDESK_DATA", TOP.parent / "shared" / "data")) / "extraction"
TOOLS = Path(os.environ.get("WATCHDESK_TOOLS", DATA.parent.parent / "tools"))
MARGIN = 0.002
LOWER_IS_BETTER = frozenset(["mustnot_violations", "errors"])
HELD = (
    "body_f1",
    "title_exact",
    "date_same_day",
    "authors_exact",
    "authors_f1",
    "must_recall",
    "mustnot_violations",
    "errors",
)


def corpus_hash(folder: Path = DATA) -> str:
    """SHA-256 over the names and bytes of all pages and of the gold."""
    total = hashlib.sha256()
    for path in sorted([*folder.glob("*.html.gz"), folder / "gold.jsonl"]):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def measured() -> dict[str, float]:
    """The judge's figures that are held."""
    from crawler.extract import extract_lines

    sys.path.insert(0, str(TOOLS))
    scorer = importlib.import_module("scorers.extraction")
    lines = (json.dumps(row) for row in scorer.prepare(DATA))
    figures = scorer.score(DATA, {str(row["id"]): row for row in extract_lines(lines, Path.cwd())})
    return {name: round(float(figures[name]), 4) for name in HELD}


def is_worse(name: str, figure: float, floor: float) -> bool:
    """Whether a figure has fallen through its floor."""
    return figure > floor if name in LOWER_IS_BETTER else figure < floor


def floor_for(name: str, figure: float) -> float:
    """The floor that a figure sets: itself less a margin for pages that hang on a hair."""
    if name == "errors":
        return 0.0
    return round(figure + MARGIN if name in LOWER_IS_BETTER else figure - MARGIN, 4)


def updated(floors: dict[str, float], figures: dict[str, float], *, may_lower: bool) -> dict[str, float]:
    """Floors after a measurement: better figures raise theirs, worse ones lower it only where that is allowed."""
    after = dict(floors)
    for name, figure in figures.items():
        new = floor_for(name, figure)
        if (
            name not in floors
            or is_worse(name, floors[name], new)
            or (may_lower and is_worse(name, figure, floors[name]))
        ):
            after[name] = new
    return after


def main(words: list[str]) -> int:
    """Measure; compare, raise or lower."""
    known = json.loads(FLOORS.read_text("utf-8"))["extraction"] if FLOORS.is_file() else {"floors": {}}
    may_lower, reason = words[:1] == ["--lower"], " ".join(words[1:]).strip()
    if may_lower and not reason:
        print("--lower needs the reason; it is written into docs/decisions.md", file=sys.stderr)
        return 2
    figures, found_hash = measured(), corpus_hash()
    floors = known["floors"]
    if words and words[0] in ("--raise", "--lower"):
        after = updated(floors, figures, may_lower=may_lower)
        if may_lower and after != floors:
            with DECISIONS.open("a", encoding="utf-8") as page:
                page.write(
                    f"\n- {date.today().isoformat()} extraction floors lowered to {json.dumps(after)}: {reason}\n"
                )
        FLOORS.write_text(
            json.dumps({"extraction": {"corpus_sha256": found_hash, "floors": after}}, indent=2) + "\n", "utf-8"
        )
        return 0
    worse = {name: (figures[name], floor) for name, floor in floors.items() if is_worse(name, figures[name], floor)}
    for name, figure in figures.items():
        print(f"{name:20} {figure:.4f}  floor {floors.get(name, float('nan')):.4f}{'  BELOW' if name in worse else ''}")
    if found_hash != known.get("corpus_sha256"):
        print("the measuring data is another one than the floors were set on", file=sys.stderr)
        return 1
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
