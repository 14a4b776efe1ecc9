"""`asof:` gives the same rows after any number of later inserts, edits, readings, tags, merges and splits."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.archive import Archive
from storage.query import parse
from storage.search import search
from tests.storage.builders import NOW, SOURCES, article, keep, save
from watchdesk.errors import BadInput

_NAMES = ("Clearview", "Acme Faces", "Springfield Police", "Jane Sample", "Detroit", "Portland, Maine")
_ASKED = (
    "", "police", '"facial recognition"', "company:clearview", "entity:acme*", 'place:"Portland, ME"', "tag:case",
    "police -company:acme*", "after:2026-05", "title:story", "source:rights", "place:Michigan", "story:s1",
    "quote:said", "company:renamed", "status:full before:2026-08",
)  # fmt: skip


def text(generator: random.Random) -> str:
    names = " and ".join(generator.sample(_NAMES, 2))
    return f'The police of {names} use facial recognition {generator.randint(1, 99)}. "We said so", it was told.'


def edit(archive: Archive, generator: random.Random, articles: int) -> None:
    """One change of the kinds that happen to an archive."""
    number = generator.randrange(articles)
    item = article(number, text(generator), published=f"2026-{generator.randint(1, 9):02d}-10T08:00:00Z")
    source = generator.choice(["herald", "rights"])
    kind = generator.randrange(9)
    if kind < 3:
        keep(archive, item, source=source)
    elif kind == 3:
        save(archive, item, source)
    elif kind == 4:
        copied = generator.choice([None, None, number % 5 + 1])
        archive.assign_story(number % 20 + 1, f"s{generator.randint(1, 4)}", copied, NOW)
    elif kind == 5:
        archive.add_note(number % 20 + 1, "tag", generator.choice(["case", "later"]), "me", NOW)
    elif kind == 6:
        _curate(archive, generator)
    elif kind == 7:
        _group(archive, generator)
    else:
        day = NOW + timedelta(days=generator.randint(0, 3))
        archive.record_gone(f"https://herald.test/{number}", 404, None, day)


def _curate(archive: Archive, generator: random.Random) -> None:
    log = archive.curation_log()
    open_changes = [row.id for row in log if row.action != "undo" and row.undone_by is None]
    if open_changes and generator.random() < 0.6:
        archive.undo_curation(generator.choice(open_changes), author="me", now=NOW)
    elif generator.random() < 0.5 and not any(row.action == "merge" for row in log[:1]):
        merged = [row for row in log if row.action == "merge" and row.undone_by is None]
        if not merged:
            archive.merge_entities("co:acme", "co:clearview", author="me", now=NOW)
    else:
        archive.rename_entity("co:acme", "Renamed Faces", author="me", now=NOW)


def _group(archive: Archive, generator: random.Random) -> None:
    """A person merges or splits stories, or takes the last step back."""
    steps = [row.id for row in archive.grouping_log() if row.action != "undo" and row.undone_by is None]
    try:
        if steps and generator.random() < 0.5:
            archive.undo_grouping(steps[0], author="me", now=NOW)
        elif generator.random() < 0.5:
            archive.merge_stories(f"s{generator.randint(1, 4)}", "s1", author="me", now=NOW)
        else:
            archive.split_story([generator.randint(1, 20)], author="me", now=NOW)
    except BadInput:
        pass  # no such story at this moment


def shown(archive: Archive, asked: str) -> list[object]:
    """Everything on the screen: rows with their marks and reasons, order, folding, total, facets."""
    query = parse(asked, now=NOW)
    results = search(archive, query, limit=1000, facets=True)
    folded = search(archive, query, limit=1000, fold=True)
    rows = [hit for page in (results, folded) for hit in page.hits]
    return [rows, results.total, results.total_is_exact, dict(results.facets)]


def pictures(archive: Archive, at: int) -> dict[str, list[object]]:
    """Everything that a result page shows of the archive at a stamp, for all questions."""
    return {asked: shown(archive, f"{asked} asof:{_moment(at)}") for asked in _ASKED}


def _moment(stamp: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=stamp)).isoformat()


def live(archive: Archive) -> dict[str, list[object]]:
    return {asked: shown(archive, asked) for asked in _ASKED}


def newest_change(archive: Archive) -> int:
    row = archive.first(
        "SELECT max((SELECT max(since) FROM entry), (SELECT coalesce(max(until), 0) FROM superseded),"
        " (SELECT coalesce(max(stamp), 0) FROM entity_log))"
    )
    assert row is not None
    return int(row[0])


def reproduces(path: Path, changes: int, articles: int, pauses: int) -> None:
    generator = random.Random(5)
    clock = iter(range(1_000_000, 10**9, 10))
    with Archive.open(path, clock=lambda: next(clock)) as archive:
        archive.put_sources(SOURCES)
        for number in range(20):
            keep(archive, article(number, text(generator), published="2026-06-01T08:00:00Z"))
        seen = {}
        for number in range(changes):
            edit(archive, generator, articles)
            if number % pauses == 0:
                seen[newest_change(archive)] = live(archive)
                moment = _moment(newest_change(archive))
                assert shown(archive, f"police asof:{moment}") == shown(archive, "police")
        assert len(seen) > 3
        for stamp, before in seen.items():
            now = pictures(archive, stamp)
            for asked in _ASKED:
                assert now[asked] == before[asked], (asked, stamp)
        assert archive.verify() == []


def test_asof_gives_the_same_rows_after_later_changes(path: Path) -> None:
    reproduces(path, changes=150, articles=40, pauses=20)


@pytest.mark.slow
def test_asof_gives_the_same_rows_after_ten_thousand_later_changes(path: Path) -> None:
    reproduces(path, changes=10_000, articles=2_000, pauses=1_700)


def test_asof_a_day_means_its_end(archive: Archive) -> None:
    keep(archive, article(1, "police"))
    today = datetime.now(UTC).date().isoformat()
    assert search(archive, parse(f"police asof:{today}", now=NOW)).total == 1
    assert search(archive, parse("police asof:2020-01-01", now=NOW)).total == 0


def test_the_past_is_ranked_too(archive: Archive) -> None:
    for number in range(30):
        words = "police " * (number % 7 + 1) + "council " * (number % 3)
        title = f"Ban {number}" if number % 5 == 0 else f"Story {number}"
        keep(archive, article(number, words, title=title, published=f"2026-10-{number % 28 + 1:02d}"))
    moment = _moment(newest_change(archive))

    def ranked(text: str) -> list[int]:
        results = search(archive, parse(text, now=NOW), order="ranked", limit=100)
        return [hit.article_id for hit in results.hits]

    before = ranked("council OR ban")
    assert ranked(f"(council OR ban) asof:{moment}") == before
    keep(archive, article(3, "Something else now.", title="Other", published="2026-10-04"))
    keep(archive, article(99, "A council and a ban.", title="Ban", published="2026-11-04"))
    now = ranked(f"(council OR ban) asof:{moment}")
    assert sorted(now) == sorted(before)
    assert now[:6] == before[:6]  # titles first; beyond them, frequencies of words are today's
