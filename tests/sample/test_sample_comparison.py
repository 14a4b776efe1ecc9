"""The comparison with the truth: it counts every stated field, and it can say no."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sample.truth import Observed, PageTruth, Place, compare, same_date, truth

EVERYTHING = frozenset({"decision", "article", "reading", "story"})


def perfect(page: PageTruth) -> Observed:
    """What a program without fault would have seen."""
    first = lambda text: text.split(" | ")[0] if text else text  # noqa: E731
    return Observed(
        canonical=page.canonical,
        verdict=page.verdict,
        looked_at=EVERYTHING if page.verdict == "kept" else frozenset({"decision"}),
        reason=first(page.reason),
        title=page.title,
        authors=page.authors,
        published=page.published,
        status=page.status,
        entities=frozenset((kind, first(name)) for kind, name in page.entities),
        places=frozenset((first(place.name), first(place.admin1), first(place.country)) for place in page.places),
        quotes=tuple((f"{opening} and so on", speaker) for opening, speaker in page.quotes.items()),
        event=first(page.event),
        story=page.story,
    )


def seen_perfectly() -> dict[str, Observed]:
    return {page.canonical: perfect(page) for page in truth()}


def test_the_truth_agrees_with_itself() -> None:
    comparison = compare(truth(), seen_perfectly())
    assert comparison.misses == () and comparison.share == 1.0
    assert sum(comparison.stated.values()) > 900


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"verdict": "dropped"}, "verdict"),
        ({"title": "Another title"}, "title"),
        ({"authors": ("Sample Wire",)}, "authors"),
        ({"published": "2020-09-10T17:32:00-07:00"}, "published"),
        ({"status": "partial"}, "status"),
        ({"event": "lawsuit"}, "event"),
        ({"places": frozenset({("Portland", "Maine", "United States")})}, "place"),
        ({"entities": frozenset({("legislature", "Portland City Council (Maine)")})}, "entity"),
        ({"quotes": ()}, "quote"),
        ({"story": "another"}, "story"),
    ],
)
def test_a_wrong_field_is_missed_by_name(change: dict[str, object], field: str) -> None:
    url = "https://oregon-courier.test/city/2020/09/09/portland-bans-face-recognition"
    seen = seen_perfectly()
    if field == "story":
        url = "https://oregon-courier.test/business/2023/12/20/rite-aid-oregon-stores"
    seen[url] = replace(seen[url], **change)  # type: ignore[arg-type]
    comparison = compare(truth(), seen)
    assert field in {miss.field for miss in comparison.misses}
    assert comparison.share < 1
    assert url in comparison.report()


def test_a_quote_with_the_wrong_speaker_misses_only_the_speaker() -> None:
    seen = seen_perfectly()
    url = "https://wire.test/business/2023/12/19/rite-aid-ftc-facial-recognition"
    seen[url] = replace(seen[url], quotes=tuple((text, "Rite Aid") for text, _ in seen[url].quotes))
    assert {miss.field for miss in compare(truth(), seen).misses} == {"speaker"}


def test_a_page_that_was_never_seen_misses_its_verdict() -> None:
    seen = seen_perfectly()
    del seen["https://tech.test/reviews/quiet-keyboard"]
    assert [str(miss) for miss in compare(truth(), seen).misses] == [
        "https://tech.test/reviews/quiet-keyboard verdict: right is 'dropped', seen was 'never seen'"
    ]


def test_two_stories_in_one_cluster_are_wrong_for_both() -> None:
    seen = {url: replace(one, story="all") if one.story else one for url, one in seen_perfectly().items()}
    comparison = compare(truth(), seen)
    assert comparison.share_of("story") == 0.0


@pytest.mark.parametrize(
    ("right", "seen", "same"),
    [
        ("2020-01-02", "2020-01-02", True),
        ("2020-01-02", "2020-01-02T09:00:00Z", True),
        ("2020-01-02T09:00:00+01:00", "2020-01-02T08:00:00Z", True),
        ("2020-01-02T09:00:00+01:00", "2020-01-02", True),
        ("2020-01-02T09:00:00+01:00", "2020-01-02T09:00:00Z", False),
        ("2020-01-02", "2020-02-01", False),
        ("2020-01-02", None, False),
        (None, "2020-01-02", False),
        (None, None, True),
    ],
)
def test_dates(right: str | None, seen: str | None, same: bool) -> None:
    assert same_date(right, seen) is same


def test_places_of_one_name_are_told_apart() -> None:
    oregon = Place.of("Portland / Oregon / United States")
    assert oregon.is_seen_in([("Portland", "Oregon", "United States")])
    assert not oregon.is_seen_in([("Portland", "Maine", "United States"), ("Portland", None, None)])
    assert Place.of("Athens / - / Greece").is_seen_in([("Athens", "Attica", "Greece")])
