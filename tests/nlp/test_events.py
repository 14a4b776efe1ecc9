"""What happened: the type a page is news of, relative dates, actor and place. Texts are ours."""

from __future__ import annotations

import re

import pytest

from nlp.events import CLEARED, find_events
from nlp.events.dates import dates
from nlp.view import plain_view
from watchdesk.records import Mention

NAMES = {
    "Portland City Council": "legislature",
    "Portland": "place",
    "Detroit": "place",
    "Detroit Police Department": "agency",
    "Clearview AI": "company",
    "Information Commissioner's Office": "agency",
    "American Civil Liberties Union": "advocacy_group",
    "IBM": "company",
}


def mentions(text: str) -> list[Mention]:
    found: list[Mention] = []
    for name in sorted(NAMES, key=len, reverse=True):
        for match in re.finditer(re.escape(name), text):
            if all(match.end() <= other.start or match.start() >= other.end for other in found):
                found.append(Mention(*match.span(), name, "ORG", NAMES[name], name, name.lower()))
    return sorted(found, key=lambda mention: mention.start)


def view(title: str | None, text: str, published: str | None = None):
    return plain_view(
        text, title=title, published=published, mentions=mentions(text), title_mentions=mentions(title or "")
    )


@pytest.mark.parametrize(
    ("kind", "title", "text"),
    [
        (
            "ban",
            "Council bans facial recognition",
            "The city council on Monday banned police use of facial recognition.",
        ),
        (
            "moratorium",
            "Springfield backs moratorium on face surveillance",
            "Use of the software is suspended for five years.",
        ),
        (
            "lawsuit",
            "Group sues face search firm",
            "The suit, filed in state court, says the firm took photos without consent.",
        ),
        ("ruling", "Police face scans ruled unlawful", "The Court of Appeal found that the trials broke privacy law."),
        ("settlement", "Store settles face scan case", "The chain agreed to pay shoppers to settle the class action."),
        ("fine", "Regulator fines face search firm £7.5m", "The watchdog imposed the penalty on Monday."),
        ("wrongful_arrest", "Man wrongly arrested after false face match", "Police jailed the wrong man for two days."),
        ("bill", "Senator introduces bill on face scans", "The bill would require a warrant before a search."),
        (
            "investigation",
            "Privacy commissioner opens investigation into mall cameras",
            "The regulator began its inquiry on Friday.",
        ),
        ("product_exit", "IBM stops selling facial recognition", "The company will no longer offer the software."),
        ("breach", "Hackers stole face data", "A data breach exposed a database of face scans."),
        (
            "testimony",
            "Experts testify on face recognition",
            "At a House hearing the witnesses told lawmakers of its errors.",
        ),
        (
            "protest",
            "Protesters scan faces outside Congress",
            "Activists in white suits protested against the technology.",
        ),
        (
            "open_letter",
            "40 groups sign open letter on face scans",
            "In a letter the coalition urged airports to stop the scheme.",
        ),
        ("report", "Study finds bias in face recognition", "Researchers found that the software erred more on women."),
        (
            "contract_end",
            "City ends contract for face recognition",
            "Officials cancelled the contract with the vendor.",
        ),
    ],
)
def test_what_a_page_is_news_of(kind, title, text):
    found = find_events(view(title, text))
    assert found[0].type == kind and found[0].primary
    assert [event.primary for event in found].count(True) == 1


@pytest.mark.parametrize(
    ("kind", "title", "text"),
    [
        (
            "settlement",
            "Chain barred from face scans",
            "The chain is barred from it under a settlement with the state.",
        ),
        (
            "investigation",
            "Group takes shop's cameras to regulator",
            "It filed a complaint with the data protection authority.",
        ),
        ("lawsuit", "Group takes shop's cameras to court", "It filed a complaint in the county court."),
        ("policy_change", "Tax office drops plan to scan faces", "The office dropped its plan to require a scan."),
        ("policy_change", "Makers put on blacklist", "Makers of cameras were added to the Entity List."),
        (
            "product_exit",
            "Maker pulls face recognition code from its app",
            "The maker removed code for face recognition.",
        ),
        (
            "report",
            "Agencies searched faces untrained",
            "Staff used facial recognition, the Accountability Office has found.",
        ),
        (
            "contract_or_use",
            "Force to use live facial recognition",
            "The force will use live facial recognition. It starts now. In 2019 a review found trials likely unlawful.",
        ),
    ],
)
def test_what_lays_a_thing_down_is_the_news(kind, title, text):
    assert next(event.type for event in find_events(view(title, text)) if event.primary) == kind


