from __future__ import annotations

from dataclasses import replace
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from storage.decide import Kept, New, Revised, Same, content_hash, decide
from tests.storage.builders import article
from watchdesk.records import Article, PageStatus

texts = st.text(min_size=1, max_size=200)
statuses = st.sampled_from(get_args(PageStatus))
articles = st.builds(lambda text, title, status: article(1, text, title=title, status=status), texts, texts, statuses)


def kept(item: Article, **changes: object) -> Kept:
    known = Kept(
        item.title, item.text, item.status, content_hash(item), item.authors, item.published, item.modified,
        item.standfirst,
    )  # fmt: skip
    return replace(known, **changes)  # type: ignore[arg-type]


@given(articles)
def test_what_is_not_there_is_new(item: Article) -> None:
    assert decide(None, item) == New()


@given(articles)
def test_the_same_again_is_the_same(item: Article) -> None:
    assert isinstance(decide(kept(item), item), Same)


@given(articles, articles)
def test_a_decision_is_a_function_of_what_it_is_shown(old: Article, new: Article) -> None:
    assert decide(kept(old), new) == decide(kept(old), new)


@given(articles, articles)
def test_once_taken_in_a_revision_is_the_same(old: Article, new: Article) -> None:
    if isinstance(decide(kept(old), new), Revised):
        assert isinstance(decide(kept(new, earlier=frozenset({content_hash(old)})), new), Same)


@given(texts, st.sampled_from(["consent", "blocked", "javascript", "empty", "paywall", "gone"]))
def test_a_lesser_page_never_replaces_a_full_one(text: str, status: PageStatus) -> None:
    old = article(1, text)
    decision = decide(kept(old), article(1, "Please accept our cookies.", status=status))
    assert isinstance(decision, Same)
    assert decision.reason == f"lesser page: {status} after full"


def test_a_text_that_was_there_before_is_restored() -> None:
    first, second = article(1, "One text."), article(1, "Another text altogether, quite another.")
    known = kept(second, earlier=frozenset({content_hash(first), content_hash(second)}))
    assert decide(known, first) == Revised(("restored",))


def test_a_removed_page_that_answers_again_is_restored() -> None:
    item = article(1)
    assert decide(kept(item, removed=True), item) == Revised(("restored",))


def test_a_redacted_article_is_not_taken_in_again() -> None:
    item = article(1)
    assert isinstance(decide(kept(item, redacted=True), replace(item, text="new")), Same)


def test_other_authors_are_metadata() -> None:
    item = article(1)
    assert decide(kept(item), replace(item, authors=("Jane Sample",))) == Revised(("metadata", "authors"))


def test_the_time_of_modification_alone_changes_nothing() -> None:
    item = article(1)
    assert isinstance(decide(kept(item), replace(item, modified="2026-11-24T10:00:00Z")), Same)
