"""The meta tags of a page: name, property, itemprop and http-equiv in one look-up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.extract.jsonld import clean_text

_MAX_TAGS = 2000


@dataclass(frozen=True, slots=True)
class Meta:
    """Lower-case name → its contents in page order."""

    values: Mapping[str, tuple[str, ...]]

    def all(self, name: str) -> tuple[str, ...]:
        """Every content of that name, cleaned."""
        return self.values.get(name, ())

    def first(self, *names: str) -> str | None:
        """The first content of the first name that the page has."""
        return next((self.values[name][0] for name in names if name in self.values), None)


def read(root: HtmlElement) -> Meta:
    """All meta tags that have a name and a content."""
    found: dict[str, list[str]] = {}
    for name, content in _pairs(root):
        found.setdefault(name, []).append(content)
    return Meta({name: tuple(contents) for name, contents in found.items()})


def _pairs(root: HtmlElement) -> Iterator[tuple[str, str]]:
    for count, tag in enumerate(root.iter("meta")):
        if count > _MAX_TAGS:
            return
        content = clean_text((tag.get("content") or "")[:4000])
        if not content:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            for name in (tag.get(attribute) or "").lower().split():
                yield name, content
