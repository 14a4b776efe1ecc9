"""The subject filter: what is about it, what only mentions it, what is neither, and which words say so."""

from __future__ import annotations

import subprocess
import sys

import pytest
import yaml

from nlp.subject import Subject, default_subject, judge
from nlp.subject.features import features
from nlp.subject.reading import read
from watchdesk.errors import ConfigError

BAN = (
    "City council bans police use of facial recognition",
    "The council voted 7 to 1 on Tuesday to prohibit the police department from using facial recognition technology. "
    "Civil rights groups had campaigned for the ordinance for a year.",
)
ARREST = (
    "Man sues city after false face match led to his arrest",
    "Detectives relied on face recognition software that returned the wrong man. He spent ten days in jail before "
    "prosecutors dropped the charge, according to the lawsuit.",
)
PHONE = (
    "Review: the new phone unlocks with your face",
    "Face recognition makes it quick to unlock your phone, and the battery lasts all day. The camera is the best yet.",
)
BRAIN = (
    "Why some people never forget a face",
    "Psychologists say that face recognition depends on the fusiform area of the brain. Super recognisers differ.",
)
LISTED = (
    "The year in artificial intelligence",
    "Machine learning now drives search engines, maps, fraud prevention, facial recognition, and voice assistants.",
)
OTHER = ("Council approves new bus lanes", "The city council voted to ban cars from two streets after protests.")


@pytest.mark.parametrize("page", [BAN, ARREST])
def test_a_conflict_about_the_technology_is_kept_with_the_words_that_decided(page):
    found = judge(*page, "en")
    assert found.about and found.mentions and found.verdict == "kept"
    assert found.why[0].startswith("subject: ")
    assert len(found.why) >= 2


@pytest.mark.parametrize("page", [PHONE, BRAIN, LISTED])
def test_look_alikes_are_mentions_only(page):
    found = judge(*page, "en")
    assert found.mentions and not found.about and found.verdict == "mentions"


def test_a_look_alike_says_what_it_looks_like():
    assert any(reason.startswith("looks like own device: ") for reason in judge(*PHONE, "en").why)


def test_without_the_subject_a_conflict_is_nothing():
    found = judge(*OTHER, "en")
    assert (found.score, found.about, found.mentions, found.why) == (0.0, False, False, ())


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "de",
            "Datenschützer fordern Verbot der Gesichtserkennung",
            "Bürgerrechtler kritisieren den Einsatz durch die Polizei.",
        ),
        (
            "fr",
            "Reconnaissance faciale : la CNIL inflige une amende",
            "Des associations avaient déposé plainte contre la société.",
        ),
        (
            "es",
            "Un juez declara ilegal el reconocimiento facial",
            "La policía de la ciudad lo usaba; hubo detenidos por error.",
        ),
        ("pt", "Justiça proíbe reconhecimento facial no metrô", "Entidades de direitos humanos moveram a ação civil."),
        ("pl", "Rozpoznawanie twarzy: organizacje chcą zakazu", "Panoptykon ostrzega przed inwigilacją przez policję."),
        ("ru", "Суд отклонил иск о системе распознавания лиц", "Активистка требовала запретить слежку в метро Москвы."),
        ("zh", "法院判决小区强制人脸识别违法", "律师起诉物业公司侵犯个人信息，引发争议。"),
        ("ja", "顔認証カメラに市民団体が抗議", "警察の監視に人権侵害の懸念があるとして中止を求めた。"),
    ],
)
def test_other_languages_are_judged_by_their_own_words(language, title, text):
    assert judge(title, text, language).about
    assert judge(title, text, None).about


def test_a_company_known_only_for_it_is_enough_to_name_it():
    found = judge(
        "Regulator fines Clearview AI", "The data protection authority ordered the firm to delete photos.", "en"
    )
    assert found.about
    assert not judge(
        "Clearview library district opens a branch", "Readers in Clearview welcome the council vote.", "en"
    ).mentions


@pytest.mark.parametrize(
    "text", ["", "\u200b", "🙂" * 50, "a" * 1_000_000, "facial recognition " * 20_000, "\x00\ud800"]
)
def test_odd_text_gives_an_answer(text):
    assert 0 <= judge(None, text).score <= 1


