"""The tables, as migrations: each runs once, in a transaction, and a copy of the archive is kept before.

A released migration is never edited; a change of the schema is a new function at the end. docs/sql.md describes
the views for people who write SQL; the tables under them may change.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from sqlite_utils.migrations import Migrations

from storage.identity import APPLICATION_ID, check_ours
from storage.views import V_EVENT_0_1, VIEWS

if TYPE_CHECKING:
    from sqlite_utils.db import Database

    from storage.connection import Store

MIGRATIONS = Migrations("watchdesk")

# Bytes. The room behind a text in its last page is what an archive wastes most; in pages of half of SQLite's usual 4 KB
# the table of texts is a tenth smaller. An older archive keeps the pages it was made with.
_PAGE = 2_048
_INDEX_PAGE = 2_002  # a page of the index is a row, which must fit in a page of the file with its heads

_SOURCES = """
CREATE TABLE source (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL, homepage TEXT,
    country TEXT, region TEXT, language TEXT, grouping TEXT, grade TEXT, verified INTEGER NOT NULL DEFAULT 0,
    enabled INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE crawl (
    id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, ended_at TEXT, outcome TEXT, sources TEXT NOT NULL,
    stats TEXT NOT NULL DEFAULT '{}') STRICT;
CREATE TABLE fetch_state (
    url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, body_sha256 TEXT, fetched_at TEXT NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE TABLE address (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, source INTEGER REFERENCES source(id), state TEXT NOT NULL,
    reason TEXT, attempts INTEGER NOT NULL DEFAULT 0, etag TEXT, last_modified TEXT, page_sha256 TEXT, next_due TEXT,
    article INTEGER REFERENCES article(id), title TEXT, published TEXT, discovered_at TEXT NOT NULL,
    first_crawl INTEGER REFERENCES crawl(id), gone_on TEXT) STRICT;
CREATE INDEX address_due ON address(source, next_due) WHERE state IN ('pending', 'failed');
CREATE INDEX address_article ON address(article) WHERE article IS NOT NULL;
CREATE TABLE visit (
    id INTEGER PRIMARY KEY, address INTEGER NOT NULL REFERENCES address(id), crawl INTEGER REFERENCES crawl(id),
    at TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT) STRICT;
CREATE INDEX visit_address ON visit(address);
CREATE INDEX visit_crawl ON visit(crawl);
CREATE TABLE drop_ (
    address INTEGER PRIMARY KEY REFERENCES address(id), reason TEXT NOT NULL, words TEXT NOT NULL, content_hash TEXT,
    detail TEXT, crawl INTEGER REFERENCES crawl(id), at TEXT NOT NULL) STRICT;
"""

_ARTICLES = """
CREATE TABLE article (
    id INTEGER PRIMARY KEY, canonical_url TEXT NOT NULL UNIQUE, url TEXT, source INTEGER REFERENCES source(id),
    version INTEGER REFERENCES version(id), position INTEGER NOT NULL, published TEXT, first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL, removed_at TEXT, story INTEGER REFERENCES story(id),
    near_duplicate_of INTEGER REFERENCES article(id), about INTEGER NOT NULL, score REAL NOT NULL, why TEXT NOT NULL,
    nlp_version TEXT, redacted TEXT) STRICT;
CREATE INDEX article_unread ON article(nlp_version, id);
CREATE INDEX article_story ON article(story) WHERE story IS NOT NULL;
CREATE INDEX article_source ON article(source);
CREATE TABLE provenance (id INTEGER PRIMARY KEY, rules TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE version (
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES article(id), number INTEGER NOT NULL,
    change TEXT NOT NULL, title TEXT, standfirst TEXT, text TEXT NOT NULL, captions TEXT, authors TEXT, published TEXT,
    modified TEXT, language TEXT, status TEXT NOT NULL, content_hash BLOB NOT NULL, page_sha256 BLOB NOT NULL,
    fetched_at TEXT NOT NULL, crawl INTEGER REFERENCES crawl(id), provenance INTEGER REFERENCES provenance(id),
    redacted TEXT, UNIQUE (article, number)) STRICT;
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES article(id),
    version INTEGER NOT NULL REFERENCES version(id), warc_file TEXT NOT NULL, offset INTEGER NOT NULL,
    record_id TEXT NOT NULL UNIQUE, payload_sha256 TEXT NOT NULL, chain_sha256 TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX evidence_article ON evidence(article);
CREATE TABLE story (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE note (
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES article(id), kind TEXT NOT NULL, text TEXT NOT NULL,
    author TEXT NOT NULL, created_at TEXT NOT NULL, UNIQUE (article, kind, text, author)) STRICT;
"""

_READING = """
CREATE TABLE entity (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL,
    wikidata TEXT, renamed TEXT, merged_into INTEGER REFERENCES entity(id)) STRICT;
CREATE INDEX entity_folded ON entity(folded);
CREATE INDEX entity_merged ON entity(merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE alias (
    folded TEXT NOT NULL, entity INTEGER NOT NULL REFERENCES entity(id), surface TEXT NOT NULL, since INTEGER NOT NULL,
    PRIMARY KEY (folded, entity)) STRICT, WITHOUT ROWID;
CREATE INDEX alias_entity ON alias(entity);
CREATE TABLE place (
    entity INTEGER PRIMARY KEY REFERENCES entity(id), lat REAL, lon REAL, admin1 TEXT, country TEXT,
    geonameid INTEGER, feature TEXT) STRICT;
CREATE TABLE rule (
    id INTEGER PRIMARY KEY, label TEXT NOT NULL, why TEXT NOT NULL, role TEXT NOT NULL, UNIQUE (label, why, role))
    STRICT;
CREATE TABLE mention (
    article INTEGER NOT NULL REFERENCES article(id), part INTEGER NOT NULL, start INTEGER NOT NULL,
    end INTEGER NOT NULL, entity INTEGER NOT NULL REFERENCES entity(id), rule INTEGER NOT NULL REFERENCES rule(id),
    confidence INTEGER NOT NULL, PRIMARY KEY (article, part, start)) STRICT, WITHOUT ROWID;
CREATE TABLE quote (
    article INTEGER NOT NULL REFERENCES article(id), start INTEGER NOT NULL, end INTEGER NOT NULL, speaker TEXT,
    entity INTEGER REFERENCES entity(id), speaker_start INTEGER, speaker_end INTEGER, cue TEXT,
    PRIMARY KEY (article, start, end)) STRICT, WITHOUT ROWID;
CREATE INDEX quote_entity ON quote(entity) WHERE entity IS NOT NULL;
CREATE TABLE event (
    article INTEGER NOT NULL REFERENCES article(id), number INTEGER NOT NULL, type TEXT NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, place TEXT, actor TEXT, date TEXT, main INTEGER NOT NULL,
    PRIMARY KEY (article, number)) STRICT, WITHOUT ROWID;
CREATE TABLE reassignment (
    article INTEGER NOT NULL REFERENCES article(id), entity INTEGER NOT NULL REFERENCES entity(id),
    instead INTEGER NOT NULL REFERENCES entity(id), PRIMARY KEY (article, entity)) STRICT, WITHOUT ROWID;
CREATE TABLE entity_month (
    entity INTEGER NOT NULL, month TEXT NOT NULL, articles INTEGER NOT NULL, PRIMARY KEY (entity, month))
    STRICT, WITHOUT ROWID;
CREATE TABLE entity_log (
    id INTEGER PRIMARY KEY, stamp INTEGER NOT NULL, at TEXT NOT NULL, action TEXT NOT NULL,
    entity INTEGER NOT NULL REFERENCES entity(id), other INTEGER REFERENCES entity(id), detail TEXT NOT NULL,
    author TEXT NOT NULL, undone_by INTEGER REFERENCES entity_log(id)) STRICT;
CREATE INDEX entity_log_stamp ON entity_log(stamp);
"""

# `search` is the full-text index. Its rowid is a position in time (newest is largest), and `facts` holds one token
# for each fact a filter can name, so that every filter is an intersection of sorted lists inside the index.
# The body comes first: the first column costs two bytes less for each word of each article.
_SEARCH = """
CREATE TABLE fact (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (kind, value)) STRICT;
CREATE TABLE entry (
    position INTEGER PRIMARY KEY, article INTEGER NOT NULL, version INTEGER NOT NULL, facts TEXT NOT NULL,
    since INTEGER NOT NULL) STRICT;
CREATE INDEX entry_since ON entry(since);
CREATE TABLE superseded (
    id INTEGER PRIMARY KEY, position INTEGER NOT NULL, article INTEGER NOT NULL, version INTEGER NOT NULL,
    facts TEXT NOT NULL, quotes TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL) STRICT;
CREATE INDEX superseded_until ON superseded(until);
CREATE INDEX superseded_article ON superseded(article);
CREATE VIEW search_content AS SELECT e.position, v.text AS body, v.title,
    nullif(coalesce(v.standfirst, '') || char(10, 10) || coalesce(v.captions, ''), char(10, 10)) AS aside,
    (SELECT group_concat(q.text, char(10, 10)) FROM (SELECT substr(v.text, start + 1, end - start) AS text FROM quote
        WHERE quote.article = e.article ORDER BY start, end) q) AS quote,
    e.facts FROM entry e JOIN version v ON v.id = e.version;
CREATE VIRTUAL TABLE search USING fts5(body, title, aside, quote, facts, content = 'search_content',
    content_rowid = 'position', tokenize = "unicode61 remove_diacritics 2");
"""

_TELLING = """
CREATE TABLE watch (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, query TEXT NOT NULL, label TEXT NOT NULL, alert INTEGER NOT NULL,
    enabled INTEGER NOT NULL DEFAULT 1, fault TEXT, created_at TEXT NOT NULL, seen_until INTEGER NOT NULL) STRICT;
CREATE TABLE hit (
    id INTEGER PRIMARY KEY, watch TEXT NOT NULL REFERENCES watch(id) ON DELETE CASCADE,
    article INTEGER NOT NULL REFERENCES article(id), reason TEXT NOT NULL, sentence TEXT NOT NULL,
    found_at TEXT NOT NULL, UNIQUE (watch, article)) STRICT;
CREATE INDEX hit_found ON hit(found_at);
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, recipient TEXT NOT NULL, period TEXT NOT NULL, channel TEXT NOT NULL,
    subject TEXT NOT NULL, body BLOB NOT NULL, state TEXT NOT NULL DEFAULT 'queued',
    attempts INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL, due_at TEXT NOT NULL, sent_at TEXT, error TEXT,
    UNIQUE (kind, recipient, period)) STRICT;
CREATE INDEX outbox_due ON outbox(due_at) WHERE state = 'queued';
CREATE TABLE job (
    job TEXT NOT NULL, period TEXT NOT NULL, finished_at TEXT NOT NULL, ok INTEGER NOT NULL,
    detail TEXT NOT NULL DEFAULT '', PRIMARY KEY (job, period)) STRICT, WITHOUT ROWID;
CREATE INDEX job_finished ON job(job, finished_at);
"""

# `entry.duplicate` is the article that an entry is a near copy of, so that `asof:` knows it as it was.
_NOTES_AND_PINS = """
ALTER TABLE event ADD COLUMN note TEXT;
UPDATE event SET note = 'The arrest was wrongful; the person arrested is cleared.' WHERE type = 'wrongful_arrest';
ALTER TABLE entry ADD COLUMN duplicate INTEGER;
UPDATE entry SET duplicate = (SELECT near_duplicate_of FROM article WHERE id = entry.article);
ALTER TABLE superseded ADD COLUMN duplicate INTEGER;
UPDATE superseded SET duplicate = (SELECT near_duplicate_of FROM article WHERE id = superseded.article)
    WHERE facts LIKE '% t%';
CREATE TABLE story_log (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, action TEXT NOT NULL, story INTEGER REFERENCES story(id),
    detail TEXT NOT NULL, author TEXT NOT NULL, undone_by INTEGER REFERENCES story_log(id)) STRICT;
CREATE TABLE story_pin (
    article INTEGER PRIMARY KEY REFERENCES article(id), story INTEGER NOT NULL REFERENCES story(id),
    step INTEGER NOT NULL REFERENCES story_log(id)) STRICT;
"""

# When sources were asked and will be; `source_state` is one row a source, brought up to date with each poll.
_POLLS = """
CREATE TABLE poll (
    id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source(id), crawl INTEGER REFERENCES crawl(id),
    at TEXT NOT NULL, outcome TEXT NOT NULL, announced INTEGER NOT NULL, new INTEGER NOT NULL, reason TEXT) STRICT;
CREATE INDEX poll_source ON poll(source, at);
CREATE TABLE source_state (
    source INTEGER PRIMARY KEY REFERENCES source(id), last_poll TEXT, last_ok TEXT, first_ok TEXT,
    failures INTEGER NOT NULL DEFAULT 0, reason TEXT, moved TEXT, next_poll TEXT, learned_at TEXT, rates TEXT,
    polls_per_day REAL, usual_gap REAL, drift TEXT) STRICT;
CREATE TABLE host_rest (host TEXT PRIMARY KEY, until TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE probe (
    source INTEGER NOT NULL REFERENCES source(id), field TEXT NOT NULL, at TEXT NOT NULL, proposal TEXT NOT NULL,
    because TEXT NOT NULL, moved TEXT, detail TEXT NOT NULL, PRIMARY KEY (source, field)) STRICT, WITHOUT ROWID;
CREATE INDEX address_arrival ON address(source, discovered_at);
"""

_NAMES_WITHIN = """
CREATE TABLE mention_within (
    article INTEGER NOT NULL REFERENCES article(id), part INTEGER NOT NULL, start INTEGER NOT NULL,
    end INTEGER NOT NULL, entity INTEGER NOT NULL REFERENCES entity(id), rule INTEGER NOT NULL REFERENCES rule(id),
    confidence INTEGER NOT NULL, PRIMARY KEY (article, part, start, end)) STRICT, WITHOUT ROWID;
INSERT INTO mention_within SELECT * FROM mention;
DROP TABLE mention;
ALTER TABLE mention_within RENAME TO mention;
"""


# A month is a number here (202611; 0 is none): half a million rows of a hundred thousand articles are a tenth smaller.
_MONTHS = """
CREATE TABLE month_change (
    id INTEGER PRIMARY KEY, month INTEGER NOT NULL, articles INTEGER NOT NULL, entities TEXT NOT NULL) STRICT;
CREATE TABLE month_count (
    entity INTEGER NOT NULL, month INTEGER NOT NULL, articles INTEGER NOT NULL, PRIMARY KEY (entity, month))
    STRICT, WITHOUT ROWID;
INSERT INTO month_count SELECT entity, CAST(replace(month, '-', '') AS INTEGER), articles FROM entity_month;
DROP TABLE entity_month;
ALTER TABLE month_count RENAME TO entity_month;
"""

# Posts of live blogs: where each stands in its version's text, or its own text where that does not show it whole.
# `superseded.reading` is what was read in an article until then: JSON of names, events and speakers with their places.
_POSTS_AND_READINGS = """
CREATE TABLE post (
    version INTEGER NOT NULL REFERENCES version(id), number INTEGER NOT NULL, published TEXT, title TEXT,
    start INTEGER, end INTEGER, text TEXT, PRIMARY KEY (version, number)) STRICT, WITHOUT ROWID;
ALTER TABLE superseded ADD COLUMN reading TEXT;
"""


def _run_all(db: Database, script: str) -> None:
    # Not `executescript`: it commits first, and a migration must be all or nothing.
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


@MIGRATIONS()
def m001_first_release(db: Database) -> None:
    """The tables of 0.1."""
    for script in (_SOURCES, _ARTICLES, _READING, _SEARCH, _TELLING):
        _run_all(db, script)


@MIGRATIONS()
def m002_documented_views(db: Database) -> None:
    """The views of docs/sql.md."""
    for name, view in (VIEWS | {"v_event": V_EVENT_0_1}).items():
        if name != "v_post":
            db.execute(view)


@MIGRATIONS()
def m003_notes_and_pins(db: Database) -> None:
    """What an event must be shown with, copies as they were, and stories that a person put together."""
    _run_all(db, _NOTES_AND_PINS)
    db.execute("DROP VIEW v_event")
    db.execute(VIEWS["v_event"])


@MIGRATIONS()
def m004_polls(db: Database) -> None:
    """The rhythm of each source, what its polls and probes answered, and hosts that asked to be left alone."""
    _run_all(db, _POLLS)


@MIGRATIONS()
def m005_names_within_names(db: Database) -> None:
    """A place may stand at the beginning of another name: `Detroit` in `Detroit Police Department`."""
    db.execute("DROP VIEW v_mention")  # a table that a view reads cannot be renamed
    _run_all(db, _NAMES_WITHIN)
    db.execute(VIEWS["v_mention"])


@MIGRATIONS()
def m006_index_memory(db: Database) -> None:
    """A batch of a thousand articles is one segment of the index, not five that have to be merged afterwards."""
    db.execute("INSERT INTO search (search, rank) VALUES ('hashsize', 16777216)")


@MIGRATIONS()
def m007_month_changes(db: Database) -> None:
    """Changes that wait to be added to `entity_month`: a dozen of its pages for each article were slow."""
    _run_all(db, _MONTHS)


@MIGRATIONS()
def m008_posts_and_past_readings(db: Database) -> None:
    """The posts of live blogs with their times, and readings as they were, so that `asof:` marks what was marked."""
    _run_all(db, _POSTS_AND_READINGS)
    db.execute(VIEWS["v_post"])


@MIGRATIONS()
def m009_calm_merges(db: Database) -> None:
    """Sixteen small segments of the index brought on a merge with those of a bulk load: half a second in one save.

    FTS5 merges by itself after every 64 pages written, which is about forty saves
    (https://www.sqlite.org/fts5.html#the_crisismerge_configuration_option).
    """
    db.execute("INSERT INTO search (search, rank) VALUES ('crisismerge', 64)")


def prepare(store: Store) -> None:
    """Create the tables, or bring an older archive up to date after putting a copy of it aside.

    Raises ForeignArchive for another program's file, or one that a newer watchdesk wrote.
    """
    new = not check_ours(store)
    if not new and not MIGRATIONS.pending(store.db):
        return
    if new:
        store.run(f"PRAGMA page_size = {_PAGE}")
    store.run("PRAGMA journal_mode = WAL")
    if not new:
        _copy_aside(store)
    with store.batch():  # a second process may have been faster: what is pending is asked again inside the lock
        store.run(f"PRAGMA application_id = {APPLICATION_ID}")
        MIGRATIONS.apply(store.db)
        if new:
            store.run("INSERT INTO search (search, rank) VALUES ('pgsz', ?)", (_INDEX_PAGE,))


def _copy_aside(store: Store) -> None:
    pending = MIGRATIONS.pending(store.db)[0].name
    copy = store.path.with_name(f"{store.path.name}.before-{pending}")
    if not copy.exists():
        with closing(sqlite3.connect(copy)) as target:
            store.conn.backup(target)
