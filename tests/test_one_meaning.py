"""The same text means the same on the command line, on the desk, in a watch, in a feed and in every export."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import feedparser
import pytest

from notify.match import match_watches
from storage.archive import Archive
from storage.fields import ALL_FIELDS
from tests.web.conftest import Server, serving
from tests.web.seed import seeded
from watchdesk.cli import run
from watchdesk.config import Config

QUERIES = (
    "settlement", '"facial recognition"', "settlement -clearview", "clearview OR council", "(clearview OR council) a",
    "settl*", "NEAR(police work, 3)", 'title:"Detroit settles"', "text:council", "quote:photo", "Détroit",
    "source:sample-wire", 'source:"Sample Wire"', "outlet:local", "outlet:advocacy", "entity:clearview",
    "company:Clearview", "company:clearview-*", "entity:#clearview-ai", 'agency:"Detroit Police Department"',
    "group:nobody", "court:nobody", "legislature:nobody", "university:nobody", "media:nobody", "lawfirm:nobody",
    "org:nobody", "place:Detroit", 'place:"Detroit, MI"', "place:Michigan", 'person:"Robert Julian-Borchak Williams"',
    "person:Williams", "law:nobody", "product:nobody", 'speaker:"Mara Lindqvist"', "type:settlement",
    "type:settlement OR type:ban", "story:s1", "lang:en", "status:partial", "about:yes", "about:no", "tag:case",
    "decision:keep", "assigned:me", 'country:"United States"', "month:2026-11", "revised:yes", "redacted:yes",
    "after:2026-11-01", "before:2026-11-23", "on:2026-11-23", "2026-11..2026-12", "last:30d settlement", "-settlement",
    "asof:2026-11-24 settlement", '"facial recognition" place:Detroit type:settlement after:2026', "zebra",
)  # fmt: skip
WRONG = ("palce:Detroit", '"open', "type:lawsiut", "source:smaple-wire", "after:soon", "a OR", "NEAR(a, 5)")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Config, Server]]:
    folder = tmp_path_factory.mktemp("one meaning")
    config = seeded(folder).config
    now = datetime.now(UTC)
    with Archive.open(config.archive_path) as archive:
        for kind, text in (("tag", "case"), ("decision", "keep"), ("assigned", "me")):
            archive.add_note(1, kind, text, "me", now)  # type: ignore[arg-type]
        for number, query in enumerate(QUERIES):
            if not query.startswith("asof:"):
                archive.put_watch(f"watch{number}", "me", query, query, now=now)
        archive.run("UPDATE watch SET seen_until = 0 WHERE id LIKE 'watch%'")  # so that each looks at every article
        match_watches(archive, now)
    (folder / "config.yaml").write_text("contact: desk@example.org\nstorage: {path: archive.db}\n", "utf-8")
    with serving(config) as server:
        yield folder, config, server


def on_the_command_line(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> bytes:
    capsys.readouterr()
    assert run(["--config", str(folder / "config.yaml"), *words]) == 0
    return capsys.readouterr().out.encode()


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("number", range(len(QUERIES)), ids=QUERIES)
def test_every_way_of_asking_finds_the_same(
    desk: tuple[Path, Config, Server], capsys: pytest.CaptureFixture[str], number: int
) -> None:
    folder, config, server = desk
    query, asked = QUERIES[number], f"q={quote(QUERIES[number])}&every=1"
    hits = json.loads(on_the_command_line(folder, capsys, "search", "--json", "--limit", "100", "--", query))["hits"]
    found, urls = [hit["article_id"] for hit in hits], [hit["url"] for hit in hits]
    page = server.ask(f"/?{asked}").text
    shown = [int(link) for link in re.findall(r'<li>.*?href="/article/(\d+)"', page, re.DOTALL)]
    assert list(dict.fromkeys(shown))[: len(found)] == found
    assert [entry.id for entry in feedparser.parse(server.ask(f"/feed.atom?{asked}").body).entries] == urls
    with Archive.open(config.archive_path, readonly=True) as archive:
        if not query.startswith("asof:"):
            matched = archive.run("SELECT article FROM hit WHERE watch = ?", (f"watch{number}",))
            assert sorted(row[0] for row in matched) == sorted(found)
    written = on_the_command_line(folder, capsys, "export", "--format", "json", "--", query)
    rows = json.loads(written)
    assert [row["article_id"] for row in rows] == found
    assert json.loads(server.ask(f"/export.json?{asked}").body) == rows
    assert [row["article_id"] for row in table(server.ask(f"/export.csv?{asked}").body)] == list(map(str, found))


FORMS = {"csv": "csv", "json": "json", "jsonl": "jsonl", "ris": "ris", "bib": "bibtex", "csl": "csl", "atlas": "atlas"}


@pytest.mark.parametrize("ending", FORMS)
@pytest.mark.parametrize(("fold", "order"), [(False, "newest"), (True, "newest"), (False, "ranked"), (True, "ranked")])
def test_the_desk_exports_byte_for_byte_what_the_command_line_does(
    desk: tuple[Path, Config, Server], ending: str, fold: bool, order: str, tmp_path: Path
) -> None:
    folder, _, server = desk
    out = tmp_path / "out"
    words = ["export", "--format", FORMS[ending], "--order", order, "--out", str(out), *(["--fold"] if fold else [])]
    assert run(["--config", str(folder / "config.yaml"), *words, "face"]) == 0
    answer = server.ask(f"/export.{ending}?q=face&order={order}" + ("" if fold else "&every=1"))
    assert answer.status == 200
    assert answer.body == out.read_bytes()
    assert out.stat().st_size > (10 if ending != "atlas" else 0)


def test_rows_of_mentions_are_the_same_too(desk: tuple[Path, Config, Server], tmp_path: Path) -> None:
    folder, _, server = desk
    out = tmp_path / "mentions.csv"
    assert run(["--config", str(folder / "config.yaml"), "export", "--mentions", "--out", str(out), "face"]) == 0
    assert server.ask("/export.csv?q=face&every=1&mentions=1").body == out.read_bytes()
    rows = table(out.read_bytes())
    assert {"entity", "sentence", "article_id", "source", "published", "url", "content_sha256"} <= rows[0].keys()
    cleared = {row["entity"] for row in rows if row["cleared"]}
    assert cleared == {"Robert Julian-Borchak Williams"}


@pytest.mark.parametrize("query", WRONG)
def test_what_is_wrong_is_wrong_everywhere_and_told_alike(
    desk: tuple[Path, Config, Server], capsys: pytest.CaptureFixture[str], query: str
) -> None:
    folder, config, server = desk
    told = []
    for verb in ("search", "export"):
        assert run(["--config", str(folder / "config.yaml"), verb, "--", query]) == 2
        told.append(capsys.readouterr().err.removeprefix("watchdesk: ").strip())
    assert told[0] == told[1]
    for path in ("/", "/feed.atom", "/export.csv", "/export.json"):
        assert server.ask(f"{path}?q={quote(query)}").status == 400, path
    with Archive.open(config.archive_path) as archive:
        archive.put_watch("wrong", "me", query, "w", now=datetime.now(UTC))
        archive.run("UPDATE watch SET seen_until = 0 WHERE id = 'wrong'")
        match_watches(archive, datetime.now(UTC))
        (watch,) = [watch for watch in archive.watches() if watch.id == "wrong"]
        assert re.fullmatch(re.escape(watch.fault or "") + r" \(at character \d+\)", told[0])
        archive.remove_watch("wrong")


def test_every_field_is_asked_here() -> None:
    used = {name.lower() for query in QUERIES for name in re.findall(r"(\w+):", query)}
    assert set(ALL_FIELDS) <= used
