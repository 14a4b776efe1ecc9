"""Bytes → one lxml tree that every part of the extraction shares; size, depth and node count are bounded here."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

MAX_HTML = 5_000_000
MAX_NODES = 25_000
_LONG_TAG, _MAX_ATTRIBUTES = 1500, 200
# A tag from its name to its end, quoted values whole (HTML Standard 13.2.5: a quote opens a value only after `=`);
# possessive, so that a page is gone through once whatever it holds.
_REST = r"(?:=\s*+\"[^\"]*+(?:\"|\Z)|=\s*+'[^']*+(?:'|\Z)|[^>=]++|=)*+"
_TAG = re.compile(rf"<[a-zA-Z]{_REST}")
# The same, with what is no markup taken whole: scripts, styles and comments hold quotes and brackets of their own.
_MARKUP = re.compile(
    rf"<!--(?s:.*?)(?:-->|\Z)|(?P<open><(?P<raw>script|style|textarea|title)\b{_REST})(?P<held>(?s:.*?)(?=</(?P=raw)|\Z))"
    rf"|(?P<tag><[a-zA-Z]{_REST})",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))")
_BETWEEN = re.compile(r"[\s/]+")
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# What browsers read under these names (WHATWG Encoding Standard, "names and labels").
_LABELS = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "shift_jis": "cp932",
    "shift-jis": "cp932", "x-sjis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "tis-620": "cp874",
    "utf8": "utf-8", "unicode": "utf-16-le",
}  # fmt: skip
# What never stands in a head (HTML Standard 4.2.1); libxml2 leaves those there that it does not know from HTML 4.
_FLOW = frozenset(
    {"article", "aside", "div", "figure", "footer", "h1", "h2", "header", "main", "nav", "p", "section", "ul"}
)
_NOT_SHOWN = ("script", "style", "noscript", "template", "svg", "iframe", "object", "canvas", "math")


# What begins files that are no page (https://en.wikipedia.org/wiki/List_of_file_signatures).
_FILES = (
    b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"OggS", b"ID3", b"BZh", b"7z\xbc\xaf", b"\xfd7zXZ",
    b"\x7fELF", b"wOFF", b"wOF2", b"\x00\x00\x01\x00", b"Rar!", b"\xd0\xcf\x11\xe0",
)  # fmt: skip
_GZIP, _LAYERS = b"\x1f\x8b\x08", 3


def unpacked(body: bytes) -> bytes:
    """The bytes of a page that a server packed without saying so, at most 5 MB and three layers; else as they are."""
    for _ in range(_LAYERS):
        if not body.startswith(_GZIP):
            break
        try:
            body = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, MAX_HTML)
        except zlib.error:
            break
    return body


def is_file(body: bytes) -> bool:
    """Whether bytes are a picture, an archive or another file that holds no text to read."""
    return body.startswith(_FILES) or body.startswith(_GZIP) or body[4:8] == b"ftyp"


def decoded(body: bytes, declared: str | None = None) -> str:
    """The characters of a page; never raises. Order: byte order mark, valid UTF-8, header, meta, windows-1252."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        # a stray byte or a page cut in mid-character: still UTF-8 when nearly all multi-byte sequences are valid
        if error.start > len(body) - 4 or _mostly_utf8(body):
            return body.decode("utf-8", "replace")
    for label in (declared, _meta_charset(body)):
        text = _decoded_as(body, label)
        if text is not None:
            return text
    return body.decode("cp1252", "replace")


def _mostly_utf8(body: bytes) -> bool:
    sample = body[:400_000]
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken * 20 < sum(1 for character in text if character > "\x7f") - broken


def _meta_charset(body: bytes) -> str | None:
    found = _DECLARED.search(body[:8192])
    return found[1].decode("ascii") if found else None


