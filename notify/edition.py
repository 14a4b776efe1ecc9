"""What one digest says, as frozen records, and the pure decisions that shape it: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Why:
    """Why a story is here: the watch, what matched, and the sentence that shows it."""

    watch_id: str
    label: str
    reason: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet's article in a story."""

    name: str
    url: str
    article_id: int


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One line of the digest. `continues`: an earlier digest had this story, and there is something new in it.

    `cleared` names the people in it who were wrongly arrested: wherever they are named, they are named as cleared.
    """

    article_id: int
    story_id: str | None
    headline: str
    url: str
    published: str | None
    outlets: tuple[Outlet, ...]
    whys: tuple[Why, ...]
    continues: bool = False
    cleared: tuple[str, ...] = ()
    status: str = "full"


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """An article that its outlet changed or took down; `change` is correction, headline, substantive, removed …

    `cleared` names the people in it who were wrongly arrested, as in a `StoryLine`.
    """

    article_id: int
    version_id: int
    headline: str
    url: str
    outlet: str
    change: str
    at: datetime
    before: str | None = None
    cleared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A source that could not be read: why, and when it last could."""

    source_id: str
    name: str
    reason: str
    last_read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Pulse:
    """Whether the crawler is alive, and the sentence that says it."""

    alive: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Told:
    """That an article was told: the local day, and the versions it had then; None where it was only counted."""

    on: date
    versions: tuple[int, ...] | None = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What one reader has been told up to `until`; kept with each letter, so that no later one repeats or skips."""

    until: datetime
    articles: Mapping[int, Told] = field(default_factory=dict)
    stories: Mapping[str, date] = field(default_factory=dict)

    def younger_than(self, oldest: date) -> Memory:
        """Without what was last told before that day."""
        articles = {key: told for key, told in self.articles.items() if told.on >= oldest}
        return Memory(self.until, articles, {key: on for key, on in self.stories.items() if on >= oldest})


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything new for one reader since the last digest sent; `since` None means that this is the first.

    `copies` counts near-duplicates of stories that an earlier digest had: not repeated, not silently lost either.
    `unlisted` counts, by watch, stories beyond the longest list a mail can hold (a backfill).
    `small_edits` counts changes of a typo or of data only; `old` articles that an alert leaves to the desk because
    they are no news. `watch_faults` are watches that could not be matched, with the reason. `doubt` tells of an
    earlier unsure letter. `memory` is what the reader has been told after this one.
    """

    recipient: str
    period: str
    since: datetime | None
    until: datetime
    zone: ZoneInfo
    pulse: Pulse
    stories: tuple[StoryLine, ...] = ()
    changes: tuple[ChangeLine, ...] = ()
    removals: tuple[ChangeLine, ...] = ()
    unread: tuple[Unread, ...] = ()
    watch_faults: tuple[tuple[str, str], ...] = ()
    copies: int = 0
    doubt: str = ""
    desk: str = ""
    small_edits: int = 0
    unlisted: tuple[tuple[str, int], ...] = ()
    old: int = 0
    kind: Literal["digest", "alert"] = "digest"
    memory: Memory | None = None

    @property
    def found(self) -> int:
        """How many stories are new, listed or only counted."""
        return len(self.stories) + sum(count for _, count in self.unlisted)

    @property
    def quiet(self) -> bool:
        """Whether there is nothing new to tell."""
        return not (self.stories or self.changes or self.removals)


def counted(number: int, one: str, many: str | None = None) -> str:
    """A count in words a person reads: `1 story`, `1,204 stories`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def span(length: timedelta) -> str:
    """A length of time as a person says it: `9 minutes`, `3 hours`, `2 days 4 hours`. Uses the whole length."""
    minutes = max(0, int(length.total_seconds() // 60))
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return counted(days, "day") + (f" {counted(hours, 'hour')}" if hours else "")
    return counted(hours, "hour") if hours else counted(minutes, "minute")


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A time in the newsroom's zone: `Tue 24 Nov 2026, 06:40`."""
    return f"{at.astimezone(zone):%a %-d %b %Y, %H:%M}"


def pulse(ended_at: datetime | None, outcome: str | None, now: datetime, zone: ZoneInfo, every: timedelta) -> Pulse:
    """Whether the crawler lives: a round ended well within three times its interval (at least an hour).

    ended_at: when the last round ended, None for never. outcome: how, `finished` when well. every: the interval.
    """
    if ended_at is None:
        return Pulse(False, "The crawler has never finished a round: nothing can be said about the news.")
    ago = now - ended_at
    when = f"{moment(ended_at, zone)} ({span(ago)} ago)"
    if ago > max(3 * every, timedelta(hours=1)):
        return Pulse(False, f"The crawler has stood still since {when}: what happened after that is not here.")
    if outcome not in ("finished", "ok"):
        return Pulse(False, f"The crawler's last round ended badly ({outcome or 'no outcome'}) at {when}.")
    return Pulse(True, f"The crawler is alive: its last round ended {when}.")


def subject_line(digest: Digest) -> str:
    """The subject of the mail: the counts, or the quiet, or the dead crawler."""
    day = f"{digest.until.astimezone(digest.zone):%a %-d %b}"
    if digest.kind == "alert":
        others = len(digest.stories) - 1
        return f"Watchdesk alert: {digest.stories[0].headline}{f' and {others:,} more' if others else ''}"
    if digest.quiet:
        state = "a quiet morning" if digest.pulse.alive else "no news, and the crawler stands still"
        return f"Watchdesk: {state} · {day}"
    parts = _counts(digest)
    warning = "" if digest.pulse.alive else " · the crawler stands still"
    return f"Watchdesk: {', '.join(parts)} · {day}{warning}"


def summary(digest: Digest) -> str:
    """The one sentence at the top of a digest."""
    if digest.kind == "alert":
        return f"Just found: {counted(len(digest.stories), 'story', 'stories')}."
    if not digest.quiet:
        listed = _counts(digest)
        joined = listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"
        return f"{joined}."
    if digest.pulse.alive:
        return "A quiet morning: nothing new matched, nothing was changed or taken down."
    return "Nothing new is known, and that means little this morning."


def _counts(digest: Digest) -> list[str]:
    corrections = sum(line.change == "correction" for line in digest.changes)
    others = len(digest.changes) - corrections
    counts: Sequence[tuple[int, str, str]] = (
        (digest.found, "story", "stories"),
        (corrections, "correction", "corrections"),
        (others, "changed article", "changed articles"),
        (len(digest.removals), "article taken down", "articles taken down"),
    )
    return [counted(number, one, many) for number, one, many in counts if number]


def outlets_in_words(names: Iterable[str], at_most: int = 3) -> str:
    """Outlet names in reading order, each once: `A, B, C and 4 more`."""
    unique = list(dict.fromkeys(names))
    if len(unique) <= at_most:
        return ", ".join(unique)
    return f"{', '.join(unique[:at_most])} and {len(unique) - at_most} more"
