"""What the reading room found: mentions, entities, places, quotes, events, stories."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from storage.articles import ArticleTables
from storage.connection import iso
from storage.index import fold, position_at
from storage.rows import StoryRow
from watchdesk.records import Annotation, Document, Event, Mention, PlaceRef, Quote

READER = "watchdesk annotate"
"""The author of what a reading remarks of itself among an article's notes."""
_TEXT, _TITLE = 0, 1
_ENTITIES_KEPT = 50_000  # in memory, so that a name that comes again costs no question to the file


class ReadingTables(ArticleTables):
    """The part of the archive that keeps annotations."""

    def pending_documents(self, nlp_version: str, limit: int = 64) -> list[Document]:
        """Articles whose current version this `nlp_version` has not read, by id; Document.id is str(article_id)."""
        rows = self.run(
            "SELECT a.id, v.text, v.title, coalesce(a.url, a.canonical_url), s.key, v.published, v.language, v.id"
            " FROM (SELECT * FROM (SELECT id FROM article WHERE nlp_version IS NULL AND redacted IS NULL ORDER BY"
            " id LIMIT ?2)"
            " UNION ALL SELECT * FROM (SELECT id FROM article WHERE nlp_version < ?1 AND redacted IS NULL LIMIT ?2)"
            " UNION ALL SELECT * FROM (SELECT id FROM article WHERE nlp_version > ?1 AND redacted IS NULL LIMIT ?2)"
            " LIMIT ?2) p"
            " JOIN article a ON a.id = p.id JOIN version v ON v.id = a.version LEFT JOIN source s ON s.id = a.source"
            " ORDER BY a.id",
            (nlp_version, limit),
        )
        self._handed_out.update((row[0], row[7]) for row in rows)
        return [Document(str(row[0]), *row[1:7]) for row in rows]

    def save_annotation(self, annotation: Annotation, nlp_version: str, now: datetime) -> None:
        """Replace all mentions, quotes and events of one article, in one transaction.

        An annotation of an article that was revised or redacted since `pending_documents` handed it out is ignored:
        its offsets are those of another text, and the article is still pending. `now` is stored with what the reading
        remarks of itself alone ("no model for 'fr': known names alone"); the rest is a function of text and version.
        """
        article_id = int(annotation.id)
        with self.batch():
            row = self.first("SELECT version FROM article WHERE id = ? AND redacted IS NULL", (article_id,))
            if row is None or self._handed_out.pop(article_id, row[0]) != row[0]:
                return
            self.touch(article_id)
            self._delete_reading(article_id)
            in_text = (*annotation.mentions, *annotation.places_within)
            for part, mentions in ((_TEXT, in_text), (_TITLE, annotation.title_mentions)):
                self._keep_mentions(article_id, part, mentions)
            self._keep_quotes(article_id, annotation.quotes)
            self._follow_splits(article_id)
            self._keep_events(article_id, annotation.events)
            self._keep_remarks(article_id, annotation.notes, now)
            self.change("UPDATE article SET nlp_version = ? WHERE id = ?", (nlp_version, article_id))
            self._no_longer_new(article_id)

    def _keep_mentions(self, article_id: int, part: int, mentions: tuple[Mention, ...]) -> None:
        rows = [
            (article_id, part, mention.start, mention.end, self._entity(mention),
             self._rule(mention.label, mention.why, mention.role or ""), round(mention.confidence * 100))
            for mention in mentions
        ]  # fmt: skip
        self.many("INSERT OR REPLACE INTO mention VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def _follow_splits(self, article_id: int) -> None:
        """What people said about who is meant here stands over what is read."""
        for entity, instead in self.run("SELECT entity, instead FROM reassignment WHERE article = ?", (article_id,)):
            for table in ("mention", "quote"):
                self.change(
                    f"UPDATE {table} SET entity = ? WHERE article = ? AND entity = ?", (instead, article_id, entity)
                )

    def with_notes(self, article_ids: Iterable[int]) -> frozenset[int]:
        """Those of the articles in which an event was read that must be shown with its note: who is cleared."""
        rows = self.run(
            "SELECT DISTINCT article FROM json_each(?) j CROSS JOIN event ON article = j.value AND note IS NOT NULL",
            (json.dumps(sorted(set(article_ids))),),
        )
        return frozenset(row[0] for row in rows)

    def _keep_quotes(self, article_id: int, quotes: tuple[Quote, ...]) -> None:
        rows = [
            (article_id, quote.start, quote.end, quote.speaker, self._entity_number(quote.speaker_id),
             quote.speaker_start, quote.speaker_end, quote.cue)
            for quote in quotes
        ]  # fmt: skip
        self.many("INSERT OR REPLACE INTO quote VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def _keep_events(self, article_id: int, events: tuple[Event, ...]) -> None:
        rows = [
            (article_id, number, event.type, event.start, event.end, event.place, event.actor, event.date,
             int(event.primary), event.note)
            for number, event in enumerate(events)
        ]  # fmt: skip
        self.many("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def _keep_remarks(self, article_id: int, remarks: tuple[str, ...], now: datetime) -> None:
        """What a reading says of itself stands among the article's notes, those of an older reading no longer."""
        kept = self.run("SELECT id, text FROM note WHERE article = ? AND author = ?", (article_id, READER))
        for number, text in kept:
            if text not in remarks:
                self.change("DELETE FROM note WHERE id = ?", (number,))
        self.many(
            "INSERT OR IGNORE INTO note (article, kind, text, author, created_at) VALUES (?, 'note', ?, ?, ?)",
            [(article_id, remark, READER, iso(now)) for remark in remarks],
        )

    def _rule(self, label: str, why: str, role: str) -> int:
        key = ("rule", label, why, role)
        if key not in self._cache:
            row = self.first("SELECT id FROM rule WHERE label = ? AND why = ? AND role = ?", key[1:])
            sql = "INSERT INTO rule (label, why, role) VALUES (?, ?, ?)"
            self._cache[key] = row[0] if row else self.insert(sql, key[1:])
        return self._cache[key]

    def _entity_number(self, entity_id: str | None) -> int | None:
        if entity_id is None:
            return None
        if entity_id in self._entities:
            return self._entities[entity_id][0]
        row = self.first("SELECT id FROM entity WHERE key = ?", (entity_id,))
        return int(row[0]) if row else None

    def _entity(self, mention: Mention) -> int:
        """The row of a mention's entity, made or brought up to date; its surface becomes an alias."""
        known = self._entities.get(mention.entity_id)
        if known is None or known[1:] != (mention.kind, mention.name, mention.wikidata):
            if len(self._entities) > _ENTITIES_KEPT:
                self._entities.clear()
            number = self._described_entity(mention)
            self._entities[mention.entity_id] = (number, mention.kind, mention.name, mention.wikidata)
        else:
            number = known[0]
        if mention.text != mention.name:
            self._called(number, mention.text)
        return number

    def _called(self, number: int, surface: str) -> None:
        key = ("alias", number, surface)
        if key not in self._cache:
            if len(self._cache) > _ENTITIES_KEPT:
                self._cache.clear()
            self._add_alias(number, surface)
            self._cache[key] = number

    def _described_entity(self, mention: Mention) -> int:
        """The row of an entity, written only if it is new or is described in another way than before."""
        row = self.first("SELECT id, kind, name, wikidata FROM entity WHERE key = ?", (mention.entity_id,))
        described = (mention.kind, mention.name, mention.wikidata)
        if row is None:
            number = self.insert(
                "INSERT INTO entity (key, kind, name, folded, wikidata) VALUES (?, ?, ?, ?, ?)",
                (mention.entity_id, mention.kind, mention.name, fold(mention.name), mention.wikidata),
            )
        else:
            number = int(row[0])
            if row[1:] != (*described[:2], described[2] or row[3]):
                self.change(
                    "UPDATE entity SET kind = ?, name = ?, folded = ?, wikidata = coalesce(?, wikidata) WHERE id = ?",
                    (mention.kind, mention.name, fold(mention.name), mention.wikidata, number),
                )
        if row is None or row[2] != mention.name:
            self._add_alias(number, mention.name)
        if mention.place:
            self._keep_place(number, mention.place)
        return number

    def _keep_place(self, number: int, place: PlaceRef) -> None:
        new = (number, place.lat, place.lon, place.admin1, place.country, place.geonameid, place.feature)
        if self.first("SELECT * FROM place WHERE entity = ?", (number,)) != new:
            self.change("INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?, ?, ?, ?)", new)
            self._places.pop(number, None)

    def _add_alias(self, number: int, surface: str) -> None:
        """A surface that has a capital or a digit is a name; "the company" is not."""
        if any(letter.isupper() or letter.isdigit() for letter in surface) or not surface.isascii():
            self.change(
                "INSERT OR IGNORE INTO alias VALUES (?, ?, ?, ?)",
                (fold(surface), number, " ".join(surface.split()), self.stamp()),
            )

    def assign_story(self, article_id: int, story_id: str, near_duplicate_of: int | None, now: datetime) -> None:
        """Put an article into a story; one that a person placed stays there.

        `now` is not stored: `asof:` goes by the archive's own change stamps.
        """
        del now
        with self.batch():
            pinned = self.first("SELECT story FROM story_pin WHERE article = ?", (article_id,))
            self._place(article_id, pinned[0] if pinned else self._story_row(str(story_id)), near_duplicate_of)

    def _story_row(self, story_id: str) -> int:
        row = self.first("SELECT id FROM story WHERE key = ?", (story_id,))
        return int(row[0]) if row else self.insert("INSERT INTO story (key) VALUES (?)", (story_id,))

    def _place(self, article_id: int, story: int | None, near_duplicate_of: int | None) -> None:
        same = self.first(
            "SELECT 1 FROM article WHERE id = ? AND story IS ? AND near_duplicate_of IS ?",
            (article_id, story, near_duplicate_of),
        )
        if same is None:
            self.touch(article_id)
            self.change(
                "UPDATE article SET story = ?, near_duplicate_of = ? WHERE id = ?",
                (story, near_duplicate_of, article_id),
            )

    def story_rows(self, since: datetime | None = None) -> Iterator[StoryRow]:
        """Annotated articles by id, to rebuild the story index: published (or, undated, fetched) since `since`."""
        rows = self.stream(
            "SELECT a.id, v.title, v.text, v.published, t.key, a.near_duplicate_of,"
            " (SELECT json_group_array(DISTINCT e.key) FROM mention m JOIN entity e ON e.id = m.entity"
            "  WHERE m.article = a.id), a.id IN (SELECT article FROM story_pin)"
            " FROM article a JOIN version v ON v.id = a.version LEFT JOIN story t ON t.id = a.story"
            " WHERE a.nlp_version IS NOT NULL AND a.redacted IS NULL AND a.position >= ? ORDER BY a.id",
            (position_at(since) if since else 0,),
        )
        for article_id, title, text, published, story, duplicate, entities, pinned in rows:
            named = tuple(sorted(json.loads(entities)))
            yield StoryRow(article_id, title, text, published, named, story, duplicate, bool(pinned))
