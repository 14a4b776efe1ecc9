"""The query language: parse(text) -> Query. Pure; the same text means the same in CLI, web, watch, feed and export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; `text` is what was typed."""

    text: str


def parse(text: str, *, now: datetime) -> Query:
    """Read a query; `now` anchors `last:30d`. Raises QueryError with position and suggestion, and nothing else."""
    raise NotImplementedError
