"""The byte scan: never no where the subject's words stand, in any encoding; rarely yes elsewhere."""

from __future__ import annotations

import json

import pytest

from crawler.bytescan import TRIES, ByteScan
from nlp.subject import default_subject, judge

SCAN = ByteScan.of(default_subject())
FILLER = "<p>The committee met on Tuesday to talk about the budget for roads.</p>" * 50


def page(sentence: str, encoding: str = "utf-8") -> bytes:
    return f'<html><head><meta charset="{encoding}"></head><body>{FILLER}<p>{sentence}</p></body>'.encode(encoding)


NAMED = [
    ("Police used facial recognition.", "utf-8"),
    ("FACIAL RECOGNITION", "utf-8"),
    ("a face-scanning system", "utf-8"),
    ("facial&nbsp;<b>recognition</b>", "utf-8"),
    ("the LFR vans", "utf-8"),
    ("Clearview AI was fined", "utf-8"),
    ("Die Gesichtserkennung am Bahnhof", "iso-8859-1"),
    ("la reconnaissance faciale à Nice", "windows-1252"),
    ("vigilância biométrica em massa com reconhecimento facial", "utf-8"),
    ("Распознавание лиц в метро", "utf-8"),
    ("РАСПОЗНАВАНИЯ ЛИЦ", "windows-1251"),
    ("распознавание лиц", "koi8-r"),
    ("Αναγνώριση προσώπου", "iso-8859-7"),
    ("人脸识别技术", "gb18030"),
    ("顔認証システム", "shift_jis"),
    ("顔認証システム", "euc-jp"),
    ("얼굴 인식", "euc-kr"),
    ("التعرف على الوجه", "windows-1256"),
    ("facial recognition", "utf-16"),
    ("identificação biométrica remota", "iso-8859-1"),
    ("<b>Facial</b> recognition at the airport", "ascii"),
    ("<h1>Facial recognition</h1><p>The council", "utf-8"),
    ("Fac<b>ial</b> recognition", "utf-8"),
    ("".join(f"&#{ord(char)};" for char in "распознавание лиц" * 8), "utf-8"),
]


@pytest.mark.parametrize(("sentence", "encoding"), NAMED)
@pytest.mark.parametrize("shift", [0, 1])
def test_the_subject_is_seen_wherever_it_stands(sentence, encoding, shift):
    assert SCAN.may_name(page("x" * shift + " " + sentence, encoding))


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "Facebook's interface was updated",
        "a recognised charity",
        "string ringing during",
        "bafrt",
        "Follow us on facebook. Faces of the festival, and the recognition they deserve.",
    ],
)
def test_other_pages_are_not_parsed(sentence):
    assert not SCAN.may_name(page(sentence))


@pytest.mark.data
def test_no_page_that_names_the_subject_is_passed_over(data):
    lines = (data / "nlp").glob("*.jsonl")
    seen = named = 0
    for path in lines:
        for line in path.read_text(encoding="utf-8").split("\n")[:800]:
            row = json.loads(line) if line else {}
            text = str(row.get("text") or "")
            if not text or not judge(row.get("title"), text).mentions:
                continue
            named += 1
            seen += SCAN.may_name(f"<h1>{row.get('title') or ''}</h1><p>{text}</p>".encode())
    assert named
    assert seen == named


@pytest.mark.parametrize(
    "body",
    [b"face " * 40_000, b"recognition " * 17_000, b"<" * 200_000, b"&#1056;" * 30_000, b"recognition face " * 900],
)
def test_the_exact_looks_at_a_hostile_page_are_bounded(body, monkeypatch):
    looks = []
    look = ByteScan._named_around
    monkeypatch.setattr(ByteScan, "_named_around", lambda *given: looks.append(given) or look(*given))
    SCAN.may_name(body)
    assert len(looks) <= TRIES
