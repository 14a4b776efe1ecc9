"""The article's page says how a text in another language was read; the real reading, archive and desk."""

from __future__ import annotations

from pathlib import Path

from nlp.pipeline import VERSION, load
from storage.archive import Archive
from tests.web.conftest import serving
from tests.web.seed import NOW, config_for, save

FRENCH = (
    "Le conseil municipal a voté hier soir contre la reconnaissance faciale dans les rues de la ville. Les élus ont"
    " demandé à la police de ne plus utiliser le logiciel de Clearview AI, qui compare les visages des passants avec"
    " des milliards de photographies prises sur internet sans leur accord, et de supprimer les données."
)


def test_the_article_says_that_no_model_read_it(tmp_path: Path) -> None:
    config = config_for(tmp_path)
    with Archive.open(config.archive_path) as archive:
        number = save(archive, "sample-wire", "conseil", "Le conseil vote contre", FRENCH, story="s1")
        waiting = archive.pending_documents(VERSION)
        assert [document.id for document in waiting] == [str(number)]
        for annotation in load().annotate(waiting):
            archive.save_annotation(annotation, VERSION, NOW)
    with serving(config) as server:
        page = server.ask(f"/article/{number}").text
    assert "no model for &#39;fr&#39;: known names alone" in page
    assert "Clearview AI" in page
