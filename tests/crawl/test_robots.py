"""robots.txt: what each answer means, what is kept of it, and which calls are an API's own business."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.robots import RobotsCache, is_documented_api, origin_of, rules_of, service_of

NOW = datetime(2026, 11, 24, tzinfo=UTC)
TEXT = (
    b"User-agent: *\nDisallow: /private\nCrawl-delay: 7\n\n"
    b"User-agent: watchdesk\nDisallow: /news/hidden\nCrawl-delay: 3\n"
)


def test_the_group_that_names_us_holds():
    rules = rules_of(200, TEXT)
    assert rules.allows("https://a.test/private", "watchdesk")
    assert not rules.allows("https://a.test/news/hidden/1", "watchdesk")
    assert not rules.allows("https://a.test/private", "otherbot")
    assert rules.delay("watchdesk") == 3
    assert rules.delay("otherbot") == 7


@pytest.mark.parametrize(
    ("status", "allowed"),
    [(200, True), (404, True), (403, True), (410, True), (429, False), (500, False), (503, False)],
)
def test_what_a_status_means(status, allowed):
    assert rules_of(status, b"").allows("https://a.test/x", "watchdesk") is allowed


def test_request_rate_is_a_delay_and_a_delay_has_a_bound():
    assert rules_of(200, b"User-agent: *\nRequest-rate: 1/20\n").delay("watchdesk") == 20
    assert rules_of(200, b"User-agent: *\nCrawl-delay: 86400\n").delay("watchdesk") == 300


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00garbage", b"<html>not robots</html>", b"Disallow" * 100_000, b"\x00" * 100]
)
def test_rubbish_is_no_rule_and_no_crash(body):
    assert rules_of(200, body).allows("https://a.test/x", "watchdesk")


def test_an_answer_is_kept_for_a_day_and_unreachable_is_not_kept(tmp_path):
    cache = RobotsCache(tmp_path)
    cache.put("https://a.test", 200, TEXT, NOW)
    cache.put("https://b.test", 503, b"", NOW)
    kept = cache.get("https://a.test", NOW + timedelta(hours=23))
    assert kept is not None
    assert not kept.allows("https://a.test/news/hidden", "watchdesk")
    assert cache.get("https://a.test", NOW + timedelta(hours=25)) is None
    assert cache.get("https://a.test", NOW - timedelta(hours=1)) is None
    assert cache.get("https://b.test", NOW) is None


def test_a_half_written_copy_is_asked_for_again(tmp_path):
    cache = RobotsCache(tmp_path)
    cache.put("https://a.test", 200, TEXT, NOW)
    [path] = tmp_path.glob("*.json")
    path.write_bytes(path.read_bytes()[:40])
    assert cache.get("https://a.test", NOW) is None


GDELT = "https://api.gdeltproject.org/api/v2/doc/doc"


@pytest.mark.parametrize(
    ("url", "api", "allowed"),
    [
        (f"{GDELT}?query=x", None, False),
        (
            "https://webapi.legistar.com/v1/seattle/matters?$top=5",
            "https://webapi.legistar.com/v1/seattle/matters",
            True,
        ),
        ("https://webapi.legistar.com/", "https://webapi.legistar.com/v1/seattle/matters", False),
        ("https://seattle.legistar.com/x", "https://webapi.legistar.com/v1/seattle/matters", False),
        ("https://www.courtlistener.com/opinion/1/", "https://www.courtlistener.com/api/rest/v4/search/", False),
        (
            "https://www.courtlistener.com/api/rest/v4/../../../opinion/",
            "https://www.courtlistener.com/api/rest/v4/",
            False,
        ),
        ("https://www.courtlistener.com/api/rest/v4/%2e%2e/x", "https://www.courtlistener.com/api/rest/v4/", False),
        ("https://news.example/a", "https://news.example/", False),
        (
            "https://www.federalregister.gov/documents/2026/1",
            "https://www.federalregister.gov/api/v1/documents.json",
            False,
        ),
        (
            "https://www.federalregister.gov:8443/api/v1/documents.json",
            "https://www.federalregister.gov/api/v1/documents.json",
            False,
        ),
    ],
)
def test_only_a_documented_api_is_called_under_its_own_terms(url, api, allowed):
    assert is_documented_api(url, api) is allowed


def test_the_origin_has_no_credentials():
    assert origin_of("https://user:pass@News.Example:8443/a") == "https://news.example:8443"


@pytest.mark.parametrize("url", ["http://News.example/feed", "https://news.example/a", "https://me@news.example:443/b"])
def test_one_robots_file_speaks_for_both_schemes_of_a_host(url):
    assert service_of(url) == "news.example"


def test_another_port_is_another_service():
    assert service_of("http://news.example:443/") == "news.example:443"
    assert service_of("https://news.example:8443/") == "news.example:8443"
