"""The kinds of entities, one file each; a new kind is a new file with a KIND and a line here."""

from __future__ import annotations

from nlp.kinds import (
    advocacy_group,
    agency,
    company,
    court,
    law,
    law_firm,
    legislature,
    media,
    other_org,
    person,
    place,
    product,
    university,
)
from nlp.kinds.kind import Kind
from watchdesk.records import EntityKind

KINDS: dict[EntityKind, Kind] = {
    module.KIND.name: module.KIND
    for module in (
        person,
        place,
        court,
        legislature,
        agency,
        university,
        law_firm,
        media,
        advocacy_group,
        company,
        other_org,
        product,
        law,
    )
}
ORGANISATIONS: tuple[Kind, ...] = tuple(kind for kind in KINDS.values() if kind.label == "ORG")
