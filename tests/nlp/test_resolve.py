"""Who a name stands for: known names, context, acronyms, typos, last names; on documents of our own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from nlp.gazetteer import Entry, Found, Gazetteer, load_gazetteer, own_entries
from nlp.pipeline import Reader, load
from nlp.resolve import Named, Resolver, acronym_of, stem_of
from watchdesk.errors import ConfigError
from watchdesk.records import Document

LEAGUE = Entry("fair-cameras", "advocacy_group", "Fair Cameras League", ("FairCam League",), ("FCL",), region="Ohio")
NORTH = Entry(
    "fair-cameras-north", "advocacy_group", "Fair Cameras League of Maine", parent="fair-cameras", region="Maine"
)
FLOODS = Entry("flood-control", "agency", "Flood Control Lab", (), ("FCL",), region="Utah")
GAZETTEER = Gazetteer([LEAGUE, NORTH, FLOODS])


def named(text: str, *forms: tuple[str, str]) -> list[Named]:
    found, at = [], 0
    for form, kind in forms:
        start = text.index(form, at)
        at = start + len(form)
        entry = next((e for e in GAZETTEER.sure.get(form, ())), None)
        found.append(Named(start, at, form, kind, entry, "gazetteer" if entry else "model"))  # type: ignore[arg-type]
    return found


def ids(text: str, *forms: tuple[str, str]) -> list[str]:
    return [one.entity_id for one in Resolver(GAZETTEER).identities("doc", text, named(text, *forms))]


def test_an_acronym_in_brackets_is_the_name_before_it() -> None:
    text = "The Office of Lens Safety (OLS) said no. OLS will appeal."
    first, short, again = ids(text, ("Office of Lens Safety", "agency"), ("OLS", "agency"), ("OLS", "agency"))
    assert first == short == again


def test_two_people_with_one_surname_stay_two() -> None:
    text = "Ann Fenn met Bob Fenn. Fenn smiled. Ann Fenn left."
    people = ids(text, ("Ann Fenn", "person"), ("Bob Fenn", "person"), ("Fenn", "person"), ("Ann Fenn", "person"))
    assert people[0] != people[1]
    assert people[2] == people[1]
    assert people[0] == people[3]


def test_a_surname_alone_is_bound_to_its_document() -> None:
    alone = Resolver(GAZETTEER).identities("one", "Fenn said", [Named(0, 4, "Fenn", "person")])
    other = Resolver(GAZETTEER).identities("two", "Fenn said", [Named(0, 4, "Fenn", "person")])
    assert alone[0].entity_id != other[0].entity_id


def test_an_affiliate_is_not_its_parent() -> None:
    text = "Fair Cameras League of Maine and Fair Cameras League agree."
    forms = (("Fair Cameras League of Maine", "advocacy_group"), ("Fair Cameras League", "advocacy_group"))
    assert ids(text, *forms) == ["fair-cameras-north", "fair-cameras"]


@pytest.mark.parametrize("form", ["Fair Camera League", "FAIR CAMERAS LEAGUE", "Fair Cameras Leauge"])
def test_a_typo_or_another_case_is_the_known_name(form: str) -> None:
    assert ids(f"{form} sued.", (form, "advocacy_group")) == ["fair-cameras"]


def test_a_firm_with_and_without_its_legal_form_is_one() -> None:
    text = "Marsh Optics Group Limited sells. Marsh Optics grows."
    first, second = ids(text, ("Marsh Optics Group Limited", "company"), ("Marsh Optics", "company"))
    assert first == second


def test_an_ambiguous_form_needs_the_document() -> None:
    resolver, form = Resolver(GAZETTEER), Found(0, 3, "FCL", (), (LEAGUE, FLOODS))
    assert resolver.pick(form, [], frozenset(), on_subject=True) is None
    assert resolver.pick(form, [LEAGUE], frozenset(), on_subject=False) == (LEAGUE, "named in full elsewhere")
    assert resolver.pick(form, [NORTH], frozenset(), on_subject=False) == (LEAGUE, "its family is named")
    assert resolver.pick(form, [], frozenset({"Utah"}), on_subject=False) == (FLOODS, "its region is named")


def test_shipped_gazetteer_keeps_its_promises() -> None:
    shipped = load_gazetteer()
    assert len(shipped.by_id) >= 1_200
    assert not [e.id for e in shipped.by_id.values() if not e.source or e.source.startswith("memory")]
    assert not {form for form, owners in shipped.sure.items() if len(owners) > 1}
    assert not set(shipped.sure) & set(shipped.maybe)
    assert all(e.parent in shipped.by_id for e in shipped.by_id.values() if e.parent)


def test_a_newsrooms_own_names_are_added_and_may_replace(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("- {id: fair-cameras, kind: company, name: Fair Cameras Ltd}\n", encoding="utf-8")
    assert load_gazetteer(own).by_id["fair-cameras"].kind == "company"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1\n", "list"),
        ("- {id: x}\n", "entry 1"),
        ("- {id: x, kind: firm, name: X}\n", "unknown kind"),
        ("- {id: x, kind: court, name: X, aliases: Y}\n", "aliases"),
        ("[\n", "YAML"),
    ],
)
def test_a_faulty_own_gazetteer_says_what_and_where(tmp_path: Path, text: str, fault: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=fault):
        own_entries(own)


def test_acronyms_and_stems() -> None:
    assert acronym_of("U.S. Office of Lens Safety") == "OLS"
    assert stem_of("Marsh Optics Holdings, Inc.") == "Marsh Optics"


@lru_cache(maxsize=1)
def reader() -> Reader:
    return load()


def read(text: str) -> dict[str, str]:
    (annotation,) = reader().annotate([Document("d", text)])
    return {mention.text: mention.entity_id for mention in annotation.mentions}


def test_a_firms_short_name_inside_a_local_bodys_name_is_no_firm() -> None:
    text = "The Clearview library district knows each reader. Clearview drivers joke about facial recognition."
    assert "clearview-ai" not in read(text).values()
    named_in_full = "Clearview AI sold facial recognition near the Clearview library. Clearview answered."
    assert read(named_in_full)["Clearview"] == "clearview-ai"


def test_an_acronym_known_for_another_body_is_not_the_beats() -> None:
    assert read("Facial recognition failed, AFP reported from Paris.")["AFP"] != "afp-au"
    assert read("The Australian Federal Police (AFP) used facial recognition. AFP officers said so.")["AFP"] == "afp-au"


def test_swapped_letters_of_an_acronym_are_the_known_body() -> None:
    found = read("The ALCU of Washington and the ALCU oppose facial recognition.")
    assert found["ALCU"] == read("The ACLU opposes facial recognition.")["ACLU"]
    assert found["ALCU of Washington"] == read("The ACLU of Washington said so.")["ACLU of Washington"]
