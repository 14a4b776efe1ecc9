from __future__ import annotations

import pytest

from storage.archive import Archive
from storage.query import parse
from storage.resolve import AmbiguousPlace
from storage.rows import Results
from storage.search import article_page, entity_page, match_new, rate, search
from tests.storage.builders import NOW, PASSING, article, keep, read, save
from watchdesk.errors import QueryError
from watchdesk.records import Annotation, Event, Mention, PlaceRef


def find(archive: Archive, text: str, **options: object) -> Results:
    return search(archive, parse(text, now=NOW), **options)  # type: ignore[arg-type]


def titles(archive: Archive, text: str, **options: object) -> list[str | None]:
    return [hit.title for hit in find(archive, text, **options).hits]


@pytest.fixture
def desk(archive: Archive) -> Archive:
    """Seven articles from January to July 2026, and an undated one."""
    texts = [
        "Springfield Police used Clearview AI in Detroit.",
        "The council of Portland banned facial recognition.",
        "The council of Portland, Maine voted on face matching.",
        'Detroit was sued over an arrest. "It was wrong", said Jane Sample.',
        "Acme Faces sold face matching to Springfield Police.",
        "Clearview left Canada. The café was closed.",
        "Nothing here is about names.",
    ]
    events = {1: "ban", 3: "lawsuit", 4: "contract_or_use"}
    for number, text in enumerate(texts):
        item = article(number, text, title=f"Story {number}", published=f"2026-0{number + 1}-10T08:00:00Z")
        found = [Event(events[number], 0, len(text), primary=True)] if number in events else []  # type: ignore[arg-type]
        keep(archive, item, *found, source="rights" if number % 2 else "herald")
    keep(archive, article(9, "An undated page on facial recognition.", title="Undated", published=None))
    return archive


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("council", [2, 1]),
        ('"face matching"', [4, 2]),
        ("council -maine", [1]),
        ("council OR sued", [3, 2, 1]),
        ("(council OR sued) portland", [2, 1]),
        ("sold*", [4]),
        ("clearv*", [5, 0]),
        ("NEAR(council portland, 2)", [2, 1]),
        ("NEAR(council voted, 1)", []),
        ("cafe", [5]),
        ("CAFÉ", [5]),
        ("title:3", [3]),
        ("text:3", []),
        ("quote:wrong", [3]),
        ("quote:arrest", []),
        ('speaker:"Jane Sample"', [3]),
        ("company:clearview", [5, 0]),
        ('company:"Clearview AI"', [5, 0]),
        ("entity:Clearview*", [5, 0]),
        ("person:clearview", []),
        ('company:(clearview OR "acme faces")', [5, 4, 0]),
        ("-company:clearview council", [2, 1]),
        ('agency:"Springfield Police"', [4, 0]),
        ('place:"Portland, ME"', [2]),
        ('place:"Portland, Oregon"', [1]),
        ("place:Detroit", [3, 0]),
        ("place:Michigan", [3, 0]),
        ("type:lawsuit", [3]),
        ("type:lawsuit OR type:ban", [3, 1]),
        ("source:rights", [5, 3, 1]),
        ('source:"Sample Herald" clearview', [0]),
        ("source:rights.test council", [1]),
        ("outlet:advocacy", [5, 3, 1]),
        ("lang:en council", [2, 1]),
        ("after:2026-05", [6, 5, 4]),
        ("before:2026-02", [0]),
        ("on:2026-03", [2]),
        ("2026-02..2026-03", [2, 1]),
        ("after:2026-03 before:2026-05 -sued", [2]),
        ("entity:#co:clearview", [5, 0]),
        ("zebra", []),
    ],
)
def test_what_a_query_finds_newest_first(desk: Archive, query: str, numbers: list[int]) -> None:
    assert titles(desk, query) == [f"Story {number}" for number in numbers]


def test_an_undated_page_is_found_but_never_by_a_date(desk: Archive) -> None:
    undated = find(desk, '"facial recognition" undated').hits[0]
    assert undated.published is None
    assert "Undated" not in titles(desk, "after:2000")
    assert "Undated" in titles(desk, "")


def test_a_bare_place_name_names_the_choices(desk: Archive) -> None:
    with pytest.raises(AmbiguousPlace) as fault:
        find(desk, "place:Portland")
    assert fault.value.choices == ("Portland, Maine, United States", "Portland, Oregon, United States")
    assert fault.value.suggestion == 'place:"Portland, Maine, United States"'
    assert fault.value.position == 6


def test_an_unknown_source_is_refused_with_the_likeliest(desk: Archive) -> None:
    with pytest.raises(QueryError, match="did you mean"):
        find(desk, "source:herlad")
    with pytest.raises(QueryError, match="outlet:advocacy"):
        find(desk, "outlet:advocasy")


