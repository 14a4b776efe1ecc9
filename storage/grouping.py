"""Stories that a person puts together or parts; what a person placed stays there, and each step can be taken back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from storage.connection import iso, when
from storage.curation import CurationTables
from storage.rows import GroupingRow
from watchdesk.errors import BadInput

# What an article was before a step: its story, and the story and step of its pin, if it had one.
Before = dict[str, list[int | None]]


class GroupingTables(CurationTables):
    """The part of the archive in which people correct which articles tell one story."""

    def merge_stories(self, story_id: str, into: str, *, author: str, now: datetime) -> int:
        """Let all articles of one story belong to another, for good; returns the number to undo it by.

        `story:` with the old id finds the other story from then on. Raises BadInput for unknown or empty stories.
        """
        with self.batch():
            source, target = self._told_story(story_id), self._told_story(into)
            if source == target:
                raise BadInput(f"{story_id!r} and {into!r} are one story already")
            articles = self._articles_of(source, target)
            step = self._note_step("merge", source, articles, author, now, into=target)
            self._pin(articles, target, step)
            return step

    def split_story(self, article_ids: Sequence[int], *, author: str, now: datetime) -> tuple[str, int]:
        """Part these articles from the story they are in; returns their new story's id and the number to undo it by.

        What remains stays together too. Raises BadInput for articles of no story or of several, and for all of one.
        """
        with self.batch():
            wanted = sorted(set(article_ids))
            marks = ", ".join("?" * len(wanted))
            held = self.run(f"SELECT id, story FROM article WHERE id IN ({marks})", wanted)
            stories = {story for _, story in held}
            if len(held) < len(wanted) or len(stories) != 1 or None in stories:
                raise BadInput("the articles to part must be there and belong to one story; `story show` lists them")
            story = int(next(iter(stories)))
            everything = self._articles_of(story)
            if everything == wanted:
                raise BadInput("these are all articles of the story; name those that do not belong to it")
            step = self._note_step("split", story, everything, author, now)
            key = f"m{step}"
            self._pin([article for article in everything if article not in wanted], story, step)
            self._pin(wanted, self._story_row(key), step)
            return key, step

    def undo_grouping(self, step: int, *, author: str, now: datetime) -> None:
        """Take back a merge or split of stories; both stay in the audit trail.

        Raises BadInput where there is none, or where a later step moved the same articles: that one comes first.
        """
        with self.batch():
            row = self.first(
                "SELECT story, detail FROM story_log WHERE id = ? AND action != 'undo' AND undone_by IS NULL", (step,)
            )
            if row is None:
                raise BadInput(f"there is no step {step} that could be undone; `watchdesk story log` lists them")
            before: Before = json.loads(row[1])["before"]
            self._refuse_later(step, before)
            undo = self._note_step("undo", row[0], [int(article) for article in before], author, now, undone=step)
            self.change("UPDATE story_log SET undone_by = ? WHERE id = ?", (undo, step))
            for article, (story, pinned, pinned_by) in before.items():
                self.change("DELETE FROM story_pin WHERE article = ?", (int(article),))
                if pinned is not None:
                    self.change("INSERT INTO story_pin VALUES (?, ?, ?)", (int(article), pinned, pinned_by))
                self._move(int(article), story)

    def grouping_log(self, limit: int = 100) -> list[GroupingRow]:
        """Merges and splits of stories and their undoing, newest first."""
        rows = self.run(
            "SELECT l.id, l.at, l.action, s.key, l.detail, l.author, l.undone_by FROM story_log l"
            " LEFT JOIN story s ON s.id = l.story ORDER BY l.id DESC LIMIT ?", (limit,),
        )  # fmt: skip
        return [
            GroupingRow(id_, when(at), action, story, tuple(map(int, json.loads(detail)["before"])), author, undone_by)
            for id_, at, action, story, detail, author, undone_by in rows
        ]

    def _told_story(self, story_id: str) -> int:
        """The row of a story that has articles."""
        row = self.first(
            "SELECT id FROM story WHERE key = ? AND EXISTS (SELECT 1 FROM article WHERE story = story.id)", (story_id,)
        )
        if row is None:
            raise BadInput(f"there is no story {story_id!r}; `watchdesk search --json` and the desk show the ids")
        return int(row[0])

    def _articles_of(self, *stories: int) -> list[int]:
        marks = ", ".join("?" * len(stories))
        return [row[0] for row in self.run(f"SELECT id FROM article WHERE story IN ({marks}) ORDER BY id", stories)]

    def _note_step(
        self, action: str, story: int, articles: Iterable[int], author: str, now: datetime, **more: int
    ) -> int:
        before: Before = {}
        for article in articles:
            row = self.first(
                "SELECT a.story, p.story, p.step FROM article a LEFT JOIN story_pin p ON p.article = a.id"
                " WHERE a.id = ?", (article,),
            )  # fmt: skip
            before[str(article)] = list(row or (None, None, None))
        detail = json.dumps({"before": before, "stamp": self.stamp(), **more}, sort_keys=True)
        return self.insert(
            "INSERT INTO story_log (at, action, story, detail, author) VALUES (?, ?, ?, ?, ?)",
            (iso(now), action, story, detail, author),
        )

    def _pin(self, articles: Iterable[int], story: int, step: int) -> None:
        for article in articles:
            self.change("INSERT OR REPLACE INTO story_pin VALUES (?, ?, ?)", (article, story, step))
            self._move(article, story)

    def _move(self, article: int, story: int | None) -> None:
        row = self.first("SELECT near_duplicate_of FROM article WHERE id = ?", (article,))
        self._place(article, story, row[0] if row else None)

    def _refuse_later(self, step: int, before: Before) -> None:
        for later, detail in self.run(
            "SELECT id, detail FROM story_log WHERE id > ? AND action != 'undo' AND undone_by IS NULL ORDER BY id DESC",
            (step,),
        ):
            if json.loads(detail)["before"].keys() & before.keys():
                raise BadInput(f"step {later} moved the same articles later; undo that one first")
