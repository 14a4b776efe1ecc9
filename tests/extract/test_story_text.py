"""What stands among the paragraphs of a story and is none of it is left out; text in odd places is kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.extract import extract
from watchdesk.records import Page

FIRST = (
    "The council of Sampleton voted on Tuesday to end the trial of cameras that compare faces, after a debate that "
    "lasted until the small hours and drew more than two hundred residents to the hall."
)
SECOND = (
    "Members of three parties said that the trial had never been put before them, and that the contract had been "
    "signed by the head of the transport office alone, without the hearing that the rules ask for."
)
THIRD = (
    "The cameras will be taken down by the end of the month; what they recorded is to be deleted under the eyes of "
    "the data protection officer, who will report to the council in the spring."
)


def text_of(body: str) -> str:
    html = f"<html><head><title>Sampleton ends camera trial</title></head><body>{body}</body></html>"
    page = Page(url="https://story.test/a", body=html.encode(), fetched_at=datetime(2026, 11, 24, tzinfo=UTC))
    return extract(page).text


def story(*lines: str) -> str:
    middle = "".join(f"<p>{line}</p>" for line in lines)
    return f"<article><h1>Sampleton ends camera trial</h1><p>{FIRST}</p>{middle}<p>{SECOND}</p><p>{THIRD}</p></article>"


@pytest.mark.parametrize(
    "line",
    [
        "The mast in front of the town hall. © Sample Agency / P. Sample",
        "Symbolbild: eine Kamera an einem Mast",
        "Cameras above a square, Getty Images",
        "Ja. Ich bin Abonnent.",
        "Noch kein Konto? Dann kommen Sie zu uns.",
        "Alle Angaben ohne Gewähr",
        "The views expressed here are those of the writer alone.",
        "Bei den Verweisen handelt es sich um Affiliate-Links.",
        "Already a subscriber? Welcome back.",
        "Beitrag teilen",
        "Weitere Informationen: Kameras in anderen Städten",
    ],
)
def test_credits_accounts_and_legal_notes_are_no_part_of_a_story(line):
    text = text_of(story(line))
    assert line not in text
    assert FIRST in text
    assert SECOND in text


def test_a_paragraph_that_speaks_of_subscribers_stays():
    line = (
        "The company told the council that it had some nine thousand subscribers who already log in with their faces, "
        "and that an abonnement of the same kind had been sold to two neighbouring towns, among them the largest "
        "of the district, where the matter has been before the courts since the beginning of the year."
    )
    assert line in text_of(story(line))


def test_sections_that_are_articles_inside_the_article_are_its_text():
    parts = "".join(f"<article class='paragraph'><div><p>{part}</p></div></article>" for part in (FIRST, SECOND, THIRD))
    text = text_of(f"<main><article class='full'><h1>Sampleton ends camera trial</h1>{parts}</article></main>")
    assert text == f"{FIRST}\n\n{SECOND}\n\n{THIRD}"


def test_a_story_beside_teasers_that_are_articles_too_stays_alone():
    said = "Another town bought cameras of the same make, and nobody there minds them."
    teaser = f"<article class='card'><p>{said}</p></article>"
    text = text_of(f"<main>{story()}{teaser}{teaser}</main>")
    assert "Another town" not in text
    assert THIRD in text


def test_a_page_of_short_cells_under_a_long_heading_gives_its_cells():
    rows = "".join(f"<tr><td>{n}.</td><td>Sample Runner {n}</td><td>1{n},5</td></tr>" for n in range(1, 9))
    heading = "Sampleton championships for juniors on Saturday, the nineteenth of May, at the stadium on the hill"
    text = text_of(
        f"<article><h1>Results</h1><div class='entry'><h3>{heading}</h3><table>{rows}</table></div></article>"
    )
    assert "Sample Runner 5" in text


def test_the_sentence_in_the_element_of_the_headline_is_the_standfirst():
    lead = "Two hundred residents stayed until midnight to see the trial of cameras end."
    head = f"<header><hgroup><h1>Sampleton ends camera trial</h1><h2>{lead}</h2></hgroup></header>"
    grid = f"<div class='grid'><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>"
    text = text_of(f"<article>{head}<div class='by'>24 April 2026 08:30</div>{grid}</article>")
    assert text == f"{lead}\n\n{FIRST}\n\n{SECOND}\n\n{THIRD}"


def test_captions_in_an_amp_carousel_do_not_outweigh_the_story():
    slides = "".join(f"<div><p>Slide {n}: {SECOND.lower()}</p></div>" for n in range(12))
    text = text_of(f"<main>{story()}<amp-carousel><div>{slides}</div></amp-carousel></main>")
    assert "Slide 3" not in text
    assert FIRST in text


def collection(items: int, remark: str) -> str:
    """A post that is a list of links, each with a few words, beside a menu of links."""
    one = f"<li><p><a href='https://elsewhere.test/%d'>A report on cameras, part %d</a></p><p>{remark}</p></li>"
    rows = "".join(one.replace("%d", str(number)) for number in range(items))
    menu = "".join(f"<li><a href='/menu/{number}'>Section number {number} of this site</a></li>" for number in range(9))
    head = "<header class='entry-header'><h1>Sampleton ends camera trial</h1></header>"
    return f"<ul>{menu}</ul><article>{head}<div class='entry-content'><ul>{rows}</ul></div></article>"


@pytest.mark.parametrize(
    "remark", ["Where the masts stood.", "Where the masts stood. Tags: <a href='/t'>masts, cameras</a>"]
)
def test_a_collection_of_links_with_remarks_is_the_text(remark: str):
    found = text_of(collection(12, remark))
    assert found.count("Where the masts stood") == 12
    assert "A report on cameras, part 11" in found
    assert "Section number" not in found and "Sampleton ends" not in found


def test_links_without_remarks_are_no_text():
    assert text_of(collection(12, "")) == ""
    assert "A report on cameras" not in text_of(collection(3, "Where the masts stood."))
