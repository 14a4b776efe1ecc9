"""Who did it and where: the actor that suits the type of event, and the place that the sentence or the page gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from nlp.view import DocView
from watchdesk.records import EventType, Mention

LEGISLATIVE, JUDICIAL = ("legislature", "agency", "person"), ("court", "person")
OFFICIAL = ("agency", "court", "legislature")
SUITED: dict[EventType, tuple[str, ...]] = {
    "ban": LEGISLATIVE,
    "moratorium": ("company", "legislature", "agency", "person"),
    "vote": LEGISLATIVE,
    "bill": ("person", "legislature"),
    "ruling": JUDICIAL,
    "fine": OFFICIAL,
    "investigation": OFFICIAL,
    "wrongful_arrest": ("agency",),
    "contract_or_use": ("agency", "company", "university", "other_org", "legislature"),
    "contract_end": ("agency", "company", "university", "other_org", "legislature"),
    "product_exit": ("company",),
    "breach": ("company", "agency"),
    "policy_change": ("agency", "legislature", "company"),
    "testimony": ("person",),
    "report": ("advocacy_group", "agency", "university", "media", "other_org", "company", "person"),
    "protest": ("advocacy_group", "person", "other_org"),
    "open_letter": ("person", "advocacy_group", "other_org", "legislature", "agency"),
    "lawsuit": ("person", "advocacy_group", "agency", "company"),
    "settlement": ("company", "agency", "person"),
}


def actor(view: DocView, kind: EventType, start: int, at: int, end: int) -> str | None:
    """The name of who did it: the suited name nearest ahead of the trigger, else after it, else of the lead."""
    within = view.mentions_within(start, end)
    ahead = [mention for mention in within if mention.start < at]
    after = [mention for mention in within if mention.start >= at]
    for mentions in (ahead, list(reversed(after)), view.mentions_within(0, view.sentence_at(0)[1])):
        found = _suited(mentions, SUITED[kind])
        if found is not None:
            return found.name
    return None


def _suited(mentions: Sequence[Mention], kinds: tuple[str, ...]) -> Mention | None:
    """The first name of the best suited kind: the subject of a sentence stands at its head."""
    for kind in kinds:
        found = next((mention for mention in mentions if mention.kind == kind), None)
        if found is not None:
            return found
    return None


def place(view: DocView, start: int, end: int) -> str | None:
    """The name of the place: the first of the sentence, else of the title, else the one that the page names most."""
    for mentions in (view.mentions_within(start, end), view.title_mentions):
        found = next((mention for mention in mentions if mention.kind == "place"), None)
        if found is not None:
            return found.name
    named = Counter(mention.name for mention in view.mentions if mention.kind == "place")
    return named.most_common(1)[0][0] if named else None
