"""tantivy: words, newest 20 with snippets; facets by its aggregations."""

import sys
from pathlib import Path

import tantivy
from measuring import FACETS, PAGE, articles, report

folder = Path(sys.argv[1])
build = tantivy.SchemaBuilder()
for part in ("title", "text"):
    build.add_text_field(part, stored=True)
for name in FACETS:
    build.add_text_field(name, stored=False, fast=True, tokenizer_name="raw")
build.add_integer_field("published", stored=True, fast=True)
schema = build.build()
index = tantivy.Index(schema)
writer = index.writer(100_000_000)
for row in articles(folder):
    document = tantivy.Document(title=row["title"], text=row["text"], published=row["published"])
    for facet in FACETS:
        for value in row[facet] if facet == "entities" else [row[facet]]:
            document.add_text(facet, value)
    writer.add_document(document)
writer.commit()
writer.wait_merging_threads()
index.reload()
searcher = index.searcher()


def bare(text: str) -> None:
    query = index.parse_query(text, ["title", "text"], conjunction_by_default=True)
    found = searcher.search(query, PAGE, count=True, order_by_field="published")
    snippets = tantivy.SnippetGenerator.create(searcher, query, schema, "text")
    for _, address in found.hits:
        snippets.snippet_from_doc(searcher.doc(address)).to_html()


def faceted(text: str) -> None:
    bare(text)
    query = index.parse_query(text, ["title", "text"], conjunction_by_default=True)
    searcher.aggregate(query, {name: {"terms": {"field": name, "size": 10}} for name in FACETS})


report(folder, bare, faceted)
