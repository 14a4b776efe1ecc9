"""What stands on a page: where the subject, a conflict and look-alikes are named. Facts only, no verdict."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nlp.subject.phrases import Hit, Phrases, Text
from nlp.subject.terms import ANY_LANGUAGE, ByLanguage, Subject

OPENING = 3000
"""Characters of the text that are weighed; a page says what it is about in its opening. Mentions are sought in all."""
NEAR = 160
"""A conflict is near the subject within this many characters, whatever the sentence marks say."""
_EXAMPLE = (
    r"(?:such as|like|including|include|e\.g\.|for example|and other|from|wie|etwa|tels? que|comme|como|come|takie jak)"
    r"\s+(?:[\w'’\- ]+,\s+){0,6}(?:and\s+|or\s+)?[\w'’\- ]{0,25}$"
)
_COMMA_BEFORE = r"[\w)]+,\s+(?:and\s+|or\s+)?(?:[\w'’\-]+\s+){0,2}$"
_COMMA_AFTER = r"\s*(?:technology|software|systems?|tools?|cameras?|data)?(?:,\s|\s+and\s+\w+(?:\s+\w+)?[.,;])"
_SENTENCE_END = r"[.!?。！？][\"”’»」』)]*(?:\s+|$)|(?<=[。！？])|\n\s*\n"


@dataclass(frozen=True, slots=True)
class Part:
    """Title or opening of a page with the places that name the subject."""

    text: Text
    subject: tuple[Hit, ...]
    sentences: tuple[tuple[int, int], ...]

    def near(self, hit: Hit) -> bool:
        """Whether a hit shares a sentence with the subject or stands close to it."""
        return any(self._close(hit, named) for named in self.subject)

    def _close(self, hit: Hit, named: Hit) -> bool:
        if abs(hit.start - named.start) <= NEAR:
            return True
        return any(start <= hit.start < end and start <= named.start < end for start, end in self.sentences)


@dataclass(frozen=True, slots=True)
class Found:
    """Hits of one group of phrases: in the title, near the subject, and elsewhere in the opening."""

    title: tuple[Hit, ...]
    near: tuple[Hit, ...]
    elsewhere: tuple[Hit, ...]

    @property
    def first(self) -> str | None:
        """The words that show it best: of the title, else near the subject, else anywhere."""
        return next((hit.words for hits in (self.title, self.near, self.elsewhere) for hit in hits), None)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a verdict may rest on; `hinted`: a word near to the subject is in the title."""

    language: str
    title: Part
    opening: Part
    companies: tuple[Hit, ...]
    total: int
    conflict: Mapping[str, Found]
    state: Found
    lookalikes: Mapping[str, Found]
    listed: int
    hinted: bool


def read(subject: Subject, title: str, text: str, language: str | None) -> Reading | None:
    """Find all groups on a page; None where nothing on it names the subject."""
    head, body, opening = Text.of(title), Text.of(text), Text.of(text[:OPENING])
    in_title, in_body = named(subject, head, body), named(subject, body, head)
    if not in_title and not in_body:
        return None
    spoken = _language(subject, head, body, language)
    parts = _part(head, in_title), _part(opening, [hit for hit in in_body if hit.end <= len(opening.plain)])
    return Reading(
        language=spoken,
        title=parts[0],
        opening=parts[1],
        companies=tuple(hit for hit in (*in_title, *parts[1].subject) if _is_company(subject, hit)),
        total=len(in_title) + len(in_body),
        conflict={aspect: _found(_of(groups, spoken), parts) for aspect, groups in subject.conflict.items()},
        state=_found(_of(subject.state_use, spoken), parts),
        lookalikes={group: _found([phrases], parts) for group, phrases in subject.lookalikes.items()},
        hinted=subject.near_words.stands_in(head),
        listed=sum(_in_list(opening.plain, hit) for hit in parts[1].subject),
    )


def named(subject: Subject, text: Text, beside: Text) -> list[Hit]:
    """Where a text names the subject: its terms in any language, its companies, and what stands for it in company.

    `beside` is the rest of the page: words that are the subject's only near others may have them there.
    """
    hits = [hit for phrases in subject.terms.values() for hit in phrases.find(text)]
    hits += subject.companies.find(text)
    if subject.near_words.stands_in(text) or subject.near_words.stands_in(beside):
        hits += subject.near_terms.find(text)
    hits += _ambiguous_companies(subject, text, beside)
    return list(_apart(sorted(hits, key=lambda hit: (hit.start, -hit.end))))


def _ambiguous_companies(subject: Subject, text: Text, beside: Text) -> list[Hit]:
    """Names that mean other things too, where a word close by, or a term anywhere, says that the company is meant."""
    hits = subject.near_companies.find(text)
    if not hits:
        return []
    named = any(phrases.stands_in(part) for phrases in subject.terms.values() for part in (text, beside))
    around = [(hit, Text.of(text.plain[max(0, hit.start - NEAR) : hit.end + NEAR])) for hit in hits]
    return [hit for hit, words in around if named or subject.company_words.stands_in(words)]


def _is_company(subject: Subject, hit: Hit) -> bool:
    words = Text.of(hit.words)
    return subject.companies.stands_in(words) or subject.near_companies.stands_in(words)


def _apart(hits: list[Hit]) -> Iterator[Hit]:
    """The longest of overlapping hits, each place once."""
    end = -1
    for hit in hits:
        if hit.start >= end:
            yield hit
            end = hit.end


def _language(subject: Subject, head: Text, body: Text, language: str | None) -> str:
    """The two-letter code as given, else the language whose terms stand on the page, else English."""
    if language:
        return language.lower()[:2]
    speaking = (code for code, phrases in subject.terms.items() if phrases.stands_in(head) or phrases.stands_in(body))
    return next(speaking, "en")


def _of(groups: ByLanguage, language: str) -> list[Phrases]:
    return [groups[code] for code in dict.fromkeys((language, ANY_LANGUAGE)) if code in groups]


def _part(text: Text, hits: list[Hit]) -> Part:
    borders = [0, *(match.end() for match in re.finditer(_SENTENCE_END, text.plain)), len(text.plain)]
    return Part(text, tuple(hits), tuple(itertools.pairwise(borders)))


def _found(phrases: list[Phrases], parts: tuple[Part, Part]) -> Found:
    title, opening = parts
    hits = [hit for group in phrases for hit in group.find(opening.text) if not _inside(hit, opening.subject)]
    headline = [hit for group in phrases for hit in group.find(title.text) if not _inside(hit, title.subject)]
    near = tuple(hit for hit in hits if opening.near(hit))
    return Found(tuple(headline), near, tuple(hit for hit in hits if hit not in near))


def _inside(hit: Hit, named: tuple[Hit, ...]) -> bool:
    """Whether a hit is part of the subject's own name, such as `surveillance` in `face surveillance`."""
    return any(other.start <= hit.start and hit.end <= other.end for other in named)


def _in_list(text: str, hit: Hit) -> bool:
    """Whether the subject is one item of an enumeration or an example."""
    before, after = text[max(0, hit.start - 120) : hit.start], text[hit.end : hit.end + 40]
    if re.search(_EXAMPLE, before, re.IGNORECASE):
        return True
    return bool(re.search(_COMMA_BEFORE, before) and re.match(_COMMA_AFTER, after))
