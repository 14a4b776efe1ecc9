"""How many of the entities shown are nonsense: `python -m benchmarks.junk` over the articles of the measuring data.

Nobody labelled these: an entity counts as nonsense by what its name looks like, by the rules of `nonsense`. A sample of
the distinct names of each article of the saved pages (`extraction`) and of the news of `trnews_dev`, as the desk shows
them; writes `junk_share` into benchmarks/out/nlp.json.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from nlp.pipeline import load
from watchdesk.records import Document, Mention

OUT = Path(__file__).parent / "out" / "nlp.json"
DATA = Path(os.environ.get("WATCHDESK_DATA", Path(__file__).parent.parent.parent / "shared" / "data"))
EACH = 10  # one article in so many is read
_MARKUP = re.compile(r"[<>{}\\|=]|&\w+;|https?:|www\.|@|\.(?:js|css|php|html?)\b")
_PAGE_WORDS = (
    "menu|home|search|log ?in|sign ?(?:in|up)|subscribe|newsletter|cookies?|share|tweet|read more|comments?|skip to|"
    "advertisement|copyright|all rights reserved|privacy policy|terms|click here|follow us|related|next|previous|more"
)
_PAGE = re.compile(rf"(?:{_PAGE_WORDS})(?: .*)?$", re.IGNORECASE)
_SENTENCE = re.compile(r"\b(?:is|are|was|were|has|have|had|said|says|will|would|he|she|they|who|which|that|because)\b")
_DIGITS = re.compile(r"[\d\W_]+$")
_CONTROL = re.compile(r"[\n\t\x00-\x1f\u200b-\u200f\u2028-\u202e\ufeff]")
_LONGEST_WORDS, _LONGEST = 12, 100


def nonsense(name: str, kind: str) -> str | None:
    """Why a name cannot be an entity's, None where it can: empty, one letter, figures, markup, a page's furniture, no
    capital at all, half a sentence, too long. Laws may hold verbs and figures ("Right to Know Act of 2019")."""
    words = name.split()
    checks = (
        ("empty or one letter", len(name.strip(" .'\"-")) < 2),
        ("figures or marks alone", _DIGITS.match(name) is not None),
        ("markup or an address", _MARKUP.search(name) is not None),
        ("control characters", _CONTROL.search(name) is not None),
        ("furniture of a page", kind != "law" and _PAGE.match(name) is not None),
        ("small letters alone", name.islower()),
        ("half a sentence", kind != "law" and _SENTENCE.search(name) is not None),
        ("too long", len(name) > _LONGEST or len(words) > _LONGEST_WORDS),
        ("broken brackets or quotes", name.count("(") != name.count(")") or name.count('"') % 2 == 1),
        ("begins or ends with a mark", bool(words) and (name[0] in ",.;:!?)-–—'\"" or name[-1] in ",;:(-–—")),
    )
    return next((why for why, wrong in checks if wrong), None)


def shown(mentions: Iterator[Mention]) -> set[tuple[str, str]]:
    """The distinct names and kinds that the desk lists for an article, the forms as written among them."""
    return {(text, mention.kind) for mention in mentions for text in (mention.name, mention.text)}


def documents() -> Iterator[Document]:
    """The articles, in order."""
    for file, body in (("extraction/gold.jsonl", "body"), ("nlp/trnews_dev.jsonl", "text")):
        with (DATA / file).open(encoding="utf-8") as lines:
            for number, row in enumerate(map(json.loads, lines)):
                if row.get(body) and number % EACH == 0:
                    yield Document(str(row["id"]), row[body], title=row.get("title"), language=row.get("language"))


def measured() -> tuple[int, Counter[str], list[str]]:
    """Entities shown, nonsense by reason, and the names."""
    total, reasons, names = 0, Counter[str](), []
    for annotation in load().annotate(documents()):
        for name, kind in sorted(shown(iter((*annotation.mentions, *annotation.title_mentions)))):
            total += 1
            if why := nonsense(name, kind):
                reasons[why] += 1
                names.append(f"{why}: {name[:80]!r} ({kind})")
    return total, reasons, names


def main(words: list[str]) -> int:
    """Measure, print, and write the share."""
    if not DATA.is_dir():
        print("benchmarks.junk: the measuring data is not beside this checkout", file=sys.stderr)
        return 0
    total, reasons, names = measured()
    share = sum(reasons.values()) / max(total, 1)
    print(f"{total} entities shown, {sum(reasons.values())} nonsense: {share:.2%}")
    for why, count in reasons.most_common():
        print(f"  {count:5} {why}")
    if "--names" in words:
        print(*names, sep="\n")
    known = json.loads(OUT.read_text(encoding="utf-8")) if OUT.exists() else {}
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(known | {"junk_share": round(share, 4)}, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
