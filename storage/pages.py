"""The pages of the desk: all about one article, all about one entity."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from storage.articles import parsed
from storage.connection import Store, when
from storage.hits import hits_at
from storage.lookup import Lookup
from storage.months import months_of
from storage.query import Query
from storage.resolve import Plan, merged_at, root_of
from storage.rows import (
    ArticlePage,
    EntityPage,
    EntityRow,
    EventRow,
    Hit,
    MentionRow,
    NoteRow,
    PostRow,
    QuoteRow,
    VersionRow,
)

_ROLES = 8  # of a person, shown
_WITHIN = 1_000  # newest articles of an entity from which companions, outlets and quotes are drawn
_SHOWN = 20
_TOP = 1 << 62


def _hits(store: Store, match: str | None, positions: list[int]) -> tuple[Hit, ...]:
    what = Plan(match, 0, _TOP, None, False)
    query = Query("", None, datetime.now(UTC))
    return hits_at(store, Lookup(store, what), query, what, positions)


def article_page(store: Store, article_id: int) -> ArticlePage | None:
    """All about one article; None where there is none."""
    row = store.first(
        "SELECT a.position, a.canonical_url, v.authors, v.standfirst, v.captions, v.text, v.modified, a.score, a.why,"
        " p.rules, a.nlp_version, a.redacted, a.story FROM article a JOIN version v ON v.id = a.version"
        " LEFT JOIN provenance p ON p.id = v.provenance WHERE a.id = ?", (article_id,),
    )  # fmt: skip
    if row is None:
        return None
    position, canonical, authors, standfirst, captions, text, modified, score, why, rules, nlp, redacted, story = row
    return ArticlePage(
        _hits(store, None, [position])[0], canonical, parsed(authors), standfirst,
        tuple(captions.split("\n\n")) if captions else (), text, modified, score, parsed(why),
        json.loads(rules) if rules else {}, _versions(store, article_id), _mentions(store, article_id),
        _quotes(store, [article_id], None, 500), _events(store, "x.article = ?", article_id, 100),
        _evidence(store, article_id), _story(store, story, article_id), notes_of(store, article_id), nlp, redacted,
        _posts(store, article_id),
    )  # fmt: skip


def _posts(store: Store, article_id: int) -> tuple[PostRow, ...]:
    rows = store.run(
        "SELECT p.number, p.published, p.title, coalesce(p.text, substr(v.text, p.start + 1, p.end - p.start))"
        " FROM article a CROSS JOIN post p ON p.version = a.version CROSS JOIN version v ON v.id = a.version"
        " WHERE a.id = ? ORDER BY p.number", (article_id,),
    )  # fmt: skip
    return tuple(PostRow(*row) for row in rows)


def _versions(store: Store, article_id: int) -> tuple[VersionRow, ...]:
    rows = store.run(
        "SELECT id, number, change, title, text, published, modified, status, fetched_at, lower(hex(content_hash)),"
        " redacted"
        " FROM version WHERE article = ? ORDER BY number", (article_id,),
    )  # fmt: skip
    return tuple(VersionRow(*(*row[:8], when(row[8]), *row[9:])) for row in rows)


def _mentions(store: Store, article_id: int) -> tuple[MentionRow, ...]:
    rows = store.run(
        "SELECT part, start, end, text, label, why, confidence, entity_id, kind, name, wikidata, lat, lon, admin1,"
        " country,"
        " feature FROM v_mention WHERE article_id = ? ORDER BY part DESC, start, end DESC", (article_id,),
    )  # fmt: skip
    return tuple(
        MentionRow(part, start, end, text, EntityRow(key, kind, name, wikidata, 0, 0, *place), label, why, confidence)
        for part, start, end, text, label, why, confidence, key, kind, name, wikidata, *place in rows
    )


# Not the view v_entity: joined to it, each page would build the view of all entities first.
_QUOTES = (
    "SELECT q.article, q.start, q.end, substr(v.text, q.start + 1, q.end - q.start), q.speaker,"
    " coalesce(m.key, e.key), q.cue, q.speaker_start, q.speaker_end FROM json_each(?1) j"
    " CROSS JOIN quote q ON q.article = j.value CROSS JOIN article a ON a.id = q.article"
    " CROSS JOIN version v ON v.id = a.version LEFT JOIN entity e ON e.id = q.entity"
    " LEFT JOIN entity m ON m.id = e.merged_into"
    " WHERE ?2 IS NULL OR q.entity IN (SELECT value FROM json_each(?2)) ORDER BY a.position DESC, q.start LIMIT ?3"
)


def _quotes(store: Store, articles: list[int], speakers: str | None, limit: int) -> tuple[QuoteRow, ...]:
    """Quotations in some articles, the newest article's first; `speakers` is a JSON list of entities, None all."""
    return tuple(QuoteRow(*row) for row in store.run(_QUOTES, (json.dumps(articles), speakers, limit)))


