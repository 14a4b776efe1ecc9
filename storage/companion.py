"""The Datasette companion: its metadata for an archive of any file name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

METADATA = Path(__file__).with_name("metadata.yaml")


def metadata(archive: Path) -> dict[str, Any]:
    """The shipped metadata with the canned queries under the name that Datasette gives to this file (its stem)."""
    shipped: dict[str, Any] = yaml.safe_load(METADATA.read_text(encoding="utf-8"))
    return {**shipped, "databases": {archive.stem: shipped["databases"]["archive"]}}
