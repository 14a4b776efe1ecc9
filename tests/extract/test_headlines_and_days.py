"""Which headline and which day are taken where a page says several things about itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.extract import extract
from watchdesk.records import Article, Page

PROSE = "<p>The council voted on Tuesday to pause the use of face matching until an outside audit is finished.</p>" * 4


def article(
    head: str = "", body: str = "", lang: str = "en", heading: str = "<h1>Council pauses face matching</h1>"
) -> Article:
    html = f"<html lang='{lang}'><head>{head}</head><body><article>{heading}{body}{PROSE}</article></body></html>"
    return extract(
        Page(url="https://paper.test/a", body=html.encode(), fetched_at=datetime(2026, 11, 24, tzinfo=UTC)), None
    )


def linked(**facts: str) -> str:
    stated = ", ".join(f'"{key}": "{value}"' for key, value in facts.items())
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", {stated}}}</script>'


@pytest.mark.parametrize(
    "title",
    [
        "Bürgermeisterin im Gespräch: «Wir schalten die Kameras ab»",
        "Borgmesteren om kameraerne i byen: »Vi slukker dem nu«",
        "Die Stadt und ihre Kameras: »Wir haben genug gesehen«",
    ],
)
def test_quotation_marks_at_the_end_stay(title: str) -> None:
    found = article(f"<title>{title}</title><meta property='og:title' content='{title}'>", heading=f"<h1>{title}</h1>")
    assert found.title == title


def test_a_site_behind_a_spaced_guillemet_goes() -> None:
    assert (
        article("<title>Council pauses face matching » Paper</title>", heading="").title
        == "Council pauses face matching"
    )


@pytest.mark.parametrize("short", ["Council pauses face matching", "Council pauses face matching in all…"])
def test_a_shortened_headline_is_completed_by_the_heading(short: str) -> None:
    whole = "Council pauses face matching in all stations"
    assert article(linked(headline=short), heading=f"<h1>{whole}</h1>").title == whole


def test_a_subtitle_inside_the_heading_completes_nothing() -> None:
    heading = "<h1><span>Council pauses face matching</span> <small>after a wrongful arrest</small></h1>"
    head = linked(headline="Council pauses face matching") + "<title>Council pauses face matching</title>"
    assert article(head, heading=heading).title == "Council pauses face matching"


def test_a_line_that_is_a_day_comes_before_captions_and_prose() -> None:
    body = "<p>Officers with a camera van during a trial at the central station, 3 March 2024</p>"
    found = article(body=body + PROSE * 3 + "<div>Date 9 March 2024</div>")
    assert (found.published or "")[:10] == "2024-03-09"


def test_a_caption_dates_a_page_without_anything_better() -> None:
    body = "<p>Officers with a camera van during a trial at the central station, 3 March 2024</p>"
    assert (article(body=body).published or "")[:10] == "2024-03-03"


def test_a_tag_and_a_line_that_agree_outvote_json_ld() -> None:
    head = linked(datePublished="2024-03-03T10:00:00+00:00")
    tag = "<meta property='article:published_time' content='2024-03-06T14:00:00+00:00'>"
    line = "<div>6 March 2024, 15:00</div>"
    assert (article(head + tag, line).published or "")[:10] == "2024-03-06"
    assert (article(head + tag).published or "")[:10] == "2024-03-03"
    assert (article(head, line).published or "")[:10] == "2024-03-03"


def test_a_tag_that_only_says_date_gives_way_to_a_visible_line() -> None:
    vague = "<meta name='date' content='2024-03-08'>"
    assert (article(vague, "<div>6 March 2024</div>").published or "")[:10] == "2024-03-06"
    assert (article(vague).published or "")[:10] == "2024-03-08"


@pytest.mark.parametrize(
    ("lang", "moment", "day"),
    [
        ("de", "2022-11-06T23:00:00Z", "2022-11-07"),
        ("sv-SE", "2022-07-06T22:00:00Z", "2022-07-07"),
        ("de", "2022-11-06T22:00:00Z", "2022-11-06"),
        ("de", "2022-11-06T23:07:45Z", "2022-11-06"),
        ("en", "2022-11-06T23:00:00Z", "2022-11-06"),
    ],
)
def test_midnight_where_the_language_is_at_home_is_a_day(lang: str, moment: str, day: str) -> None:
    head = f"<meta property='article:published_time' content='{moment}'>"
    assert (article(head, lang=lang).published or "")[:10] == day


FAR = "".join(
    f"<p>Part {number} of the debate was about the contract, which no meeting of the council had seen before.</p>"
    for number in "ABCDEFGHIJKLMNOPQR"
)


def far_from_headline(head: str, after: str = "") -> Article:
    """A page that states a day only in what stands far below its headline, or in its head."""
    body = f"<article><h1>Council</h1>{FAR}</article>{after}"
    html = f"<html lang=en><head>{head}</head><body>{body}</body></html>"
    return extract(Page(url="https://paper.test/a", body=html.encode(), fetched_at=datetime(2026, 11, 24, tzinfo=UTC)))


def test_a_day_in_a_part_that_is_no_text_counts_where_nothing_else_is_stated() -> None:
    found = far_from_headline("", "<div class='social share'>5 March 2024</div>")
    assert (found.published, found.provenance["published"]) == ("2024-03-05", "dom.cut-line")
    assert far_from_headline("", "<footer>5 March 2024</footer>").published is None
    assert far_from_headline("", "<div class='related'>5 March 2024</div>").published is None


def test_the_day_in_the_path_of_the_own_picture_is_the_last_that_is_asked() -> None:
    picture = "<meta property='og:image' content='https://paper.test/media/2024/03/05/hall.jpg'>"
    found = far_from_headline(picture)
    assert (found.published, found.provenance["published"]) == ("2024-03-05", "meta.og:image.date")
    assert far_from_headline(picture, "<div class='social share'>6 March 2024</div>").published == "2024-03-06"
    assert far_from_headline(picture.replace("/03/05", "")).published is None