def _events(store: Store, where: str, value: int | str, limit: int) -> tuple[EventRow, ...]:
    rows = store.run(
        "SELECT x.article, x.type, x.start, x.end, substr(v.text, x.start + 1, x.end - x.start), x.place, x.actor,"
        " x.date,"
        " x.main, x.note FROM event x JOIN article a ON a.id = x.article JOIN version v ON v.id = a.version"
        f" WHERE {where} ORDER BY a.position DESC, x.number LIMIT ?", (value, limit),
    )  # fmt: skip
    return tuple(EventRow(*(*row[:8], bool(row[8]), row[9])) for row in rows)


def _evidence(store: Store, article_id: int) -> tuple[dict[str, object], ...]:
    names = ("version_id", "warc_file", "offset", "record_id", "payload_sha256", "chain_sha256", "at")
    rows = store.run(
        "SELECT version, warc_file, offset, record_id, payload_sha256, chain_sha256, at FROM evidence"
        " WHERE article = ? ORDER BY id", (article_id,),
    )  # fmt: skip
    return tuple(dict(zip(names, row, strict=True)) for row in rows)


def _story(store: Store, story: int | None, article_id: int) -> tuple[Hit, ...]:
    if story is None:
        return ()
    rows = store.run(
        "SELECT position FROM article WHERE story = ? AND id != ? ORDER BY position DESC LIMIT 50", (story, article_id)
    )
    return _hits(store, None, [row[0] for row in rows])


def notes_of(store: Store, article_id: int) -> tuple[NoteRow, ...]:
    """Notes and tags of an article, oldest first."""
    rows = store.run(
        "SELECT id, article, kind, text, author, created_at FROM note WHERE article = ? ORDER BY id", (article_id,)
    )
    return tuple(NoteRow(*(*row[:5], when(row[5]))) for row in rows)


def entity_page(store: Store, entity_id: str) -> EntityPage | None:
    """All about one entity (the reading room's stable string); a merged one gives the one it went into.

    The timeline counts all articles. Companions, outlets, events, roles and the number of mentions come from the newest
    1,000 articles.
    """
    row = store.first("SELECT id FROM entity WHERE key = ?", (entity_id,))
    if row is None:
        return None
    roots = merged_at(store, None)
    root = root_of(roots, row[0])
    group = sorted({root} | {member for member, its_root in roots.items() if its_root == root})
    members = json.dumps(group)
    timeline = months_of(store, members)
    match, said = (f"facts : ({' OR '.join(f'{kind}{member}' for member in group[:200])})" for kind in "eq")
    lookup = Lookup(store, Plan(match, 0, _TOP, None, False))
    positions = lookup.newest(_WITHIN)
    articles, facts = _entries(store, positions)
    companions, outlets = _company_kept(store, facts, set(group), roots)
    aliases = store.run(
        "SELECT DISTINCT surface FROM alias WHERE entity IN (SELECT value FROM json_each(?)) ORDER BY surface LIMIT"
        " 200",
        (members,),
    )
    newest = json.dumps(articles)
    entity = _entity(store, root, sum(count for _, count in timeline), members, newest)
    speaking, _ = _entries(store, lookup.newest(_SHOWN, match=said))
    return EntityPage(
        entity, tuple(row[0] for row in aliases), tuple(timeline), companions,
        _quotes(store, speaking, members, _SHOWN), outlets, _entity_events(store, entity.name, newest),
        _hits(store, match, positions[:_SHOWN]), _roles(store, members, newest),
    )  # fmt: skip


