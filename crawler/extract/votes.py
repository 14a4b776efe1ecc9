"""How a city council voted: the answer of the Legistar Web API to `eventitems/{id}/votes` as an article. Pure.

https://webapi.legistar.com/Home/Examples. A row is one member's vote: `VotePersonName`, `VoteValueName` (`In Favor`,
`Opposed`, `Absent` … as the council calls it), `VoteSort`, `VoteLastModifiedUtc`. The answer does not say what was
voted on: that is the title under which the vote was announced.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from watchdesk.errors import BadAddress
from watchdesk.records import Article, Page
from watchdesk.urls import canonical

_ADDRESS: Final = re.compile(r"^https?://webapi\.legistar\.com/v1/[^/]+/eventitems/\d+/votes/?(?:\?|$)", re.IGNORECASE)
_NO_VALUE: Final = "no value recorded"


def is_votes(page: Page) -> bool:
    """Whether a page is the API's list of the votes on one item of an agenda."""
    return bool(_ADDRESS.match(page.url)) and page.body.lstrip()[:1] == b"["


def read(page: Page) -> Article:
    """The votes as text: `Votes: 8 In Favor, 1 Opposed.` and a line for each value with its names.

    Status `empty` where no row has a name, so that an answer before the vote is no article. Never raises.
    """
    rows = _rows(page.body)
    by_value: dict[str, list[str]] = {}
    for row in sorted(rows, key=_place):
        by_value.setdefault(_text(row.get("VoteValueName")) or _NO_VALUE, []).append(_text(row["VotePersonName"]))
    counted = ", ".join(f"{len(names)} {value}" for value, names in by_value.items())
    lines = [
        page.hint_title or "",
        f"Votes: {counted}.",
        *(f"{v}: {', '.join(names)}." for v, names in by_value.items()),
    ]
    changed = max((_text(row.get("VoteLastModifiedUtc")) for row in rows), default="")
    provenance = {"canonical": "url", "text": "legistar.votes", "title": "hint", "modified": "legistar.votes"}
    return Article(
        url=page.url,
        canonical_url=_own(page.url),
        title=page.hint_title,
        modified=f"{changed.partition('.')[0]}Z" if changed else None,
        language="en",
        text="\n\n".join(filter(None, lines)) if rows else "",
        status="full" if rows else "empty",
        provenance=provenance if rows else {"canonical": "url", "text": "legistar.votes"},
    )


def _rows(body: bytes) -> list[Mapping[str, Any]]:
    try:
        answer = json.loads(body.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        return []
    found = answer if isinstance(answer, list) else []
    return [row for row in found if isinstance(row, Mapping) and _text(row.get("VotePersonName"))]


def _place(row: Mapping[str, Any]) -> int:
    return stated if isinstance(stated := row.get("VoteSort"), int) else 0


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _own(url: str) -> str:
    try:
        return canonical(url)
    except BadAddress:
        return url
