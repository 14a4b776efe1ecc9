"""The fast scan beside the exact expressions: it may fire too often, never too rarely, however a phrase is written."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.bytescan import ByteScan, Naming
from crawler.extract.html import decoded
from nlp.subject import Subject, default_subject
from nlp.subject.phrases import Text
from nlp.subject.reading import named

SUBJECT = default_subject()
SCAN = ByteScan.of(SUBJECT)
FILLER = "<p>The committee met on Tuesday about roads.</p><script>var a={'match':1,\"face\":2}</script>" * 20
GROUP = re.compile(r"\(([^()]*)\)")


def naming(text: str) -> Naming:
    """Whether a text without markup names the subject: the exact expressions, no shortcut."""
    part = Text.of(text)
    if named(SUBJECT, part, Text.of("")) or SUBJECT.near_companies.stands_in(part):
        return Naming.YES
    return Naming.NEAR if SUBJECT.near_terms.stands_in(part) else Naming.NO


def written(phrase: str, pick: st.DataObject) -> str:
    """One way in which a phrase may stand in a text."""
    while found := GROUP.search(phrase):
        choice = pick.draw(st.sampled_from(found[1].split("|")))
        phrase = phrase[: found.start()] + choice + phrase[found.end() :]
    ending = pick.draw(st.sampled_from(["", "s", "x"]))
    phrase = re.sub(r"(?<=\w)\*", ending, phrase).replace("*", "word")
    if phrase == phrase.lower():
        phrase = pick.draw(st.sampled_from([str.lower, str.upper, str.title, str.capitalize]))(phrase)
    return pick.draw(st.sampled_from([str, lambda text: text.replace("'", "’")]))(phrase)


def disguised(text: str, pick: st.DataObject) -> str:
    """The same text as markup: tags and references between its words, tags, hyphens and references within them."""
    gap = pick.draw(
        st.sampled_from([" ", "&nbsp;", "\u00a0", "</b> <i>", "\n", "-", " <a href='/x?y=1'>", "&#160;", "  "])
    )
    parts = text.split(" ")
    inner = pick.draw(
        st.sampled_from(["", "&shy;", "\u00ad", "<b>", "</span>", "<wbr>", "<!-- -->", "\u200b", '<span class="x">'])
    )
    at = pick.draw(st.integers(0, len(parts) - 1))
    word = parts[at]
    if inner and len(word) > 1 and word.isalpha():
        cut = pick.draw(st.integers(1, len(word) - 1))
        parts[at] = word[:cut] + inner + word[cut:]
    elif pick.draw(st.booleans()) and word.isalpha():
        letter = pick.draw(st.integers(0, len(word) - 1))
        parts[at] = f"{word[:letter]}&#{ord(word[letter])};{word[letter + 1 :]}"
    return gap.join(parts)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_names_the_subject_is_seen(pick):
    text = written(pick.draw(st.sampled_from(SUBJECT.seeds)), pick)
    exact = naming(text)
    near = "<p>their face on photos</p>" if exact is Naming.NEAR else ""
    if exact is not Naming.NO:
        page = f"<html><body>{FILLER}<p>then {disguised(text, pick)} and</p>{near}{FILLER}</body></html>"
        assert SCAN.may_name(page.encode()), page.replace(FILLER, "…")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SUBJECT.seeds), st.data())
def test_whatever_the_encoding(seed, pick):
    text = written(seed, pick)
    if naming(text) is not Naming.YES:
        return
    for charset in ("windows-1251", "iso-8859-2", "windows-1254", "windows-1256", "gb18030", "shift_jis", "utf-16"):
        try:
            body = f'<meta charset="{charset}">{FILLER}<p>x {html.escape(text, quote=False)} y</p>'.encode(charset)
        except UnicodeEncodeError:
            continue
        # a few letters of one encoding may happen to be good UTF-8, which readers of pages take first
        assert SCAN.may_name(body) or text not in html.unescape(decoded(body)), (text, charset)


@pytest.mark.parametrize(
    "where", ["{}", '<meta name="description" content="On {} and more">', '{{"articleBody":"a\\n{} b"}}']
)
def test_where_extraction_reads_it_is_seen(where):
    assert SCAN.may_name((FILLER + where.format("facial recognition") + FILLER).encode())


def test_the_charset_of_the_answer_counts():
    body = (FILLER + "<p>распознавание лиц</p>").encode("koi8-r")
    assert SCAN.may_name(body, "koi8-r")


def test_names_that_mean_other_things_need_another_word_on_the_page():
    assert not SCAN.may_name((FILLER + "<p>She wore the Ring</p>").encode())
    assert SCAN.may_name((FILLER + "<p>The Ring saw her face</p>").encode())
    assert not SCAN.may_name((FILLER + "<p>The Ring</p><script>x='your face'</script>").encode())
    assert not SCAN.may_name((FILLER + '<p>The Ring</p><a href="/face/photo">x</a>').encode())
    assert SCAN.may_name((FILLER + "<p>The Ring</p><script></script><p>a fa<b>ce</b></p>").encode())


@pytest.mark.parametrize("unread", ["<script>'{}'</script>", "<style>.{}</style>", "<SCRIPT x>'{}'</script ><p>b</p>"])
def test_what_no_extraction_reads_is_not_looked_at(unread):
    assert not SCAN.may_name((FILLER + unread.format("facial recognition")).encode())


@pytest.mark.parametrize(
    "read",
    [
        '<script type="application/ld+json">{{"headline":"{}"}}</script>',
        "<!-- <script> --><p>{}</p><script></script>",
        "<p>a</p><script><p>{}</p>",
        "<script>a</script><p>{}</p><script>b</script>",
    ],
)
def test_what_scripts_hold_that_is_read_or_only_seem_to_hold_is_looked_at(read):
    assert SCAN.may_name((FILLER + read.format("facial recognition")).encode())


@pytest.mark.parametrize(
    "terms", [["tidal barrage*"], ["gesichts(scan*|daten)"], ["ai act"], ["(a|the|) b"], ["x"], ["ИИ"]]
)
def test_any_subject_of_a_newsroom_can_be_sought(terms):
    subject = Subject.from_terms({"name": "own", "terms": {"en": terms}})
    scan = ByteScan.of(subject)
    told = {"tidal barrage*": "Tidal&nbsp;Barrages", "gesichts(scan*|daten)": "Gesichtsscanner", "ai act": "AI Act"}
    text = told.get(terms[0]) or {"(a|the|) b": "the b", "x": "X", "ИИ": "ИИ"}[terms[0]]
    assert scan.may_name(f"<p>so {text}.</p>".encode())
