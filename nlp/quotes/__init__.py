"""Direct speech and who said it: quotation marks, the frame around them, and chains over paragraphs.

`find_quotes` works on words and mentions; a document whose mentions are few still gives its quotations and the source
as written. No weight here was trained on annotated news; the rules are those of news style.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from nlp.quotes import frames
from nlp.quotes.cues import NAMED_AS
from nlp.quotes.frames import Source
from nlp.quotes.marks import Quoted, quoted
from nlp.quotes.speakers import resolved
from nlp.view import DocView
from watchdesk.records import Quote

__all__ = ["find_quotes"]

FEWEST_WORDS, FEWEST_FRAMED = 4, 3
_BYLINE = re.compile(r",? by (?:[A-Z][\w'’.-]*\s?){1,5}")
_NAME_SAID = re.compile(
    r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|de|van|al|bin)){0,4}(?:, [^.“\"]{3,90},)? "
    r"(?:said|says|asked|added|wrote|told|tweeted|explained|continued|recalled|replied)\b"
)
_ENDS = re.compile(r"[.,?!…—–-]$")


@dataclass(frozen=True, slots=True)
class Placed:
    """A quoted passage with its paragraph and its neighbours' borders in it."""

    passage: Quoted
    paragraph: tuple[int, int]
    left: int
    right: int


def find_quotes(view: DocView) -> list[Quote]:
    """The quotations of a document in order, without marks, each with its speaker where the text gives one."""
    placed = _placed(view)
    sources = _sources(view, placed)
    return [
        _quote(view, item, source)
        for item, source in zip(placed, sources, strict=True)
        if _is_speech(view, item, source)
    ]


def _placed(view: DocView) -> list[Placed]:
    passages = quoted(view.text, view.paragraphs)
    found = []
    for index, passage in enumerate(passages):
        paragraph = view.paragraph_at(passage.outer[0])
        left = passages[index - 1].outer[1] if index and passages[index - 1].outer[1] > paragraph[0] else paragraph[0]
        following = passages[index + 1].outer[0] if index + 1 < len(passages) else paragraph[1]
        found.append(Placed(passage, paragraph, left, max(min(following, paragraph[1]), passage.outer[1])))
    return found


def _sources(view: DocView, placed: list[Placed]) -> list[Source | None]:
    """The source of each passage: from its own sentence, else from its paragraph, else from the one before."""
    sources = [_framed(view, item) for item in placed]
    later = _later(placed, sources)
    for index, item in enumerate(placed):
        if sources[index] is None:
            earlier = sources[index - 1] if index and placed[index - 1].paragraph == item.paragraph else None
            sources[index] = (
                earlier or later[index] or _led_to(view, item) or _from_before(view, placed, sources, index, item)
            )
    return sources


def _later(placed: list[Placed], sources: list[Source | None]) -> list[Source | None]:
    """For each passage the source of the next one in its paragraph that has one."""
    found: list[Source | None] = [None] * len(placed)
    for index in range(len(placed) - 2, -1, -1):
        if placed[index].paragraph == placed[index + 1].paragraph:
            found[index] = sources[index + 1] or found[index + 1]
    return found


def _framed(view: DocView, item: Placed) -> Source | None:
    """The source that the words right beside a passage give."""
    ended = view.text[item.passage.start : item.passage.end].rstrip()[-1:] in ".!?" and not _goes_on(view, item)
    right = min(item.right, _sentence_end(view, item.passage.outer[1]))
    if not ended and (found := frames.after(view, item.passage.outer[1], right)):
        return found
    left = max(item.left, _sentence_start(view, item.passage.outer[0]))
    found = frames.before(view, left, item.passage.outer[0])
    if found is None and view.text[left : item.passage.outer[0]].rstrip().endswith(":"):
        return frames.main_subject(view, left, item.passage.outer[0], ":")
    return found


def _goes_on(view: DocView, item: Placed) -> bool:
    """Whether the sentence goes on after the closing mark: `"Why?" she asked`."""
    rest = view.text[item.passage.outer[1] : item.passage.outer[1] + 160].lstrip(" ,")
    return rest[:1].islower() or _NAME_SAID.match(rest) is not None


def _sentence_end(view: DocView, at: int) -> int:
    return max(view.sentence_at(at)[1], view.sentence_at(min(at + 2, len(view.text)))[1])


def _sentence_start(view: DocView, at: int) -> int:
    return view.sentence_at(at)[0]


def _led_to(view: DocView, item: Placed) -> Source | None:
    """The person named first in the sentence that leads to a whole one: `Lee had the last word. "I vote no."`"""
    start = item.passage.outer[0]
    if start - item.left < 3 or not _ENDS.search(view.text[item.passage.start : item.passage.end]):
        return None
    lead = view.sentence_at(start - 2)
    if lead[1] > start or lead[0] < item.left:
        return None
    named = (mention for mention in view.mentions_within(*lead) if mention.kind == "person")
    first = next(named, None)
    return Source(first.start, first.end, None, first) if first else None


def _from_before(
    view: DocView, placed: list[Placed], sources: list[Source | None], index: int, item: Placed
) -> Source | None:
    position = bisect_left(view.paragraphs, item.paragraph)
    if not position or item.passage.outer[0] - item.paragraph[0] > 2:
        return None
    previous = view.paragraphs[position - 1]
    if index and placed[index - 1].paragraph == previous:
        return sources[index - 1]
    last = view.sentence_at(previous[1] - 1)
    return frames.before(view, max(last[0], previous[0]), previous[1]) or _last_named(view, previous)


def _last_named(view: DocView, paragraph: tuple[int, int]) -> Source | None:
    """The person whom the paragraph before is about: the first one named in its last sentence that names one."""
    people = [mention for mention in view.mentions_within(*paragraph) if mention.kind == "person"]
    if not people:
        return None
    start, end = view.sentence_at(people[-1].start)
    first = next((mention for mention in people if start <= mention.start < end), people[-1])
    return Source(first.start, first.end, None, first)


def _is_speech(view: DocView, item: Placed, source: Source | None) -> bool:
    """Whether a passage is said or written by somebody, and no title, nickname or scare quote."""
    passage = item.passage
    words = passage.words(view.text)
    if len(words) < FEWEST_FRAMED or (len(words) < FEWEST_WORDS and (source is None or source.cue is None)):
        return False
    if _is_title(view, item, words):
        return False
    whole = bool(_ENDS.search(view.text[passage.start : passage.end])) or not passage.closed
    return whole or (source is not None and source.cue is not None)


def _is_title(view: DocView, item: Placed, words: list[str]) -> bool:
    """Whether a passage is the title of a work, a show or a headline: all its words of weight begin with a capital."""
    passage = item.passage
    if _BYLINE.match(view.text, passage.outer[1]):
        return True
    long = [word for word in words if len(word.strip(",.’'")) > 3 or word[:1].isdigit()]
    if not long or len(words) >= 12 or any(word[:1].islower() for word in long):
        return False
    ended = _ENDS.search(view.text[passage.start : passage.end])
    return not ended or len(long) > 1 or NAMED_AS.search(view.text[item.left : passage.outer[0]]) is not None


def _quote(view: DocView, item: Placed, source: Source | None) -> Quote:
    start, end = item.passage.start, item.passage.end
    if source is None:
        return Quote(start, end, view.text[start:end])
    name, known = resolved(view, source)
    return Quote(start, end, view.text[start:end], name, source.start, source.end, source.cue, known)
