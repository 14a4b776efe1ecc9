"""The peers' environments: one for each, made at the first run from its pins, so that none changes another's."""

from __future__ import annotations

import os
import subprocess
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
MADE = HERE.parent / "out" / "peers-crawl"
PEERS = ("newspaper4k", "news_please", "fundus")


def python_of(name: str) -> tuple[str | None, str]:
    """The interpreter of a peer (`PEER_<NAME>` names another one), or None and why there is none."""
    if named := os.environ.get(f"PEER_{name.upper()}"):
        return (named, "") if Path(named).is_file() else (None, f"PEER_{name.upper()}: no such file")
    folder = MADE / name
    python = folder / "bin" / "python"
    if not (folder / "made").is_file():
        venv.create(folder, with_pip=True, clear=True)
        pins = str(HERE / f"peers-{name}.txt")
        install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", pins]
        done = subprocess.run(install, check=False, capture_output=True, text=True)
        if done.returncode:
            return None, "not installable: " + " ".join(done.stderr.strip().splitlines()[-1:])[:200]
        (folder / "made").touch()
    return str(python), ""
