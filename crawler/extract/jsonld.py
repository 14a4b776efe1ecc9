"""JSON-LD (schema.org) in a page: what its article says about itself, read tolerantly.

Format: https://www.w3.org/TR/json-ld11/ as used in https://schema.org/Article; only what publishers write in practice.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

from crawler.extract.html import address_parts

Item = Mapping[str, Any]
ARTICLE_TYPES = frozenset(
    [
        "article",
        "newsarticle",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "opinionnewsarticle",
        "asknewsarticle",
        "backgroundnewsarticle",
        "reviewnewsarticle",
        "advertisercontentarticle",
        "satiricalarticle",
        "scholarlyarticle",
        "techarticle",
        "blogposting",
        "liveblogposting",
        "socialmediaposting",
        "discussionforumposting",
        "report",
        "pressrelease",
        "review",
    ]
)
_PAGE_TYPES = frozenset(["webpage", "itempage", "creativework", "videoobject", "imagegallery", "mediagallery"])
_MAX_SCRIPT, _MAX_ITEMS, _MAX_DEPTH = 1_500_000, 3000, 8
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_CONTROL = re.compile(r"[\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class Linked:
    """All items of a page by type, and the one that stands for the page's article."""

    items: tuple[Item, ...] = ()
    by_id: Mapping[str, Item] = field(default_factory=dict)
    article: Item | None = None
    page: Item | None = None

    def resolve(self, value: Any) -> Any:
        """A reference `{"@id": …}` as the item it names; anything else unchanged."""
        if isinstance(value, Mapping) and set(value) <= {"@id", "@type"} and isinstance(value.get("@id"), str):
            return self.by_id.get(value["@id"], value)
        return value


def types_of(item: Item) -> frozenset[str]:
    """The schema.org types of an item in lower case, without address or prefix."""
    given = item.get("@type")
    names = given if isinstance(given, list) else [given]
    return frozenset(re.split(r"[/:#]", name)[-1].lower() for name in names if isinstance(name, str))


def read(root: HtmlElement, url: str) -> Linked:
    """All JSON-LD of a page; broken scripts are left out."""
    items: list[Item] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            items.extend(_flat(_loaded(script.text), 0))
        if len(items) > _MAX_ITEMS:
            break
    by_id = {item["@id"]: item for item in items if isinstance(item.get("@id"), str) and len(item) > 2}
    article = _main(items, ARTICLE_TYPES, url) or _dated(items)
    return Linked(tuple(items), by_id, article, _main(items, _PAGE_TYPES, url))


def _loaded(text: str) -> Any:
    if len(text) > _MAX_SCRIPT:
        return None
    clean = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip().rstrip(";")
    for text_form in (clean, _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", clean)), html.unescape(clean)):
        try:
            return json.loads(text_form, strict=False)
        except (ValueError, RecursionError):
            continue
    try:  # two objects in one script
        return json.JSONDecoder(strict=False).raw_decode(clean)[0]
    except (ValueError, RecursionError):
        return None


def _flat(value: Any, depth: int) -> Iterator[Item]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for part in value:
            yield from _flat(part, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart"):
            if isinstance(value.get(key), (dict, list)):
                yield from _flat(value[key], depth + 1)


def _main(items: list[Item], wanted: frozenset[str], url: str) -> Item | None:
    """The item about this page: named by address first, then the one that says most about itself."""
    found = [item for item in items if types_of(item) & wanted]
    return max(found, key=lambda item: _fit(item, url), default=None)


def _dated(items: list[Item]) -> Item | None:
    """A page of another kind (how-to, recipe, event …) that says who made it and when."""
    return next((item for item in items if "datePublished" in item and ("headline" in item or "name" in item)), None)


def _fit(item: Item, url: str) -> tuple[bool, int]:
    facts = sum(key in item for key in ("headline", "datePublished", "author", "articleBody", "publisher"))
    return names(item, url), facts


def names(item: Item, url: str) -> bool:
    """Whether an item states an address that ends like that of the page."""
    stated = [item.get("url"), item.get("@id"), item.get("mainEntityOfPage")]
    addresses = [value.get("@id") or value.get("url") if isinstance(value, Mapping) else value for value in stated]
    tail = address_parts(url).path.rstrip("/").rsplit("/", 1)[-1]
    return bool(tail) and any(isinstance(a, str) and tail in a for a in addresses)


def texts(value: Any) -> list[str]:
    """Strings of a property: plain, in a list, or as `@value`; entities resolved, markup dropped."""
    values = value if isinstance(value, list) else [value]
    plain = [v.get("@value") if isinstance(v, Mapping) else v for v in values]
    return [clean for v in plain if isinstance(v, str) and (clean := clean_text(v))]


_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")


def clean_text(text: str) -> str:
    """A value without entities and markup on one line; entities written twice are resolved twice."""
    once = html.unescape(text)
    twice = html.unescape(once) if "&" in once else once
    return " ".join(_TAG.sub("", twice).replace("\u200b", "").replace("\xad", "").split())
