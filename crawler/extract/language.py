"""The language of an article: what its text is written in decides, what the page declares breaks ties."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.extract.meta import Meta
from watchdesk.records import Candidate

_CODE = re.compile(r"[a-z]{2,3}(?![a-z])", re.IGNORECASE)
_MIN_TEXT = 120


def languages(root: HtmlElement | None, meta: Meta, text: str) -> tuple[Candidate, ...]:
    """ISO 639-1 codes, best first. The text is asked only where nothing is declared: it costs more than all meta."""
    declared = [
        ("html.lang", _lang_of(root)),
        ("meta.content-language", meta.first("content-language")),
        ("meta.og:locale", meta.first("og:locale")),
        ("meta.inlanguage", meta.first("inlanguage", "dc.language", "language")),
    ]
    found = [
        Candidate(code[0].lower(), rule, 1.0)
        for rule, value in declared
        if value and (code := _CODE.match(value.strip()))
    ]
    if not found and len(text) >= _MIN_TEXT:
        found.append(Candidate(_of_text(text), "text", 0.5))
    return tuple(found)


def _lang_of(root: HtmlElement | None) -> str | None:
    if root is None:
        return None
    return root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")


def _of_text(text: str) -> str:
    import py3langid  # loads its model at the first page that declares nothing

    code, _ = py3langid.classify(text[:3000])
    return str(code)
