"""Datasette over a table with a full-text index: one request of its JSON interface, without and with facets."""

import asyncio
import sqlite3
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import httpx
from datasette.app import Datasette
from measuring import PAGE, articles, report

folder = Path(sys.argv[1])
with tempfile.TemporaryDirectory() as place:
    path = Path(place) / "news.db"
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT, text TEXT, source TEXT, kind TEXT, month TEXT,"
        " published INTEGER, entities TEXT);"
        "CREATE VIRTUAL TABLE article_fts USING fts5(title, text, content = 'article', content_rowid = 'id');"
    )
    rows = (
        (r["id"], r["title"], r["text"], r["source"], r["kind"], r["month"], r["published"],
         '["' + '","'.join(r["entities"]) + '"]')
        for r in articles(folder)
    )  # fmt: skip
    connection.executemany("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.executescript(
        "INSERT INTO article_fts (rowid, title, text) SELECT id, title, text FROM article;"
        "CREATE INDEX article_published ON article(published);"
    )
    connection.commit()
    connection.close()
    loop = asyncio.new_event_loop()
    limits = {"sql_time_limit_ms": 60_000, "facet_time_limit_ms": 60_000, "suggest_facets": False}
    served = Datasette([str(path)], settings=limits)
    loop.run_until_complete(served.invoke_startup())
    # Not `served.client`: it loads all certificates anew for each request, which is no part of an answer.
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=served.app()), base_url="http://localhost")
    address = f"/news/article.json?_size={PAGE}&_sort_desc=published&_searchmode=raw&_search="

    def ask(text: str, more: str) -> None:
        answer = loop.run_until_complete(client.get(address + quote(text) + more))
        assert answer.status_code == 200, answer.text[:300]

    # No entities: `_facet_array` sorts every text once for each name in it, a second for a thousand articles.
    facets = "&_facet=source&_facet=kind&_facet=month"
    report(folder, lambda text: ask(text, "&_nofacet=1"), lambda text: ask(text, facets))
