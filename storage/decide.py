"""decide(old, new) -> New | Revised(reasons) | Same: what a fetched article means for the one we keep. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class New:
    """The archive has no article under this canonical URL."""


@dataclass(frozen=True, slots=True)
class Revised:
    """The article changed; `reasons` are classes of change, the weightiest first (headline, correction, …)."""

    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Same:
    """Nothing a reader would see changed; `reason` says so, or why a lesser page did not replace a fuller one."""

    reason: str = "same content"


Decision = New | Revised | Same
