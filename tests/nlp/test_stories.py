"""Near duplicates and stories: figures on the frozen half of the set, ids that last, grouping by hand, speed."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from dataclasses import dataclass, replace

import pytest

from benchmarks.stories import Text, half, page_pairs, pairs
from nlp.stories import Signature, StoryIndex, near_copies, regrouped
from tests.conftest import DATA


@dataclass(frozen=True)
class Row:
    article_id: int
    title: str | None
    text: str
    published: str | None
    entity_ids: tuple[str, ...] = ()
    story_id: str | None = None
    near_duplicate_of: int | None = None


def rows_of(texts: list[Text]) -> list[Row]:
    return [Row(number, text.title, text.text, text.published, text.entities) for number, text in enumerate(texts, 1)]


def added(index: StoryIndex, rows: list[Row]) -> list[Row]:
    done = []
    for row in rows:
        found = index.add(row.article_id, Signature.of(row.title, row.text), row.published, row.entity_ids)
        done.append(replace(row, story_id=found.story_id, near_duplicate_of=found.near_duplicate_of))
    return done


def b_cubed(gold: dict[int, str], found: dict[int, str]) -> float:
    """Harmonic mean of B³ precision and recall (Bagga and Baldwin 1998)."""
    right, said = defaultdict(set), defaultdict(set)
    for key in gold:
        right[gold[key]].add(key)
        said[found[key]].add(key)
    shared = {key: len(right[gold[key]] & said[found[key]]) for key in gold}
    precision = sum(shared[key] / len(said[found[key]]) for key in gold) / len(gold)
    recall = sum(shared[key] / len(right[gold[key]]) for key in gold) / len(gold)
    return 2 * precision * recall / (precision + recall)


def duplicate_f(chosen) -> float:
    said = [near_copies(*(Signature.of(text.title, text.text) for text in (pair.one, pair.other))) for pair in chosen]
    hits = sum(pair.duplicate and answer for pair, answer in zip(chosen, said, strict=True))
    return 2 * hits / (sum(pair.duplicate for pair in chosen) + sum(said))


def test_the_set_is_large_enough():
    both = [*pairs(of_frozen=True), *pairs(of_frozen=False)]
    assert len(both) >= 300
    assert len({text.story for frozen in (True, False) for text in half(of_frozen=frozen)}) >= 40


def test_near_duplicates_of_the_frozen_half():
    assert duplicate_f(pairs(of_frozen=True)) >= 0.95


@pytest.mark.data
def test_near_duplicates_of_saved_pages():
    gold = DATA / "extraction" / "gold.jsonl"
    if not gold.exists():
        pytest.skip("no saved pages beside the checkout")
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    pages = [(row["id"], row["title"] or "", row["body"] or "") for row in rows]
    assert duplicate_f(page_pairs(pages, of_frozen=True)) >= 0.95


def test_stories_over_days_of_the_frozen_half():
    texts = half(of_frozen=True)
    done = added(StoryIndex(), rows_of(texts))
    gold = {row.article_id: text.story for row, text in zip(done, texts, strict=True)}
    assert b_cubed(gold, {row.article_id: str(row.story_id) for row in done}) >= 0.85


def test_a_copy_names_the_earliest_article_that_it_copies():
    texts = half(of_frozen=False)
    done = added(StoryIndex(), rows_of(texts))
    for row, text in zip(done, texts, strict=True):
        if row.near_duplicate_of is not None:
            original = texts[row.near_duplicate_of - 1]
            assert (text.copy_of or text.id) == (original.copy_of or original.id)


def test_an_index_rebuilt_from_rows_goes_on_as_if_never_stopped():
    rows = rows_of(half(of_frozen=False))
    whole = added(StoryIndex(), rows)
    begun = added(StoryIndex(), rows[:100])
    assert added(StoryIndex.rebuilt(begun), rows[100:]) == whole[100:]


def test_ids_survive_grouping_anew_with_more_articles_in_between():
    rows = rows_of(half(of_frozen=False))
    random.Random(1).shuffle(rows)
    first = added(StoryIndex(), sorted(rows[:200], key=lambda row: str(row.published)))
    again = regrouped(sorted([*first, *rows[200:]], key=lambda row: str(row.published)))
    kept = [row for row in first if again[row.article_id] == row.story_id]
    assert len(kept) >= 0.9 * len(first)
    assert regrouped(first) == {row.article_id: row.story_id for row in first}


def test_what_a_person_grouped_stays_grouped():
    rows = added(StoryIndex(), rows_of(half(of_frozen=False)))
    one, other = rows[0], next(row for row in rows if row.story_id != rows[0].story_id)
    moved = [replace(row, story_id=one.story_id) if row is other else row for row in rows]
    again = regrouped(moved, pinned=[other.article_id, one.article_id])
    assert again[other.article_id] == again[one.article_id] == one.story_id
    assert (
        StoryIndex.rebuilt(moved).add(9999, Signature.of(other.title, other.text), other.published).story_id
        == one.story_id
    )


def test_an_article_that_changes_moves_and_leaves_no_empty_story():
    index = StoryIndex()
    first = index.add(
        1, Signature.of("A ban in Springfield", "The Springfield council banned face scans."), "2024-03-04"
    )
    assert index.add(
        1, Signature.of("A ban in Springfield", "The Springfield council banned face scans at last."), "2024-03-04"
    ).story_id
    assert first.near_duplicate_of is None
    second = index.add(2, Signature.of("Tulips", "The tulip season began in Holland with a parade."), "2024-03-05")
    assert second.story_id != first.story_id


@pytest.mark.parametrize("published", [None, "", "2024", "2024-03", "soon", "2024-03-04T10:00:00+00:00"])
def test_dates_of_every_precision_or_none(published):
    index = StoryIndex()
    one = index.add(1, Signature.of("Springfield council bans face scans", "The council voted."), published)
    assert index.add(
        2, Signature.of("Springfield council bans face scans", "The council voted."), published
    ) == replace(one, near_duplicate_of=1)


def test_odd_texts_are_like_nothing():
    index = StoryIndex()
    ids = {index.add(n, Signature.of(None, text), None).story_id for n, text in enumerate(["", "🙂", "\u200b"])}
    assert len(ids) == 3
    assert Signature.of("x" * 100_000, "word " * 200_000) == Signature.of("x" * 100_000, "word " * 200_000)


def test_chinese_copies_are_found():
    text = "法院判决小区强制人脸识别违法，物业公司应删除业主的人脸信息并提供其他通行方式。" * 3
    assert near_copies(Signature.of("判决", text), Signature.of("新闻", text + "记者报道。"))
    assert not near_copies(Signature.of("判决", text), Signature.of("天气", "今天全国大部分地区晴朗，适合外出。" * 3))


@pytest.mark.slow
def test_a_hundred_thousand_articles_are_grouped_at_two_hundred_a_second():
    from benchmarks.stories.speed import measured

    figures = measured(100_000)
    assert figures["stories_per_s"] >= 200
    assert figures["rss_mb"] <= 1000