def test_a_value_that_no_article_has_is_told_with_those_there_are(desk: Archive) -> None:
    assert find(desk, "lang:english").notices == ("no article has lang:english; there are such as en",)
    with pytest.raises(QueryError, match="there are advocacy, local"):
        find(desk, "outlet:newspaper")


def test_an_unknown_name_finds_nothing_and_says_so(desk: Archive) -> None:
    results = find(desk, 'company:"No Such Firm"')
    assert (results.total, results.notices) == (0, ("nothing read so far is named 'No Such Firm'",))


def test_a_hit_says_why_also_through_an_alias(desk: Archive) -> None:
    newest, oldest = find(desk, 'company:"Clearview AI"').hits
    assert newest.reasons == ("matched Clearview, alias of Clearview AI",)
    assert [segment.text for segment in newest.snippet if segment.marked] == ["Clearview"]
    assert oldest.reasons == ("matched Clearview AI",)
    worded = find(desk, '"face matching" type:contract_or_use').hits[0]
    assert worded.reasons == ("matched “face matching”", "type: contract_or_use")
    accented = find(desk, "cafe").hits[0]
    assert [segment.text for segment in accented.snippet if segment.marked] == ["café"]


def test_facets_count_what_was_found(desk: Archive) -> None:
    results = find(desk, "", facets=True)
    assert results.facets_are_exact
    counts = {name: {value.label: value.count for value in values} for name, values in results.facets.items()}
    assert counts["company"] == {"Clearview AI": 2, "Acme Faces": 1}
    assert counts["agency"] == {"Springfield Police": 2}
    assert counts["place"]["Portland, Maine, United States"] == 1
    assert counts["source"] == {"Sample Herald": 5, "Sample Rights Watch": 3}
    assert counts["kind"] == {"local": 5, "advocacy": 3}
    assert counts["event"] == {"ban": 1, "lawsuit": 1, "contract_or_use": 1}
    assert list(counts["month"]) == [f"2026-0{month}" for month in range(1, 8)]


def test_each_facet_value_is_a_query_that_finds_as_many(desk: Archive) -> None:
    for values in find(desk, "", facets=True).facets.values():
        for value in values:
            assert find(desk, value.query).total == value.count, value.query


def test_ranked_puts_the_title_first(archive: Archive) -> None:
    keep(
        archive,
        article(1, "A ban was debated, and then other things happened.", title="Council meets", published="2026-11-02"),
    )
    keep(archive, article(2, "Much was said.", title="A ban on cameras", published="2026-11-01"))
    assert titles(archive, "ban", order="ranked") == ["A ban on cameras", "Council meets"]
    assert titles(archive, "ban") == ["Council meets", "A ban on cameras"]


def test_folding_shows_each_story_once_by_its_newest_match(archive: Archive) -> None:
    for number in range(12):
        published = f"2026-11-{number + 1:02d}"
        number_id = keep(archive, article(number, "police", title=str(number), published=published), source="rights")
        archive.assign_story(number_id, f"story{number % 4}", None, NOW)
    first = find(archive, "police", fold=True, limit=3)
    assert [hit.title for hit in first.hits] == ["11", "10", "9"]
    assert {(hit.story_articles, hit.story_outlets) for hit in first.hits} == {(3, 1)}
    rest = find(archive, "police", fold=True, limit=3, cursor=first.next_cursor)
    assert ([hit.title for hit in rest.hits], rest.next_cursor) == (["8"], None)


def test_paging_neither_skips_nor_repeats_while_the_crawler_writes(archive: Archive) -> None:
    for number in range(40):
        keep(archive, article(number, "police", published=f"2026-10-{number % 20 + 1:02d}T0{number % 10}:00:00Z"))
    before = {hit.article_id for hit in find(archive, "police", limit=100).hits}
    seen: list[int] = []
    cursor, fresh = None, 100
    while True:
        page = find(archive, "police", limit=7, cursor=cursor)
        seen += [hit.article_id for hit in page.hits]
        cursor = page.next_cursor
        if cursor is None:
            break
        keep(archive, article(fresh, "police", published="2026-11-01"))  # newer than all that is being read
        fresh += 1
    assert len(seen) == len(set(seen))
    assert set(seen) == before


def test_a_damaged_cursor_is_refused(archive: Archive) -> None:
    for cursor in ("x", "n", "r5", "n-1", "n" + "9" * 40):
        with pytest.raises(QueryError):
            find(archive, "police", cursor=cursor)


