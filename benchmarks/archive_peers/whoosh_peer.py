"""Whoosh-reloaded: words, newest 20 with snippets; facets by grouping."""

import sys
import tempfile
from pathlib import Path

from measuring import FACETS, PAGE, articles, report
from whoosh import fields, index, qparser, sorting

folder = Path(sys.argv[1])
kinds = {name: fields.ID(sortable=True) for name in FACETS if name != "entities"}
schema = fields.Schema(
    title=fields.TEXT(stored=True), text=fields.TEXT(stored=True), published=fields.NUMERIC(sortable=True, bits=64),
    entities=fields.KEYWORD(commas=True), **kinds,
)  # fmt: skip
with tempfile.TemporaryDirectory() as place:
    made = index.create_in(place, schema)
    writer = made.writer(limitmb=256)
    for row in articles(folder):
        facts = {name: row[name] for name in kinds}
        writer.add_document(
            title=row["title"],
            text=row["text"],
            published=row["published"],
            entities=",".join(row["entities"]),
            **facts,
        )
    writer.commit()
    searcher = made.searcher()
    parser = qparser.MultifieldParser(["title", "text"], schema)

    def bare(text: str, groups: list[str] | None = None) -> None:
        newest = sorting.FieldFacet("published", reverse=True)
        found = searcher.search(parser.parse(text), limit=PAGE, sortedby=newest, groupedby=groups)
        len(found)
        for hit in found:
            hit.highlights("text", top=1)

    report(folder, bare, lambda text: bare(text, list(kinds)))
