"""OPML 2.0 (http://opml.org/spec2.opml) in and out: the feeds a newsroom reads, as other readers exchange them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml import etree

from watchdesk.errors import BadInput
from watchdesk.records import Source
from watchdesk.urls import host, is_http


def read_opml(text: bytes) -> list[Source]:
    """The feeds of an OPML document as sources of the newsroom's own; BadInput where it is none, or names no feed.

    Ids are made of the titles and are unique; an outline's folder becomes the group. Entities are never resolved.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise BadInput(f"OPML: not XML: {' '.join(str(fault).split())[:150]}") from fault
    if root is None or str(root.tag).lower() != "opml":
        raise BadInput("OPML: the document has no <opml> element; export your feeds as OPML and give that file")
    found = list(_unique(_feeds(root)))
    if not found:
        raise BadInput("OPML: no outline with an xmlUrl; the file names no feed")
    return found


def write_opml(sources: Iterable[Source]) -> str:
    """The sources that have a feed as an OPML document, grouped as in the catalog."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "watchdesk sources"
    body = etree.SubElement(root, "body")
    folders: dict[str, etree._Element] = {}
    for source in sources:
        if not source.feed:
            continue
        folder = folders.get(source.group)
        if folder is None:
            folder = folders[source.group] = etree.SubElement(body, "outline", text=source.group or "sources")
        facts = {"type": "rss", "text": source.name, "title": source.name, "xmlUrl": source.feed}
        facts |= {"htmlUrl": source.homepage} if source.homepage else {}
        facts |= {"language": source.language} if source.language else {}
        etree.SubElement(folder, "outline", facts)
    document = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return bytes(document).decode()


def _feeds(root: etree._Element) -> Iterator[Source]:
    for outline in root.iter("outline"):
        facts = {str(key).lower(): str(value).strip() for key, value in outline.attrib.items()}
        feed = facts.get("xmlurl", "")
        if not is_http(feed):
            continue
        name = facts.get("title") or facts.get("text") or host(feed)
        parent = outline.getparent()
        group = str(parent.get("text", "")) if parent is not None and parent.tag == "outline" else ""
        page = facts.get("htmlurl", "")
        yield Source(
            id=_slug(name) or _slug(host(feed)),
            name=name,
            kind="other",
            homepage=page if is_http(page) else None,
            language=facts.get("language") or None,
            feed=feed,
            group=group or "own",
            evidence="OPML",
            enabled=True,
        )


def _unique(sources: Iterable[Source]) -> Iterator[Source]:
    """Each feed once, each id once."""
    feeds: set[str | None] = set()
    ids: dict[str, int] = {}
    for source in sources:
        if source.feed in feeds:
            continue
        feeds.add(source.feed)
        ids[source.id] = ids.get(source.id, 0) + 1
        if ids[source.id] == 1:
            yield source
        else:
            yield _renamed(source, f"{source.id}-{ids[source.id]}")


def _renamed(source: Source, identifier: str) -> Source:
    return replace(source, id=identifier)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80]
