"""An address that redirects to an article: one article is looked at again once, whatever leads to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from crawler.intake import Intake
from nlp.subject import default_subject
from storage.archive import Archive
from watchdesk.records import Page, Source

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
OLD, NEW = "https://news.test/old-link-to-the-vote", "https://news.test/2026/11/the-vote"
TEXT = "<p>The council voted on facial recognition by police after three hours of testimony on the ban.</p>" * 5
BODY = f"<html><head><title>The vote</title></head><article><h1>The vote</h1>{TEXT}</article>".encode()


def due(archive: Archive) -> list[str]:
    return [address.url for address in archive.revisit_addresses("news", NOW + timedelta(days=2))]


def test_of_two_addresses_of_one_article_its_own_is_looked_at_again(tmp_path):
    with Archive.open(tmp_path / "archive.db") as archive:
        archive.put_sources([Source("news", "News", "local")])
        intake = Intake(archive, default_subject(), now=lambda: NOW)
        for address in (OLD, NEW):
            archive.discover(address, "news", None, NOW)
        intake.take(Page(NEW, BODY, NOW, requested_url=OLD, source_id="news"), address=OLD)
        assert due(archive) == [NEW]
        intake.take(Page(NEW, BODY, NOW, requested_url=NEW, source_id="news"), address=NEW)
        assert due(archive) == [NEW]


def test_where_only_the_redirecting_address_is_known_that_one_is(tmp_path):
    with Archive.open(tmp_path / "archive.db") as archive:
        archive.put_sources([Source("news", "News", "local")])
        archive.discover(OLD, "news", None, NOW)
        intake = Intake(archive, default_subject(), now=lambda: NOW)
        intake.take(Page(NEW, BODY, NOW, requested_url=OLD, source_id="news"), address=OLD)
        assert due(archive) == [OLD]
