"""Search APIs: how they are asked, what they announce, and a real cycle through one on loopback."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from api_answers import ANSWERS, LEGISTAR
from cycle_process import CONFIG, configuration, run
from hostile_server import PAGE, HostileServer, answer, html

from crawler.discovery.api import SERVICES, Query, call_for, read_answer
from crawler.extract import extract
from crawler.robots import is_documented_api
from storage.archive import Archive
from storage.search import article_page
from watchdesk.records import Page, Source

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PHRASE = "facial recognition"


PDF_TYPE = "Content-Type: application/pdf"


def pdf(sentence: str) -> bytes:
    """A PDF of one page with a sentence, twelve times, one line each."""
    lines = "".join(f"1 0 0 1 50 {700 - 20 * n} Tm ({sentence}) Tj " for n in range(12))
    stream = f"BT /F1 11 Tf {lines}ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(body)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer


def test_every_service_has_an_answer_here():
    assert set(ANSWERS) == set(SERVICES)


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_gives_its_pages(name):
    api, body, expected = ANSWERS[name]
    found = read_answer(name, body, api, PHRASE)
    assert [(page.url, page.title, page.published) for page in found.pages] == [
        (url, title and " ".join(title.split()), published) for url, title, published in expected
    ]
    assert found.fault is None


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize(
    "body", [b"", b"<html>Invalid query</html>", b"[" * 9000, b'"text"', b"null", b"[1, null, {}]"]
)
def test_what_is_no_answer_never_raises_and_announces_nothing(name, body):
    assert read_answer(name, body, ANSWERS[name][0], PHRASE).pages == ()


def legistar(part):
    found = read_answer(
        "legistar", json.dumps(LEGISTAR[part]).encode(), f"https://webapi.legistar.com/v1/samplebury/{part}?x=1", PHRASE
    )
    assert found.fault is None
    return [(page.url, page.title) for page in found.pages]


ROLL_CALL = "https://webapi.legistar.com/v1/samplebury/eventitems/70/votes"
SITE = "https://samplebury.legistar.com"
REPORT = "https://samplebury.legistar1.test/report.pdf"


def test_a_bill_leads_to_its_attachments_and_votes():
    found = read_answer("legistar", ANSWERS["legistar"][1], ANSWERS["legistar"][0], PHRASE)
    assert [urlsplit(more.url).path for more in found.more] == [
        f"/v1/samplebury/matters/{number}/{part}" for number in (7, 8) for part in ("attachments", "histories")
    ]
    assert legistar("matters/7/attachments") == [(REPORT, "Staff report")]
    assert legistar("matters/7/histories") == [
        (f"{SITE}/HistoryDetail.aspx?ID=70&GUID=H-70", "Vote: Passed, Pass, 8:1"),
        (ROLL_CALL, "Votes on a bill that names facial recognition: Passed, 8:1"),
    ]


def test_a_meeting_leads_to_its_items_and_those_on_the_phrase_to_bill_attachment_and_vote():
    found = read_answer("legistar_events", ANSWERS["legistar_events"][1], ANSWERS["legistar_events"][0], PHRASE)
    assert [urlsplit(more.url).path for more in found.more] == [f"/v1/samplebury/events/{n}/eventitems" for n in (3, 4)]
    assert legistar("events/3/eventitems") == [
        (f"{SITE}/LegislationDetail.aspx?ID=7&GUID=AB-1", "Facial recognition"),
        (REPORT, "Staff report"),
        (f"{SITE}/HistoryDetail.aspx?ID=70&GUID=H-70", "Vote: CB 120171: facial recognition ordinance"),
        (ROLL_CALL, "Votes on CB 120171: facial recognition ordinance"),
    ]
    assert legistar("events/4/eventitems") == []


def test_a_roll_call_is_an_article_that_says_who_voted_how():
    body = json.dumps(LEGISTAR["eventitems/70/votes"]).encode()
    found = extract(Page(ROLL_CALL, body, NOW, hint_title="Votes on CB 120171: facial recognition ordinance"))
    assert found.text.split("\n\n") == [
        "Votes on CB 120171: facial recognition ordinance",
        "Votes: 1 In Favor, 1 Opposed, 1 no value recorded.",
        "In Favor: Alder, Ann.",
        "Opposed: Birch, Bo.",
        "no value recorded: Cedar, Cy.",
    ]
    assert (found.status, found.modified) == ("full", "2026-11-20T22:10:00Z")
    assert found.provenance["text"] == "legistar.votes"


@pytest.mark.parametrize("body", [b"[]", b"[{}]", b"[1, null]", b"[" * 9000, b'[{"VotePersonName": 7}]'])
def test_an_answer_before_the_vote_is_no_article(body):
    assert extract(Page(ROLL_CALL, body, NOW, hint_title="Votes on x")).status == "empty"


def test_no_votes_are_asked_for_where_none_were_cast():
    rows = [{**LEGISTAR["events/3/eventitems"][0], "EventItemRollCallFlag": 0}]
    found = read_answer(
        "legistar", json.dumps(rows).encode(), "https://webapi.legistar.com/v1/s/events/3/eventitems", PHRASE
    )
    assert not [page.url for page in found.pages if page.url.endswith("/votes")]


def test_the_events_of_the_last_weeks_and_later_ones_are_asked_for():
    asked = parse_qs(urlsplit(call_for("legistar_events", Query("https://x.test/events", PHRASE, NOW)).url).query)
    assert asked["$filter"] == ["EventDate ge datetime'2026-11-03'"]


@pytest.mark.parametrize("name", ["gdelt", "govinfo", "legistar"])
def test_what_is_not_json_says_so(name):
    assert "not JSON" in str(read_answer(name, b"Your query was too short", ANSWERS[name][0], PHRASE).fault)


@pytest.mark.parametrize("name", ANSWERS)
def test_a_call_stays_below_the_documented_path_and_shows_no_key(name):
    call = call_for(name, Query(ANSWERS[name][0], PHRASE, NOW, "s3cret"))
    assert call is not None
    assert is_documented_api(call.url, ANSWERS[name][0])
    assert "s3cret" not in call.url
    assert "s3cret" not in call.body.decode()
    wanted = SERVICES[name].key is not None and not SERVICES[name].optional
    assert ("s3cret" in "".join(call.headers.values())) is wanted


def test_a_phrase_is_asked_as_a_phrase():
    gdelt = parse_qs(urlsplit(call_for("gdelt", Query(ANSWERS["gdelt"][0], PHRASE, NOW)).url).query)
    assert gdelt["query"] == ['"facial recognition"']
    legistar = parse_qs(urlsplit(call_for("legistar", Query(ANSWERS["legistar"][0], "people's faces", NOW)).url).query)
    assert legistar["$filter"] == ["substringof('people''s faces',MatterTitle)"]


def test_a_cycle_reads_an_api_under_its_own_terms_and_its_pages_under_robots(tmp_path):
    forbids = answer("200 OK", b"User-agent: *\nDisallow: /\n")

    called = []

    async def api(writer, path):
        called.append(time.monotonic())
        part = urlsplit(path).path.removeprefix("/v1/samplebury/")
        body = ANSWERS["legistar"][1] if part == "matters" else json.dumps(LEGISTAR.get(part, [])).encode()
        writer.write(forbids if path == "/robots.txt" else answer("200 OK", body, "Content-Type: application/json"))

    async def council(writer, path):
        if path == "/robots.txt":
            writer.write(answer("404 Not Found"))
        elif path.endswith(".pdf"):
            writer.write(answer("200 OK", pdf("The council banned facial recognition by police."), PDF_TYPE))
        else:
            writer.write(html(PAGE.replace(b"vote<", f"vote {path}<".encode())))

    sources = [
        Source("council", "Council", "legislature", api=ANSWERS["legistar"][0], rules={"api": "legistar"}),
        Source("keyed", "Keyed", "court", api=ANSWERS["courtlistener"][0], rules={"api": "courtlistener"}),
        Source("no-pages", "A page of the API's host", "legislature", feed="https://webapi.legistar.com/feed.xml"),
    ]
    with HostileServer({"webapi.legistar.com": api, "samplebury.legistar.com": council,
                        "samplebury.legistar1.test": council}) as server:  # fmt: skip
        report = run(configuration(tmp_path), sources, server.hosts)
        paths = [(host, path.split("?")[0]) for host, path, _ in server.asked]
    assert report["new"] == 4, "the bill, its vote, who voted how, its attachment"
    assert len(called) > 3
    # a server that is late to notice a call shortens one pause and lengthens the one before: all together hold
    spare = [called[-1] - at - 1.0 * (len(called) - 1 - number) for number, at in enumerate(called[:-2])]
    assert max(spare) > -0.2, "the pause of the service"
    assert ("webapi.legistar.com", "/v1/samplebury/matters") in paths
    assert ("webapi.legistar.com", "/feed.xml") not in paths
    assert ("webapi.legistar.com", "/robots.txt") in paths, "for the source that is no API"
    notes = {note["source_id"]: note["what"] for note in report["notes"]}
    assert notes == {"keyed": "no_key", "no-pages": "robots"}
    with Archive.open(tmp_path / "archive.db", readonly=True) as archive:
        assert archive.ledger().stored == 4
        line = archive.address(ROLL_CALL)
        kept = article_page(archive, line.article_id)
        assert "Votes: 1 In Favor, 1 Opposed" in kept.text
        assert kept.provenance["text"] == "legistar.votes"
        assert archive.address("https://samplebury.legistar1.test/report.pdf").state == "stored"


def govinfo_page(first: int, mark: str) -> bytes:
    rows = [
        {"title": f"Facial Recognition {n}", "packageId": f"CHRG-{n}", "dateIssued": "2019-05-22"}
        for n in range(first, first + 100)
    ]
    return json.dumps({"count": 250, "offsetMark": mark, "results": rows}).encode()


def test_the_next_page_of_govinfo_is_asked_for_with_its_mark():
    api = ANSWERS["govinfo"][0]
    found = read_answer("govinfo", govinfo_page(0, "MARK-2"), api, PHRASE)
    assert [more.url for more in found.more] == [api]
    assert found.method == "POST"
    asked = json.loads(found.body)
    assert (asked["offsetMark"], asked["query"]) == ("MARK-2", f'"{PHRASE}"')
    assert asked["sorts"] == [{"field": "lastModified", "sortOrder": "DESC"}]


@pytest.mark.parametrize(
    ("name", "changed", "following"),
    [
        ("courtlistener", {"next": "https://www.courtlistener.com/api/rest/v4/search/?cursor=abc"}, True),
        ("courtlistener", {"next": "https://elsewhere.test/api/rest/v4/search/?cursor=abc"}, False),
        ("courtlistener", {"next": "javascript:x"}, False),
        ("congress", {"pagination": {"count": 900, "next": "https://api.congress.gov/v3/bill?offset=250"}}, True),
        ("congress", {"pagination": "none"}, False),
        ("federal_register", {"next_page_url": "https://www.federalregister.gov/api/v1/documents?page=2"}, True),
        ("mediacloud", {"pagination_token": "T&1"}, True),
        ("mediacloud", {"pagination_token": None}, False),
    ],
)
def test_further_pages_are_followed_on_the_host_that_was_asked_only(name, changed, following):
    answer = {**json.loads(ANSWERS[name][1]), **changed}
    more = read_answer(name, json.dumps(answer).encode(), f"{ANSWERS[name][0]}?q=x", PHRASE).more
    assert bool(more) is following
    assert all(is_documented_api(page.url, ANSWERS[name][0]) for page in more if name != "mediacloud")


def test_the_pages_of_a_day_stay_within_what_courtlistener_allows():
    service = SERVICES["courtlistener"]
    assert service.most_pages * service.polls_per_day <= 125
    assert 60 / service.pause_seconds < 5


def test_more_than_a_page_that_is_new_is_read_to_its_end_and_no_further_than_what_is_known(tmp_path):
    calls = []
    pages = [govinfo_page(0, "M1"), govinfo_page(100, "M2"), json.dumps({"offsetMark": "M3", "results": []}).encode()]

    async def api(writer, path):
        calls.append(path)
        number = min(len(calls) - 1, 2) if len(calls) < 4 else 0
        writer.write(answer("200 OK", pages[number], "Content-Type: application/json"))

    async def papers(writer, path):
        writer.write(answer("200 OK", b"User-agent: *\nDisallow: /\n", "Content-Type: text/plain"))

    source = Source("govinfo", "GovInfo", "government", api=ANSWERS["govinfo"][0], rules={"api": "govinfo"})
    config = configuration(tmp_path, CONFIG + 'api_keys: {govinfo: "${GOVINFO}"}\n')
    with HostileServer({"api.govinfo.gov": api, "www.govinfo.gov": papers}) as server:
        first = run(config, [source], server.hosts, secrets={"GOVINFO": "s3cret"})
        heads = [head for host, _, head in server.asked if host == "api.govinfo.gov"]
        changed = json.loads(pages[0])
        changed["count"] = 251  # another answer, and nothing new in it
        pages[0] = json.dumps(changed).encode()
        second = run(config, [source], server.hosts, secrets={"GOVINFO": "s3cret"})
    assert first["discovered"] == 200
    assert len(heads) == 3
    assert all("s3cret" in head and head.startswith("POST ") for head in heads), "each page with the key"
    assert second["discovered"] == 0
    assert len(calls) == 4, "the first page held nothing new, so that no other was asked for"


def matters(skip: int, rows: int) -> bytes:
    """Bills without a GUID: they announce nothing, and lead to their attachments and votes all the same."""
    return json.dumps([{"MatterId": skip + n, "MatterTitle": "x"} for n in range(rows)]).encode()


def pages_of(name, url):
    """The paths and parameters of further pages, not of what single rows lead to."""
    asked = parse_qs(urlsplit(url).query)
    return int(asked["$top"][0]), int(asked.get("$skip", ["0"])[0]), asked["$filter"], urlsplit(url).path.endswith(name)


@pytest.mark.parametrize(("name", "what"), [("legistar", "matters"), ("legistar_events", "events")])
def test_a_full_page_of_a_council_leads_to_the_next_one_with_the_same_question(name, what):
    first = call_for(name, Query(ANSWERS[name][0], PHRASE, NOW)).url
    top, _, question, _ = pages_of(what, first)
    rows = [{"MatterId": n, "EventId": n} for n in range(top)]
    url = first
    for page in (1, 2):
        found = read_answer(name, json.dumps(rows).encode(), url, PHRASE)
        url = found.more[-1].url
        assert pages_of(what, url) == (top, page * top, question, True)
        assert is_documented_api(url, ANSWERS[name][0])
    found = read_answer(name, json.dumps(rows[:-1]).encode(), url, PHRASE)
    assert not [more for more in found.more if "%24skip" in more.url], "a page that is not full is the last"


def test_a_council_that_ignores_the_skip_is_not_asked_for_ever():
    url, asked = call_for("legistar", Query(ANSWERS["legistar"][0], PHRASE, NOW)).url, 1
    while more := [page for page in read_answer("legistar", matters(0, 100), url, PHRASE).more if "skip" in page.url]:
        url, asked = more[0].url, asked + 1
        assert asked <= 10
    assert asked == 10
    assert "more than 1000 rows" in str(read_answer("legistar", matters(0, 100), url, PHRASE).fault)


def gdelt_rows(first: int, rows: int, seen: str = "2026112{}T{:02}1500Z") -> bytes:
    """Rows of which twelve were seen each hour, latest first."""
    articles = [
        {"url": f"https://news.example/{first + n}", "title": "x", "seendate": seen.format(4, 23 - n // 12)}
        for n in range(rows)
    ]
    return json.dumps({"articles": articles}).encode()


def test_before_the_oldest_of_250_rows_gdelt_is_asked_for_what_is_left_of_the_day():
    api = ANSWERS["gdelt"][0]
    first = call_for("gdelt", Query(api, PHRASE, NOW)).url
    assert parse_qs(urlsplit(first).query)["sort"] == ["datedesc"]
    [more] = read_answer("gdelt", gdelt_rows(0, 250), first, PHRASE).more
    asked = {name: value[0] for name, value in parse_qs(urlsplit(more.url).query).items()}
    assert asked == {
        "query": f'"{PHRASE}"', "mode": "artlist", "format": "json", "maxrecords": "250", "sort": "datedesc",
        "startdatetime": "20261123231500", "enddatetime": "20261124031500",
    }  # fmt: skip
    assert is_documented_api(more.url, api)
    older = json.loads(gdelt_rows(250, 250))
    for row in older["articles"][100:]:
        row["seendate"] = "20261124001500"
    [last] = read_answer("gdelt", json.dumps(older).encode(), more.url, PHRASE).more
    asked = parse_qs(urlsplit(last.url).query)
    assert (asked["startdatetime"], asked["enddatetime"]) == (["20261123231500"], ["20261124001500"])


@pytest.mark.parametrize(
    "body",
    [
        gdelt_rows(0, 249),
        gdelt_rows(0, 250, "20261124T031500Z"),
        gdelt_rows(0, 250, "yesterday"),
        gdelt_rows(0, 250, "20269924T031500Z"),
        json.dumps({"articles": [7] * 250}).encode(),
    ],
)
def test_where_no_shorter_span_can_be_told_gdelt_is_asked_no_further(body):
    first = call_for("gdelt", Query(ANSWERS["gdelt"][0], PHRASE, NOW)).url
    assert read_answer("gdelt", body, first, PHRASE).more == ()
