"""`check URL --save`: the page, what was read in it and a test, in one go; through a real server and the real crawl."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.catalog import load_catalog
from crawler.extract import extract, saved
from tests.crawl.hostile_server import HostileServer, answer
from watchdesk.errors import BadInput
from watchdesk.records import Page

TOP = Path(__file__).resolve().parents[2]
HOST = "gazette.test"
LINE = "The council of Sampleville voted to pause facial recognition by its police until an outside audit is finished. "
LEAD = "An outside audit comes first, the council says, after a man was held for a day because of a false match."
HTML = (
    '<html lang="en"><head><title>Council pauses face matching | Gazette</title>'
    '<meta property="og:title" content="A pause for face matching">'
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Council pauses face matching",'
    '"datePublished":"2024-05-14T09:00:00-05:00","author":{"@type":"Person","name":"Ada Example"}}</script>'
    "</head><body>"
    '<nav><a href="/">Front page</a></nav><main><article><h1>Council pauses face matching</h1>'
    f'<div class="standfirst">{LEAD}</div>'
    '<figure><img src="a.jpg"><figcaption>Members listen before the vote in the chamber.</figcaption></figure>'
    f"<div class=text>{''.join(f'<p>Paragraph {n}. {LINE}</p>' for n in range(5))}</div>"
    "</article></main></body></html>"
)
CHECK = """
import sys
from pathlib import Path
from watchdesk.cli import checking
from watchdesk.config import Config
host, port, url, folder = sys.argv[1:]
config = Config.load(Path("config.yaml"))
sys.exit(checking.checked(config, url, folder or None, {host: ("127.0.0.1", int(port))}))
"""


async def respond(writer, path: str) -> None:
    known = {"/2024/council-vote": HTML, "/gone": "<title>404 Not Found</title><h1>Page not found</h1>"}
    body = known.get(path, "").encode()
    writer.write(answer("200 OK" if body else "404 Not Found", body, "Content-Type: text/html; charset=utf-8"))


def check(folder: Path, path: str, save: str = "") -> subprocess.CompletedProcess[str]:
    (folder / "config.yaml").write_text("contact: https://example.org/desk\ncrawl: {delay_seconds: 0.0}\n", "utf-8")
    with HostileServer({HOST: respond}) as server:
        return subprocess.run(
            [sys.executable, "-c", CHECK, HOST, str(server.port), f"http://{HOST}{path}", save],
            capture_output=True, text=True, cwd=folder, check=False,
            env={"PYTHONPATH": str(TOP), "PATH": "/usr/bin:/bin"},
        )  # fmt: skip


def test_check_shows_each_field_its_rule_what_lost_and_the_text_and_saves_a_test_that_runs(tmp_path: Path) -> None:
    done = check(tmp_path, "/2024/council-vote", "saved")
    assert done.returncode == 0, done.stdout + done.stderr
    shown = done.stdout
    assert "title      Council pauses face matching   [jsonld.headline]" in shown
    assert "not      A pause for face matching   [meta.og:title" in shown
    assert "authors    Ada Example   [" in shown
    assert "published  2024-05-14T09:00:00-05:00   [jsonld.datePublished]" in shown
    assert f"standfirst {LEAD}   [dom.standfirst]" in shown
    assert "caption    Members listen before the vote in the chamber." in shown
    assert "status     full" in shown
    assert "Sampleville" in shown.split("entities", 1)[1].split("\n", 1)[0]
    assert shown.count("Paragraph ") == 5, "the whole text"
    files = sorted(path.name for path in (tmp_path / "saved").iterdir())
    assert files == ["gazette.test-council-vote.html.gz", "gazette.test-council-vote.json", "test_read_as_saved.py"]
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "saved"]
    env = {"PYTHONPATH": str(TOP), "PATH": "/usr/bin:/bin"}
    tested = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, env=env, check=False)
    assert tested.returncode == 0 and "1 passed" in tested.stdout, tested.stdout
    case = tmp_path / "saved" / "gazette.test-council-vote.json"
    row = json.loads(case.read_text("utf-8"))
    row["expected"]["title"] = "Another"
    case.write_text(json.dumps(row), "utf-8")
    failed = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, env=env, check=False)
    assert failed.returncode == 1 and "'Another' was saved, 'Council pauses face matching' is read now" in failed.stdout


def test_a_page_that_is_no_article_is_shown_with_its_status(tmp_path: Path) -> None:
    done = check(tmp_path, "/gone")
    assert done.returncode == 1
    assert "status     gone" in done.stdout and "not kept: a page of status gone" in done.stdout


def test_an_address_that_does_not_answer_says_so(tmp_path: Path) -> None:
    done = check(tmp_path, "/nothing-here")
    assert done.returncode == 1 and "no page came" in done.stdout


def a_page(url: str = f"http://{HOST}/2024/council-vote", body: bytes = HTML.encode()) -> Page:
    return Page(url, body, datetime(2026, 11, 24, tzinfo=UTC))


def test_nothing_saved_is_overwritten(tmp_path: Path) -> None:
    saved.save(a_page(), extract(a_page()), {}, tmp_path)
    with pytest.raises(BadInput, match="saved already"):
        saved.save(a_page(), extract(a_page()), {}, tmp_path)


def test_the_rules_are_kept_with_the_page(tmp_path: Path) -> None:
    rules = {"extract": [{"since": datetime(2023, 1, 1, tzinfo=UTC).date(), "title": "figcaption"}]}
    case = saved.save(a_page(), extract(a_page(), rules), rules, tmp_path)[0]
    assert saved.differences(case) == []
    assert json.loads(case.read_text("utf-8"))["expected"]["title"] == "Members listen before the vote in the chamber."


@pytest.mark.parametrize("damage", ["{", "{}", '{"page": {"file": "x.gz"}, "expected": {}}'])
def test_a_damaged_case_says_what_to_do(tmp_path: Path, damage: str) -> None:
    case = tmp_path / "x.json"
    case.write_text(damage, "utf-8")
    with pytest.raises(BadInput, match="--save"):
        saved.differences(case)


def test_the_standfirst_is_a_field_and_is_matched_once() -> None:
    article = extract(a_page())
    assert article.standfirst == LEAD and article.text.startswith(LEAD)
    assert article.matchable.count(LEAD) == 1 and "Members listen before the vote" in article.matchable


def test_a_first_paragraph_is_no_standfirst() -> None:
    plain = HTML.replace(f'<div class="standfirst">{LEAD}</div>', "")
    assert extract(a_page(body=plain.encode())).standfirst is None


def test_every_source_of_the_catalog_with_rules_has_a_saved_page() -> None:
    folder = Path(__file__).with_name("saved")
    hosts = [case.stem for case in saved.cases(folder)]
    ruled = [source for source in load_catalog().values() if "extract" in source.rules]
    assert [
        source.id for source in ruled if not any((source.homepage or "").split("/")[2] in name for name in hosts)
    ] == []
