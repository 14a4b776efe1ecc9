"""Under which names entities were shown at a time in the past, from the audit trail of people's renamings."""

from __future__ import annotations

import json

from storage.connection import Store


def names_at(store: Store, asof: int | None) -> dict[int, str]:
    """Entity → the name it was shown under at a stamp, for those that a person ever renamed; empty for today."""
    if asof is None:
        return {}
    renamed = store.run(
        "SELECT DISTINCT e.id, e.name FROM entity_log l JOIN entity e ON e.id = l.entity WHERE l.action = 'rename'"
    )
    read = {int(entity): str(name) for entity, name in renamed}
    steps = store.run(
        "SELECT l.entity, l.detail, r.detail FROM entity_log l LEFT JOIN entity_log r ON l.action = 'undo'"
        " AND r.undone_by = l.id WHERE l.stamp <= ?1 AND 'rename' IN (l.action, r.action) ORDER BY l.id", (asof,),
    )  # fmt: skip
    shown = dict(read)
    for entity, detail, undone in steps:
        shown[entity] = (json.loads(undone)[0] if undone else json.loads(detail)[1]) or read[entity]
    return shown
