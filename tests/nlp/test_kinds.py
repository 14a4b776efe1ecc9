"""Kinds of names by their patterns, endings and context, on sentences of our own."""

from __future__ import annotations

import pytest

from nlp.kinds import KINDS
from nlp.orgtypes import organisation_kind
from nlp.regions import is_people
from nlp.spans import candidates, chosen


def patterned(text: str) -> dict[str, str]:
    return {text[span.start : span.end]: span.kind or "" for span in chosen(candidates(text, (), ()))}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("The Springfield Police Department bought it.", "Springfield Police Department", "agency"),
        ("the Department of Motor Vehicles said", "Department of Motor Vehicles", "agency"),
        ("voted by the Larkspur City Council on Monday", "Larkspur City Council", "legislature"),
        ("before the Senate Judiciary Committee today", "Senate Judiciary Committee", "legislature"),
        ("in the U.S. District Court for the Northern District of Ohio.", "", "court"),
        ("a study by the University of Larkspur found", "University of Larkspur", "university"),
        ("sold by Larkspur Optics Inc. last year", "Larkspur Optics Inc.", "company"),
        ("a lawyer at Marsh & Fenn LLP said", "Marsh & Fenn LLP", "law_firm"),
        ("filed by Marsh & Fenn, a Larkspur law firm,", "Marsh & Fenn", "law_firm"),
        ("Marsh Fenn, the law firm that sued,", "Marsh Fenn", "law_firm"),
        ("the armed group Red Marsh said", "Red Marsh", "other_org"),
        ("the trade group Cameras Forward disagreed", "Cameras Forward", "other_org"),
        ("the Larkspur Social Liberal Party wants", "Larkspur Social Liberal Party", "other_org"),
        ("reported the Larkspur Herald on Sunday", "Larkspur Herald", "media"),
        ("under the Larkspur Biometric Privacy Act of 2021, firms", "Larkspur Biometric Privacy Act of 2021", "law"),
        ("the Coalition for Fair Cameras sued", "Coalition for Fair Cameras", "advocacy_group"),
        ("known as SB 1234, the bill", "SB 1234", "law"),
        ("off U.S. 21 near Larkspur", "S. 21", ""),
    ],
)
def test_patterns_find_a_name_with_its_kind(text: str, name: str, kind: str) -> None:
    found = patterned(text)
    if not kind:
        assert name not in found
    elif name:
        assert found.get(name) == kind
    else:
        assert kind in found.values()


def test_a_possessive_parts_two_names() -> None:
    found = patterned("Larkspur's Consumer Protection Act passed.")
    assert "Consumer Protection Act" in found


def test_a_name_never_runs_over_a_full_stop() -> None:
    found = patterned("She left the Department of Education. Director Fenn stayed.")
    assert "Department of Education" in found


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("the advocacy group Larkspur Now opposed it", "Larkspur Now", "advocacy_group"),
        ("shares in Larkspur fell by a tenth", "Larkspur", "company"),
        ("Larkspur's chief executive resigned", "Larkspur", "company"),
        ("the newspaper Larkspur Voice reported", "Larkspur Voice", "media"),
        ("an attorney at Fenn Marsh called it", "Fenn Marsh", "law_firm"),
        ("Marsh & Fenn represents the plaintiffs", "Marsh & Fenn", "law_firm"),
        ("lawyers for Larkspur Rovers came", "Larkspur Rovers", "other_org"),
        ("nothing is known of Larkspur Circle yet", "Larkspur Circle", "other_org"),
    ],
)
def test_context_tells_the_kind_of_a_bare_name(text: str, name: str, kind: str) -> None:
    start = text.index(name)
    assert organisation_kind(text, [(start, start + len(name))]) == kind


@pytest.mark.parametrize("word", ["Vermonters", "Sri Lankan", "Norwegian", "South Koreans"])
def test_peoples_are_no_names(word: str) -> None:
    assert is_people(word)


def test_every_kind_has_a_label_and_its_name() -> None:
    assert all(kind.name == name and kind.label for name, kind in KINDS.items())
    assert len(KINDS) == 13
