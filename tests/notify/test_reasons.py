"""The sentence that shows why: the event's own, or the first whole one with the name."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from notify.digest import compose
from notify.match import match_watches, put_configured
from storage.archive import Archive
from tests.web.seed import NOW, config_for, event, save

TEXT = """Detroit

By a reporter of the Sample Post

The council met on Monday for four hours. It banned live facial recognition in Detroit. "No comment," an aide said."""
WATCHES = [
    {"id": "bans", "query": "type:ban OR type:moratorium", "label": "Bans"},
    {"id": "detroit", "query": 'place:"Detroit"', "label": "Detroit"},
]


def test_the_sentence_is_that_of_the_event_or_the_first_whole_one_with_the_name(tmp_path: Path) -> None:
    config = config_for(tmp_path, watches=WATCHES)
    text = TEXT.replace('"', "")
    with Archive.open(config.archive_path) as archive:
        put_configured(archive, config, NOW - timedelta(days=1))
        save(archive, "sample-post", "ban", "Council decides", text, events=[event("ban", text, "It banned")])
        match_watches(archive, NOW)
        (line,) = compose(archive, config, now=NOW).stories
    told = {why.watch_id: (why.reason, why.sentence) for why in line.whys}
    ban = "It banned live facial recognition in Detroit."
    assert told["bans"] == ("ban", ban)
    assert told["detroit"][1] == ban
