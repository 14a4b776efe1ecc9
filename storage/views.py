"""The documented views, for people who write SQL and for the Datasette companion (docs/sql.md explains each column)."""

from __future__ import annotations

VIEWS: dict[str, str] = {
    "v_article": """CREATE VIEW v_article AS
    SELECT a.id AS article_id, v.title, coalesce(a.url, a.canonical_url) AS url, s.key AS source_id, s.name AS source,
        s.kind AS outlet_kind, s.country AS outlet_country, v.authors, v.published, v.modified, a.first_seen,
        a.last_seen, a.removed_at, v.language, v.status, a.about, a.score, a.why, t.key AS story_id,
        a.near_duplicate_of, v.number AS version, lower(hex(v.content_hash)) AS content_hash, v.standfirst, v.text,
        a.redacted
    FROM article a JOIN version v ON v.id = a.version LEFT JOIN source s ON s.id = a.source
        LEFT JOIN story t ON t.id = a.story""",
    "v_version": """CREATE VIEW v_version AS
    SELECT v.id AS version_id, v.article AS article_id, v.number, v.change, v.title, v.text, v.published, v.modified,
        v.status, v.fetched_at, lower(hex(v.content_hash)) AS content_hash, lower(hex(v.page_sha256)) AS page_sha256,
        p.rules AS provenance FROM version v LEFT JOIN provenance p ON p.id = v.provenance""",
    "v_entity": """CREATE VIEW v_entity AS
    SELECT coalesce(m.key, e.key) AS entity_id, coalesce(m.kind, e.kind) AS kind,
        coalesce(m.renamed, m.name, e.renamed, e.name) AS name, coalesce(m.wikidata, e.wikidata) AS wikidata,
        p.lat, p.lon, p.admin1, p.country, p.geonameid, p.feature, e.key AS read_as, e.id AS entity
    FROM entity e LEFT JOIN entity m ON m.id = e.merged_into LEFT JOIN place p ON p.entity = coalesce(m.id, e.id)""",
    "v_mention": """CREATE VIEW v_mention AS
    SELECT n.article AS article_id, CASE n.part WHEN 0 THEN 'text' ELSE 'title' END AS part, n.start, n.end,
        substr(CASE n.part WHEN 0 THEN v.text ELSE v.title END, n.start + 1, n.end - n.start) AS text, e.entity_id,
        e.kind, e.name, e.wikidata, e.lat, e.lon, e.admin1, e.country, e.geonameid, e.feature, r.label, r.role, r.why,
        n.confidence / 100.0 AS confidence
    FROM mention n JOIN article a ON a.id = n.article JOIN version v ON v.id = a.version
        JOIN v_entity e ON e.entity = n.entity JOIN rule r ON r.id = n.rule""",
    "v_quote": """CREATE VIEW v_quote AS
    SELECT q.article AS article_id, q.start, q.end, substr(v.text, q.start + 1, q.end - q.start) AS text, q.speaker,
        e.entity_id AS speaker_id, q.cue
    FROM quote q JOIN article a ON a.id = q.article JOIN version v ON v.id = a.version
        LEFT JOIN v_entity e ON e.entity = q.entity""",
    "v_event": """CREATE VIEW v_event AS
    SELECT x.article AS article_id, x.type, substr(v.text, x.start + 1, x.end - x.start) AS sentence, x.place, x.actor,
        x.date, x.main AS is_primary, x.note
    FROM event x JOIN article a ON a.id = x.article JOIN version v ON v.id = a.version""",
    "v_post": """CREATE VIEW v_post AS
    SELECT v.article AS article_id, p.number, p.published, p.title,
        coalesce(p.text, substr(v.text, p.start + 1, p.end - p.start)) AS text
    FROM post p JOIN article a ON a.version = p.version JOIN version v ON v.id = a.version""",
    "v_story": """CREATE VIEW v_story AS
    SELECT t.key AS story_id, count(*) AS articles, count(DISTINCT a.source) AS outlets, min(v.published) AS first,
        max(v.published) AS latest
    FROM story t JOIN article a ON a.story = t.id JOIN version v ON v.id = a.version GROUP BY t.id""",
    "v_drop": """CREATE VIEW v_drop AS
    SELECT d.url, s.key AS source_id, x.reason, x.words, x.content_hash, x.detail, x.at, x.crawl AS crawl_id
    FROM drop_ x JOIN address d ON d.id = x.address LEFT JOIN source s ON s.id = d.source""",
    "v_ledger": """CREATE VIEW v_ledger AS
    SELECT coalesce(s.key, '') AS source_id, d.state, coalesce(d.reason, '') AS reason, count(*) AS addresses
    FROM address d LEFT JOIN source s ON s.id = d.source GROUP BY 1, 2, 3""",
    "v_hit": """CREATE VIEW v_hit AS
    SELECT h.watch AS watch_id, w.owner, h.article AS article_id, v.title,
        coalesce(a.url, a.canonical_url) AS url, h.reason, h.sentence, h.found_at
    FROM hit h JOIN watch w ON w.id = h.watch JOIN article a ON a.id = h.article JOIN version v ON v.id = a.version""",
}

# As it was before events had a note; the migration of that time makes it.
V_EVENT_0_1 = """CREATE VIEW v_event AS
    SELECT x.article AS article_id, x.type, substr(v.text, x.start + 1, x.end - x.start) AS sentence, x.place, x.actor,
        x.date, x.main AS is_primary
    FROM event x JOIN article a ON a.id = x.article JOIN version v ON v.id = a.version"""
