"""The past of one address: captures in their order become versions, and running it again changes nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime

from cycle_process import ROOT, configuration
from hostile_server import HostileServer, answer, html

from crawler.past import read_captures
from notify.alerts import is_news
from storage.archive import Archive
from storage.rows import WatchHit

SCRIPT = """
import json, sys
from pathlib import Path
from crawler.past import take_past
from watchdesk.config import Config
order = json.loads(sys.argv[1])
hosts = {name: (host, port) for name, (host, port) in order["hosts"].items()}
print(take_past(Config.load(Path(order["config"])), order["url"], hosts=hosts))
"""
URL = "https://paper.test/2020/01/02/council-votes-on-faces"
FIELDS = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
STAMPS = ("20210301080000", "20200102090000", "20200105100000")
CDX = json.dumps([FIELDS, *(["k", stamp, URL, "text/html", "200", stamp, "1"] for stamp in STAMPS), ["k", "x", URL]])


def capture(words: str) -> bytes:
    text = f"<p>The council voted on facial recognition by police after a false match, and {words}.</p>" * 6
    return f"<html lang=en><head><title>Council votes</title></head><article><h1>Council votes</h1>{text}".encode()


def past(folder):
    async def machine(writer, path):
        if path == "/robots.txt":
            writer.write(answer("404 Not Found"))
        elif path.startswith("/cdx/"):
            writer.write(answer("200 OK", CDX.encode(), "Content-Type: application/json"))
        else:
            words = {"20200102": "banned it", "20200105": "put the ban off", "20210301": "lifted the ban"}
            writer.write(html(capture(words[path.split("/")[2][:8]])))

    with HostileServer({"web.archive.org": machine}) as server:
        order = {"url": URL, "hosts": server.hosts, "config": str(configuration(folder))}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, json.dumps(order)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        asked = [path for _, path, _ in server.asked]
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout, asked


def test_captures_become_versions_in_their_order_and_twice_changes_nothing(tmp_path):
    told, asked = past(tmp_path)
    assert "new 1, revised 2" in told
    assert asked[-3:] == [f"/web/{stamp}id_/{URL}" for stamp in sorted(STAMPS)]
    with Archive.open(tmp_path / "archive.db") as archive:
        rows = archive.run("SELECT substr(fetched_at, 1, 10), text FROM version ORDER BY number")
        assert [day for day, _ in rows] == ["2020-01-02", "2020-01-05", "2021-03-01"]
        assert "lifted the ban" in rows[-1][1]
        assert archive.ledger().balanced
        before = archive.snapshot()["articles"]
    told, _ = past(tmp_path)
    assert "new 0, revised 0" in told
    with Archive.open(tmp_path / "archive.db") as archive:
        assert archive.snapshot()["articles"] == before


def test_the_list_is_read_whatever_it_is():
    assert [each.at.year for each in read_captures(CDX.encode())] == [2020, 2020, 2021]
    for body in (b"", b"[]", b"<html>", b"null", b'{"a": 1}', b"[[1, 2, 3], null]"):
        assert read_captures(body) == []


def test_a_page_without_a_date_that_was_captured_long_ago_is_no_news():
    now = datetime(2026, 11, 24, tzinfo=UTC)

    def hit(published, first_seen):
        return WatchHit("w", 1, "", "", now, "t", URL, None, "", "", published, None, None, first_seen=first_seen)

    assert not is_news(hit(None, datetime(2020, 1, 2, tzinfo=UTC)), now)
    assert is_news(hit(None, now), now)
    assert is_news(hit("2026-11-24", datetime(2020, 1, 2, tzinfo=UTC)), now)
