"""What an archive holds, in a screenful: for the demo and for people who have just crawled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from watchdesk.cli.opening import now

if TYPE_CHECKING:
    from storage.archive import Archive
    from storage.rows import FacetValue, Ledger

TOP = (("company", "companies"), ("agency", "agencies"), ("place", "places"), ("person", "people"))
EXAMPLE = 'company:"Clearview AI"'


def summary(archive: Archive) -> list[str]:
    """Articles and drops by reason, stories, the names most met, and one hit with its sentence."""
    from storage.query import parse
    from storage.search import search

    everything = search(archive, parse("", now=now()), limit=1, facets=True)
    ledger = archive.ledger()
    stories = {row.story_id for row in archive.story_rows() if row.story_id}
    lines = [_told(ledger), f"{everything.total} articles in {len(stories)} stories"]
    for facet, title in TOP:
        lines.append(f"  {title:<10} {_named(everything.facets.get(facet, ()))}")
    hits = search(archive, parse(EXAMPLE, now=now()), limit=1).hits
    for hit in hits:
        lines += [f"\nExample: {EXAMPLE}", f"  {hit.title} — {hit.source_name}, {hit.published or 'undated'}"]
        lines += [f"  “{' '.join(hit.snippet_text.split())}”", f"  why: {'; '.join(hit.reasons)}", f"  {hit.url}"]
    return lines


def _told(ledger: Ledger) -> str:
    """Discovered = stored + dropped + pending + failed + gone, to the unit."""
    dropped = ", ".join(
        f"{reason} {count}" for reason, count in sorted(ledger.dropped.items(), key=lambda one: (-one[1], one[0]))
    )
    failed = ", ".join(f"{reason} {count}" for reason, count in sorted(ledger.failed.items()))
    return (
        f"{ledger.discovered} addresses discovered = {ledger.stored} stored + {sum(ledger.dropped.values())} dropped "
        f"({dropped}) + {sum(ledger.failed.values())} failed ({failed or 'none'}) + {ledger.gone} gone "
        f"+ {ledger.pending} pending"
    )


def _named(values: Iterable[FacetValue]) -> str:
    return ", ".join(f"{value.label} {value.count}" for value in list(values)[:6]) or "none"
