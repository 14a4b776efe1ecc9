"""How many articles name an entity, month by month: timelines are drawn from these counts without counting articles.

An article changes a dozen counts that lie all over `entity_month`. So a transaction appends its changes to
`month_change`, as one row for each month, and every few hundred rows they are added up in one go.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict

from storage.connection import Store

_WAITING = 400  # rows of month_change; each is read again for each timeline
_MANY = 1_000  # changes of one transaction that are added at once


class MonthTables(Store):
    """Keeps `entity_month` and `month_change`."""

    def _count_months(self, old: str, new: str) -> None:
        """Note, for the end of the transaction, that an article's facts change from `old` to `new`."""
        before, after = self._entity_months(old), self._entity_months(new)
        self._month_changes.update(after - before)
        self._month_changes.subtract(before - after)

    def _write_months(self) -> None:
        changes = {pair: count for pair, count in self._month_changes.items() if count}
        self._month_changes.clear()
        if len(changes) > _MANY:
            self._add_months(changes)
        elif changes:
            self._append_months(changes)

    def _append_months(self, changes: dict[tuple[int, int], int]) -> None:
        rows: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for (entity, month), count in changes.items():
            rows[month, count].append(entity)
        last = 0
        for (month, count), entities in sorted(rows.items()):
            last = self.insert(
                "INSERT INTO month_change (month, articles, entities) VALUES (?, ?, ?)",
                (month, count, json.dumps(sorted(entities))),
            )
        if last >= _WAITING:
            self._fold_months()

    def _fold_months(self) -> None:
        """Add up what waits in `month_change`."""
        changes: Counter[tuple[int, int]] = Counter()
        for month, count, entities in self.run("SELECT month, articles, entities FROM month_change"):
            for entity in json.loads(entities):
                changes[entity, month] += count
        self._add_months(changes)
        self.change("DELETE FROM month_change")

    def _add_months(self, changes: dict[tuple[int, int], int]) -> None:
        self.many(
            "INSERT INTO entity_month VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET articles = articles + excluded.articles",
            sorted((*pair, count) for pair, count in changes.items() if count),
        )

    def _entity_months(self, facts: str) -> set[tuple[int, int]]:
        tokens = facts.split()
        entities = [int(token[1:]) for token in tokens if token[0] == "e"]
        if not entities:
            return set()
        months = self._month_names()
        stated = next((months[token] for token in tokens if token in months), "0")
        month = int(stated.replace("-", ""))
        return {(entity, month) for entity in entities}

    def _month_names(self) -> dict[str, str]:
        if not self._months:
            rows = self.run("SELECT id, value FROM fact WHERE kind = 'month'")
            self._months.update((f"f{number}", value) for number, value in rows)
        return self._months


def months_of(store: Store, entities: str) -> list[tuple[str, int]]:
    """Months, and in how many articles of each one of the entities (a JSON list of their rows) is named; by month.

    An article that names two of them counts twice; the month of undated articles is empty.
    """
    return [
        (f"{month // 100}-{month % 100:02}" if month else "", count)
        for month, count in store.run(
            "SELECT month, sum(articles) FROM ("
            "SELECT month, articles FROM entity_month WHERE entity IN (SELECT value FROM json_each(?1)) UNION ALL"
            " SELECT month, articles FROM month_change c, json_each(c.entities) j"
            " WHERE j.value IN (SELECT value FROM json_each(?1))) GROUP BY month HAVING sum(articles) > 0"
            " ORDER BY month",
            (entities,),
        )
    ]
