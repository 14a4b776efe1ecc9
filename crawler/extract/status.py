"""What kind of page this is, so that half a text is never taken for a whole one."""

from __future__ import annotations

from watchdesk.records import PageStatus


def status_of(http_status: int, text: str) -> PageStatus:
    """The first status that applies."""
    if http_status in (404, 410):
        return "gone"
    if http_status in (401, 403, 407, 429, 451) or http_status >= 500:
        return "blocked"
    return "full" if text else "empty"
