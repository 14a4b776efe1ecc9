"""The catalog: enough real sources, each with an address and where that was seen, and honest defaults."""

from __future__ import annotations

import re

import pytest

from crawler.catalog import AREAS, area, by_id, in_group, load_catalog, read_catalog, select, source_from
from watchdesk.errors import ConfigError
from watchdesk.records import Source
from watchdesk.urls import is_http

REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{6,}")
SPEAKS_AGAINST = re.compile(r"robots|token|blocked|\b403\b|key needed", re.IGNORECASE)


def test_at_least_250_sources_with_an_address_and_where_it_was_seen() -> None:
    catalog = load_catalog()
    readable = [source for source in catalog.values() if source.discovery]
    assert len(readable) >= 250
    assert all(source.evidence and source.country and source.language for source in readable)


def test_every_address_is_a_web_address() -> None:
    for source in load_catalog().values():
        for address in (source.feed, source.sitemap, source.listing, source.api, source.homepage):
            assert address is None or is_http(address), (source.id, address)


def test_ids_are_words_and_unique() -> None:
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]*", identifier) for identifier in load_catalog())


def test_on_by_default_only_where_a_named_repository_reads_it_and_no_note_speaks_against_it() -> None:
    on = [source for source in load_catalog().values() if source.enabled]
    assert len(on) > 150
    for source in on:
        assert source.grade in {"A", "B"}, source.id
        assert REPOSITORY.search(source.evidence), source.id
        assert not SPEAKS_AGAINST.search(source.notes), source.id
        assert "{" not in f"{source.feed}{source.sitemap}{source.listing}{source.api}", source.id
        assert source.discovery, source.id


def test_what_is_off_is_unverified() -> None:
    assert not [source.id for source in load_catalog().values() if not source.enabled and source.verified]


def test_every_kind_and_every_area_is_there() -> None:
    kinds = {source.kind for source in load_catalog().values()}
    assert {"advocacy", "think_tank", "tech_press", "wire_national", "local", "government"} <= kinds
    assert {"legislature", "court", "vendor", "academic", "search_api"} <= kinds
    assert {area(source) for source in load_catalog().values()} == set(AREAS)


def test_most_sources_need_no_code() -> None:
    catalog = load_catalog().values()
    plain = [source for source in catalog if source.discovery in {"feed", "sitemap", "listing"}]
    assert len(plain) >= 0.8 * len(catalog)


def test_groups_combine_kind_and_area() -> None:
    source = Source(id="x", name="X", kind="advocacy", country="DE", group="advocacy")
    assert in_group(source, "advocacy")
    assert in_group(source, "eu")
    assert in_group(source, "advocacy/eu")
    assert in_group(source, "think-tank") is False
    assert in_group(source, "advocacy/us") is False


def test_select_takes_defaults_plus_on_and_own_minus_off() -> None:
    catalog = by_id(
        [
            Source(id="a", name="A", kind="local", country="US", enabled=True),
            Source(id="b", name="B", kind="local", country="US"),
            Source(id="c", name="C", kind="vendor", country="US", enabled=True),
        ]
    )
    own = Source(id="mine", name="Mine", kind="other", feed="https://example.org/feed")
    chosen = select(catalog, groups=["local"], on=["b"], off=["a"], own=[own])
    assert [source.id for source in chosen] == ["b", "mine"]


def test_an_unknown_id_is_named_with_the_nearest() -> None:
    catalog = by_id([Source(id="the-guardian", name="G", kind="local")])
    with pytest.raises(ConfigError, match=r"the-gaurdian.*did you mean 'the-guardian'"):
        select(catalog, on=["the-gaurdian"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sources: [", "not YAML"),
        ("[]", "expected `group:`"),
        ("group: x\nsources: [{id: a, name: A, kind: local, fede: 'https://e.org'}]", "did you mean 'feed'"),
        ("group: x\nsources: [{id: a, kind: local}]", "needs name"),
        ("group: x\nsources: [text]", "is a mapping"),
    ],
)
def test_a_fault_in_a_catalog_file_is_one_line(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        read_catalog(text, where="own.yaml")
    assert "\n" not in str(caught.value)
    assert "own.yaml" in str(caught.value)


def test_an_id_that_stands_twice_is_refused() -> None:
    entry = source_from({"id": "a", "name": "A", "kind": "local"}, where="x")
    with pytest.raises(ConfigError, match="'a' stands twice"):
        by_id([entry, entry])
