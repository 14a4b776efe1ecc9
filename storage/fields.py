"""The fields of the query language, and the values that are known beforehand. Pure."""

from __future__ import annotations

from difflib import get_close_matches
from typing import get_args

from watchdesk.errors import QueryError
from watchdesk.records import EntityKind, EventType, PageStatus

TEXT_FIELDS = ("title", "text", "quote")
DATE_FIELDS = ("after", "before", "on", "last", "asof")

# Field → kind of entity; None is any.
ENTITY_FIELDS: dict[str, EntityKind | None] = {
    "entity": None, "company": "company", "agency": "agency", "group": "advocacy_group", "court": "court",
    "legislature": "legislature", "university": "university", "media": "media", "lawfirm": "law_firm",
    "org": "other_org", "place": "place", "person": "person", "law": "law", "product": "product",
}  # fmt: skip

# Field → kind of fact in the index.
FACT_KINDS = {
    "source": "source", "outlet": "outlet", "lang": "lang", "status": "status", "about": "about", "type": "event",
    "tag": "tag", "assigned": "assigned", "decision": "decision", "country": "country", "month": "month",
    "revised": "revised", "redacted": "redacted",
}  # fmt: skip

FACT_FIELDS = (*ENTITY_FIELDS, *FACT_KINDS, "speaker", "story")

# Field → the values that it takes.
FIXED: dict[str, tuple[str, ...]] = {
    "type": get_args(EventType),
    "status": get_args(PageStatus),
    "about": ("yes", "no"),
    "revised": ("yes",),
    "redacted": ("yes",),
    "decision": ("keep", "drop"),
}

_OTHER_NAMES = {
    "kind": "outlet", "event": "type", "language": "lang", "headline": "title", "body": "text", "organisation": "org",
    "organization": "org", "vendor": "company", "firm": "company", "city": "place", "state": "place", "since": "after",
    "until": "before", "date": "on", "name": "entity", "ngo": "group", "author": "speaker", "site": "source",
}  # fmt: skip

_OTHER_VALUES = {
    ("status", "removed"): "gone", ("status", "deleted"): "gone", ("about", "true"): "yes", ("about", "false"): "no",
    ("revised", "true"): "yes", ("type", "suit"): "lawsuit", ("type", "law"): "bill",
    ("type", "deal"): "contract_or_use", ("type", "hearing"): "testimony", ("type", "penalty"): "fine",
    ("type", "court"): "ruling",
    ("decision", "reject"): "drop",
}  # fmt: skip

ALL_FIELDS = (*TEXT_FIELDS, *DATE_FIELDS, *FACT_FIELDS)


def field_named(name: str, position: int) -> str:
    """The field of that name, whatever its case; raises QueryError with the likeliest one as a suggestion."""
    lowered = name.lower()
    if lowered in ALL_FIELDS:
        return lowered
    near = get_close_matches(lowered, ALL_FIELDS, 1, 0.6)
    suggestion = _OTHER_NAMES.get(lowered) or (near[0] if near else None)
    raise QueryError(f"there is no field {name}:", position, f"{suggestion}:" if suggestion else None)


def checked_value(field: str, value: str, position: int) -> str:
    """The value as the archive writes it, for fields whose values are known; raises QueryError for any other."""
    known = FIXED.get(field)
    if known is None:
        if not value.strip():
            raise QueryError(f"{field}: needs a value", position)
        return value
    plain = value.strip().lower().replace(" ", "_").replace("-", "_")
    if plain in known:
        return plain
    parts = [each for each in known if plain in each.split("_")]
    other = _OTHER_VALUES.get((field, plain))
    near = [other] if other else parts or get_close_matches(plain, known, 1, 0.7)
    if near:
        raise QueryError(f"{field}:{value} is not known", position, f"{field}:{near[0]}")
    raise QueryError(f"{field}:{value} is not known; it takes {', '.join(known)}", position)
