"""The headline of a page, without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from crawler.extract import jsonld
from crawler.extract.choose import plain, voted
from crawler.extract.html import squeezed, text_of
from crawler.extract.jsonld import Linked
from crawler.extract.meta import Meta
from watchdesk.errors import BadAddress
from watchdesk.records import Candidate
from watchdesk.urls import host

_MAX_TITLE = 400
_MIN_START = 15
_SEPARATOR = re.compile(
    r"\s+[|\-–—·•»«:~/›_]{1,3}\s+|\s*[|｜│ㅣ_]+\s*|(?<=[^\x00-\x7f])[-–—](?=[^\x00-\x7f])|\s+[-–—](?=\S)|:\s"
)
_CJK_TAIL = re.compile(r"[-_–—|][\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,8}$")
_PIPE = re.compile(r"\s*[|｜│ㅣ]\s*|\s+»\s+")  # without spaces around it » is a quotation mark
_STATED = (
    ("og:title", 1.5),
    ("twitter:title", 0.4),
    ("headline", 1.0),
    ("parsely-title", 2.0),
    ("title", 0.4),
    ("dc.title", 0.8),
)
_NOT_A_TITLE = re.compile(
    r"(?:page )?not found|error \d{3}|untitled|home ?page|startseite|open menu.*|access denied|404", re.IGNORECASE
)
_NOT_ALNUM = re.compile(r"[\W_]+")


def titles(root: HtmlElement, meta: Meta, linked: Linked, url: str) -> tuple[Candidate, ...]:
    """All headlines that a page proposes for itself, site name removed, best first."""
    names = site_names(root, meta, linked, url)
    raw = [
        c for c in _stated(root, meta, linked) if 1 < len(c.value) <= _MAX_TITLE and not _NOT_A_TITLE.fullmatch(c.value)
    ]
    others = {plain(c.value) for c in raw}
    cleaned = [Candidate(without_site(c.value, names, others), c.rule, c.weight) for c in raw]
    named = [c for c in cleaned if not _is_site(c.value, names)]
    return voted(_completed(named or cleaned, root))


def _completed(given: list[Candidate], root: HtmlElement) -> list[Candidate]:
    """What breaks off where the visible heading goes on stands for the heading.

    Metadata gets shortened for search engines. A heading of several pieces is left alone: what goes on there is a
    kicker or a subtitle.
    """
    heading = next((c for c in given if c.rule == "dom.h1" and c.weight > 1), None)
    if heading is None or not _is_one_piece(heading, root):
        return given
    whole = plain(heading.value)
    return [Candidate(heading.value, c.rule, c.weight) if _breaks_off(plain(c.value), whole) else c for c in given]


def _is_one_piece(heading: Candidate, root: HtmlElement) -> bool:
    said = plain(heading.value)
    pieces = ([text for text in found.itertext() if text.strip()] for found in islice(root.iter("h1"), 20))
    return any(len(texts) == 1 and plain(texts[0]) == said for texts in pieces)


def _breaks_off(said: str, whole: str) -> bool:
    start = said.rstrip(".… ")
    if len(start) <= _MIN_START or len(start) >= len(whole) or not whole.startswith(start):
        return False
    return whole[len(start)].isspace() or said.endswith((".", "…"))


def _stated(root: HtmlElement, meta: Meta, linked: Linked) -> Iterator[Candidate]:
    if linked.article is not None:
        for value in jsonld.texts(linked.article.get("headline"))[:1]:
            yield Candidate(value, "jsonld.headline", 6.0)
        for value in jsonld.texts(linked.article.get("name"))[:1]:
            yield Candidate(value, "jsonld.name", 0.4)
    for name, weight in _STATED:
        for value in meta.all(name)[:1]:
            yield Candidate(value, f"meta.{name}", weight)
    head = root.find(".//head/title")
    shown = squeezed(head.text_content()) if head is not None else ""
    yield from _headings(root, plain(f"{shown} {meta.first('og:title') or ''}"))
    if shown:
        yield Candidate(shown, "dom.title", 0.8)


def _headings(root: HtmlElement, stated: str) -> Iterator[Candidate]:
    """The first-level headings; of several the one that shares most words with what the page calls itself."""
    shown = [text for heading in islice(root.iter("h1"), 20) if (text := text_of(heading))][:6]
    words = set(stated.split())
    ranked = sorted(shown, key=lambda text: -_shared(set(plain(text).split()), words))
    for number, text in enumerate(ranked):
        likely = len(shown) == 1 or _shared(set(plain(text).split()), words) >= 0.3
        yield Candidate(text, "dom.h1", (2.6 if likely else 0.9) if number == 0 else 0.3)


def _shared(words: set[str], others: set[str]) -> float:
    return len(words & others) / max(1, min(len(words), len(others)))


def _home_links(root: HtmlElement) -> list[str]:
    """What the page calls the place that its links to `/` lead to: the outlet, in short words."""
    links = root.xpath("//a[@href='/' or @rel='home'][position()<4]")
    return [
        text for link in links[:4] if 2 < len(text := text_of(link)) < 50 and text.lower() not in ("home", "startseite")
    ]


def site_names(root: HtmlElement, meta: Meta, linked: Linked, url: str) -> frozenset[str]:
    """What the site calls itself, plain: og:site_name, publisher, application name, host and its labels."""
    found = [meta.first("og:site_name"), meta.first("application-name"), meta.first("al:ios:app_name")]
    for item in linked.items:
        if jsonld.types_of(item) & {"organization", "newsmediaorganization", "website"}:
            found.extend(jsonld.texts(item.get("name"))[:1])
    if linked.article is not None:
        publisher = linked.resolve(linked.article.get("publisher"))
        found.extend(jsonld.texts(publisher.get("name") if isinstance(publisher, dict) else publisher)[:1])
    found.extend(_home_links(root))
    try:
        name = host(url).removeprefix("www.")
    except BadAddress:
        name = ""
    labels = [label for label in name.split(".")[:-1] if len(label) > 3]
    found.extend([name, *labels])
    return frozenset(plain(value) for value in found if value and len(value) < 80)


def _is_site(text: str, names: frozenset[str]) -> bool:
    """Whether a text is the name of the site, spaces, dots and case aside."""
    said = _NOT_ALNUM.sub("", plain(text))
    return not said or any(said == _NOT_ALNUM.sub("", name) for name in names)


def without_site(title: str, names: frozenset[str], others: set[str]) -> str:
    """The title without a leading or trailing site name; what another candidate says in full is what remains."""
    for found in reversed(list(_SEPARATOR.finditer(title))):
        rest, tail = title[: found.start()].strip(), title[found.end() :].strip()
        if rest and (_is_site(tail, names) or (plain(rest) in others and len(rest) > 12)):
            return without_site(rest, names, others)
        if tail and (_is_site(rest, names) or (plain(tail) in others and len(tail) > 12)):
            return without_site(tail, names, others)
    return _before_pipe(title)


def _before_pipe(title: str) -> str:
    """A bar parts headline, section and site; what stands before it is the headline where that is long enough."""
    short = _CJK_TAIL.sub("", title)
    if len(short) >= 8:
        title = short
    parts = _PIPE.split(title)
    if len(parts) > 1 and len(parts[0]) >= 20 and len(parts[0]) >= 0.4 * len(title):
        return parts[0]
    return title
