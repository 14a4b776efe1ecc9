"""The first digest of a large archive: `python -m benchmarks.digest [ARTICLES]`, into benchmarks/out/digest.json.

Every article is found by each of three watches, a third of them tell one story: the worst that a backfill can leave.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from notify.match import match_watches, put_configured
from notify.outbox import pack, preview_digest
from storage.archive import Archive
from tests.storage.builders import NOW, SOURCES, article, read, save
from tests.web.seed import config_for

OUT = Path(__file__).resolve().parent / "out" / "digest.json"
ARTICLES = 20_000
AT_ONCE = 1_000
WATCHES = [
    {"id": "words", "query": "police"},
    {"id": "name", "query": "company:clearview"},
    {"id": "phrase", "query": '"facial recognition"'},
]
SENTENCE = "Clearview and Acme Faces sold facial recognition to Springfield Police in Detroit, the police said. "


def fill(archive: Archive, articles: int) -> None:
    """Articles of some 300 words, read and put into stories, all new to every watch."""
    for start in range(0, articles, AT_ONCE):
        with archive.batch():
            for number in range(start, min(articles, start + AT_ONCE)):
                item = article(number, f'{SENTENCE * 20}"We said so {number}", it was told.')
                kept = save(archive, item).article_id
                archive.save_annotation(read(kept, item), "v1", NOW)
                archive.assign_story(kept, "wide" if number % 3 == 0 else f"s{number // 3}", None, NOW)


def measured(folder: Path, articles: int) -> dict[str, float]:
    """CPU seconds of matching all and of composing the first digest, and how large the letter is."""
    config = config_for(folder, watches=WATCHES)
    with Archive.open(config.archive_path) as archive:
        archive.put_sources(SOURCES)
        put_configured(archive, config, NOW)
        fill(archive, articles)
        before = time.process_time()
        hits = sum(matched.hits for matched in match_watches(archive, NOW))
        matched_at = time.process_time()
        digest = preview_digest(archive, config, NOW)
        composed_at = time.process_time()
        return {
            "articles": articles, "hits": hits, "match_cpu_ms_per_hit": 1000 * (matched_at - before) / max(1, hits),
            "first_digest_cpu_s": composed_at - matched_at, "stories_told": len(digest.stories),
            "stories_counted": sum(count for _, count in digest.unlisted), "letter_kb": len(pack(digest)) / 1000,
            "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }  # fmt: skip


def main(words: list[str]) -> int:
    """Print the figures and write them."""
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(Path(folder), int(words[0]) if words else ARTICLES)
    for name, value in figures.items():
        print(f"{name:<22} {value:>12,.2f}")
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
