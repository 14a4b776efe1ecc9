"""The words of the pages: kinds, events, dates, reasons. Pure; Jinja filters are made of these."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

KINDS = {
    "person": ("Person", "People"),
    "company": ("Company", "Companies"),
    "agency": ("Agency", "Agencies"),
    "advocacy_group": ("Advocacy group", "Advocacy groups"),
    "court": ("Court", "Courts"),
    "legislature": ("Legislature", "Legislatures"),
    "university": ("University", "Universities"),
    "media": ("Media", "Media"),
    "law_firm": ("Law firm", "Law firms"),
    "other_org": ("Organisation", "Other organisations"),
    "place": ("Place", "Places"),
    "product": ("Product", "Products"),
    "law": ("Law", "Laws"),
    "source": ("Outlet", "Outlets"),
    "kind": ("Kind of outlet", "Kinds of outlet"),
    "event": ("Event", "Events"),
    "month": ("Month", "Months"),
}
# The field of the query language that finds an entity of that kind.
FIELDS = {
    "person": "person", "company": "company", "agency": "agency", "advocacy_group": "group", "court": "court",
    "legislature": "legislature", "university": "university", "media": "media", "law_firm": "lawfirm",
    "other_org": "org", "place": "place", "product": "product", "law": "law",
}  # fmt: skip
EVENTS = {
    "ban": "Ban", "moratorium": "Moratorium", "vote": "Vote", "bill": "Bill", "lawsuit": "Lawsuit",
    "settlement": "Settlement", "ruling": "Ruling", "wrongful_arrest": "Wrongful arrest, person cleared",
    "fine": "Fine", "contract_or_use": "Contract or use", "contract_end": "End of use", "product_exit": "Product exit",
    "protest": "Protest", "open_letter": "Open letter", "report": "Report", "investigation": "Investigation",
    "testimony": "Testimony", "policy_change": "Policy change", "breach": "Breach",
}  # fmt: skip
CHANGES = {
    "first": "first seen", "typo": "typo mended", "headline": "headline changed", "correction": "correction added",
    "substantive": "text changed", "metadata": "dates, byline or other data changed", "removed": "taken down",
    "restored": "back online",
}  # fmt: skip
STATUSES = {
    "paywall": "behind a paywall, partly kept", "partial": "only partly readable", "live_blog": "live blog",
    "gallery": "picture gallery", "listing": "list page", "gone": "gone", "blocked": "blocked",
    "consent": "consent wall", "javascript": "needs scripts", "needs_ocr": "scanned, no text", "empty": "no text",
}  # fmt: skip
EXAMPLES = (
    ("facial recognition", "with both words, anywhere"),
    ('"face match"', "with the exact phrase"),
    ("police -airport", "with the first word and without the second"),
    ("(ban OR moratorium) council", "with one of the two, and the third"),
    ("biometric*", "with words that begin so"),
    ("NEAR(police match, 5)", "with the words at most five apart"),
    ("title:ban", "in the headline; also text: and quote:"),
    (
        'company:"Clearview AI"',
        "about a company under any of its names; also agency: group: court: legislature: "
        "university: media: lawfirm: org: person: product: law: and entity: for any kind",
    ),
    ('place:"Portland, ME"', "about one place; a bare name that several places have shows the choices"),
    ('speaker:"Police Department"', "that quote a speaker"),
    ("type:lawsuit", "that report such an event; the kinds are below"),
    ("source:sample-post", "of one outlet; outlet: is the kind of outlet, country: its country"),
    ("after:2023-05 before:2024", "published in that time; also on:2023-05-01, 2023..2024 and last:30d"),
    ("about:yes", "that are about the subject, not only naming it"),
    ("status:paywall", "by what could be read of the page"),
    ("lang:fr", "in a language"),
    ("revised:yes", "that the outlet changed since we first saw them"),
    ("asof:2026-11-01 police", "as the archive was on that day"),
)
_PARTIAL = {4: "%Y", 7: "%B %Y", 10: "%-d %B %Y"}


def stated_date(value: str | None) -> str:
    """A date as the page states it, no more precise: `May 2021`, `28 June 2024`, `28 June 2024, 18:02 UTC-04:00`."""
    if not value:
        return "no date stated"
    try:
        if len(value) in _PARTIAL:
            padded = value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value
            return date.fromisoformat(padded).strftime(_PARTIAL[len(value)])
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    zone = f" {at.tzname()}" if at.tzinfo else ""
    return f"{at:%-d %B %Y, %H:%M}{zone}"


def moment(at: datetime | None, zone: ZoneInfo) -> str:
    """One of our own times in the newsroom's zone: `24 Nov 2026, 06:40 EST`."""
    return "never" if at is None else f"{at.astimezone(zone):%-d %b %Y, %H:%M %Z}"


def kind_word(kind: str, *, many: bool = False) -> str:
    """A kind of entity, facet or outlet in words."""
    return KINDS[kind][many] if kind in KINDS else plain(kind)


def plain(code: str) -> str:
    """A code as words: `robots_txt` → `Robots txt`."""
    words = re.sub(r"[_\s]+", " ", code).strip()
    return words[:1].upper() + words[1:]


def change_words(change: str) -> str:
    """The classes of a version's change in words."""
    return ", ".join(CHANGES.get(part, part) for part in change.split(", "))


def facet_label(kind: str, value: str, label: str) -> str:
    """A value of a facet in words."""
    if kind == "event":
        return EVENTS.get(value, plain(value))
    if kind == "month":
        return stated_date(value)
    return plain(label) if kind == "kind" else label


def months_between(first: str, last: str) -> list[str]:
    """Every month from one to another, both included: `2023-11`, `2023-12`, `2024-01`."""
    (year, month), end = map(int, first.split("-")), last
    months = [first]
    while months[-1] < end:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        months.append(f"{year:04d}-{month:02d}")
    return months


def number(value: int) -> str:
    """A count with thousands parted: `1,204`."""
    return f"{value:,}"


def term(field: str, value: str) -> str:
    """A term of the query language: `company:"Clearview AI"`."""
    return f'{field}:"{value.replace(chr(34), "")}"'


def narrowed(query: str, more: str) -> str:
    """A query with one more condition; brackets keep what an OR joined."""
    if not query or more in query:
        return query or more
    return f"({query}) {more}" if " OR " in query else f"{query} {more}"


def mended(query: str, position: int, suggestion: str) -> str:
    """A query with the term at `position` replaced by what was suggested for it (a field alone: its name only).

    A fault of a value is placed at the value: the field before it is part of what a whole suggestion replaces.
    """
    field, colon, rest = suggestion.partition(":")
    if rest and query[:position].lower().endswith(field + colon):
        position -= len(field + colon)
    wrong = r"[^\s:()]+:" if suggestion.endswith(":") else r'[^\s:()"]*:?(?:"[^"]*"?|[^\s()]*)'
    found = re.compile(wrong).match(query, position)
    return query[:position] + suggestion + query[found.end() if found else position :]
