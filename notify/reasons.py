"""Why an article is here, in the words of the article itself: the sentence that shows it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from storage.rows import ArticlePage, WatchHit

# Fewer words are a section's name or a place line, not a sentence that shows anything.
SENTENCE_WORDS = 5
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+|\n\s*\n")
_TYPE = "type: "


def telling(sentence: str) -> bool:
    """Whether a sentence is long enough to show something."""
    return len(sentence.split()) >= SENTENCE_WORDS


def shown(hit: WatchHit, page: ArticlePage | None) -> tuple[str, str]:
    """The reason and the sentence to show for a hit; `page` is its article where it is at hand.

    For a kind of event that is the sentence that tells the event, and only kinds that the article has are named. For a
    name whose first mention stands in a section's label it is the first whole sentence that has it; where nothing
    shows more than a label, the first whole sentence of the text.
    """
    if page is None:
        return _in_words(hit.reason), hit.sentence
    types = {event.type for event in page.events}
    parts = [part for part in hit.reason.split("; ") if not part.startswith(_TYPE) or part[len(_TYPE) :] in types]
    told = [event.sentence for event in page.events if f"{_TYPE}{event.type}" in parts]
    candidates = (*told, hit.sentence, *_with_names(page, hit.reason), *_SENTENCE_END.split(page.text))
    sentence = next((text for text in candidates if telling(text)), hit.sentence)
    return _in_words("; ".join(parts) or hit.reason), sentence.strip()


def _in_words(reason: str) -> str:
    """A reason as a reader says it: `type: wrongful_arrest` is told as a wrongful arrest."""
    parts = (
        part.removeprefix(_TYPE).replace("_", " ") if part.startswith(_TYPE) else part for part in reason.split("; ")
    )
    return "; ".join(parts)


def _with_names(page: ArticlePage, reason: str) -> Iterator[str]:
    for mention in page.mentions:
        if mention.where == "text" and (mention.text in reason or mention.entity.name in reason):
            yield _sentence_at(page.text, mention.start)


def _sentence_at(text: str, position: int) -> str:
    start, end = 0, len(text)
    for gap in _SENTENCE_END.finditer(text):
        if gap.end() <= position:
            start = gap.end()
        elif gap.start() > position:
            end = gap.start()
            break
    return text[start:end].strip()
