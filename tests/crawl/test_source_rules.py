"""Source rules by the day a layout holds from, on every road: a crawl, `import`, `add`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cycle_process import CONFIG, configuration, run
from hostile_server import HostileServer, answer, page, rss

from crawler.imports import import_files
from crawler.intake import take_page
from crawler.layouts import SourceRules
from storage.archive import Archive
from storage.search import article_page
from watchdesk.config import Config
from watchdesk.errors import ConfigError
from watchdesk.records import Page, Source

HOST = "dated.test"
LINE = "The council of Sampleville voted to pause facial recognition by its police until an outside audit is finished. "
RULES = {
    "extract": [
        {"until": "2022-12-31", "title": "p.kop", "body": "div.old-text", "drop": [".pull"]},
        {"since": "2023-01-01", "title": "p.headline", "authors": ".who", "drop": [".more-of-this"]},
    ]
}
SOURCE = Source("dated", "Dated", "local", homepage=f"http://{HOST}/", feed=f"http://{HOST}/feed.xml", rules=RULES)


def html(day: str) -> bytes:
    """A page on which only the source's rules tell what is what; both layouts' elements stand on it."""
    return (
        f'<html lang="en"><head><title>Dated</title><meta property="article:published_time" content="{day}"></head>'
        "<body>"
        '<p class="kop">The old headline</p><p class="headline">The new headline</p><p class="who">Ada Example</p>'
        f'<div class="old-text"><p>Old layout. {LINE * 3}</p><p class="pull">Pulled out. {LINE}</p></div>'
        f'<div class="new-text"><p>New layout. {LINE * 9}</p><p class="more-of-this">Dropped. {LINE * 2}</p></div>'
        "</body></html>"
    ).encode()


PAGES = {"/2021/story-of-the-vote-one": html("2021-05-04"), "/2024/story-of-the-vote-two": html("2024-05-04")}


async def respond(writer, path: str) -> None:
    body = PAGES.get(path, b"")
    writer.write(answer("200 OK" if body else "404 Not Found", body, "Content-Type: text/html; charset=utf-8"))


def stored(folder: Path) -> dict[str, tuple[str | None, str, str]]:
    """Title, text, and the rule behind the title, of each article by the year in its address."""
    with Archive.open(folder / "archive.db", readonly=True) as archive:
        pages = [article_page(archive, number) for number in range(1, 1 + len(PAGES))]
    return {one.hit.url.split("/")[3]: (one.hit.title, one.text, one.provenance["title"]) for one in pages if one}


def assert_dated(found: dict[str, tuple[str | None, str, str]]) -> None:
    assert {year: title for year, (title, _, _) in found.items()} == {
        "2021": "The old headline",
        "2024": "The new headline",
    }
    assert found["2021"][2] == "rule.p.kop" and found["2024"][2] == "rule.p.headline"
    assert "Old layout." in found["2021"][1] and "New layout." not in found["2021"][1]
    assert "New layout." in found["2024"][1]
    assert not any(word in text for _, text, _ in found.values() for word in ("Pulled out.", "Dropped."))


def test_in_a_crawl(tmp_path: Path) -> None:
    feed = rss(*(f"http://{HOST}{path}" for path in PAGES))
    with HostileServer({HOST: page(HOST, respond, feed=feed)}) as server:
        report = run(configuration(tmp_path), [SOURCE], server.hosts, filter_subject=False)
    assert report["new"] == 2, report
    assert_dated(stored(tmp_path))


OWN = (
    f"sources:\n  own:\n    - {{id: dated, name: Dated, homepage: 'http://{HOST}/', feed: 'http://{HOST}/feed.xml',"
    f" rules: {RULES!r}}}\n"
)


def test_in_an_import_and_where_a_page_is_added(tmp_path: Path) -> None:
    for road in ("import", "add"):
        folder = tmp_path / road
        folder.mkdir()
        config = Config.load(configuration(folder, CONFIG + OWN))
        if road == "import":
            names = [folder / f"{number}.html" for number, _ in enumerate(PAGES)]
            for name, (path, body) in zip(names, PAGES.items(), strict=True):
                link = f'<head><link rel="canonical" href="http://{HOST}{path}">'.encode()
                name.write_bytes(body.replace(b"<head>", link))
            assert import_files(config, names).kept == 2
        else:
            with Archive.open(config.archive_path) as archive:
                for path, body in PAGES.items():
                    assert take_page(Page(f"http://{HOST}{path}", body, datetime.now(UTC)), archive, config).kept
        assert_dated(stored(folder))


def test_an_outlet_whose_page_another_source_found_keeps_its_own_rules() -> None:
    finder = Source(
        "finder", "Finder", "search_api", homepage="https://finder.test/", rules={"extract": {"title": "b"}}
    )
    known = SourceRules.of([finder, SOURCE])
    now = datetime.now(UTC)
    assert known.for_page(Page(f"https://www.{HOST}/x", b"", now, source_id="finder")) == RULES
    assert known.for_page(Page("https://other.test/x", b"", now, source_id="finder")) == finder.rules
    assert known.for_page(Page("https://other.test/x", b"", now)) == {}
    assert known.for_page(Page("no address", b"", now)) == {}


@pytest.mark.parametrize(
    ("entry", "told"),
    [({"titel": "h1"}, "titel"), ({"title": "h1["}, "h1\\["), ({"since": "soon", "title": "h1"}, "soon")],
)
def test_rules_that_cannot_be_read_are_told_before_anything_is_fetched(entry: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigError, match=f"source dated: .*{told}"):
        SourceRules.of([Source("dated", "Dated", "local", rules={"extract": [entry]})])
