"""The pages themselves: marked as samples, nobody real quoted, every page with its truth, every hard case there."""

from __future__ import annotations

import re

import pytest
from lxml import html

from crawler.catalog import read_catalog
from sample import body
from sample.pages import FOLDER, Outlet, Piece, every_piece, outlets, wire_copy
from sample.site import site
from sample.truth import truth
from watchdesk.config import Config

ARTICLES = [(outlet, piece) for outlet, piece in every_piece() if piece.text and piece.form != "pdf"]
INVENTED_BODIES = ("Sample", "Lumenface", "City of Samplebury")


def _announced(outlet: Outlet, piece: Piece) -> str:
    address = piece.link or piece.path
    return address if address.startswith("http") else outlet.home + address


def test_sixty_pages_and_more_each_with_its_truth() -> None:
    announced = {_announced(outlet, piece) for outlet, piece in every_piece() if piece.listed}
    stated = [page.url for page in truth()]
    assert len(stated) == len(set(stated)) >= 60
    assert set(stated) == announced


def test_every_verdict_and_status_occurs() -> None:
    verdicts = [page.verdict for page in truth()]
    assert min(verdicts.count(one) for one in ("kept", "mentions", "dropped")) >= 10
    reasons = {page.reason.split(" | ")[0] for page in truth() if page.reason}
    assert {"robots", "gone", "blocked", "consent", "javascript", "needs_ocr", "listing"} <= reasons
    assert {"navigation", "related", "bio", "off_subject"} <= reasons
    assert {"full", "paywall", "live_blog", "gallery"} <= {page.status for page in truth()}


@pytest.mark.parametrize(
    ("outlet", "piece"), ARTICLES, ids=lambda value: getattr(value, "path", getattr(value, "id", ""))
)
def test_every_article_page_says_at_its_foot_that_it_is_a_sample(outlet: Outlet, piece: Piece) -> None:
    page = html.fromstring(site(1)[outlet.host, piece.path].body)
    note = " ".join(page.xpath('string(//p[@class="sample-note"])').split())
    assert "sample outlet" in note and outlet.name in note
    assert all(name in note for name in piece.invented)


def _quoted(text: str) -> list[str]:
    """Passages of four words and more between quotation marks; one that runs on into the next paragraph counts too."""
    passages = [
        passage
        for paragraph in text.split("\n\n")
        for pair in re.findall(r'"([^"]+)"|“([^”]+)', paragraph)
        for passage in pair
    ]
    return [passage for passage in passages if len(passage.split()) >= 4]


def test_nobody_real_is_quoted_and_the_truth_names_the_speaker_of_every_quotation() -> None:
    by_url = {page.url: page for page in truth()}
    for outlet, piece in every_piece():
        page = by_url.get(_announced(outlet, piece))
        if page is None or page.verdict != "kept" or piece.form == "redirect":
            continue
        found = _quoted(body.reading_text(piece.text))
        assert len(found) == len(page.quotes), (page.url, found)
        for passage in found:
            speakers = [speaker for opening, speaker in page.quotes.items() if passage.startswith(opening)]
            assert len(speakers) == 1 and "Sample" in speakers[0], (page.url, passage)


def test_writers_and_speakers_stand_in_the_readme() -> None:
    readme = (FOLDER / "README.md").read_text("utf-8")
    named = {name for _, piece in every_piece() for name in (*piece.authors, *piece.invented)}
    assert {name for name in named if name not in readme} == set()
    assert all(any(mark in name for mark in INVENTED_BODIES) for name in named)


def test_who_was_wrongly_arrested_is_cleared_wherever_named() -> None:
    for outlet, piece in every_piece():
        text = body.reading_text(piece.text)
        if re.search(r"Robert Williams|Woodruff|Shaun Thompson|wrongly arrested|false match by facial", text):
            cleared = re.search(r"cleared|innocent|charges were dropped|had done nothing", text)
            assert cleared, (outlet.host, piece.path)


def test_the_wire_story_runs_in_five_outlets_each_with_edits_of_its_own() -> None:
    story = [page for page in truth() if page.story == "rite-aid-ftc"]
    texts = {}
    for outlet, piece in every_piece():
        if any(page.url == outlet.home + piece.path for page in story):
            texts[outlet.id] = " ".join(piece.text.split())
    assert len(texts) == 6 and len(set(texts.values())) == 6
    shared = '"Five years is a start, and other chains should read this order line by line."'
    assert all(shared in text for text in texts.values())


def test_a_wire_copy_whose_edit_no_longer_fits_is_refused() -> None:
    assert wire_copy("One.\n\nTwo.\n\nThree.", {"cut": [2], "after": ["Four."]}) == "One.\n\nThree.\n\nFour."
    with pytest.raises(ValueError, match="no 'Five'"):
        wire_copy("One.", {"replace": [["Five", "Six"]]})


def test_articles_have_the_length_of_articles() -> None:
    short_on_purpose = ("/members", "/subscribers")
    whole = [piece for _, piece in ARTICLES if piece.form == "article" and not piece.paywalled]
    lengths = sorted(
        len(body.reading_text(piece.text).split()) for piece in whole if not piece.path.startswith(short_on_purpose)
    )
    assert lengths[0] >= 130 and lengths[len(lengths) // 2] >= 150


def test_the_markup_of_a_body_renders_to_html_and_to_reading_text() -> None:
    blocks = [
        "## Head",
        "A [link](/x) & more.",
        "- one\n- two",
        "!newsletter",
        "!related /a",
        "!figure f.jpg | A caption",
    ]
    text = "\n\n".join([*blocks, "> said"])
    rendered = str(body.html(text, {"/a": "Title <a>"}))
    assert '<a href="/x">link</a> &amp; more.' in rendered and "Title &lt;a&gt;" in rendered
    assert "<li>one</li><li>two</li>" in rendered and "<figcaption>A caption</figcaption>" in rendered
    assert body.reading_text(text) == "Head\n\nA link & more.\n\none\ntwo\n\nsaid"
    assert body.captions(text) == ("A caption",)


def test_the_catalog_names_every_outlet_and_the_configuration_is_sound() -> None:
    sources = read_catalog((FOLDER / "catalog.yaml").read_text("utf-8"), where="catalog.yaml")
    by_id = {source.id: source for source in sources}
    for outlet in outlets():
        if outlet.template and any(piece.listed for piece in outlet.pieces):
            source = by_id[outlet.id]
            address = source.feed or source.sitemap or source.listing
            assert address == outlet.home + outlet.address and source.enabled
    config = Config.load(FOLDER / "config.yaml")
    assert config.watches and config.subscribers[0].email.endswith("@example.test")
    assert {watch for subscriber in config.subscribers for watch in subscriber.watches} <= {
        w.id for w in config.watches
    }
