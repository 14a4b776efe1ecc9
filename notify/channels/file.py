"""A folder as a channel: each letter becomes an HTML and a text file, written whole or not at all."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from notify.letter import Delivery, Letter, one_line


@dataclass(frozen=True, slots=True)
class FileChannel:
    """Writes letters into `folder`, which is made when it is missing."""

    folder: Path
    name: str = "file"

    def deliver(self, letter: Letter) -> Delivery:
        """Write both forms of the letter; `detail` names the HTML file. A full or read-only disk is `deferred`."""
        html, text = self.paths(letter)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for path, body in ((text, letter.text), (html, letter.html)):
                write_whole(path, body)
        except OSError as fault:
            return Delivery("deferred", f"{self.folder}: {one_line(fault.strerror or str(fault))}")
        return Delivery("sent", str(html))

    def paths(self, letter: Letter) -> tuple[Path, Path]:
        """The HTML and the text file of a letter: kind, period and recipient in the name."""
        stem = "-".join(_slug(part) for part in (letter.kind, letter.period, letter.recipient) if part)
        return self.folder / f"{stem}.html", self.folder / f"{stem}.txt"


def _slug(part: str) -> str:
    return re.sub(r"[^A-Za-z0-9.@+-]+", "_", part).strip("._") or "_"


def write_whole(path: Path, body: str) -> None:
    """Write a file that takes its name when it is whole."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        draft.write_text(body, encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
