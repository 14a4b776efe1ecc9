"""How people write places in a query: "Portland, ME", "London, Ontario", "Paris, France". Pure."""

from __future__ import annotations

from dataclasses import dataclass

from storage.index import fold

# Postal abbreviations, USPS Publication 28 appendix B and Canada Post's addressing guidelines.
_ADMIN1 = {
    "al": "alabama", "ak": "alaska", "az": "arizona", "ar": "arkansas", "ca": "california", "co": "colorado",
    "ct": "connecticut", "de": "delaware", "dc": "washington, d.c.", "fl": "florida", "ga": "georgia", "hi": "hawaii",
    "id": "idaho", "il": "illinois", "in": "indiana", "ia": "iowa", "ks": "kansas", "ky": "kentucky",
    "la": "louisiana", "me": "maine", "md": "maryland", "ma": "massachusetts", "mi": "michigan", "mn": "minnesota",
    "ms": "mississippi", "mo": "missouri", "mt": "montana", "ne": "nebraska", "nv": "nevada", "nh": "new hampshire",
    "nj": "new jersey", "nm": "new mexico", "ny": "new york", "nc": "north carolina", "nd": "north dakota",
    "oh": "ohio", "ok": "oklahoma", "or": "oregon", "pa": "pennsylvania", "ri": "rhode island",
    "sc": "south carolina", "sd": "south dakota", "tn": "tennessee", "tx": "texas", "ut": "utah", "vt": "vermont",
    "va": "virginia", "wa": "washington", "wv": "west virginia", "wi": "wisconsin", "wy": "wyoming",
    "ab": "alberta", "bc": "british columbia", "mb": "manitoba", "nb": "new brunswick",
    "nl": "newfoundland and labrador", "ns": "nova scotia", "on": "ontario", "pe": "prince edward island",
    "qc": "quebec", "sk": "saskatchewan",
}  # fmt: skip
_COUNTRIES = {
    "us": "united states", "usa": "united states", "u.s.": "united states", "uk": "united kingdom",
    "u.k.": "united kingdom", "gb": "united kingdom", "uae": "united arab emirates",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place as asked for: its name and what it must lie in."""

    name: str
    within: tuple[str, ...] = ()

    @property
    def bare(self) -> bool:
        """Whether nothing says where it lies."""
        return not self.within

    def fits(self, where: tuple[str | None, str | None, str | None] | None) -> bool:
        """Whether a place in that (admin1, country, feature) is one that was asked for."""
        if self.bare:
            return True
        known = {fold(part) for part in (where or ())[:2] if part}
        return bool(known) and all(_either(part) & known for part in self.within)


def _either(part: str) -> set[str]:
    return {part, _ADMIN1.get(part, part), _COUNTRIES.get(part, part)}


def place_name(value: str) -> PlaceName:
    """A query's value as name and what it lies in."""
    name, *within = (part.strip() for part in value.split(","))
    return PlaceName(_COUNTRIES.get(fold(name), name), tuple(fold(part) for part in within if part))
