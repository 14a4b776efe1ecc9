"""How many articles a second the grouping takes in: `python -m benchmarks.stories.speed [ARTICLES]`.

Every story of made-up words and names has eight reports over two years' stream; half of each report's words differ.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta

from benchmarks.stories import stories
from nlp.stories import Signature, StoryIndex

REPORTS, DAYS, NAMES = 8, 730, 6000


def articles(count: int) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Title, text, day and entities of each."""
    rng = random.Random(7)
    texts = [text for story in stories() for text in story]
    vocabulary = sorted({word for text in texts for word in text.text.split()})
    names = ["".join(rng.choice("bcdfglmnprstv") + rng.choice("aeiou") for _ in range(3)).title() for _ in range(NAMES)]
    for number in range(count):
        if number % REPORTS == 0:
            base, cast = rng.choice(texts), rng.choices(names, k=6)
            words = base.text.split() + rng.choices(vocabulary, k=200)
        told = [
            rng.choice(cast if rng.random() < 0.3 else vocabulary) if k % 7 == 0 else w for k, w in enumerate(words)
        ]
        day = date(2022, 1, 1) + timedelta(days=number * DAYS // count)
        yield (
            f"{' '.join(cast[:3])} {base.title}",
            " ".join(told),
            day.isoformat(),
            tuple(name.lower() for name in cast[:4]),
        )


def measured(count: int) -> dict[str, float]:
    """Articles a CPU second of one core, stories found for each one made, and memory in megabytes."""
    index, found, spent = StoryIndex(), set(), 0.0
    for number, (title, text, day, entities) in enumerate(articles(count)):
        begun = time.process_time()
        found.add(index.add(number, Signature.of(title, text), day, entities).story_id)
        spent += time.process_time() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"stories_per_s": count / spent, "stories_found": len(found) / (count / REPORTS), "rss_mb": memory}


if __name__ == "__main__":
    print(measured(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
