"""How long fetched bytes are kept: for good, or for the days that the configuration or a source's rule says.

`storage: evidence: keep_days` holds for all, `rules: {evidence: {keep_days: 30}}` for one source, `{evidence: false}`
keeps none of it at all. What is over is blanked in its WARC file and the chain says so, so that `verify` knows why; a
file in which everything is over is deleted. The hashes in archive and chain stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from crawler.evidence import EvidenceWriter
from storage.archive import Archive
from watchdesk.records import Evidence, Source

JOB: Final = "retention"


@dataclass(frozen=True, slots=True)
class Expired:
    """What a pass did: records blanked, whole files deleted."""

    records: int = 0
    files: int = 0


def keep_days(source: Source, default: int | None) -> int | None:
    """Days for which a source's evidence is kept; None: for good."""
    stated = source.rules.get("evidence")
    days = stated.get("keep_days") if isinstance(stated, Mapping) else None
    return days if isinstance(days, int) and days > 0 else default


def expire_daily(
    archive: Archive, writer: EvidenceWriter, sources: Sequence[Source], default: int | None, now: datetime
) -> Expired:
    """Once a day (UTC), end what is kept longer than it should be. EvidenceError, StorageError."""
    limits = {source.id: days for source in sources if (days := keep_days(source, default)) is not None}
    period = now.date().isoformat()
    if not limits or not archive.job_due(JOB, period):
        return Expired()
    over: list[Evidence] = []
    for source_id, days in sorted(limits.items()):
        over += archive.old_evidence(source_id, now - timedelta(days=days))
    expired = Expired(*writer.expire(over, now))
    archive.job_done(JOB, period, now, ok=True, detail=f"{expired.records} records, {expired.files} files")
    return expired
