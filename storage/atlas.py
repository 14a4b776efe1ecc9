"""Rows in the shape of the Atlas of Surveillance (https://atlasofsurveillance.org): who uses what, where, from whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from storage.connection import Store
from storage.index import fold

ATLAS_COLUMNS = ("agency", "city", "state", "technology", "vendor", "summary", "link", "date")
_TECHNOLOGY = "Face Recognition"  # the Atlas's own name for it
_IN_USE = ("contract_or_use", "contract_end", "ban", "moratorium", "policy_change")

Row = Mapping[str, str | int | float | None]


def atlas_of(store: Store, article: int) -> Iterator[Row]:
    """One row for each event of use, contract, ban or policy in an article that names an agency.

    The agency is the event's actor, or the only or nearest agency before its sentence ends; city and state are
    those of the event's place, vendors the companies named in the same paragraph.
    """
    events = store.run(
        "SELECT x.type, x.start, x.end, x.place, x.actor, x.date, v.text, v.published, coalesce(a.url, a.canonical_url)"
        " FROM event x JOIN article a ON a.id = x.article JOIN version v ON v.id = a.version"
        f" WHERE x.article = ? AND x.type IN ({', '.join('?' * len(_IN_USE))}) ORDER BY x.number", (article, *_IN_USE),
    )  # fmt: skip
    if not events:
        return
    named = store.run(
        "SELECT m.start, e.kind, e.name, e.admin1, e.feature FROM mention m JOIN v_entity e ON e.entity = m.entity"
        " WHERE m.article = ? AND m.part = 0 ORDER BY m.start, m.end DESC", (article,),
    )  # fmt: skip
    for _, start, end, place, actor, date, text, published, link in events:
        agency = _agency(named, actor, end)
        if agency is None:
            continue
        city, state = _where(named, place)
        yield {
            "agency": agency, "city": city, "state": state, "technology": _TECHNOLOGY,
            "vendor": ", ".join(_vendors(named, text, start, end)) or None,
            "summary": " ".join(text[start:end].split()), "link": link, "date": date or published,
        }  # fmt: skip


Named = list[tuple[int, str, str, str | None, str | None]]


def _agency(named: Named, actor: str | None, end: int) -> str | None:
    agencies = [(start, name) for start, kind, name, _, _ in named if kind == "agency"]
    if actor and any(fold(name) == fold(actor) for _, name in agencies):
        return actor
    if len({name for _, name in agencies}) == 1:
        return agencies[0][1]
    before = [name for start, name in agencies if start < end]
    return before[-1] if before else None


def _where(named: Named, place: str | None) -> tuple[str | None, str | None]:
    for _, kind, name, admin1, feature in named:
        if kind == "place" and place and fold(name) == fold(place):
            return (None, name) if feature == "A.ADM1" else (name, admin1)
    return place, None


def _vendors(named: Named, text: str, start: int, end: int) -> list[str]:
    first = text.rfind("\n\n", 0, start)
    last = text.find("\n\n", end)
    inside = range(max(first, 0), last if last >= 0 else len(text))
    return list(dict.fromkeys(name for at, kind, name, _, _ in named if kind == "company" and at in inside))
