from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from storage.archive import Archive
from storage.query import parse
from storage.rows import Redacted
from storage.search import article_page, entity_page, search
from tests.storage.builders import ABOUT, NOW, article, keep, read, save, sha
from watchdesk.errors import BadInput
from watchdesk.records import Annotation, Evidence, Mention, Quote


def total(archive: Archive, text: str) -> int:
    return search(archive, parse(text, now=NOW)).total


@pytest.fixture
def named(archive: Archive) -> Archive:
    for number, name in enumerate(("Clearview AI", "Clearview AI", "Acme Faces", "Acme Faces")):
        keep(archive, article(number, f"{name} sold it to the police, {number}."))
    return archive


def test_notes_and_tags_are_found_and_taken_away(named: Archive) -> None:
    note = named.add_note(1, "tag", "Detroit  Case", "me", NOW)
    assert named.add_note(1, "tag", "detroit case", "me", NOW) == note
    named.add_note(1, "note", "Call the lawyer.", "me", NOW)
    assert (total(named, 'tag:"Detroit case"'), total(named, "tag:detroit*"), total(named, "tag:other")) == (1, 1, 0)
    assert total(named, "lawyer") == 0  # notes are no evidence
    assert named.remove_note(note)
    assert not named.remove_note(note)
    assert total(named, 'tag:"detroit case"') == 0
    page = article_page(named, 1)
    assert page is not None
    assert [(row.kind, row.text) for row in page.notes] == [("note", "Call the lawyer.")]


def test_an_article_has_one_decision_and_one_assignment(named: Archive) -> None:
    for decision in ("drop", "keep"):
        named.add_note(2, "decision", decision, "me", NOW)
    named.add_note(2, "assigned", "Jane Sample", "me", NOW)
    assert (total(named, "decision:keep"), total(named, "decision:drop")) == (1, 0)
    assert total(named, 'assigned:"jane sample"') == 1


@pytest.mark.parametrize(("article_id", "kind", "text"), [(99, "tag", "x"), (1, "tag", " "), (1, "decision", "maybe")])
def test_what_cannot_be_noted_is_refused(named: Archive, article_id: int, kind: str, text: str) -> None:
    with pytest.raises(BadInput):
        named.add_note(article_id, kind, text, "me", NOW)  # type: ignore[arg-type]


def test_merged_entities_answer_to_both_names_and_can_be_parted_again(named: Archive) -> None:
    change = named.merge_entities("co:acme", "co:clearview", author="me", now=NOW)
    for name in ("Clearview AI", "Acme Faces"):
        assert total(named, f'company:"{name}"') == 4
    page = entity_page(named, "co:acme")
    assert page is not None
    assert (page.entity.id, page.entity.articles, page.aliases) == ("co:clearview", 4, ("Acme Faces", "Clearview AI"))
    facets = search(named, parse("", now=NOW), facets=True).facets["company"]
    assert [(value.label, value.count) for value in facets] == [("Clearview AI", 4)]
    with pytest.raises(BadInput, match="one entity already"):
        named.merge_entities("co:clearview", "co:acme", author="me", now=NOW)
    named.undo_curation(change, author="me", now=NOW)
    assert (total(named, "company:clearview*"), total(named, "company:acme*")) == (2, 2)
    with pytest.raises(BadInput, match="could be undone"):
        named.undo_curation(change, author="me", now=NOW)
    assert [(row.action, row.undone_by) for row in named.curation_log()] == [("undo", None), ("merge", 2)]


def test_merges_in_a_row_and_the_undoing_of_the_first(named: Archive) -> None:
    keep(named, article(9, "Springfield Police sold it."))
    first = named.merge_entities("co:acme", "ag:springfield", author="me", now=NOW)
    named.merge_entities("ag:springfield", "co:clearview", author="me", now=NOW)
    assert total(named, 'entity:"Acme Faces"') == 5
    named.undo_curation(first, author="me", now=NOW)
    assert (total(named, 'entity:"Acme Faces"'), total(named, 'entity:"Springfield Police"')) == (2, 3)


