"""One plain key for the spellings of a place name, shared by the place file and by whoever looks a name up."""

from __future__ import annotations

import re
import unicodedata

_OUTSIDE = re.compile(r"[^a-z0-9]+")
_EXPANDED = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "twp": "township"}


def key(name: str) -> str:
    """`name` without case, accents and punctuation; St., Mt. and Ft. written out; dots close up (U.S. → us)."""
    flat = name if name.isascii() else unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = _OUTSIDE.sub(" ", flat.casefold().replace("'", "").replace(".", "")).split()
    return " ".join([_EXPANDED.get(words[0], words[0]), *words[1:]]) if words else ""
