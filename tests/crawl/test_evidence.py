"""WARC records and their chain: whole, readable by another program, and honest about any changed byte."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from crawler.evidence import CHAIN, EvidenceWriter, read_back, verify
from watchdesk.errors import EvidenceError
from watchdesk.records import Evidence, Page

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def page(number: int, body: bytes = b"") -> Page:
    content = body or f"<html><p>Page {number} on facial recognition.</p></html>".encode()
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Content-Length", "17"), ("ETag", '"x"'))
    return Page(f"https://news.test/{number}", content, NOW, headers=headers)


def written(folder: Path, count: int = 3) -> list[Evidence]:
    with EvidenceWriter(folder) as writer:
        return [writer.write(page(number), [("User-Agent", "watchdesk")]) for number in range(count)]


def test_another_reader_finds_response_and_request_with_valid_digests(tmp_path):
    evidence = written(tmp_path)
    path = tmp_path / evidence[0].warc_file
    with path.open("rb") as stream:
        kinds = [record.record_type for record in ArchiveIterator(stream, parse_http=False)]
    assert kinds == [WarcRecordType.warcinfo, *[WarcRecordType.response, WarcRecordType.request] * 3]
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, parse_http=False, record_types=WarcRecordType.response):
            assert record.headers["WARC-Block-Digest"]
            assert record.verify_block_digest()
    with path.open("rb") as stream:
        responses = list(ArchiveIterator(stream, record_types=WarcRecordType.response, verify_digests=True))
    assert len(responses) == 3


def test_headers_that_no_longer_hold_are_kept_under_another_name(tmp_path):
    [evidence] = written(tmp_path, 1)
    text = read_back(tmp_path, evidence).decode()
    assert "WARC/1.1" in text
    assert "X-Archive-Orig-Content-Encoding: gzip" in text
    assert f"\r\nContent-Length: {len(page(0).body)}\r\n" in text
    assert "GET /0 HTTP/1.1" in text


def test_secrets_of_a_request_are_not_kept(tmp_path):
    with EvidenceWriter(tmp_path) as writer:
        evidence = writer.write(page(1), [("Authorization", "Token abc"), ("Cookie", "x=1"), ("Accept", "*/*")])
    text = read_back(tmp_path, evidence).decode()
    assert "Token abc" not in text
    assert "x=1" not in text
    assert "Accept: */*" in text


def test_a_sound_folder_has_no_faults_and_survives_reopening(tmp_path):
    first = written(tmp_path)
    second = written(tmp_path)
    assert first[0].warc_file == second[0].warc_file
    assert list(verify(tmp_path, [*first, *second])) == []


def test_any_flipped_byte_names_its_record(tmp_path):
    evidence = written(tmp_path, 4)
    path = tmp_path / evidence[0].warc_file
    sound = path.read_bytes()
    dice = random.Random(5)
    for at in dice.sample(range(len(sound)), 60):
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        holder = max((each for each in evidence if each.offset <= at), key=lambda each: each.offset, default=None)
        faults = list(verify(tmp_path, evidence))
        assert [fault.record_id for fault in faults] == [holder.record_id if holder else ""], at
        assert faults[0].what == "changed"
    path.write_bytes(sound)


def test_any_flipped_byte_of_the_chain_is_found(tmp_path):
    evidence = written(tmp_path, 3)
    chain = tmp_path / CHAIN
    sound = chain.read_bytes()
    for at in random.Random(6).sample(range(len(sound)), 60):
        chain.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        assert list(verify(tmp_path, evidence)), at


def test_a_line_taken_out_of_the_chain_is_found(tmp_path):
    evidence = written(tmp_path, 3)
    chain = tmp_path / CHAIN
    lines = chain.read_bytes().splitlines(keepends=True)
    chain.write_bytes(b"".join(lines[:-1]))
    assert [fault.record_id for fault in verify(tmp_path, evidence)] == [evidence[-1].record_id]
    chain.write_bytes(b"".join([*lines[:2], *lines[3:]]))
    assert any("chain broken" in fault.what for fault in verify(tmp_path))


@pytest.mark.parametrize("torn", [1, 40, 400])
def test_what_a_killed_writer_left_half_written_is_cut_off(tmp_path, torn):
    evidence = written(tmp_path, 2)
    path = tmp_path / evidence[0].warc_file
    sound = path.read_bytes()
    path.write_bytes(sound + b"\x1f\x8b" + b"x" * torn)
    with (tmp_path / CHAIN).open("ab") as chain:
        chain.write(b'{"file": "torn')
    more = written(tmp_path, 1)
    assert more[0].offset == len(sound)
    assert list(verify(tmp_path, [*evidence, *more])) == []


def test_files_are_rotated(tmp_path):
    with EvidenceWriter(tmp_path, rotate_bytes=2000) as writer:
        evidence = [writer.write(page(number, random.Random(number).randbytes(900))) for number in range(5)]
    assert len({each.warc_file for each in evidence}) > 1
    assert list(verify(tmp_path, evidence)) == []


def test_a_removed_file_is_explained_by_the_chain(tmp_path):
    evidence = written(tmp_path, 2)
    with EvidenceWriter(tmp_path) as writer:
        writer.note_removed(evidence[0].warc_file, NOW)
        later = writer.write(page(9))
    assert not (tmp_path / evidence[0].warc_file).exists()
    assert list(verify(tmp_path, [*evidence, later])) == []


def test_only_one_writer_at_a_time(tmp_path):
    with EvidenceWriter(tmp_path), pytest.raises(EvidenceError, match="another process"):
        EvidenceWriter(tmp_path)


def test_a_missing_record_is_named(tmp_path):
    evidence = written(tmp_path, 1)
    ghost = Evidence("gone.warc.gz", 0, "<urn:uuid:0>", "0" * 64, "0" * 64)
    assert [fault.record_id for fault in verify(tmp_path, [*evidence, ghost])] == ["<urn:uuid:0>"]
    with pytest.raises(EvidenceError, match="no record"):
        read_back(tmp_path, ghost)


def test_an_address_with_letters_beyond_ascii_is_kept_escaped(tmp_path):
    with EvidenceWriter(tmp_path) as writer:
        kept = writer.write(Page("https://news.test/über/gesichter?q=ä%20b", b"<p>x</p>", NOW))
    assert b"GET /%C3%BCber/gesichter?q=%C3%A4%20b HTTP/1.1" in read_back(tmp_path, kept)
