"""Servers that mean ill: every address gets its reason, nothing hangs, nothing is reached that must not be."""

from __future__ import annotations

import pytest
from cycle_process import configuration, run
from hostile_server import (
    PAGE,
    HostileServer,
    answer,
    bomb,
    drips,
    floods,
    hangs_up,
    html,
    not_here,
    page,
    redirects,
    resets,
    rss,
    sends,
    silent,
    zipped,
)

from storage.archive import Archive
from watchdesk.records import Source

CONFIG = """\
contact: https://example.org/desk
storage: {path: archive.db, evidence: {folder: evidence}}
crawl: {delay_seconds: 0.0, timeout_seconds: {timeout}, max_page_bytes: 1000000, concurrency: 64}
"""
PATIENT, HASTY = 300, 12  # seconds: who must time out is asked apart, so that on a slow machine nobody else does
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
LONG = "x" * 70_000

# host → (what the page's address answers, the reasons that are right for it in the ledger)
PAGES = {
    "endless-body.test": (floods(OK + b"\r\n", b"x" * 65536), {"too_large"}),
    "slow-drip.test": (drips(OK + b"\r\n", b"x"), {"timeout"}),
    "silent.test": (silent, {"timeout"}),
    "hangs-up.test": (hangs_up, {"connection"}),
    "resets.test": (resets, {"connection"}),
    "cut-off.test": (sends(OK + b"Content-Length: 5000\r\n\r\n" + PAGE[:1000]), {"cut_off", "connection"}),
    "not-http.test": (sends(b"\x00\x01\x02SSH-2.0-OpenSSH\r\n\r\n"), {"connection"}),
    "endless-headers.test": (floods(b"HTTP/1.1 200 OK\r\n", b"X-Filler: a\r\n" * 100), {"connection", "timeout"}),
    "long-header.test": (sends(OK + b"X-Long: " + LONG.encode() + b"\r\n\r\n" + PAGE), {"connection", "timeout", ""}),
    "negative-length.test": (sends(OK + b"Content-Length: -5\r\n\r\n" + PAGE), {"connection"}),
    "two-lengths.test": (sends(OK + b"Content-Length: 10\r\nContent-Length: 900000\r\n\r\n" + PAGE), {"connection"}),
    "said-too-large.test": (sends(OK + b"Content-Length: 99999999999\r\n\r\n"), {"too_large"}),
    "bad-chunks.test": (sends(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n"), {"connection", "cut_off"}),
    "endless-chunks.test": (
        floods(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"4000\r\n" + b"x" * 0x4000 + b"\r\n"), {"too_large"},
    ),
    "gzip-bomb.test": (sends(html(bomb(64 * 2**20), "Content-Encoding: gzip")), {"too_large"}),
    "gzip-in-gzip.test": (sends(html(zipped(bomb(64 * 2**20)), "Content-Encoding: gzip, gzip")), {"too_large"}),
    "broken-gzip.test": (sends(html(b"\x1f\x8b\x08garbage", "Content-Encoding: gzip")), {"bad_encoding"}),
    "unknown-coding.test": (sends(html(PAGE[::-1], "Content-Encoding: martian")), {"off_subject"}),
    "odd-status.test": (sends(answer("999 Denied", PAGE)), {"http_999"}),
    "status-0.test": (sends(b"HTTP/1.1 000 \r\nContent-Length: 2\r\n\r\nhi"), {"connection", "empty", "http_0"}),
    "redirect-loop.test": (redirects("http://redirect-loop.test/a/story-about-faces-1"), {"redirect_loop"}),
    "to-file.test": (redirects("file:///etc/passwd"), {"redirect"}),
    "to-javascript.test": (redirects("javascript:alert(1)"), {"redirect"}),
    "to-loopback.test": (redirects("http://127.0.0.1:{canary}/"), {"outside_map"}),
    "to-loopback6.test": (redirects("http://[::1]:{canary}/"), {"outside_map"}),
    "to-mapped6.test": (redirects("http://[::ffff:127.0.0.1]:{canary}/"), {"outside_map"}),
    "to-metadata.test": (redirects("http://169.254.169.254/latest/meta-data/"), {"outside_map"}),
    "to-decimal.test": (redirects("http://2130706433:{canary}/"), {"outside_map", "dns"}),
    "to-localhost.test": (redirects("http://localhost:{canary}/"), {"outside_map"}),
    "to-port.test": (redirects("http://plain.test:{canary}/"), {"port"}),
    "to-credentials.test": (redirects("http://user:pass@127.0.0.1:{canary}/"), {"outside_map"}),
    "to-nowhere.test": (redirects("http:///"), {"redirect", "redirect_loop"}),
    "to-disallowed.test": (redirects("http://keeps-out.test/private/page"), {"robots"}),
    "with-cookie.test": (redirects("http://plain.test/landed", "302 Found", "Set-Cookie: id=secret"), {""}),
    "meta-refresh.test": (
        sends(html(b'<meta http-equiv="refresh" content="0;url=http://127.0.0.1:{canary}/">' + PAGE)),
        {""},
    ),
    "deep-html.test": (sends(html(b"<div>" * 50_000 + b"facial recognition ban" + b"</div>" * 50_000)), {"*"}),
    "null-bytes.test": (sends(html(b"\x00".join(PAGE[i : i + 1] for i in range(len(PAGE))))), {"*"}),
    "control-title.test": (sends(html(PAGE.replace(b"vote<", b"v\x00\x1b[31m\xe2\x80\xaeote<"))), {"*"}),
    "image-as-html.test": (sends(html(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)), {"off_subject", "empty"}),
    "video.test": (sends(answer("200 OK", b"facial recognition" * 100, "Content-Type: video/mp4")), {"content_type"}),
    "junk-pdf.test": (
        sends(answer("200 OK", b"%PDF-1.7\n" + b"\xff" * 5000, "Content-Type: application/pdf")), {"*"},
    ),
    "rests.test": (sends(answer("429 Too Many Requests", b"", "Retry-After: 86400")), {"http_429"}),
    "always-503.test": (sends(answer("503 Service Unavailable", b"")), {"http_503"}),
}  # fmt: skip


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{entities}]>'
    return (
        head + "<rss version='2.0'><channel><item><title>&l9;</title><link>http://plain.test/lol</link></item>"
    ).encode()


def external(kind: str, port: int) -> bytes:
    entity = f'<!ENTITY x SYSTEM "{kind}">'.replace("{canary}", str(port))
    head = f'<?xml version="1.0"?><!DOCTYPE rss [{entity}]><rss version="2.0"><channel>'
    return (head + "<item><title>&x;</title><link>http://plain.test/xxe</link></item></channel></rss>").encode()


def feeds(port: int) -> dict[str, bytes]:
    """Hosts whose feed itself is the attack."""
    return {
        "billion-laughs.test": laughs(),
        "file-entity.test": external("file:///etc/passwd", port),
        "net-entity.test": external("http://127.0.0.1:{canary}/dtd", port),
        "deep-xml.test": b"<rss><channel>" + b"<x>" * 100_000,
        "many-items.test": rss(*(f"http://many-items.test/story-number-{n}" for n in range(300)))[:-90],
        "odd-links.test": rss(
            "javascript:alert(1)", "mailto:a@b.test", "file:///etc/passwd", "ftp://plain.test/x", "http://", "//",
            f"http://plain.test/{'a' * 9000}", "http://[::1", "data:text/html,x", "gopher://plain.test/",
        ),
        "private-links.test": rss(
            f"http://127.0.0.1:{port}/x", f"http://localhost:{port}/x", "http://169.254.169.254/latest/",
            f"http://[::1]:{port}/x", "http://10.0.0.1/router", f"http://0x7f.1:{port}/",
        ),
        "binary-feed.test": bytes(range(256)) * 200,
        "empty-feed.test": b"",
    }  # fmt: skip


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """A crawl of all hosts, in two cycles, and a canary that nothing may ever ask."""
    folder = tmp_path_factory.mktemp("hostile")
    with HostileServer({}) as canary:
        cases = {host: page(host, _aimed(respond, canary.port)) for host, (respond, _) in PAGES.items()}
        cases |= {host: page(host, sends(html(PAGE)), feed=feed) for host, feed in feeds(canary.port).items()}
        cases["plain.test"] = page("plain.test", sends(html(PAGE)))
        disallow = sends(answer("200 OK", b"User-agent: *\nDisallow: /private\n"))
        cases["keeps-out.test"] = page("keeps-out.test", sends(html(PAGE)), robots=disallow)
        for name, robots in ROBOTS.items():
            cases[name] = page(name, sends(html(PAGE)), robots=robots)
        cases |= {
            "self-index.test": _index("self-index.test"),
            "deep-index.test": _index("deep-index.test", deeper=True),
        }
        with HostileServer(cases) as server:
            slow = [_source(host) for host in cases if host in NEVER_DONE]
            rest = [_source(host) for host in cases if host not in NEVER_DONE]
            reports = [
                run(configured(folder, PATIENT), rest, server.hosts),
                run(configured(folder, HASTY), slow, server.hosts),
            ]
            return folder, reports, server.asked, canary.asked


def configured(folder, timeout):
    return configuration(folder, CONFIG.replace("{timeout}", str(timeout)))


NEVER_DONE = {"slow-drip.test", "silent.test", "endless-headers.test", "robots-silent.test"}
ROBOTS = {
    "robots-500.test": sends(answer("500 Oops", b"")),
    "robots-silent.test": silent,
    "robots-endless.test": floods(OK + b"\r\n", b"Disallow: /\n" * 5000),
    "robots-loop.test": redirects("http://robots-loop.test/robots.txt"),
    "robots-reset.test": resets,
    "robots-away.test": redirects("http://127.0.0.1:1/robots.txt"),
}


def _aimed(respond, port):
    """The answer with the canary's port in it."""

    class Aim:
        def __init__(self, writer):
            self._writer = writer

        def write(self, data):
            self._writer.write(data.replace(b"{canary}", str(port).zfill(8).encode()))

        def __getattr__(self, name):
            return getattr(self._writer, name)

    async def conversation(writer, path):
        await respond(Aim(writer), path)

    return conversation


def _index(host, *, deeper=False):
    async def conversation(writer, path):
        if path == "/robots.txt":
            await not_here(writer, path)
            return
        following = f"http://{host}{path}x" if deeper else f"http://{host}/feed.xml"
        body = f"<sitemapindex><sitemap><loc>{following}</loc></sitemap></sitemapindex>".encode()
        writer.write(answer("200 OK", body, "Content-Type: application/xml"))

    return conversation


def _source(host):
    field = "sitemap" if host.endswith("-index.test") else "feed"
    return Source(id=host, name=host, kind="local", **{field: f"http://{host}/feed.xml"})


def test_there_are_forty_cases_and_more():
    assert len(PAGES) + len(feeds(1)) + len(ROBOTS) + 2 >= 60


@pytest.mark.parametrize("host", PAGES)
def test_every_page_has_its_reason(crawled, host):
    folder, _, _, _ = crawled
    with Archive.open(folder / "archive.db", readonly=True) as archive:
        [address] = archive.run(
            "SELECT state, reason FROM address WHERE url = ?", (f"https://{host}/a/story-about-faces-1",)
        )
    state, reason = address
    expected = PAGES[host][1]
    assert state != "pending"
    if "*" not in expected:
        assert (reason or "") in expected, address
    assert not (reason or "").startswith("fault:"), address


def test_nothing_escaped(crawled):
    _, _, _, canary = crawled
    assert canary == []


def test_the_cycle_ended_well_and_the_ledger_adds_up(crawled):
    folder, reports, _, _ = crawled
    assert [report["outcome"] for report in reports] == ["ok", "ok"]
    with Archive.open(folder / "archive.db", readonly=True) as archive:
        assert archive.ledger().balanced
        assert archive.ledger().pending == 0


@pytest.mark.parametrize("host", ROBOTS)
def test_where_robots_cannot_be_read_nothing_is_fetched(crawled, host):
    _, reports, asked, _ = crawled
    notes = [note for report in reports for note in report["notes"]]
    assert {path for asked_host, path, _ in asked if asked_host == host} == {"/robots.txt"}
    assert [note["what"] for note in notes if note["source_id"] == host] == ["robots_unreachable"]


def test_a_path_that_robots_forbid_is_not_fetched_after_a_redirect_either(crawled):
    _, _, asked, _ = crawled
    assert not [path for host, path, _ in asked if path.startswith("/private")]


def test_no_cookie_and_no_secret_follows_anyone(crawled):
    _, _, asked, _ = crawled
    assert [path for host, path, _ in asked if host == "plain.test" and path == "/landed"]
    heads = "\n".join(head.lower() for _, _, head in asked)
    assert "cookie:" not in heads
    assert "authorization:" not in heads
    assert "referer:" not in heads


def test_entities_are_neither_expanded_nor_loaded(crawled):
    folder, _, _, _ = crawled
    with Archive.open(folder / "archive.db", readonly=True) as archive:
        titles = [title or "" for (title,) in archive.run("SELECT title FROM address")]
    assert not [title for title in titles if "root:" in title or len(title) > 500]


def test_an_index_that_leads_to_itself_or_ever_deeper_comes_to_an_end(crawled):
    _, _, asked, _ = crawled
    for host in ("self-index.test", "deep-index.test"):
        assert 1 <= len([path for asked_host, path, _ in asked if asked_host == host]) < 60


def test_odd_links_are_counted_and_private_ones_never_asked(crawled):
    folder, _, asked, _ = crawled
    with Archive.open(folder / "archive.db", readonly=True) as archive:
        states = archive.run("SELECT d.url, d.state, d.reason FROM address d JOIN source s ON s.id = d.source"
                             " WHERE s.key = 'private-links.test'")  # fmt: skip
        odd = archive.ledger("odd-links.test")
    assert states
    assert all(state != "stored" for _, state, _ in states)
    assert odd.discovered == 0
    assert not [host for host, _, _ in asked if not host.endswith(".test")]


def test_without_a_map_this_machine_is_not_asked(tmp_path):
    with HostileServer({}) as canary:
        bases = [f"http://127.0.0.1:{canary.port}", f"http://localhost:{canary.port}", f"http://[::1]:{canary.port}",
                 f"http://0x7f.0.0.1:{canary.port}", f"http://[::ffff:127.0.0.1]:{canary.port}"]  # fmt: skip
        sources = [
            Source(id=f"local-{number}", name="x", kind="local", feed=f"{base}/feed.xml")
            for number, base in enumerate(bases)
        ]
        report = run(configured(tmp_path, PATIENT), sources, None)
        assert canary.asked == []
    assert {note["what"] for note in report["notes"]} == {"private_address", "local_host"}
