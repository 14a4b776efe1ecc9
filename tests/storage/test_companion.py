"""The Datasette companion: Datasette itself is started on a real archive and asked for every canned query."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from storage.archive import Archive
from storage.companion import METADATA
from storage.rows import Match
from storage.views import VIEWS
from tests.storage.builders import NOW
from tests.storage.released.__main__ import fill
from tests.web.seed import config_for

QUERIES = yaml.safe_load(METADATA.read_text("utf-8"))["databases"]["archive"]["queries"]
ASKED = {
    "kind": "company", "since": "2026", "name": "clearview ai", "type": "wrongful_arrest", "speaker": "Sample",
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """An archive under another name than the shipped metadata have, served by `watchdesk datasette`."""
    pytest.importorskip("datasette", reason="the optional extra `datasette` is not installed")
    folder = tmp_path_factory.mktemp("companion")
    config = config_for(folder, storage={"path": "my-archive.db"})
    with Archive.open(config.archive_path) as archive:
        fill(archive)
        archive.save_hits("w", [Match(1, "matched Clearview AI", "A sentence.")], NOW)
    (folder / "config.yaml").write_text("contact: desk@example.org\nstorage: {path: my-archive.db}\n", "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "watchdesk", "datasette", "--port", str(port)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as served:
        try:
            _wait(port, served)
            yield config.archive_path, f"http://127.0.0.1:{port}/my-archive"
        finally:
            served.terminate()
            served.wait(300)


def _wait(port: int, served: subprocess.Popen[bytes]) -> None:
    for _ in range(3000):
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
        except OSError:
            assert served.poll() is None, served.stdout and served.stdout.read()
            time.sleep(0.1)
        else:
            return
    raise TimeoutError


def asked(base: str, path: str, **values: str) -> object:
    address = f"{base}/{path}.json?{urllib.parse.urlencode({'_shape': 'array', **values})}"
    with urllib.request.urlopen(address, timeout=300) as answer:
        return json.load(answer)


@pytest.mark.parametrize("name", QUERIES)
def test_every_canned_query_answers_as_the_archive_itself(desk: tuple[Path, str], name: str) -> None:
    path, base = desk
    values = {param: ASKED[param] for param in QUERIES[name].get("params", ())}
    rows = asked(base, name, **values)
    assert isinstance(rows, list)
    assert rows, "the seeded archive has something for every query"
    with Archive.open(path, readonly=True) as archive:
        sql = re.sub(r":(\w+)", lambda found: "'" + ASKED[found[1]] + "'", QUERIES[name]["sql"])
        assert [tuple(row.values()) for row in rows] == archive.run(sql)


@pytest.mark.parametrize("view", VIEWS)
def test_every_documented_view_opens(desk: tuple[Path, str], view: str) -> None:
    assert isinstance(asked(desk[1], view), list)


def test_someone_wrongly_arrested_is_cleared_there_too(desk: tuple[Path, str]) -> None:
    rows = asked(desk[1], "events", type="wrongful_arrest")
    assert isinstance(rows, list)
    assert all("cleared" in row["note"] for row in rows)


def test_nothing_can_be_written_there(desk: tuple[Path, str]) -> None:
    path, base = desk
    before = path.read_bytes()
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{base}.json?sql=" + urllib.parse.quote("DELETE FROM article"), timeout=300)
    assert refused.value.code == 400
    assert path.read_bytes() == before


def test_canned_queries_ask_documented_views_only_and_are_documented() -> None:
    told = (Path(__file__).parents[2] / "docs" / "sql.md").read_text("utf-8")
    for name, query in QUERIES.items():
        assert set(re.findall(r"(?:FROM|JOIN)\s+(\w+)", query["sql"])) <= VIEWS.keys(), name
        assert set(re.findall(r":(\w+)", query["sql"])) == set(query.get("params", ())), name
        params = f" ({', '.join(query['params'])})" if "params" in query else ""
        assert f"| `{name}`{params} |" in told
