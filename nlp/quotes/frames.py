"""Who a quotation's own sentence gives it to: the frame `"…," she said` and its many turns.

Works with words and mentions, without a parser: a cue verb is found beside or before the quotation, and the source is
the name, pronoun or noun phrase that stands as its subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.quotes.cues import ACCORDING, ADVERBS, CUE, DETERMINER, FRAMING, PRONOUN
from nlp.view import DocView
from watchdesk.records import Mention

SPEAKERS = frozenset(
    (
        "person",
        "company",
        "agency",
        "advocacy_group",
        "court",
        "legislature",
        "university",
        "media",
        "law_firm",
        "other_org",
    )
)
_BREAK = re.compile(
    r"[.!?;:]\s|\b(?:and|but|as|when|while|because|although|though|after|before|since|if|where|that)\s", re.IGNORECASE
)
_HARD_END = (
    r"[,;:?!()\[\]—–\"“”]|(?<!\b[A-Z])(?<!\bGov)(?<!\bSen)(?<!\bRep)(?<!\bGen)(?<!\bCol)(?<!\bJr)(?<!\bSt)\.(?=\s|$)"
)
_NOUN_END = re.compile(rf"{_HARD_END}|\s(?:who|which|that|in|on|at|during|after|before|when|as|while|and|but|to|by)\b")
_LONG_END = re.compile(rf"{_HARD_END}|\s(?:who|which|that|during|after|before|when|while|but)\b")
_CAPITALS = re.compile(
    r"(?:(?:[A-Z][\w.'’-]*|of|for|and|the|[a-z]+(?:woman|man|person|er|or|ist))\s+){0,6}[A-Z][\w'’-]+$"
)
_STARTS = re.compile(
    r"[\s“\"]*(?:(?:And|But|Then|Later|So|Yet|In [^,]{3,60},|On [^,]{3,40},|At [^,]{3,40},)\s+)?"
    r"(?P<who>[Hh]e|[Ss]he|[Tt]hey)\b"
)
FEW = 4
"""Words of a plural without an article, such as `civil rights groups`."""
INVERTED = FRAMING - {"tell", "tells", "told", "telling"}
"""Verbs that stand ahead of their subject too; after `told` comes who was told."""
_RANK = re.compile(
    r"(?:(?:Lt|Sgt|Cpl|Capt|Det|Insp|Supt|Cmdr|Maj|Col|Gen|Adm|Sen|Rep|Gov|Atty|Dr|Prof|Mr|Mrs|Ms|Rev|Hon|St)\.\s+)+"
)
_PHRASE_AHEAD = re.compile(r"\s*(?:In|At|On|Under|With|From|By|Through) (?:its|their|his|her|the|an?) ")
_LEAD = re.compile(r"\s*[,—–-]*\s*")
_APPOSITION = re.compile(r"^\s*(?:['’]s\b[^,]*)?[,(].*[,)]\s*$|^\s+\([^)]*\)\s*$|^\s*,?\s*who\b.*$|^\s*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Source:
    """The source as written: its span, the mention in it, if any, and the cue that gave it."""

    start: int
    end: int
    cue: str | None
    mention: Mention | None = None


def after(view: DocView, start: int, end: int) -> Source | None:
    """The source in the words that follow a quotation: `said Smith`, `Smith said`, `according to Smith`."""
    lead = _LEAD.match(view.text, start, end)
    begin = lead.end() if lead else start
    for cue in CUE.finditer(view.text, begin, end):
        if _is_noun(view, cue.start(), begin):
            continue
        between = view.text[begin : cue.start()].strip()
        if not between or ACCORDING.match(cue.group() + " "):
            return _subject_after(view, cue, end) or (_subject_before(view, begin, cue) if between else None)
        if cue.group().lower().endswith("ing"):
            continue
        source = _subject_before(view, begin, cue)
        if source is not None:
            return source
        if cue.group().lower() in INVERTED:
            return _subject_after(view, cue, end)
    return None


def before(view: DocView, start: int, end: int) -> Source | None:
    """The source in the words that lead to a quotation: `Smith said: `, `in a letter, Smith wrote that`."""
    cues = list(CUE.finditer(view.text, start, end))
    for cue in reversed(cues):
        if _is_noun(view, cue.start(), start):
            continue
        if ACCORDING.match(cue.group() + " "):
            source = _subject_after(view, cue, end)
        elif cue.group().lower().endswith("ing"):
            source = main_subject(view, start, cue.start(), cue.group())
        else:
            source = _subject_before(view, start, cue) or _inverted(view, cue, end)
        if source is not None:
            return source
    return None


def main_subject(view: DocView, start: int, end: int, cue: str | None) -> Source | None:
    """The subject of a whole sentence: a pronoun that it begins with, else its first name."""
    pronoun = _STARTS.match(view.text, start, end)
    if pronoun:
        return Source(pronoun.start("who"), pronoun.end("who"), cue)
    named = next((mention for mention in view.mentions_within(start, end) if mention.kind in SPEAKERS), None)
    return Source(named.start, named.end, cue, named) if named else None


def _is_noun(view: DocView, at: int, start: int) -> bool:
    """Whether a cue word is a noun here: `the report`, `its call`, `a post on`, `other states`."""
    return (
        re.search(
            r"\b(?:the|a|an|this|that|its|his|her|their|our|no|new|any|of|for|in|other|such|every|each|another)\s$",
            view.text[max(start, at - 9) : at],
            re.I,
        )
        is not None
    )


def _inverted(view: DocView, cue: re.Match[str], end: int) -> Source | None:
    return _subject_after(view, cue, end) if cue.group().lower() in INVERTED else None


def _subject_before(view: DocView, start: int, cue: re.Match[str]) -> Source | None:
    """The subject that stands ahead of a cue verb, an apposition between them left out."""
    stop = _without_adverbs(view.text, start, cue.start())
    clause = _clause_start(view, start, stop)
    pronoun = PRONOUN.search(view.text, clause, stop)
    if pronoun and pronoun.end() == stop and pronoun.group().lower() != "who":
        return Source(pronoun.start(), stop, cue.group())
    named = [
        mention for mention in view.mentions_within(start, stop) if mention.kind in SPEAKERS and mention.end <= stop
    ]
    for mention in named:
        if mention.start >= clause and _APPOSITION.match(view.text[mention.end : stop]):
            return _of(mention, cue)
    for mention in reversed(named):
        if _APPOSITION.match(view.text[mention.end : stop]):
            return _of(mention, cue)
    return _noun_phrase(view, clause, stop, cue)


def _subject_after(view: DocView, cue: re.Match[str], end: int) -> Source | None:
    """The subject that follows a cue verb: the first name of the phrase, or the phrase itself."""
    start = cue.end()
    while start < end and view.text[start].isspace():
        start += 1
    rank = _RANK.match(view.text, start, end)
    start = rank.end() if rank else start
    last = _until(_NOUN_END, view.text, start, end)
    mention = _head(view, start, last) or _head(view, start, _until(_LONG_END, view.text, start, end))
    if mention is not None:
        return _of(mention, cue)
    phrase = view.text[start:last].strip()
    if re.fullmatch(r"(?:he|she|they)", phrase, re.IGNORECASE) or DETERMINER.match(phrase):
        return Source(start, last, cue.group())
    return None


def _until(border: re.Pattern[str], text: str, start: int, end: int) -> int:
    found = border.search(text, start, end)
    return found.start() if found else end


def _head(view: DocView, start: int, end: int) -> Mention | None:
    """The person of a noun phrase, else an organisation that it begins with or is spoken for by."""
    within = [mention for mention in view.mentions_within(start, end) if mention.kind in SPEAKERS]
    people = [mention for mention in within if mention.kind == "person"]
    if people and not DETERMINER.match(view.text[start : people[0].start]):
        return people[0]
    if within and (
        within[0].start - start <= 4
        or re.search(r"spokes|representative|statement", view.text[start:end], re.IGNORECASE)
    ):
        return people[0] if people else within[0]
    return people[0] if people else None


def _of(mention: Mention, cue: re.Match[str]) -> Source:
    return Source(mention.start, mention.end, cue.group(), mention)


def _without_adverbs(text: str, start: int, stop: int) -> int:
    """The end of the words ahead of a verb, adverbs and auxiliaries taken off."""
    for _ in range(6):
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        adverb = ADVERBS.search(text, max(start, stop - 40), stop)
        if adverb is None:
            break
        stop = adverb.start()
    return stop


def _clause_start(view: DocView, start: int, stop: int) -> int:
    """Where the clause begins that ends at `stop`: after the last sentence border or conjunction."""
    begin = start
    for border in _BREAK.finditer(view.text, start, stop):
        inside = any(mention.start < border.end() <= mention.end for mention in view.mentions_within(start, stop))
        begin = begin if inside else border.end()
    return begin


def _noun_phrase(view: DocView, start: int, stop: int, cue: re.Match[str]) -> Source | None:
    """A source without a name: from the first determiner of the clause, or its last comma, to the verb."""
    stop = stop - 1 if view.text[stop - 1 : stop] == "," else stop
    comma = view.text.rfind(",", start, stop)
    begin = comma + 1 if comma >= 0 and stop - comma > 3 else start
    ahead = _PHRASE_AHEAD.match(view.text, begin, stop)
    first = (DETERMINER.search(view.text, ahead.end(), stop) if ahead else None) or DETERMINER.search(
        view.text, begin, stop
    )
    if first is not None:
        plural = first.group().endswith("s") and first.end() == stop and len(view.text[begin:stop].split()) <= FEW
        return Source(_skipped(view.text, begin) if plural else first.start(), stop, cue.group())
    capitals = _CAPITALS.search(view.text, begin, stop)
    return Source(capitals.start(), stop, cue.group()) if capitals and capitals.end() == stop else None


def _skipped(text: str, at: int) -> int:
    """The place of the next letter."""
    while at < len(text) and text[at].isspace():
        at += 1
    return at