def test_another_newsroom_watches_another_subject_by_yaml_only():
    settings = yaml.safe_load("""
        name: river gauges
        terms: {en: ["river gauge*"]}
        companies: [Gauge Works]
    """)
    rivers = Subject.from_terms(settings)
    title, text = (
        "Council sues over river gauges",
        "The lawsuit says the river gauges misled residents; protesters want a ban.",
    )
    assert judge(title, text, "en", rivers).about
    assert not judge(*BAN, "en", rivers).mentions


PLATES = Subject.from_terms({"base": "licence_plate_readers"})


def test_the_second_shipped_subject_needs_yaml_only():
    kept = judge(
        "City ends contract for license plate readers after privacy outcry",
        "The council voted to cancel its contract with Flock Safety. Civil liberties groups said police shared "
        "licence-plate data with immigration agents without a warrant.",
        "en",
        PLATES,
    )
    assert kept.about and kept.why[0] == "subject: license plate readers"
    parking = judge(
        "Garage adds number plate recognition", "Drivers can pay for parking with an app at the car park.", "en", PLATES
    )
    assert parking.mentions and not parking.about
    assert not judge(*BAN, "en", PLATES).mentions


def test_own_words_are_added_to_the_shipped_ones_and_can_replace_them():
    more = Subject.from_terms({"base": "facial_recognition", "companies": ["Mugwatch"]})
    assert judge("Mugwatch sued", "A court case.", "en", more).mentions
    assert judge("PimEyes sued", "A court case.", "en", more).mentions
    only = Subject.from_terms({"base": "facial_recognition", "companies": ["Mugwatch"], "replace": ["companies"]})
    assert not judge("PimEyes sued", "A court case.", "en", only).mentions


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"base": "facial_recogniton"}, "no shipped subject 'facial_recogniton'; one of: facial_recognition"),
        ({"companies": "Clearview AI"}, "subject.companies: expected a list of phrases"),
        ({"conflict_terms": ["ban"]}, "subject.conflict_terms: expected a mapping"),
        ({"threshold": 7}, "subject.threshold: expected a number from 0 to 1"),
    ],
)
def test_a_wrong_section_is_told_in_one_line(settings, words):
    with pytest.raises(ConfigError, match=words):
        Subject.from_terms(settings)


def valued(title: str, text: str) -> dict[str, float]:
    reading = read(default_subject(), title, text, "en")
    assert reading is not None
    return features(reading)


def test_a_broader_topic_in_a_title_that_names_the_subject_is_only_its_frame():
    text = "Facial recognition cameras now hang above three high streets, and residents fear for their privacy."
    framed = valued("Are we becoming a surveillance state? The rise of facial recognition", text)
    broader = valued("Are we becoming a surveillance state?", text)
    assert (framed["lookalike.broader_topic"], broader["lookalike.broader_topic"]) == (0.0, 1.0)
    assert framed["off_in_title"] < broader["off_in_title"]


def test_a_lookalike_stands_alone_only_where_no_conflict_is_near():
    title, text = "Airport tries face recognition at three gates", "Passengers look into a camera before boarding."
    assert valued(title, text)["off_alone"] == 1.0
    fought = valued(title, f"{text} A lawsuit calls the face recognition unlawful.")
    assert (fought["off_alone"], fought["title_and_conflict"]) == (0.0, 0.7)
    assert valued(title, text)["title_and_conflict"] == 0.0


def test_the_threshold_is_a_setting():
    strict = Subject.from_terms({"threshold": 1.0})
    assert not judge(*BAN, "en", strict).about and judge(*BAN, "en", strict).mentions
    assert default_subject().threshold < 1


def test_it_is_light():
    code = (
        "import nlp.subject, sys; "
        "print([name for name in ('spacy', 'numpy', 'yaml', 'sqlite_utils', 'scrapy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_reading_room_judges_by_the_configured_subject():
    from nlp.pipeline import load
    from watchdesk.records import Document

    text = "The council voted to cancel its contract for license plate readers after a privacy outcry."
    document = Document(id="1", text=text, title="City ends contract for license plate readers", language="en")
    assert next(load(subject=PLATES).annotate([document])).relevance.about
    assert not next(load().annotate([document])).relevance.mentions
