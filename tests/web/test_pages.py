"""Every page of the desk, asked over a real socket."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import feedparser
import pytest

from notify.match import match_watches, put_configured
from notify.outbox import queue_digests
from storage.archive import Archive
from tests.web.conftest import Server, serving
from tests.web.seed import NOW, VENDOR, Seeded, config_for, crawl, fill, save
from watchdesk.records import Event, PlaceRef

PATHS = (
    "/", "/?q=settlement", "/?q=settlement&order=ranked", "/?q=settlement&every=1", "/help", "/watches", "/sources",
    "/letters", "/why", "/why?url=https://sample-wire.test/settled", "/entity/clearview-ai",
    "/entity/geonames%3A4990729",
    "/entity/robert-williams", "/story/s1", "/article/1", "/article/4",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_pages_stand_without_scripts_or_outside_assets(desk: Server, path: str) -> None:
    answer = desk.ask(path)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    for forbidden in ("<script", " style=", "onclick", "undefined", "None", "@import"):
        assert forbidden not in answer.text, forbidden
    assert all("//" not in part.split('"')[0] for part in answer.text.split('src="')[1:])


def test_every_link_of_every_page_leads_somewhere(desk: Server) -> None:
    seen: set[str] = set()
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in seen or len(seen) > 150:
            continue
        seen.add(path)
        answer = desk.ask(path)
        assert answer.status == 200, path
        if answer.headers["content-type"].startswith("text/html"):
            waiting += [link for link in answer.links if link.startswith("/")]
    assert {"/watches", "/sources", "/help", "/article/1"} <= seen


def test_a_hit_shows_marked_snippet_reason_outlet_and_story(desk: Server) -> None:
    page = desk.ask("/?q=settlement").text
    assert "<mark>settlement</mark>" in page
    assert "Here because: matched" in page
    assert "3 articles in 3 outlets" in page
    assert "no date stated" in page
    assert page.count('<article class="hit">') == 2
    assert desk.ask("/?q=settlement&every=1").text.count('<article class="hit">') == 4


def test_totals_and_facets_say_whether_they_are_exact(desk: Server) -> None:
    page = desk.ask("/?q=settlement").text
    assert "<strong>4</strong> articles" in page
    assert "(exact" in page
    assert "Counts are exact." in page


def test_a_facet_narrows_the_search(desk: Server) -> None:
    page = desk.ask("/?q=settlement")
    narrowing = next(link for link in page.links if "company" in link and "q=settlement" in link)
    narrowed = desk.ask(narrowing).text
    assert "Clearview AI settles suit" in narrowed
    assert "Detroit settle" not in narrowed


def test_a_query_that_cannot_be_understood_is_400_with_place_and_suggestion(desk: Server) -> None:
    answer = desk.ask("/?q=" + quote('police palce:"Detroit"'))
    assert answer.status == 400
    assert "there is no field palce:" in answer.text
    assert "       ^" in answer.text
    better = "/?q=" + quote("police").replace("%20", "+") + "+place%3A%22Detroit%22"
    assert better in answer.links
    assert desk.ask(better).status == 200


def test_a_place_name_of_several_places_offers_each(tmp_path: Path) -> None:
    config = config_for(tmp_path)
    towns = {"Portland, Maine": "Maine", "Portland, Oregon": "Oregon"}
    with Archive.open(config.archive_path) as archive:
        for number, (name, state) in enumerate(towns.items()):
            entity_id = f"geonames:{number}"
            place = PlaceRef(45.0, -100.0, state, "United States", number, "P.PPL")
            known = {name: (entity_id, "place", "Portland", place)}
            save(archive, "sample-wire", state, f"A vote in {name}", f"The council of {name} voted.", names=known)
        with serving(config) as server:
            answer = server.ask("/?q=place%3APortland")
            offers = [link for link in answer.links if "Portland" in link]
            found = [server.ask(link).text for link in offers]
    assert answer.status == 400
    assert "More than one place" in answer.text
    assert len(offers) == 2
    assert [page.count('<article class="hit">') for page in found] == [1, 1]


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "((",
        "NEAR(",
        "a OR",
        "-",
        "*",
        "type:x",
        "after:never",
        "'; DROP TABLE x; --",
        "\x00",
        "𝒜",
        "a" * 3000,
        "%",
    ],
)
def test_no_query_is_a_fault_of_the_desk(desk: Server, query: str) -> None:
    assert desk.ask("/?q=" + quote(query)).status in (200, 400)


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"])
def test_what_was_asked_is_shown_as_text_only(desk: Server, query: str) -> None:
    page = desk.ask("/?q=" + quote(query)).text
    assert query not in page or query == "{{ 7*7 }}"
    assert "49" not in page.split("<footer")[0].split("value=")[1][:40]


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nope", 404, "no such page"),
        ("/article/999", 404, "no article of that number"),
        ("/article/x", 404, "no such page"),
        ("/article/99999999999999999999999", 404, ""),
        ("/entity/nobody", 404, "nobody and nothing"),
        ("/story/none", 404, "no such story"),
        ("/?after=broken-cursor", 400, ""),
        ("/?asof=yesterday", 400, "is no time"),
        ("/why?url=ftp://example.org/x", 400, ""),
        ("/export.csv?q=palce:x", 400, "palce"),
        ("/static/../app.py", 404, ""),
        ("/static/%2e%2e/app.py", 404, ""),
    ],
)
def test_errors_are_one_clear_line_on_a_page_with_the_same_headers(
    desk: Server, path: str, status: int, words: str
) -> None:
    answer = desk.ask(path)
    assert answer.status == status
    assert words in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_article_shows_marks_quotes_events_provenance_and_evidence(desk: Server, archive: Seeded) -> None:
    page = desk.ask(f"/article/{archive.ids['wire']}").text
    for shown in (
        'class="entity k-agency',
        "No photo search should ever stand in for police work",
        'href="/entity/mara-lindqvist">Mara Lindqvist</a>',
        "Settlement",
        "main event",
        "28 June 2024",
        "By A. Sample",
        "23 November 2026",
        "jsonld.headline",
        "2026-11-24.warc.gz",
        "byte 512",
        "<code>gazetteer</code>",
        "Michigan, United States",
    ):
        assert shown in page, shown


def test_versions_show_what_changed(desk: Server, archive: Seeded) -> None:
    page = desk.ask(f"/article/{archive.ids['vendor']}").text
    assert "headline changed" in page
    assert "<ins> suit</ins>" in page or "<ins>suit </ins>" in page


@pytest.mark.parametrize("path", ["/article/1", "/entity/robert-williams", "/story/s1", "/watches", "/?q=wrongly"])
def test_who_was_wrongly_arrested_is_shown_as_cleared(desk: Server, path: str) -> None:
    page = desk.ask(path).text
    assert "Robert Julian-Borchak Williams" in page
    assert "Cleared" in page


def test_a_namesake_is_not_called_cleared(tmp_path: Path) -> None:
    config = config_for(tmp_path)
    with Archive.open(config.archive_path) as archive:
        fill(archive)
        other = "Robert Williams, a councillor of Sampleton, asked for a report on facial recognition."
        # The reading room linked this Robert Williams to nobody that it knows.
        save(archive, "lakeside-courier", "councillor", "Councillor Robert Williams asks", other, names={})
    with serving(config) as server:
        page = server.ask("/?q=councillor").text
    assert "Councillor Robert Williams asks" in page
    assert "Cleared" not in page


def test_entity_page_shows_timeline_companions_quotes_and_outlets(desk: Server) -> None:
    page = desk.ask("/entity/mara-lindqvist").text
    assert "Described as spokesperson, Civic Liberty Sample" in page
    assert "3 articles, all of November 2026." in page
    assert "Detroit Police Department" in page
    assert "No photo search should ever stand in for police work" in page
    assert "Sample Wire" in page


def test_story_page_tells_originals_from_copies(desk: Server) -> None:
    page = desk.ask("/story/s1").text
    assert "3 articles in 3 outlets" in page
    assert page.index("<h2>Articles</h2>") < page.index("What the Detroit settlement changes")
    assert page.index("<h2>Near copies</h2>") < page.index("Lakeside Courier")


def test_exports_are_exactly_the_rows_of_the_search(desk: Server) -> None:
    page = desk.ask("/?q=settlement&every=1")
    to_csv = next(link for link in page.links if link.startswith("/export.csv"))
    to_json = next(link for link in page.links if link.startswith("/export.json"))
    table = desk.ask(to_csv)
    assert table.body.startswith(b"\xef\xbb\xbf")
    assert "attachment" in table.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(table.body.decode("utf-8-sig"), newline="")))
    objects = json.loads(desk.ask(to_json).body)
    shown = [int(link.rpartition("/")[2]) for link in page.links if link.startswith("/article/")]
    assert [int(row["article_id"]) for row in rows] == [row["article_id"] for row in objects] == shown
    assert rows[0]["published"] in ("", "2026-11-23")
    assert {row["cleared"] for row in rows} == {"", "Robert Julian-Borchak Williams"}


def test_an_export_of_a_page_seen_earlier_has_no_rows_that_came_later(tmp_path: Path) -> None:
    config = config_for(tmp_path)
    with Archive.open(config.archive_path) as archive:
        fill(archive)
        with serving(config) as server:
            page = server.ask("/?q=clearview&every=1")
            save(archive, "sample-wire", "later", "Clearview later", VENDOR)
            link = next(link for link in page.links if link.startswith("/export.json"))
            rows = json.loads(server.ask(link).body)
            now = json.loads(server.ask("/export.json?q=clearview&every=1").body)
    assert ([row["title"] for row in rows], len(now)) == (["Clearview AI settles suit over its face database"], 2)


def test_an_export_of_nothing_has_its_header(desk: Server) -> None:
    assert desk.ask("/export.csv?q=zzzz").text.startswith("\ufeffarticle_id,title,url")
    assert json.loads(desk.ask("/export.json?q=zzzz").body) == []


def test_a_spreadsheet_runs_no_headline(tmp_path: Path) -> None:
    config = config_for(tmp_path)
    with Archive.open(config.archive_path) as archive:
        fill(archive)
        save(archive, "sample-wire", "formula", '=HYPERLINK("http://x.test","Clearview")', VENDOR)
    with serving(config) as server:
        table = server.ask("/export.csv?q=hyperlink").body.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(table, newline=""))
    assert row["title"].startswith("'=")


def test_a_search_is_a_feed(desk: Server) -> None:
    answer = desk.ask("/feed.atom?q=settlement&every=1")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = feedparser.parse(answer.body)
    assert not feed.bozo
    assert feed.entries[0].title == "Clearview AI settles suit over its face database"
    assert len({entry.id for entry in feed.entries}) == 4
    assert "no date stated" in feed.entries[0].summary
    robert = feedparser.parse(desk.ask("/feed.atom?q=wrongly").body).entries[0]
    assert "Cleared: Robert Julian-Borchak Williams (wrongly arrested)" in robert.summary


def test_paging_shows_every_article_once(tmp_path: Path) -> None:
    config = config_for(tmp_path)
    with Archive.open(config.archive_path) as archive:
        for number in range(47):
            save(archive, "sample-wire", f"n{number}", f"Clearview, part {number}", f"{VENDOR}\n\nPart {number}.")
    with serving(config) as server:
        path, seen = "/?q=clearview&every=1", list[str]()
        while path:
            page = server.ask(path)
            seen += [link for link in page.links if link.startswith("/article/")]
            path = next((link for link in page.links if "after=" in link), "")
    assert (len(seen), len(set(seen))) == (47, 47)


def test_watches_show_query_rate_and_hits_with_sentence(desk: Server) -> None:
    page = desk.ask("/watches").text
    assert "a week over 90 days" in page
    assert "Clearview AI in all its names" in page
    assert "Clearview AI may not sell its database" in page


def test_sources_show_the_ledger_the_pulse_and_who_cannot_be_read(tmp_path: Path) -> None:
    config = config_for(tmp_path)
    with Archive.open(config.archive_path) as archive:
        fill(archive)
        with serving(config) as server:
            before = server.ask("/sources").text
            assert server.ask("/healthz").status == 503
            crawl(archive, datetime.now(UTC), notes=[["civic-liberty", "timeout", "https://civic-liberty.test/feed"]])
            page = server.ask("/sources").text
            alive = server.ask("/healthz")
    assert "stood still" in before
    assert "The sum is right" in page
    assert page.index("Civic Liberty Sample") < page.index("Lakeside Courier")
    assert "Could not be read: timeout" in page
    assert (alive.status, json.loads(alive.body)["alive"]) == (200, True)


def test_references_for_a_paper(desk: Server, archive: Seeded) -> None:
    page = desk.ask(f"/article/{archive.ids['vendor']}").text
    assert "A. Sample. “Clearview AI settles suit over its face database”. The Sample Post. no date stated." in page
    ris = desk.ask(f"/article/{archive.ids['wire']}/cite.ris")
    assert ris.text.startswith("TY  - NEWS\r\nTI  - Detroit settles")
    assert desk.ask(f"/article/{archive.ids['wire']}/cite.bib").text.startswith("@misc{samplewire2026")
    assert desk.ask(f"/article/{archive.ids['wire']}/cite.doc").status == 404


def test_letters_show_what_was_sent_and_what_was_not(tmp_path: Path) -> None:
    config = config_for(tmp_path, subscribers=[{"email": "reader@example.org"}])
    with Archive.open(config.archive_path) as archive:
        put_configured(archive, config, NOW)
        fill(archive)
        match_watches(archive, NOW)
        queue_digests(archive, config, NOW)
        (message,) = archive.outbox()
        archive.mark_unsent(message.id, "550 no such reader", NOW, retry_at=None)
        with serving(config) as server:
            page = server.ask("/letters").text
            letter = server.ask(f"/letters/{message.id}").text
            assert server.ask("/letters/99").status == 404
    assert "550 no such reader" in page
    assert "Detroit settles with Robert Williams" in letter


def test_why_tells_the_road_of_an_address(desk: Server) -> None:
    road = desk.ask("/why?url=https%3A%2F%2Fsample-wire.test%2Fsettled%3Futm_source%3Dx").text
    assert "New" in road
    assert "/article/1" in road
    assert "never seen" in desk.ask("/why?url=https://nowhere.test/x").text


def test_without_an_archive_the_desk_says_what_makes_one(tmp_path: Path) -> None:
    with serving(config_for(tmp_path)) as server:
        answer = server.ask("/")
    assert answer.status == 503
    assert "watchdesk" in answer.text


def test_an_empty_archive_is_said_to_be_empty(tmp_path: Path) -> None:
    config = config_for(tmp_path)
    with Archive.open(config.archive_path):
        pass
    with serving(config) as server:
        assert "still empty" in server.ask("/").text
        assert server.ask("/watches").status == server.ask("/sources").status == 200


def test_an_arrest_that_was_wrongful_is_shown_with_its_note(empty: Path) -> None:
    config = config_for(empty)
    text = "Police in Detroit arrested a woman on a false match. Facial recognition was wrong."
    wrongful = Event("wrongful_arrest", 0, 52, "Detroit", note="The person arrested is cleared.")
    with Archive.open(config.archive_path) as archive:
        number = save(archive, "sample-post", "arrest", "A woman was arrested", text, events=(wrongful,))
    with serving(config) as server:
        for path in (f"/article/{number}", "/entity/geonames%3A4990729", "/export.csv?q=arrested"):
            assert "The person arrested is cleared." in server.ask(path).text, path