def _roles(store: Store, members: str, articles: str) -> tuple[tuple[str, int], ...]:
    """What the articles call a person, most often said first."""
    sql = (
        "SELECT r.role, count(DISTINCT n.article) FROM json_each(?2) j CROSS JOIN mention n ON n.article = j.value"
        " JOIN rule r ON r.id = n.rule WHERE n.entity IN (SELECT value FROM json_each(?1)) AND r.role <> ''"
        f" GROUP BY r.role ORDER BY 2 DESC, 1 LIMIT {_ROLES}"
    )
    return tuple((role, count) for role, count in store.run(sql, (members, articles)))


def _entries(store: Store, positions: list[int]) -> tuple[list[int], list[str]]:
    """Articles and facts at these positions."""
    rows = store.run(
        "SELECT article, facts FROM json_each(?) CROSS JOIN entry ON position = value", (json.dumps(positions),)
    )
    return [row[0] for row in rows], [row[1] for row in rows]


def _entity_events(store: Store, name: str, articles: str) -> tuple[EventRow, ...]:
    rows = store.run(
        "SELECT x.article, x.type, x.start, x.end, substr(v.text, x.start + 1, x.end - x.start), x.place, x.actor,"
        " x.date, x.main, x.note FROM (SELECT x.* FROM json_each(?2) j CROSS JOIN event x ON x.article = j.value"
        f" WHERE x.actor = ?1 OR x.place = ?1 LIMIT {_SHOWN}) x CROSS JOIN article a ON a.id = x.article"
        " CROSS JOIN version v ON v.id = a.version", (name, articles),
    )  # fmt: skip
    return tuple(EventRow(*(*row[:8], bool(row[8]), row[9])) for row in rows)


def _entity(store: Store, row: int, articles: int, members: str, newest: str) -> EntityRow:
    found = store.first(
        "SELECT entity_id, kind, name, wikidata, lat, lon, admin1, country, feature FROM v_entity WHERE entity = ?",
        (row,),
    )
    assert found is not None  # the caller has just read its key
    mentions = store.first(
        "SELECT count(*) FROM json_each(?1) j CROSS JOIN mention m ON m.article = j.value"
        " WHERE m.entity IN (SELECT value FROM json_each(?2))", (newest, members),
    )  # fmt: skip
    key, kind, name, wikidata, *place = found
    return EntityRow(key, kind, name, wikidata, articles, mentions[0] if mentions else 0, *place)


def _company_kept(
    store: Store, facts: list[str], group: set[int], roots: dict[int, int]
) -> tuple[tuple[EntityRow, ...], tuple[tuple[str, str, int], ...]]:
    """Entities named in the same articles, and outlets that name it, the most frequent first."""
    counted = Counter(" ".join(facts).split())
    for row, root in roots.items():
        if count := counted.pop(f"e{row}", 0):
            counted[f"e{root}"] += count
    for row in group:
        counted.pop(f"e{row}", None)
    tokens = sorted([token for token in counted if token[0] == "e"], key=counted.__getitem__, reverse=True)[:_SHOWN]
    together = tuple(_entity_named(store, int(token[1:]), counted[token]) for token in tokens)
    return together, _outlets(store, counted)


def _entity_named(store: Store, row: int, articles: int) -> EntityRow:
    found: tuple[Any, ...] | None = store.first(
        "SELECT key, kind, coalesce(renamed, name), wikidata FROM entity WHERE id = ?", (row,)
    )
    assert found is not None  # tokens are only made from rows that exist
    return EntityRow(*(*found, articles))


def _outlets(store: Store, facts: dict[str, int]) -> tuple[tuple[str, str, int], ...]:
    rows = store.run("SELECT f.id, s.key, s.name FROM fact f JOIN source s ON s.key = f.value WHERE f.kind = 'source'")
    found = [(key, name, facts[f"f{number}"]) for number, key, name in rows if f"f{number}" in facts]
    return tuple(sorted(found, key=lambda outlet: (-outlet[2], outlet[1]))[:_SHOWN])
