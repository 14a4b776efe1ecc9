"""Peers of the archive, measured on the same articles and queries: newest 20 with snippets and total, then with facets.

Each peer is a script that runs in an environment of its own, made at the first run under benchmarks/out/. One that
cannot be installed or does not run is reported as absent, with the reason.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.archive_corpus import Corpus
from watchdesk.records import Annotation, Article

HERE = Path(__file__).resolve().parent
MADE = HERE.parent / "out"
PEERS = {"tantivy": None, "datasette": None, "postgresql": None, "whoosh": 10_000}  # peer → its most articles
POSTGRESQL = Path("/usr/lib/postgresql")  # where Debian keeps it

Figures = dict[str, float | str]


def peers(size: int, folder: Path, asked: list[str]) -> Figures:
    """The figures of every peer, with `peer_…_absent` in the place of those of a peer that is not there."""
    (folder / "queries.json").write_text(json.dumps(asked), encoding="utf-8")
    figures: Figures = {}
    for peer, most in PEERS.items():
        taken = min(size, most or size)
        write_articles(folder / "articles.jsonl", taken)
        found = _measured(peer, folder)
        ending = f"{taken // 1000}k"
        figures |= {f"peer_{peer}_{name}{'' if name == 'absent' else f'_{ending}'}": v for name, v in found.items()}
    return figures


def write_articles(path: Path, size: int) -> None:
    """The generated articles as lines of JSON, those that the archive of this size was filled with."""
    corpus = Corpus(size)
    kinds = {source.id: source.kind for source in corpus.sources()}
    with path.open("w", encoding="utf-8") as lines:
        for number, (article, source, annotation) in enumerate(corpus.articles(), 1):
            lines.write(json.dumps(_row(number, article, source, kinds[source], annotation)) + "\n")


def _row(number: int, article: Article, source: str, kind: str, annotation: Annotation) -> dict[str, object]:
    published = article.published or ""
    minutes = "".join(letter for letter in published[:16] if letter.isdigit())  # sorts as the time does
    return {
        "id": number, "title": article.title, "text": article.text, "source": source, "kind": kind,
        "month": published[:7], "published": int(minutes),
        "entities": sorted({mention.name for mention in annotation.mentions}),
    }  # fmt: skip


def _measured(peer: str, folder: Path) -> Figures:
    more: list[str] = []
    if peer == "postgresql":
        servers = sorted(POSTGRESQL.glob("*/bin/initdb"))
        if not servers:
            return {"absent": "no PostgreSQL server here; Debian's package is postgresql"}
        more = [str(servers[-1].parent)]
    python = _environment(peer)
    if python is None:
        return {"absent": f"pip could not install {peer}.txt"}
    script = HERE / f"{peer}_peer.py"
    done = subprocess.run(
        [python, str(script), str(folder), *more], capture_output=True, text=True, check=False, cwd=folder
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        return {"absent": (lines[-1] if lines else f"ended with {done.returncode}")[:300]}
    figures: Figures = {name: round(value, 3) for name, value in json.loads(done.stdout.splitlines()[-1]).items()}
    return figures


def _environment(peer: str) -> str | None:
    """The interpreter of the peer's environment; None where it cannot be made (offline)."""
    place = MADE / f"peers-{peer}"
    python = place / "bin" / "python"
    if not (place / "made").is_file():
        venv.create(place, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r"]
        if subprocess.run([*install, str(HERE / f"{peer}.txt")], check=False, stdout=sys.stderr).returncode:
            return None
        (place / "made").touch()
    return str(python)