def test_actor_place_date_and_trigger_sentence():
    text = (
        "PORTLAND - Residents filled the hall.\n\n"
        "The Portland City Council voted on Wednesday to ban the use of facial recognition in Portland. "
        "The Detroit Police Department still uses it."
    )
    event = find_events(view("Portland bans facial recognition", text, "2020-09-10"))[0]
    assert (event.type, event.actor, event.place, event.date) == (
        "ban",
        "Portland City Council",
        "Portland",
        "2020-09-09",
    )
    assert text[event.start : event.end].startswith("The Portland City Council voted")


def test_someone_wrongly_arrested_is_shown_as_cleared():
    text = "A man was wrongfully arrested by the Detroit Police Department after a false facial recognition match."
    event = next(event for event in find_events(view(None, text)) if event.type == "wrongful_arrest")
    assert event.note == CLEARED and "cleared" in CLEARED
    assert event.actor == "Detroit Police Department"
    others = find_events(view("Council bans facial recognition", "The council banned it."))
    assert all(event.note is None for event in others)


def test_a_ban_that_is_only_wished_for_is_no_ban():
    found = find_events(
        view("Groups urge a ban on facial recognition", "Forty groups called on the council to ban it.")
    )
    assert found[0].type == "open_letter"
    assert "ban" not in {event.type for event in found}


def test_a_page_without_triggers_has_no_events():
    assert find_events(view("Spring flowers", "The tulips are out early. The park is open.")) == []
    assert find_events(view(None, "")) == []


@pytest.mark.parametrize(
    ("sentence", "published", "value"),
    [
        ("They met on Aug. 3.", "2020-08-04", "2020-08-03"),
        ("They met on Aug. 3.", None, None),
        ("They met on Dec. 30.", "2021-01-04", "2020-12-30"),
        ("They met on 9 September 2020 in town.", None, "2020-09-09"),
        ("It was signed on September 9, 2020.", None, "2020-09-09"),
        ("It was signed on September 9th.", "2020-09-10T08:00:00+00:00", "2020-09-09"),
        ("It passed on Monday.", "2020-09-10", "2020-09-07"),
        ("It passed on Thursday.", "2020-09-10", "2020-09-10"),
        ("It passed on Thursday.", None, None),
        ("It passed yesterday.", "2020-03-01", "2020-02-29"),
        ("It passed today.", "2020-03-01", "2020-03-01"),
        ("It passed last month.", "2020-01-15", "2019-12"),
        ("It passed in March.", "2020-01-15", "2019-03"),
        ("It passed in October 2019.", None, "2019-10"),
        ("It passed in 2018.", None, "2018"),
        ("It passed last year.", "2020-01-15", "2019"),
        ("It passed two days ago.", "2020-01-01", "2019-12-30"),
        ("It passed three months ago.", "2020-01-15", "2019-10"),
        ("It passed on 2020-01-02.", None, "2020-01-02"),
        ("It passed on June 31, 2020.", None, None),
        ("It may march on.", "2020-01-15", None),
    ],
)
def test_dates_are_as_precise_as_stated_and_never_guessed(sentence, published, value):
    found = dates(sentence, published)
    assert (found[0].value if found else None) == value


@pytest.mark.parametrize(
    "text", ["ban " * 30_000, "sued\n" * 20_000, "🙂" * 1000, "Use " + "facial " * 30_000, "a" * 500_000]
)
def test_odd_text_takes_bounded_time(text):
    find_events(view(None, text))