def _decoded_as(body: bytes, label: str | None) -> str | None:
    if not label:
        return None
    name = _LABELS.get(label.lower(), label)
    try:
        codec = codecs.lookup(name)
        text, _ = codec.decode(body, "replace")
    except (LookupError, UnicodeError, AssertionError):
        return None  # a label that names no text encoding (`charset=base64`)
    return text if isinstance(text, str) and text.count("\ufffd") * 50 <= len(text) + 50 else None


def parsed(text: str) -> HtmlElement | None:
    """The tree of a page, `None` where there is no element at all. Text beyond 5 MB is not looked at."""
    clean = _XML_DECLARATION.sub("", _FORBIDDEN.sub("", text[:MAX_HTML]), count=1)
    if any(map(_has_too_many_attributes, _TAG.findall(clean))):
        clean = _MARKUP.sub(_without_attributes, clean)
    if "<" not in clean:
        return None
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        root = etree.fromstring(clean.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    if root is None or not isinstance(root, HtmlElement):
        return None
    _bound(root)
    _body_out_of_head(root)
    return root


def _body_out_of_head(root: HtmlElement) -> None:
    """A page may leave the body tag out; what begins it must not count as part of the head."""
    head = root.find("head")
    children = list(head) if head is not None else []
    first = next((number for number, child in enumerate(children) if child.tag in _FLOW), None)
    if first is None:
        return
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    for position, child in enumerate(children[first:]):
        body.insert(position, child)


def _has_too_many_attributes(tag: str) -> bool:
    """A tag with thousands of attributes costs minutes to parse, each being compared with all others."""
    return len(tag) >= _LONG_TAG and len(_BETWEEN.split(_QUOTED.sub(" ", tag))) > _MAX_ATTRIBUTES


def _without_attributes(markup: re.Match[str]) -> str:
    """A tag as it is, or without its attributes where it has too many."""
    if markup["tag"]:
        return "<div" if _has_too_many_attributes(markup["tag"]) else markup["tag"]
    if markup["open"] and _has_too_many_attributes(markup["open"]):
        return f"<{markup['raw']}{markup['held']}"
    return markup[0]


def address_parts(url: str) -> SplitResult:
    """The parts of an address; all empty where it is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def plain_text(body: bytes) -> str:
    """The paragraphs of a page that is no markup at all."""
    text = _FORBIDDEN.sub("", decoded(body[:MAX_HTML]))
    return "\n\n".join(clean for part in re.split(r"\n\s*\n", text) if (clean := squeezed(part)))


def _bound(root: HtmlElement) -> None:
    """Drop what comes after the first 25,000 elements: no news page has as many, and time has to stay bounded."""
    for count, element in enumerate(root.iter()):
        if count >= MAX_NODES:
            _drop_from(element)
            return


def _drop_from(element: HtmlElement) -> None:
    node: HtmlElement | None = element
    while node is not None:
        parent = node.getparent()
        if parent is None:
            return
        for later in list(node.itersiblings()):
            parent.remove(later)
        if node is element:
            parent.remove(node)
        node = parent


def squeezed(text: str) -> str:
    """One line: every run of white space is one space, no-break and zero-width ones included."""
    return " ".join(text.replace("\u200b", "").replace("\ufeff", "").replace("\xad", "").split())


def text_of(element: HtmlElement) -> str:
    """The visible text of an element on one line, scripts and styles left out."""
    return squeezed("".join(_pieces(element)))


_BREAKS = frozenset(["br", "p", "div", "li", "td", "th", "tr", "section", "article", "time", "address", "figcaption"])


def _pieces(element: HtmlElement) -> Iterator[str]:
    stack: list[tuple[HtmlElement, bool]] = [(element, False)]
    while stack:
        node, is_done = stack.pop()
        if is_done:
            if node.tag in _BREAKS:
                yield " "
            if node is not element and node.tail:
                yield node.tail
            continue
        if not isinstance(node.tag, str) or node.tag in _NOT_SHOWN:
            if node is not element and node.tail:
                yield node.tail
            continue
        if node.tag in _BREAKS:
            yield " "
        if node.text:
            yield node.text
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))
