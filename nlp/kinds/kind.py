"""What a kind of entity is to the reader: how its names end, what they hold, what stands around them, and its
patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from watchdesk.records import EntityKind

_BODY = r"[A-Z][\w&]*(?:'(?!s\b)\w+)?(?:[-.](?=\w)[A-Z]?\w+)*"
CAP = rf"(?:(?:[A-Z]\.){{2,}}|(?:St|Mt|Ft|Dr|Jr|[A-Z])\.(?= )|{_BODY})"  # a word with a capital, U.S., Tri-City
CAPS = rf"{CAP}(?: (?:&|and|of|de|for) {CAP}| {CAP}){{0,5}}"  # up to six such words
_PLAIN = r"[A-Z][\w-]+(?:'(?!s\b)\w+)?"
NAME = rf"(?:St\. |Mt\. |Ft\. )?{_PLAIN}(?: {_PLAIN}){{0,3}}"  # a plain name, such as a city's: up to four words
_NOUNS = (
    "Academy|Agency|Alliance|Association|Authority|Bank|Board|Bureau|Campaign|Center|Centre|Chamber|Coalition|Commission"
    "|Committee|Confederation|Conference|Council|Court|Department|Directorate|Federation|Forum|Foundation|Fund|Initiative"
    "|Institute|Institution|League|Ministry|Movement|Museum|Network|Office|Organi[sz]ation|Party|Secretariat|Society"
    "|Trust|Union"
)
_HEADED = re.compile(rf"(?P<head>(?:\S+ ){{0,4}}?(?:{_NOUNS})) (?:of|for|on|against) ")
STATE_MARK = r"(?:U\.S\.|US|UK|U\.K\.|EU|United States) "


def words(*patterns: str) -> re.Pattern[str]:
    """Whole words of a name, whatever the case of their first letter."""
    return re.compile(r"\b(?:" + "|".join(patterns) + r")\b")


def ending(*patterns: str) -> re.Pattern[str]:
    """The last words of a name that has other words before them."""
    return re.compile(r"(?<=[\w.&!'][ -])(?:" + "|".join(patterns) + r")\.?$")


def before(*patterns: str) -> re.Pattern[str]:
    """What stands right before a name, up to its end."""
    return re.compile(r"(?:\b|^)(?:" + "|".join(patterns) + r")\s+(?:the\s+)?$", re.IGNORECASE)


def after(*patterns: str) -> re.Pattern[str]:
    """What stands right after a name."""
    return re.compile(r"^(?:" + "|".join(patterns) + r")\b", re.IGNORECASE)


def names(listing: str) -> frozenset[str]:
    """Names parted by semicolons and line ends, as one compares them."""
    return frozenset(
        name.strip().casefold() for part in listing.splitlines() for name in part.split(";") if name.strip()
    )


@lru_cache(maxsize=4_096)
def head_of(name: str) -> str:
    """The name up to its noun where that stands before `of` or `for`: what a federation of industries is, its last word
    does not tell."""
    found = _HEADED.match(name)
    return f"The {found['head']}" if found else name


@dataclass(frozen=True)
class Kind:
    """One kind. `label` is spaCy's coarse label; `patterns` find mentions that a model may miss or cut, in a group
    `name` or as a whole. The other fields are evidence, strongest first: known names, endings, words, context."""

    name: EntityKind
    label: str
    patterns: tuple[re.Pattern[str], ...] = ()
    known: frozenset[str] = field(default_factory=frozenset)
    endings: re.Pattern[str] | None = None
    words: re.Pattern[str] | None = None
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None

    def weigh(self, name: str, lead: str, tail: str) -> float:
        """How much speaks for this kind: a name, up to 40 characters before it and after it."""
        return (
            6.0 * (name.casefold() in self.known)
            + 4.0 * _hits(self.endings, head_of(name))
            + 2.0 * _hits(self.words, name)
            + 1.5 * _hits(self.before, lead)
            + 1.5 * _hits(self.after, tail)
        )


def _hits(pattern: re.Pattern[str] | None, text: str) -> bool:
    return pattern is not None and pattern.search(text) is not None
