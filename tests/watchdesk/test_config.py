from __future__ import annotations

from pathlib import Path

import pytest

from watchdesk.config import Config, default_config, secret
from watchdesk.errors import ConfigError, MissingSecret

GOOD = "contact: desk@example.org\n"

FAULTS = [
    ("", 1, "empty", "watchdesk init"),
    ("# only a comment\n", 1, "empty", "watchdesk init"),
    ("- a\n- b\n", 1, "a list", "key: value"),
    ("just text\n", 1, "plain text", "key: value"),
    ("contact: [desk\n", 2, "not YAML", "mend"),
    (GOOD + "time_zone: America/New_Yrok\n", 2, "time_zone", "America/New_York"),
    (GOOD + "timezone: UTC\n", 2, "timezone", "time_zone"),
    (GOOD + "crawl:\n  delay_second: 2\n", 3, "crawl.delay_second", "delay_seconds"),
    (GOOD + "crawl:\n  delay_seconds: often\n", 3, "crawl.delay_seconds", "'often'"),
    (GOOD + "crawl:\n  delay_seconds: -1\n", 3, "crawl.delay_seconds", "-1"),
    (GOOD + "crawl: fast\n", 2, "crawl", "'fast'"),
    ("contact: ftp://example.org\n", 1, "contact", "https://"),
    ("time_zone: UTC\n", 1, "contact", "missing"),
    (GOOD + "contact: other@example.org\n", 2, "contact", "twice"),
    (
        GOOD + "sources:\n  own:\n    - id: town\n      name: Town\n      feed: example.org/feed\n",
        6,
        "feed",
        "https://example.org/feed",
    ),
    (GOOD + "sources:\n  own:\n    - id: town\n      name: Town\n", 4, "sources.own", "feed, sitemap, listing"),
    (
        GOOD + "sources:\n  own:\n    - id: town\n      name: Town\n      feeed: https://example.org/f\n",
        6,
        "feeed",
        "'feed'",
    ),
    (GOOD + "mail:\n  password: hunter2\n", 3, "mail.password", "${NAME}"),
    (GOOD + "schedule:\n  digest_at: 6.40\n", 3, "schedule.digest_at", "6.4"),
    (GOOD + 'schedule:\n  digest_at: "25:00"\n', 3, "schedule.digest_at", "06:40"),
    (GOOD + "watches:\n  - {id: a, query: x}\n  - {id: a, query: y}\n", 1, "watches", "twice"),
    (GOOD + "subscribers:\n  - {email: nobody}\n", 3, "subscribers.0.email", "desk@example.org"),
    (GOOD + "file: /etc\n", 2, "file", "unknown"),
    (GOOD + "subject:\n  terms: 5\n", 3, "subject.terms", "5"),
    (GOOD + "subject:\n  term: [x]\n", 3, "subject.term", "'terms'"),
]


@pytest.mark.parametrize(("text", "line", "where", "hint"), FAULTS)
def test_a_fault_is_one_line_with_file_line_key_and_suggestion(
    tmp_path: Path, text: str, line: int, where: str, hint: str
) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError) as fault:
        Config.load(path)
    message = str(fault.value)
    assert message.startswith(f"{path}:{line}:"), message
    assert where in message and hint in message, message
    assert "\n" not in message and fault.value.exit_code == 2


def test_a_missing_file_names_the_verb_that_writes_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file; `watchdesk init`"):
        Config.load(tmp_path / "none.yaml")


def test_a_folder_or_bytes_are_told_too(tmp_path: Path) -> None:
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00contact")
    for name in (".", "bytes.yaml"):
        with pytest.raises(ConfigError, match="cannot be read"):
            Config.load(tmp_path / name)


def test_the_shipped_default_loads() -> None:
    config = Config.load(default_config())
    assert config.watches and config.crawl.delay_seconds >= 1.0


def test_relative_paths_count_from_the_configuration_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.yaml").write_text(GOOD + "storage:\n  path: here/a.db\n")
    monkeypatch.chdir("/")
    config = Config.load(tmp_path / "config.yaml")
    assert config.archive_path == tmp_path / "here" / "a.db"


def test_an_unset_secret_stops_only_who_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(GOOD + "mail:\n  password: ${NO_SUCH_NAME}\n")
    config = Config.load(tmp_path / "config.yaml")
    with pytest.raises(MissingSecret, match="NO_SUCH_NAME is not set"):
        secret(config.mail.password, "mail.password", {})
    assert secret(config.mail.password, "mail.password", {"NO_SUCH_NAME": "x"}) == "x"
    assert secret(None, "mail.user", {}) is None
