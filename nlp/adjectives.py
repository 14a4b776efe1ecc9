"""Adjectives of countries before what is the state's or lies in it: `the Iraqi government`, `the Sri Lankan capital`.

They speak of the country as its name would, so that a search for the place finds them. Before anything else ("Israeli
soldiers", "a Chinese restaurant", languages) a nationality is no place. The table is our own, of public facts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_TABLE = """
AF Afghan|AL Albanian|DZ Algerian|US American|AO Angolan|AR Argentine Argentinian|AM Armenian|AU Australian|AT Austrian
AZ Azerbaijani Azeri|BH Bahraini|BD Bangladeshi|BY Belarusian|BE Belgian|BO Bolivian|BA Bosnian|BR Brazilian
GB British|BG Bulgarian|MM Burmese|KH Cambodian|CM Cameroonian|CA Canadian|TD Chadian|CL Chilean|CN Chinese
CO Colombian|CR Costa_Rican|HR Croatian|CU Cuban|CY Cypriot|CZ Czech|DK Danish|NL Dutch|EG Egyptian|ER Eritrean
EE Estonian|ET Ethiopian|PH Filipino Philippine|FI Finnish|FR French|GM Gambian|GE Georgian|DE German|GH Ghanaian
GR Greek|GT Guatemalan|HT Haitian|HN Honduran|HU Hungarian|IS Icelandic|IN Indian|ID Indonesian|IR Iranian|IQ Iraqi
IE Irish|IL Israeli|IT Italian|CI Ivorian|JM Jamaican|JP Japanese|JO Jordanian|KZ Kazakh|KE Kenyan
KW Kuwaiti|LA Laotian|LV Latvian|LB Lebanese|LR Liberian|LY Libyan|LT Lithuanian|MK Macedonian|MY Malaysian|ML Malian
MT Maltese|MX Mexican|MD Moldovan|MN Mongolian|MA Moroccan|MZ Mozambican|NA Namibian|NP Nepalese Nepali
NZ New_Zealand|NI Nicaraguan|NG Nigerian|KP North_Korean|NO Norwegian|OM Omani|PK Pakistani|PS Palestinian
PA Panamanian|PY Paraguayan|PE Peruvian|PL Polish|PT Portuguese|QA Qatari|RO Romanian|RU Russian|RW Rwandan
SA Saudi|SN Senegalese|RS Serbian|SG Singaporean|SK Slovak Slovakian|SI Slovenian|SO Somali|ZA South_African
KR South_Korean|ES Spanish|LK Sri_Lankan|SD Sudanese|SE Swedish|CH Swiss|SY Syrian|TW Taiwanese|TJ Tajik|TZ Tanzanian
TH Thai|TN Tunisian|TR Turkish|UG Ugandan|UA Ukrainian|UY Uruguayan|UZ Uzbek|VE Venezuelan|VN Vietnamese|YE Yemeni
ZM Zambian|ZW Zimbabwean
"""
ADJECTIVES = {
    form.replace("_", " "): row.split()[0]
    for row in _TABLE.strip().replace("\n", "|").split("|")
    for form in row.split()[1:]
    if form != "New_Zealand"  # the country's own name
}
"""Adjective → ISO 3166 alpha-2 of the country."""
_STATE_WORDS = """
government governments authorities officials leadership leader leaders state republic capital parliament lawmakers
legislature senate cabinet ministry ministries minister ministers president premier king chancellor army military navy
forces troops police border borders territory territories soil embassy consulate ambassador economy market markets coast
city cities town towns village villages province provinces region regions port island islands district countryside
farmlands land election elections vote referendum constitution court courts law politics regulator regulators watchdog
privacy data intelligence currency side flag delegation conflict conflicts war uprising crisis issue problem question
relations interests affairs press media newspaper newspapers television tabloid nuclear exports imports airspace waters
camp camps people society nation independence sovereignty budget debt oil gas
"""
_BETWEEN = (
    "prime|foreign|interior|defen[cs]e|finance|justice|health|civil|central|federal|national|new|former|special|supreme"
    "|northern|southern|eastern|western|coastal|political|security|armed|public|local|presidential|parliamentary"
)
_FORMS = "|".join(re.escape(form) for form in sorted(ADJECTIVES, key=len, reverse=True))
_USED = re.compile(
    rf"(?<![\w-])(?P<name>{_FORMS})(?=(?:,? (?:and|or) (?:{_FORMS}))?(?:(?: (?:{_BETWEEN})){{0,2}}"
    rf" (?:{'|'.join(_STATE_WORDS.split())})\b| (?:civil war|air force|central bank|national\b|special services)))",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(r"(?:African|Asian|Native|Latin|Central|South|North|Anglo|European)[ -]$")


class Adjective(NamedTuple):
    """Where an adjective stands, and the ISO 3166 code of its country."""

    start: int
    end: int
    country: str


def adjectives(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Adjective]:
    """The adjectives of a readable text that stand for a country, in order, outside the spans that are `taken`.

    `taken` is in order, none overlapping.
    """
    starts = [start for start, _ in taken]
    for match in _USED.finditer(text):
        form = match["name"]
        country = ADJECTIVES.get(form) or (ADJECTIVES.get(form.title()) if form.isupper() else None)
        before = bisect_right(starts, match.start()) - 1
        free = before < 0 or taken[before][1] <= match.start()
        clear = before + 1 >= len(taken) or taken[before + 1][0] >= match.end()
        if country and free and clear and not _NOT_AFTER.search(text[max(0, match.start() - 10) : match.start()]):
            yield Adjective(*match.span("name"), country)
