"""Letters after a redaction: which of them repeat an article's words, and what is kept in their place.

A body is JSON with the letter's two forms (`html`, `text`) and the reader's `memory` after it, which names articles and
stories by their ids only. Pure.
"""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from storage.snippets import sentence_span

SUBJECT = "This letter was removed: an article in it was redacted"
_TELLING = 25  # characters; a shorter sentence ("He agreed.") may stand in any letter


def sentences(texts: Iterable[str | None]) -> frozenset[str]:
    """Every sentence of the texts that is long enough to be known again, white space folded."""
    found: set[str] = set()
    for text in filter(None, texts):
        at = 0
        while at < len(text):
            start, end = sentence_span(text, at)
            found.add(_folded(text[start:end]))
            at = max(end, at + 1)
            at += len(text[at:]) - len(text[at:].lstrip())
    return frozenset(sentence for sentence in found if len(sentence) >= _TELLING)


@dataclass(frozen=True, slots=True)
class Words:
    """By what an article is known again in a letter: its addresses and its sentences."""

    urls: tuple[str, ...]
    sentences: frozenset[str]

    def stand_in(self, text: str) -> bool:
        """Whether a text, plain or HTML, links to one of the addresses or repeats one of the sentences."""
        whole = _folded(html.unescape(text))
        return any(url in whole for url in self.urls) or any(sentence in whole for sentence in self.sentences)


def tells_of(body: bytes, words: Words) -> bool:
    """Whether a letter of the outbox links to the article or repeats a sentence of it."""
    letter = _unpacked(body)
    forms = [str(letter[name]) for name in ("html", "text") if name in letter]
    return words.stand_in(" ".join(forms) if forms else body.decode("utf-8", "replace"))


def notice(article_id: int, reason: str, sha256: str) -> str:
    """What is said in place of a letter; `sha256` is of the letter as it was stored."""
    return (
        f"The text of this letter was removed because article {article_id}, which it told of, was redacted: {reason}."
        f" SHA-256 of the letter as it was stored: {sha256}."
    )


def forms_of(told: str) -> dict[str, str]:
    """A notice as HTML and as text."""
    return {"html": f"<p>{html.escape(told)}</p>", "text": f"{told}\n"}


def is_without(body: bytes, article_id: int) -> bool:
    """Whether a letter's words were taken out because of that article."""
    return article_id in _unpacked(body).get("redacted", ())


def without_words(body: bytes, article_id: int, reason: str) -> bytes:
    """What is kept of a letter: the reason, the SHA-256 of what stood there, and the reader's memory."""
    letter = _unpacked(body)
    digest = letter.get("sha256") or hashlib.sha256(body).hexdigest()
    kept: dict[str, Any] = {**forms_of(notice(article_id, reason, digest)), "sha256": digest}
    kept |= {"memory": letter["memory"]} if "memory" in letter else {}
    kept["redacted"] = sorted({*letter.get("redacted", ()), article_id})
    return json.dumps(kept, ensure_ascii=False).encode()


def _unpacked(body: bytes) -> dict[str, Any]:
    try:
        letter = json.loads(body)
    except ValueError:
        return {}
    return letter if isinstance(letter, dict) else {}


def _folded(text: str) -> str:
    return " ".join(text.split())
