from __future__ import annotations

from datetime import timedelta

from storage.archive import Archive
from storage.query import parse
from storage.rows import Match
from storage.search import match_new
from tests.storage.builders import NOW, article, keep, save


def run_watch(archive: Archive, watch_id: str) -> int:
    watch = next(watch for watch in archive.watches() if watch.id == watch_id)
    news = archive.news_for(watch_id)
    found = match_new(archive, parse(watch.query, now=NOW), news.article_ids)
    return archive.save_hits(watch_id, found, NOW, until=news.until)


def test_a_watch_finds_each_article_once_and_only_what_comes_after_it(archive: Archive) -> None:
    keep(archive, article(1, "Clearview was before."))
    archive.put_watch("w", "me", "company:clearview", "Clearview", now=NOW)
    assert run_watch(archive, "w") == 0
    saved = save(archive, article(2, "Clearview came after."))
    assert run_watch(archive, "w") == 0  # not read yet
    keep(archive, article(2, "Clearview came after."))
    assert run_watch(archive, "w") == 1  # found once it is read
    keep(archive, article(2, "Clearview came after, and was changed a lot since then by somebody."))
    assert run_watch(archive, "w") == 0
    hits = archive.hits_since(NOW - timedelta(days=1), owner="me")
    assert [(hit.article_id, hit.sentence, hit.source_name) for hit in hits] == [
        (saved.article_id, "Clearview came after.", "Sample Herald")
    ]


def test_news_are_never_cut_inside_a_transaction(archive: Archive) -> None:
    archive.put_watch("w", "me", "police", "p", now=NOW)
    with archive.batch():
        for number in range(10):
            save(archive, article(number))
    save(archive, article(11))
    first = archive.news_for("w", limit=3)
    assert len(first.article_ids) == 10
    archive.save_hits("w", [], NOW, until=first.until)
    assert len(archive.news_for("w", limit=3).article_ids) == 1


def test_a_fault_keeps_the_place_of_a_watch(archive: Archive) -> None:
    archive.put_watch("w", "me", "source:missing", "m", now=NOW)
    save(archive, article(1))
    archive.fault_watch("w", "there is no source 'missing'", NOW)
    assert archive.watches()[0].fault == "there is no source 'missing'"
    news = archive.news_for("w")
    assert len(news.article_ids) == 1
    archive.save_hits("w", [], NOW, until=news.until)
    assert archive.watches()[0].fault is None


def test_a_changed_query_starts_anew_and_keeps_its_hits(archive: Archive) -> None:
    archive.put_watch("w", "me", "police", "p", now=NOW)
    saved = save(archive, article(1))
    assert archive.save_hits("w", [Match(saved.article_id, "r", "s")], NOW) == 1
    archive.put_watch("w", "me", "council", "p", alert=True, now=NOW)
    assert archive.news_for("w").article_ids == ()
    assert len(archive.hits_since(NOW - timedelta(days=1))) == 1
    assert archive.remove_watch("w")
    assert not archive.remove_watch("w")
    assert archive.hits_since(NOW - timedelta(days=1)) == []


def test_nothing_is_queued_twice_for_one_period(archive: Archive) -> None:
    def queue(period: str) -> bool:
        return archive.enqueue(
            "digest", "a@example.test", period, channel="file", subject="s", body=b"\x00\xff", now=NOW
        )

    assert [queue("2026-11-24"), queue("2026-11-24"), queue("2026-11-25")] == [True, False, True]
    first, second = archive.outbox()
    archive.mark_sent(first.id, NOW)
    assert not queue("2026-11-24")
    archive.mark_unsent(second.id, "refused", NOW, retry_at=NOW + timedelta(hours=1))
    assert archive.outbox(now=NOW) == []
    due = archive.outbox(now=NOW + timedelta(hours=1))
    assert [(row.period, row.attempts, row.error, row.body) for row in due] == [
        ("2026-11-25", 1, "refused", b"\x00\xff")
    ]
    archive.mark_unsent(second.id, "refused for good", NOW, retry_at=None)
    assert [row.state for row in archive.outbox(None)] == ["sent", "failed"]


def test_a_job_succeeds_once_a_period(archive: Archive) -> None:
    assert archive.job_due("digest", "2026-11-24")
    assert archive.job_done("digest", "2026-11-24", NOW, ok=False, detail="no network")
    assert archive.job_due("digest", "2026-11-24")
    assert archive.job_done("digest", "2026-11-24", NOW)
    assert not archive.job_due("digest", "2026-11-24")
    assert not archive.job_done("digest", "2026-11-24", NOW, ok=False)
    last = archive.last_job("digest")
    assert last is not None
    assert (last.period, last.ok) == ("2026-11-24", True)
    assert archive.last_job("digest", ok=False) is None
    assert archive.last_job("crawl") is None