def test_the_total_is_exact_or_says_at_least(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    with archive.batch():
        for number in range(30):
            save(archive, article(number, "police"))
    monkeypatch.setattr("storage.search.COUNT_AT_MOST", 20)
    for limit, expected in ((5, (20, False)), (25, (25, False)), (30, (30, True))):
        results = find(archive, "police", limit=limit)
        assert (results.total, results.total_is_exact) == expected


def test_many_articles_of_one_day_keep_a_stable_order(archive: Archive) -> None:
    with archive.batch():
        for number in range(300):
            save(archive, article(number, "police", published="2026-11-01"))
    first = [hit.article_id for hit in find(archive, "police", limit=300).hits]
    assert len(set(first)) == 300
    assert first == [hit.article_id for hit in find(archive, "police", limit=300).hits]
    assert find(archive, "police on:2026-11-01").total == 300


def test_a_page_dated_in_the_future_does_not_stay_on_top(archive: Archive) -> None:
    keep(archive, article(1, "police", title="future", published="2031-01-01"))
    archive.save(
        article(2, "police", title="now", published="2026-11-24T12:30:00Z"), PASSING, source_id=None, crawl_id=None,
        fetched_at=NOW, content_sha256="0" * 64,
    )  # fmt: skip
    assert titles(archive, "police") == ["now", "future"]
    assert find(archive, "about:no").hits[0].title == "now"


def test_matching_for_a_watch_shows_the_sentence(desk: Archive) -> None:
    ids = [hit.article_id for hit in find(desk, "").hits]
    matches = match_new(desk, parse("place:Portland", now=NOW), ids)  # both towns: a watch must not fall silent
    assert [match.sentence for match in matches] == [
        "The council of Portland, Maine voted on face matching.", "The council of Portland banned facial recognition.",
    ]  # fmt: skip
    lawsuit = match_new(desk, parse('arrest person:"Jane Sample"', now=NOW), ids)
    assert [(match.reason, match.sentence) for match in lawsuit] == [
        ("matched “arrest”; matched Jane Sample", "Detroit was sued over an arrest.")
    ]


def test_the_rate_of_a_watch_before_it_is_saved(desk: Archive) -> None:
    found = rate(desk, parse("council OR sold OR clearview", now=NOW), days=300)
    assert (found.matches, str(found)) == (4, "0.1 a week over 300 days")


def test_the_article_page_holds_all_there_is(desk: Archive) -> None:
    page = article_page(desk, find(desk, "sued").hits[0].article_id)
    assert page is not None
    assert (page.mentions[0].text, page.mentions[0].entity.name) == ("Detroit", "Detroit")
    assert [(quote.text, quote.speaker) for quote in page.quotes] == [("It was wrong", "Jane Sample")]
    assert [(event.type, event.primary) for event in page.events] == [("lawsuit", True)]
    assert [version.change for version in page.versions] == ["first"]
    assert page.provenance == {"title": "h1"}
    assert article_page(desk, 999) is None


def test_the_entity_page_holds_timeline_companions_and_outlets(desk: Archive) -> None:
    page = entity_page(desk, "co:clearview")
    assert page is not None
    assert page.timeline == (("2026-01", 1), ("2026-06", 1))
    assert [row.name for row in page.together] == ["Springfield Police", "Detroit"]
    assert [outlet[1:] for outlet in page.outlets] == [("Sample Herald", 1), ("Sample Rights Watch", 1)]
    assert page.aliases == ("Clearview", "Clearview AI")
    assert (page.entity.articles, page.entity.mentions) == (2, 2)
    assert entity_page(desk, "no such") is None


def test_reading_again_replaces_what_was_read(desk: Archive) -> None:
    item = article(0, "Springfield Police used Clearview AI in Detroit.", published="2026-01-10T08:00:00Z")
    article_id = find(desk, "company:clearview before:2026-02").hits[0].article_id
    bare = read(article_id, item)
    desk.save_annotation(type(bare)(bare.id, language="en"), "v2", NOW)
    assert titles(desk, "company:clearview") == ["Story 5"]
    page = entity_page(desk, "co:clearview")
    assert page is not None
    assert page.timeline == (("2026-06", 1),)


def test_a_place_inside_another_name_is_found_and_the_outer_name_is_marked(archive: Archive) -> None:
    item = article(1, "Detroit Police Department used face matching.")
    place = PlaceRef(42.3, -83.0, "Michigan", "United States", 3, "P.PPL")
    police = Mention(0, 25, "Detroit Police Department", "ORG", "agency", "Detroit Police Department", "ag:dpd")
    within = Mention(0, 7, "Detroit", "NESTED", "place", "Detroit", "geo:dt", place=place)
    save(archive, item)
    archive.save_annotation(Annotation("1", (police,), places_within=(within,)), "v1", NOW)
    for query in ("place:Detroit", "place:Michigan", 'agency:"Detroit Police Department"'):
        assert find(archive, query).total == 1, query
    page = article_page(archive, 1)
    assert page is not None
    assert [(mention.text, mention.label) for mention in page.mentions] == [
        ("Detroit Police Department", "ORG"), ("Detroit", "NESTED")
    ]  # fmt: skip
    assert archive.verify() == []


def test_a_reason_tells_only_what_the_article_has_and_shows_where_it_is_told(archive: Archive) -> None:
    text = "Lakes\n\nBy Sample Wire\n\nA long lead stands here. The council voted to ban face matching. It rained."
    start = text.index("The council")
    keep(archive, article(1, text), Event("ban", start, start + 43, primary=True))
    keep(archive, article(2, 'Something else. "It was wrong", said Jane Sample.', published="2026-11-01"))
    (hit,) = find(archive, "type:ban OR type:moratorium").hits
    assert hit.reasons == ("type: ban",)
    assert "The council voted to ban face matching." in hit.snippet_text
    assert not any(segment.marked for segment in hit.snippet)
    (match,) = match_new(archive, parse("type:ban OR type:moratorium", now=NOW), [1, 2])
    assert (match.reason, match.sentence) == ("type: ban", "The council voted to ban face matching.")
    (said,) = match_new(archive, parse('speaker:"Jane Sample"', now=NOW), [1, 2])
    assert "It was wrong" in said.sentence
    assert find(archive, "-type:lawsuit type:ban").hits[0].reasons == ("type: ban",)


def test_ranked_pages_never_skip_or_repeat_while_the_crawler_writes(archive: Archive) -> None:
    for number in range(1, 40):
        keep(archive, article(number, "police " * (1 + number % 7), title=str(number)))
    cursor, told, fresh = None, [], 100
    while True:
        page = find(archive, "police", limit=6, order="ranked", cursor=cursor)
        told += [hit.title for hit in page.hits]
        cursor = page.next_cursor
        if cursor is None:
            break
        keep(archive, article(fresh, "police police police in the news", title=f"new {fresh}"))
        save(archive, article(fresh - 99, "police " * 9, title=str(fresh - 99)))  # one that was shown, or will be
        fresh += 1
    assert len(told) == len(set(told))
    assert {str(number) for number in range(1, 40)} <= set(told)


def test_words_that_everything_has_are_ordered_by_title_then_by_date(archive: Archive) -> None:
    with archive.batch():
        for number in range(1, 460):
            title = "the police" if number % 100 == 0 else str(number)
            text = "police and rare things" if number in (7, 8) else "police"
            keep(archive, article(number, text, title=title, published=f"2026-01-01T00:00:00+00:{number % 60:02d}"))
    found = [hit.title for hit in find(archive, "police", order="ranked", limit=5).hits]
    assert found[:4] == ["the police"] * 4
    assert found[4] != "the police"
    rare = [hit.title for hit in find(archive, "police rare", order="ranked", limit=5).hits]
    assert sorted(rare) == ["7", "8"]


def test_thousands_of_pages_of_one_date_are_placed_without_looking_through_them_all(archive: Archive) -> None:
    steps = 0

    def count(_sql: str) -> None:
        nonlocal steps
        steps += 1

    def asked(number: int) -> int:
        nonlocal steps
        steps = 0
        save(archive, article(number, "police", published="2016"))
        return steps

    archive.conn.set_trace_callback(count)
    asked(0)
    early = [asked(number) for number in range(1, 4)]
    for number in range(4, 400):
        asked(number)
    assert asked(400) <= max(early)  # no statement more, and the free place is the first that is looked at
    places = [row[0] for row in archive.run("SELECT position FROM entry ORDER BY position")]
    assert places == list(range(places[0], places[0] + 401))
    archive.conn.set_trace_callback(None)


def test_in_a_large_archive_a_phrase_is_counted_no_further_than_needed(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    with archive.batch():
        for number in range(1, 161):
            text = "A rare phrase." if number % 4 == 0 else "Rare is this phrase."
            keep(archive, article(number, text, published=f"2026-0{1 + number // 28}-{1 + number % 28:02d}"))
    everything = find(archive, '"rare phrase"', limit=3)
    word = find(archive, "rare", limit=3)
    monkeypatch.setattr("storage.lookup._LARGE", 100)
    bounded = find(archive, '"rare phrase"', limit=3)
    assert (everything.total, everything.total_is_exact) == (40, True)
    assert bounded.hits == everything.hits
    assert 3 < bounded.total < 40
    assert not bounded.total_is_exact
    assert find(archive, '"rare phrase"', limit=100).total_is_exact  # looked through, as the page needs all of it
    assert find(archive, "rare", limit=3) == word  # a word's list is short to count
    told, cursor = [], None
    while True:
        page = find(archive, '"rare phrase"', limit=7, cursor=cursor)
        told += [hit.article_id for hit in page.hits]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(set(told)) == len(told) == 40
    assert find(archive, '"rare phrase" before:2026-02', limit=30).total_is_exact
