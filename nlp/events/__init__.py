"""What happened, by the page: type, trigger sentence, actor, place, date, and which event the page is news of.

Rules: a type shows by its trigger words; title and lead weigh more than what follows; words such as `would` or `calls
for` make a ban a wish. Someone wrongly arrested is always shown as cleared: `Event.note` says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nlp.events.dates import dates
from nlp.events.parties import actor, place
from nlp.events.triggers import REAL, STRONG, Trigger, triggers
from nlp.view import DocView, Span
from watchdesk.records import Event, EventType

__all__ = ["CLEARED", "find_events"]

CLEARED = "The arrest was wrongful; the person arrested is cleared."
TITLE_WEIGHT, LEAD_WEIGHTS, BODY_WEIGHT, LATER = 2.5, (2.2, 1.6, 1.3), 0.8, 0.15
LEAST, MOST = 1.5, 4
TELLING_WORDS = 6
SHARE = 0.35
NEWSWORTH: dict[EventType, float] = {
    "contract_or_use": 0.55,
    "report": 0.85,
    "open_letter": 0.9,
    "bill": 0.95,
    "vote": 0.8,
    "policy_change": 0.85,
}
"""How much a type is news by itself: use of the technology stands in the background of nearly every page."""
BACKGROUND = 0.6
"""Use is what a page is news of only where nothing else shows about as strongly."""
AFTER: dict[EventType, tuple[EventType, ...]] = {
    "ruling": ("lawsuit",),
    "settlement": ("lawsuit", "investigation", "ban", "moratorium", "product_exit"),
    "fine": ("investigation",),
}
"""An event that ends another, or that lays it down, is the news where both show as strongly: barred by a settlement."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A trigger with the sentence that it stands in (None for the title) and its weight there."""

    trigger: Trigger
    sentence: tuple[int, int] | None
    weight: float


def find_events(view: DocView, *, on_subject: bool = True) -> list[Event]:
    """The events of a document, the one that it is news of first; none for a text without triggers.

    `on_subject`: whether the page is about the subject or names it; elsewhere a mere word (`fine`, `vote`) is no event.
    """
    seen = [*_in_title(view), *_in_text(view)]
    scores = _scores(seen)
    if not scores or (not on_subject and all(item.trigger.strength < REAL for item in seen)):
        return []
    use = 1.0 if _is_headline(seen) else BACKGROUND
    first = max(scores, key=lambda kind: scores[kind] * (use if kind == "contract_or_use" else 1.0))
    least = max(LEAST, SHARE * scores[first])
    others = sorted((kind for kind in scores if kind != first), key=lambda kind: -scores[kind])
    kept = [first, *(kind for kind in others if scores[kind] >= least)][:MOST]
    places = {kind: [item for item in seen if item.trigger.type == kind] for kind in kept}
    return [_event(view, kind, places[kind], primary=kind == first) for kind in kept]


def _is_headline(seen: list[Seen]) -> bool:
    """Whether the title tells of use plainly and of nothing else."""
    titled = [item.trigger for item in seen if item.sentence is None]
    return bool(titled) and all(trigger.type == "contract_or_use" and trigger.strength >= STRONG for trigger in titled)


def _in_title(view: DocView) -> list[Seen]:
    return [Seen(trigger, None, TITLE_WEIGHT * trigger.strength) for trigger in triggers().found(view.title or "")]


def _in_text(view: DocView) -> list[Seen]:
    found = []
    for index, (start, end) in enumerate(view.sentences):
        weight = LEAD_WEIGHTS[index] if index < len(LEAD_WEIGHTS) else BODY_WEIGHT
        for trigger in triggers().found(view.text[start:end]):
            moved = replace(trigger, start=trigger.start + start, end=trigger.end + start)
            found.append(Seen(moved, (start, end), weight * trigger.strength))
    return found


def _scores(seen: list[Seen]) -> dict[EventType, float]:
    """Per type the best place, and a little for every other one."""
    scores: dict[EventType, float] = {}
    for kind in dict.fromkeys(item.trigger.type for item in seen):  # in order: equal scores must not fall by chance
        weights = sorted((item.weight for item in seen if item.trigger.type == kind), reverse=True)
        scores[kind] = NEWSWORTH.get(kind, 1.0) * (weights[0] + LATER * sum(weights[1:6]))
    for later, earlier in AFTER.items():
        for kind in earlier:
            if later in scores and kind in scores and scores[later] >= 0.7 * scores[kind]:
                scores[later] = max(scores[later], scores[kind] * 1.01)
    return scores


def _first_sentence(view: DocView) -> Span:
    """The first sentence that tells something: a section's name or a dateline alone is passed over."""
    told = (span for span in view.sentences if len(view.text[span[0] : span[1]].split()) >= TELLING_WORDS)
    return next(told, view.sentence_at(0))


def _event(view: DocView, kind: EventType, seen: list[Seen], *, primary: bool) -> Event:
    """The event at its best sentence of the text; one that only the title names stands at the first sentence."""
    placed = [item for item in seen if item.sentence]
    best = max(placed, key=lambda item: item.weight, default=None)
    start, end = best.sentence if best and best.sentence else _first_sentence(view)
    at = best.trigger.start if best else start
    stated = sorted(dates(view.text[start:end], view.published), key=lambda date: abs(start + date.start - at))
    return Event(
        kind,
        start,
        end,
        place=place(view, start, end),
        actor=actor(view, kind, start, at, end),
        date=stated[0].value if stated else None,
        primary=primary,
        note=CLEARED if kind == "wrongful_arrest" else None,
    )
