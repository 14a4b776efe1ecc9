"""Build given_names.txt, surnames.txt and known_names.tsv: `python -m nlp.data.build_names SITE_PACKAGES NSI_JSON`.

SITE_PACKAGES holds the PyPI packages names 0.3 (United States Census of 1990, public domain), faker 40 (MIT) and
pytickersymbols 1.17 (MIT); NSI_JSON is dist/json/nsi.min.json of the npm package name-suggestion-index 8 (BSD
3-Clause). None of them is needed to run watchdesk. Known names only tell the kind of a name that is found anyway.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
MOST_SURNAMES = 25_000
LATIN = re.compile(r"[A-Za-zÀ-ſ][A-Za-zÀ-ſ'’-]+$")
NAME = re.compile(r"[A-Za-z0-9À-ſ][\w .,'&+!-]{2,40}$")
LEGAL = re.compile(r",? (?:Inc|Corp|Corporation|Ltd|Limited|plc|PLC|AG|SE|SA|NV|Co|Company|AB|ASA|Oyj|Group)\.?$")
LOCALES = (
    "de_DE de_AT de_CH fr_FR it_IT es_ES pt_PT pt_BR nl_NL sv_SE da_DK no_NO fi_FI pl_PL cs_CZ hu_HU ro_RO tr_TR en_IN"
)
KINDS_OF_PATHS = (  # the first that fits decides
    ("agency", ("operators/amenity/police", "operators/amenity/prison", "operators/office/government",
                "brands/office/government")),
    ("other_org", ("brands/office/political_party", "brands/office/association", "brands/club/",
                   "operators/amenity/hospital", "operators/amenity/school")),
    ("advocacy_group", ("brands/office/union", "brands/amenity/social_facility", "operators/amenity/social_facility")),
    ("law_firm", ("brands/office/lawyer",)),
    ("university", ("brands/amenity/university", "operators/amenity/university", "operators/amenity/college")),
    ("company", ("brands/", "operators/telecom/", "operators/power/", "operators/pipeline/", "operators/office/",
                 "operators/route/", "transit/route/train", "transit/route/ferry", "operators/shop/")),
)  # fmt: skip


def census(folder: Path, *files: str) -> Iterator[str]:
    """Names of the census, the most frequent first."""
    for name in files:
        for line in (folder / "names" / name).read_text(encoding="ascii").splitlines():
            yield line.split()[0].title()


def abroad() -> Iterator[str]:
    """Given names of other countries in Latin letters."""
    for locale in LOCALES.split():
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for key in ("first_names", "first_names_male", "first_names_female"):
            yield from (name for name in getattr(provider, key, ()) if LATIN.match(name))


def organisations(nsi: dict[str, dict[str, list[dict[str, str]]]]) -> Iterator[tuple[str, str]]:
    """Kind and name: listed companies, then whatever the index groups under a path of KINDS_OF_PATHS."""
    for stock in importlib.import_module("pytickersymbols").PyTickerSymbols().get_all_stocks():
        yield "company", LEGAL.sub("", stock["name"])
    for kind, paths in reversed(KINDS_OF_PATHS):
        for path, group in nsi.items():
            if path.startswith(paths):
                yield from ((kind, item["displayName"]) for item in group["items"])


def write(name: str, about: str, rows: Iterable[str]) -> None:
    """One row a line after a line about the file."""
    text = "".join(f"{row}\n" for row in (f"# {about}", *dict.fromkeys(rows)))
    (HERE / name).write_text(text, encoding="utf-8")


def main(packages: Path, nsi_file: Path) -> None:
    """Write the three files."""
    sys.path.insert(0, str(packages))
    nsi = json.loads(nsi_file.read_text(encoding="utf-8"))
    nsi = nsi.get("nsi", nsi)
    given = [*census(packages, "dist.female.first", "dist.male.first"), *abroad()]
    write("given_names.txt", "US Census 1990, public domain; faker, MIT", sorted(given))
    surnames = list(census(packages, "dist.all.last"))[:MOST_SURNAMES]
    write("surnames.txt", "US Census 1990, public domain; the most frequent first", surnames)
    kinds = {name: kind for kind, name in organisations(nsi) if NAME.match(name)}  # the last, most special, stays
    rows = [f"{kind}\t{name}" for name, kind in kinds.items()]
    write("known_names.tsv", "pytickersymbols, MIT; name-suggestion-index, BSD 3-Clause", sorted(rows))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