def test_a_split_stands_over_later_readings_and_can_be_undone(named: Archive) -> None:
    key, change = named.split_entity("co:acme", [4], name="Acme of Elsewhere", author="me", now=NOW)
    assert (total(named, "company:acme*"), total(named, 'company:"Acme of Elsewhere"')) == (2, 1)
    named.save_annotation(read(4, article(3, "Acme Faces sold it to the police, 3.")), "v2", NOW)
    assert total(named, f"entity:#{key}") == 1
    named.undo_curation(change, author="me", now=NOW)
    assert (total(named, f"entity:#{key}"), total(named, 'company:"Acme Faces"')) == (0, 2)
    assert named.verify() == []


def test_a_renamed_entity_is_shown_and_found_by_its_new_name(named: Archive) -> None:
    change = named.rename_entity("co:acme", "Acme Holdings", author="me", now=NOW)
    page = entity_page(named, "co:acme")
    assert page is not None
    assert page.entity.name == "Acme Holdings"
    assert total(named, 'company:"acme holdings"') == total(named, 'company:"Acme Faces"') == 2
    named.undo_curation(change, author="me", now=NOW)
    page = entity_page(named, "co:acme")
    assert page is not None
    assert page.entity.name == "Acme Faces"


def _letter(url: str, said: str = "") -> bytes:
    forms = {"html": f'<a href="{url}">K\u00e4se &amp; Brot</a> {said}', "text": f"K\u00e4se\n{url}\n{said}"}
    return json.dumps(forms | {"memory": {"until": "2026-11-24"}}).encode()


def test_names_that_only_a_redacted_article_had_are_forgotten(archive: Archive, path: Path) -> None:
    def named(number: int, *names: str) -> None:
        text = "; ".join(names)
        item = article(number, f"{text} were there.")
        save(archive, item)
        mentions = tuple(
            Mention(text.index(name), text.index(name) + len(name), name, "PERSON", "person", name, f"pe:{name}")
            for name in names
        )
        quote = Quote(0, 3, text[:3], names[0], speaker_id=f"pe:{names[0]}")
        archive.save_annotation(Annotation(str(number), mentions, quotes=(quote,)), "v1", NOW)

    named(1, "Quuxly Zanzibari", "Jane Sample")
    named(2, "Jane Sample")
    archive.assign_story(1, "s", None, NOW)
    archive.redact(1, "asked by the person", NOW)
    assert [row[0] for row in archive.run("SELECT name FROM entity")] == ["Jane Sample"]
    assert (total(archive, 'person:"Jane Sample"'), total(archive, 'speaker:"Jane Sample"')) == (1, 1)
    assert entity_page(archive, "pe:Quuxly Zanzibari") is None
    named(3, "Quuxly Zanzibari")  # a later article may name the person again
    assert total(archive, 'person:"Quuxly Zanzibari"') == 1
    archive.redact(3, "asked by the person", NOW)
    assert archive.verify() == []
    for file in path.parent.iterdir():
        assert b"quuxly" not in file.read_bytes().lower(), file.name


def test_pages_that_were_set_free_before_a_redaction_hold_nothing_of_it(archive: Archive, path: Path) -> None:
    secret = "xylophonist " * 3_000
    save(archive, article(1, secret))
    archive.run("CREATE TABLE passing (text TEXT)")  # as a merge of the index does: written, then set free
    archive.run("INSERT INTO passing VALUES (?)", (secret,))
    archive.run("DROP TABLE passing")
    archive.run("PRAGMA wal_checkpoint(TRUNCATE)")
    assert path.read_bytes().count(b"xylophonist") > 4_000
    archive.redact(1, "asked by the person", NOW)
    assert archive.run("PRAGMA secure_delete") == [(2,)]  # as it was: fast
    archive.close()
    assert [file.name for file in path.parent.iterdir() if b"xylophonist" in file.read_bytes().lower()] == []


