"""Feeds as servers really send them: each with what was done to it, and the links a patient reader still finds."""

from __future__ import annotations

import json

A, B = "https://news.test/a-story", "https://news.test/b-story"
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def item(link: str, title: str = "Faces", extra: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{extra}</item>"


def rss(body: str, head: bytes = HEAD, root: str = '<rss version="2.0">', end: str = "</channel></rss>") -> bytes:
    return head + f"{root}<channel><title>News</title>{body}{end}".encode()


def entry(link: str, title: str = "Faces", extra: str = "") -> str:
    return f'<entry><title>{title}</title><link href="{link}"/><id>{link}#id</id>{extra}</entry>'


def atom(body: str, root: str = '<feed xmlns="http://www.w3.org/2005/Atom">', end: str = "</feed>") -> bytes:
    return HEAD + f"{root}<title>News</title>{body}{end}".encode()


def feed(items: object, **more: object) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": items, **more}).encode()


BOTH = item(A) + item(B)
GOOD = rss(BOTH)

# name → (bytes, links that must be found in this order; None: it is no feed and must say so)
FEEDS: dict[str, tuple[bytes, list[str] | None]] = {
    "rss-unclosed-item": (rss(f"<item><title>x</title><link>{A}</link>{item(B)}"), [A, B]),
    "rss-cut-in-second-item": (GOOD[:-60], [A]),
    "rss-cut-in-tag": (GOOD[: GOOD.rfind(b"</item>") + 4], [A, B]),
    "rss-no-end-tags": (rss(BOTH, end=""), [A, B]),
    "rss-bare-ampersand": (rss(item(f"{A}?x=1&y=2", "Police & faces")), [f"{A}?x=1&y=2"]),
    "rss-html-entities": (rss(item(A, "Caf&eacute;&nbsp;&mdash;&rsquo;")), [A]),
    "rss-html-in-title": (rss(item(A, "<b>Faces</b> in <i>shops</i>")), [A]),
    "rss-bom": (b"\xef\xbb\xbf" + GOOD, [A, B]),
    "rss-blank-lines-first": (b"\n\n  \n" + GOOD, [A, B]),
    "rss-comment-first": (b"<!-- cached -->\n" + GOOD, [A, B]),
    "rss-php-warning-first": (b"<br />\n<b>Warning</b>: mysql in <b>/x.php</b><br />\n" + GOOD, [A, B]),
    "rss-no-declaration": (rss(BOTH, head=b""), [A, B]),
    "rss-wrong-encoding": (rss(BOTH, head=b'<?xml version="1.0" encoding="utf-16"?>'), [A, B]),
    "rss-unknown-encoding": (rss(BOTH, head=b'<?xml version="1.0" encoding="klingon"?>'), [A, B]),
    "rss-latin-bytes": (GOOD.replace(b"Faces", b"Caf\xe9"), [A, B]),
    "rss-latin-declared": (
        rss(BOTH, head=b'<?xml version="1.0" encoding="iso-8859-1"?>').replace(b"Faces", b"\xe9"),
        [A, B],
    ),
    "rss-windows-quotes": (GOOD.replace(b"Faces", b"\x93Faces\x94"), [A, B]),
    "rss-utf16": (GOOD.decode().replace("UTF-8", "UTF-16").encode("utf-16"), [A, B]),
    "rss-control-characters": (GOOD.replace(b"Faces", b"Fa\x08ces\x0b"), [A, B]),
    "rss-null-bytes": (GOOD.replace(b"Faces", b"Fa\x00ces"), [A, B]),
    "rss-lone-surrogate": (GOOD.replace(b"Faces", b"\xed\xa0\x80"), [A, B]),
    "rss-unbound-prefix": (rss(item(A, extra="<dc:creator>x</dc:creator><media:x/>")), [A]),
    "rss-upper-case-tags": (GOOD.replace(b"<item>", b"<ITEM>").replace(b"</item>", b"</ITEM>"), [A, B]),
    "rss-link-in-cdata": (rss(item(f"<![CDATA[{A}]]>")), [A]),
    "rss-link-with-spaces": (rss(item(f"\n   {A}\n  ")), [A]),
    "rss-relative-link": (rss(item("/a-story")), [A]),
    "rss-protocol-relative": (rss(item("//news.test/a-story")), [A]),
    "rss-guid-for-link": (rss(f"<item><title>x</title><guid>{A}</guid></item>"), [A]),
    "rss-guid-permalink-true": (rss(f'<item><guid isPermaLink="true">{A}</guid></item>'), [A]),
    "rss-guid-no-permalink": (rss('<item><guid isPermaLink="false">tag-1</guid></item>' + item(B)), [B]),
    "rss-empty-link": (rss(f"<item><title>x</title><link/><guid>{A}</guid></item>"), [A]),
    "rss-atom-link": (rss(f'<item><atom:link xmlns:atom="http://www.w3.org/2005/Atom" href="{A}"/></item>'), [A]),
    "rss-feedburner": (
        rss(
            f"<item><link>https://feeds.test/~r/1</link><feedburner:origLink>{A}</feedburner:origLink></item>",
            root='<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">',
        ),
        [A],
    ),
    "rss-same-item-twice": (rss(item(A) + item(A) + item(B)), [A, B]),
    "rss-no-items": (rss(""), []),
    "rss-items-outside-channel": (HEAD + f"<rss><channel><title>n</title></channel>{BOTH}</rss>".encode(), [A, B]),
    "rss-no-version": (rss(BOTH, root="<rss>"), [A, B]),
    "rss-version-3": (rss(BOTH, root='<rss version="3.14">'), [A, B]),
    "rss-0.91-doctype": (rss(BOTH, head=HEAD + b'<!DOCTYPE rss SYSTEM "http://my.netscape.com/rss-0.91.dtd">'), [A, B]),
    "rss-rdf": (
        HEAD
        + f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel/>'
        f'<item rdf:about="{A}"><title>x</title><link>{A}</link></item></rdf:RDF>'.encode(),
        [A],
    ),
    "rss-bad-dates": (
        rss(item(A, extra="<pubDate>yesterday</pubDate>") + item(B, extra="<pubDate>99/99/9999</pubDate>")),
        [A, B],
    ),
    "rss-empty-date": (rss(item(A, extra="<pubDate></pubDate>")), [A]),
    "rss-javascript-link": (rss(item("javascript:void(0)") + item(B)), [B]),
    "rss-garbage-after": (GOOD + b"<script>track()</script></body></html>", [A, B]),
    "rss-two-documents": (GOOD + rss(item("https://news.test/c")), [A, B, "https://news.test/c"]),
    "atom-plain": (atom(entry(A) + entry(B)), [A, B]),
    "atom-no-namespace": (atom(entry(A), root="<feed>"), [A]),
    "atom-old-namespace": (atom(entry(A), root='<feed version="0.3" xmlns="http://purl.org/atom/ns#">'), [A]),
    "atom-no-link": (atom(f"<entry><title>x</title><id>{A}</id></entry>"), [A]),
    "atom-self-and-alternate": (
        atom(f'<entry><link rel="self" href="https://a.test/1"/><link rel="alternate" href="{A}"/><id>1</id></entry>'),
        [A],
    ),
    "atom-cut": (atom(entry(A) + entry(B))[:-40], [A, B]),
    "atom-xhtml-title": (
        atom(entry(A).replace("<title>", '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">').replace(
            "</title>", "</div></title>")), [A],
    ),
    "json-plain": (feed([{"id": "1", "url": A}, {"id": "2", "url": B}]), [A, B]),
    "json-bom": (b"\xef\xbb\xbf" + feed([{"id": "1", "url": A}]), [A]),
    "json-id-is-address": (feed([{"id": A}, {"id": "2"}]), [A]),
    "json-external": (feed([{"id": "1", "external_url": A}]), [A]),
    "json-odd-items": (feed([None, 7, "x", [], {}, {"url": 5}, {"url": "mailto:a@b"}, {"url": B}]), [B]),
    "json-no-items": (b'{"version": "https://jsonfeed.org/version/1", "title": "x"}', None),
    "json-items-not-a-list": (feed({"a": 1}), None),
    "json-cut": (feed([{"id": "1", "url": A}])[:-10], None),
    "json-deep": (b'{"items": ' + b"[" * 5000, None),
    "html-page": (b"<!doctype html><html><head><title>404</title></head><body><p>Not found</p></body></html>", None),
    "login-wall": (b"<html><body><form action='/login'></form></body></html>", None),
    "plain-text": (b"Invalid feed", None),
    "empty": (b"", None),
    "only-white": (b"   \n  ", None),
    "binary": (bytes(range(256)) * 20, None),
    "pdf": (b"%PDF-1.4 facial recognition", None),
}  # fmt: skip
