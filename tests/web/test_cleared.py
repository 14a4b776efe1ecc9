"""Someone who was wrongly arrested and stands in no gazetteer is shown as cleared wherever it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from notify import render
from notify.alerts import compose_alert
from notify.cleared import SOMEONE
from notify.digest import compose
from notify.match import match_watches, put_configured
from storage.archive import Archive
from tests.web.conftest import serving
from tests.web.seed import NOW, SOURCES, Names, config_for, save
from watchdesk.cli import run
from watchdesk.config import Config
from watchdesk.records import Event

TEXT = "Police in Detroit arrested Jo Sample on a false match. Facial recognition was wrong, a court found."
WRONGFUL = Event("wrongful_arrest", 0, 55, "Detroit", note="The arrest was wrongful; the person arrested is cleared.")
NAMES: Names = {"Jo Sample": ("person:jo-sample", "person", "Jo Sample", None)}
WATCHES = [{"id": "arrests", "query": "recognition", "label": "Arrests", "alert": True}]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    config = config_for(tmp_path, watches=WATCHES)
    with Archive.open(config.archive_path) as archive:
        archive.put_sources(SOURCES)
        put_configured(archive, config, NOW)
        save(archive, "sample-post", "arrest", "Jo Sample was arrested", TEXT, events=(WRONGFUL,), names=NAMES,
             story="s1")  # fmt: skip
        save(archive, "sample-wire", "scan", "A council bought cameras", "Facial recognition for a town.", names={})
        match_watches(archive, NOW)
    return config


@pytest.mark.parametrize(
    "path",
    ["/?q=recognition", "/?q=recognition&order=ranked", "/story/s1", "/entity/person%3Ajo-sample", "/article/1",
     "/watches", "/feed.atom?q=recognition"],
)  # fmt: skip
def test_each_page_of_the_desk_and_the_feed_say_it(config: Config, path: str) -> None:
    with serving(config) as server:
        answer = server.ask(path)
        assert answer.status == 200
        assert answer.text.count(SOMEONE) >= 1
        if "q=" in path:
            assert answer.text.count(f"{SOMEONE} was" if path.startswith("/?") else SOMEONE) == 1  # not of the other


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_each_export_says_it_of_the_article(config: Config, form: str) -> None:
    with serving(config) as server:
        rows = server.ask(f"/export.{form}?q=recognition").text
    assert rows.count("the person arrested is cleared") == 1


def test_digest_and_alert_say_it_in_both_forms(config: Config) -> None:
    with Archive.open(config.archive_path) as archive:
        digest = compose(archive, config, now=NOW)
        alert = compose_alert(archive, config, now=NOW, recipient="newsroom")
    assert alert is not None
    for letter in (digest, alert):
        for form in (render.html(letter), render.text(letter)):
            assert form.count(f"Cleared: {SOMEONE}") == 1


def test_corrections_and_removals_say_it_in_both_forms(config: Config) -> None:
    with Archive.open(config.archive_path) as archive:
        memory = compose(archive, config, now=NOW).memory
        corrected = f"{TEXT}\n\nCorrection: An earlier version of this article gave a wrong year."
        save(archive, "sample-post", "arrest", "Jo Sample was arrested", corrected, events=(WRONGFUL,), names=NAMES,
             at=NOW + timedelta(hours=1), story="s1")  # fmt: skip
        later = NOW + timedelta(days=1)
        changed = compose(archive, config, now=later, memory=memory)
        for day in (1, 2):
            for slug in ("sample-post.test/arrest", "sample-wire.test/scan"):
                archive.record_gone(f"https://{slug}", 410, None, NOW + timedelta(days=day))
        gone = compose(archive, config, now=later + timedelta(days=2), memory=changed.memory)
    assert [(line.change, line.cleared) for line in changed.changes] == [("correction", (SOMEONE,))]
    assert {line.headline: line.cleared for line in gone.removals} == {
        "Jo Sample was arrested": (SOMEONE,), "A council bought cameras": ()
    }  # fmt: skip
    for letter in (changed, gone):
        for form in (render.html(letter), render.text(letter)):
            assert form.count(f"Cleared: {SOMEONE} (wrongly arrested)") == 1


def test_a_story_says_it_when_only_a_later_report_tells_the_arrest(config: Config) -> None:
    with Archive.open(config.archive_path) as archive:
        archive.assign_story(2, "s1", None, NOW)
        (line,) = compose(archive, config, now=NOW).stories
        assert line.cleared == (SOMEONE,)


def test_the_command_line_says_it(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    config.file.write_text("contact: desk@example.org\nstorage: {path: archive.db}\n", "utf-8")
    for asked in (["search", "recognition"], ["search", "recognition", "--json"], ["story", "show", "s1"]):
        assert run(["--config", str(config.file), *asked]) == 0
        assert capsys.readouterr().out.count(SOMEONE) == 1, asked


def test_an_event_that_clears_nobody_says_nothing(config: Config) -> None:
    with Archive.open(config.archive_path) as archive:
        save(archive, "sample-post", "arrest", "Jo Sample was arrested", TEXT, names=NAMES,
             events=(replace(WRONGFUL, type="investigation", note=None),))  # fmt: skip
        assert [line.cleared for line in compose(archive, config, now=NOW).stories] == [(), ()]