def test_what_moved_rows_left_between_others_is_gone_after_a_redaction(path: Path) -> None:
    with Archive.open(path) as archive:
        saved = save(archive, article(1, "Text number one.", title="The xylophonist unmasked"))
        page = archive.run("SELECT rootpage FROM sqlite_schema WHERE name = 'address'")[0][0]
        size = archive.run("PRAGMA page_size")[0][0]
    with path.open("r+b") as file:  # SQLite leaves copies like this one where it parts or packs a page
        file.seek((page - 1) * size)
        header = file.read(8)
        gap = 8 + 2 * int.from_bytes(header[3:5], "big"), int.from_bytes(header[5:7], "big")
        assert header[0] == 13 and gap[1] - gap[0] > 200  # a leaf with room
        file.seek((page - 1) * size + gap[0] + 100)
        file.write(b"The xylophonist unmasked")
    with Archive.open(path) as archive:
        assert archive.verify() == []
        assert archive.redact(saved.article_id, "asked by the person", NOW).written_anew
        assert archive.verify() == []
    assert [file.name for file in path.parent.iterdir() if b"xylophonist" in file.read_bytes().lower()] == []


def test_a_redacted_text_is_nowhere_in_the_file(archive: Archive, path: Path) -> None:
    secret = "Xylophonist Quuxly lives at nine Zanzibar Lane"
    proof = Evidence("a.warc.gz", 7, "urn:1", "aa", "bb")
    item = article(1, f"{secret}. Clearview is named too.", title="Quuxly unmasked")
    archive.save(
        item, ABOUT, source_id="herald", crawl_id=None, fetched_at=NOW, content_sha256=sha("1"), evidence=proof
    )
    archive.save_annotation(read(1, item), "v1", NOW)
    save(archive, article(2, "Another page."))
    archive.add_note(1, "note", "about Quuxly", "me", NOW)
    for period, body in (
        ("linked", _letter("https://herald.test/1")),
        ("repeated", _letter("https://copy.test/", f"{secret.replace(' ', chr(10))}. It is so.")),
        ("other", _letter("https://herald.test/2")),
        ("waiting", _letter("https://herald.test/1", secret)),
    ):
        subject = "Cheese" if period == "other" else "Quuxly"
        archive.enqueue("digest", "a@b.test", period, channel="file", subject=subject, body=body, now=NOW)
    sent = archive.outbox()[:3]
    for letter in sent:
        archive.mark_sent(letter.id, NOW)
    archive.assign_story(2, "s", 1, NOW)
    done = archive.redact(1, "asked by the person", NOW)
    copies = ((2, "https://herald.test/2"),)
    assert done == Redacted((proof,), ("https://herald.test/1",), (sent[0].id, sent[1].id), 1, copies)
    # Who was stopped before the evidence was blanked goes on.
    assert archive.redact(1, "asked again", NOW) == replace(done, withdrawn=0)
    kept = [json.loads(letter.body) for letter in archive.outbox("sent")]
    assert [letter["memory"] for letter in kept] == [{"until": "2026-11-24"}] * 3
    assert [letter.get("sha256") for letter in kept] == [hashlib.sha256(sent[0].body).hexdigest(),
                                                         hashlib.sha256(sent[1].body).hexdigest(), None]  # fmt: skip
    assert "asked by the person" in kept[0]["text"] and "Brot" in kept[2]["html"]
    assert archive.outbox("queued") == []
    assert (total(archive, "xylophonist"), total(archive, "quuxly"), total(archive, "page")) == (0, 0, 1)
    page = article_page(archive, 1)
    assert page is not None
    assert page.redacted == "asked by the person (2026-11-24)"
    assert (page.text, page.hit.title, page.mentions) == ("", None, ())
    assert len(page.versions[0].content_sha256) == 64
    assert archive.verify() == []
    again = save(archive, item)
    assert again.decision.reason.startswith("redacted")  # type: ignore[union-attr]
    archive.run("PRAGMA wal_checkpoint(TRUNCATE)")
    for file in path.parent.iterdir():
        content = file.read_bytes().lower()
        for word in (b"xylophonist", b"quuxly", b"zanzibar"):
            assert word not in content, (file.name, word)
