"""Short forms of states, provinces and countries as newspapers write them; own table of public facts."""

from __future__ import annotations

import re

_STATES = """
Alabama AL Ala.|Alaska AK|Arizona AZ Ariz.|Arkansas AR Ark.|California CA Calif. Cal.|Colorado CO Colo.
Connecticut CT Conn.
Delaware DE Del.|Florida FL Fla.|Georgia GA Ga.|Hawaii HI|Idaho ID|Illinois IL Ill.|Indiana IN Ind.|Iowa IA
Kansas KS Kan. Kans.
Kentucky KY Ky.|Louisiana LA La.|Maine ME|Maryland MD Md.|Massachusetts MA Mass.|Michigan MI Mich.|Minnesota MN Minn.
Mississippi MS Miss.|Missouri MO Mo.|Montana MT Mont.|Nebraska NE Neb. Nebr.|Nevada NV Nev.|New_Hampshire NH N.H.
New_Jersey NJ N.J.|New_Mexico NM N.M.|New_York NY N.Y.|North_Carolina NC N.C.|North_Dakota ND N.D.|Ohio OH
Oklahoma OK Okla.
Oregon OR Ore.|Pennsylvania PA Pa. Penn.|Rhode_Island RI R.I.|South_Carolina SC S.C.|South_Dakota SD S.D.
Tennessee TN Tenn.
Texas TX Tex.|Utah UT|Vermont VT Vt.|Virginia VA Va.|Washington WA Wash.|West_Virginia WV W.Va. W.V.
Wisconsin WI Wis. Wisc.
Wyoming WY Wyo.|District_of_Columbia DC D.C.
"""
_PROVINCES = """
Alberta AB Alta.|British_Columbia BC B.C.|Manitoba MB Man.|New_Brunswick NB N.B.|Newfoundland_and_Labrador NL
Nova_Scotia NS N.S.
Ontario ON Ont.|Prince_Edward_Island PE P.E.I. PEI|Quebec QC Que.|Saskatchewan SK Sask.
"""
_COUNTRIES = {
    "US": "U.S.|US|USA|U.S.A.|United States of America|America|the States",
    "GB": "UK|U.K.|Britain|Great Britain",
    "AE": "UAE|U.A.E.|Emirates", "CD": "Congo|DRC", "KR": "S. Korea|Republic of Korea", "KP": "N. Korea|DPRK",
    "MM": "Burma|Myanmar", "NL": "Holland|the Netherlands", "CZ": "Czechia", "CN": "P.R.C.|People's Republic of China",
    "PS": "Palestine|Palestinian Territories", "BA": "Bosnia", "MK": "Macedonia",
    "IE": "Republic of Ireland|Irish Republic", "TR": "Turkey|Turkiye",
    "CI": "Cote d'Ivoire|Ivory Coast", "SZ": "Swaziland", "VA": "Vatican|Holy See",
}  # fmt: skip
CITY_NICKNAMES = {
    "nyc": "new york city", "n y": "new york city", "la": "los angeles", "dc": "washington", "philly": "philadelphia",
    "sf": "san francisco", "big apple": "new york city", "vegas": "las vegas", "frisco": "san francisco",
    "washington dc": "washington", "new york city": "new york city", "nola": "new orleans", "brum": "birmingham",
    "washington d c": "washington", "district of columbia": "washington", "the district": "washington",
    "manhattan": "manhattan", "brooklyn": "brooklyn", "quebec city": "quebec city", "mexico city": "mexico city",
}  # fmt: skip

STATES_OF = {
    "New England": ("Maine", "New Hampshire", "Vermont", "Massachusetts", "Rhode Island", "Connecticut"),
    "Pacific Northwest": ("Washington", "Oregon", "Idaho"), "Bay Area": ("California",),
    "Southern California": ("California",), "Silicon Valley": ("California",), "Long Island": ("New York",),
    "Upper Peninsula": ("Michigan",), "Cape Cod": ("Massachusetts",), "Twin Cities": ("Minnesota",),
    "Upper Midwest": ("Minnesota", "Wisconsin", "Michigan"), "Deep South": ("Georgia", "Alabama", "Mississippi"),
    "Great Plains": ("Kansas", "Nebraska", "South Dakota", "North Dakota"),
}  # fmt: skip
"""The states of parts of the United States that have a name of their own."""
CAPITAL_NAMES = frozenset({"dc", "washington dc", "washington d c"})
"""Forms of the capital of the United States that no other Washington has."""


def _table(rows: str) -> dict[str, str]:
    forms: dict[str, str] = {}
    for row in rows.replace("\n", "|").split("|"):
        name, *short = row.replace("_", "\u00a0").split(" ") if row.strip() else ("",)
        full = name.replace("\u00a0", " ")
        forms.update({form: full for form in (full, *short) if form})
    return forms


STATES = _table(_STATES)
PROVINCES = _table(_PROVINCES)
REGIONS = {**PROVINCES, **STATES}
COUNTRY_FORMS = {form: code for code, forms in _COUNTRIES.items() for form in forms.split("|")}
_LONG_FIRST = sorted((*REGIONS, "England", "Scotland", "Wales", "Northern Ireland"), key=len, reverse=True)
ABBREVIATED = tuple(form for form in _LONG_FIRST if form.endswith(".") or (form.isupper() and len(form) == 2))
"""Forms that stand only for a state or province."""
AFTER_COMMA = re.compile(r",\s+(?P<region>" + "|".join(re.escape(form) for form in _LONG_FIRST) + r")(?![\w-])")
"""A state or province after a city: `, Ore.`, `, OR`, `, Oregon`."""
COUNTRY_AFTER = re.compile(r",\s+(?P<country>[A-Z][\w.]+(?: [A-Z][\w.]+)?)")
IN_BRACKETS = re.compile(r"\s+\((?P<region>" + "|".join(re.escape(form) for form in _LONG_FIRST) + r")\)")
_AROUND = re.compile(
    r"^(?:(?:[Cc]ity|[Tt]own|[Vv]illage|[Bb]orough|[Ss]tate|[Cc]ounty|[Pp]rovince|[Rr]epublic) of (?:the )?"
    r"|(?:[Nn]orth(?:ern|east|west|eastern|western)?|[Ss]outh(?:ern|east|west|eastern|western)?|[Ee]ast(?:ern)?"
    r"|[Ww]est(?:ern)?|[Cc]entral|[Uu]pper|[Ll]ower|[Gg]reater|[Dd]owntown|[Mm]id-?|[Cc]oastal|[Rr]ural"
    r"|[Uu]pstate)[ -])"
)
_BESIDE = re.compile(
    r" (?:[Cc]ity|[Pp]rovince|[Ss]tate|[Rr]egion|[Cc]ounty|[Aa]rea|[Mm]etro|[Dd]istrict|[Ii]slands?"
    r"|[Tt]ownship|Twp\.?)$"
)


def bare(name: str) -> str:
    """The name without words around it that say which part or what it is: `Southern California`, `City of Turkey`."""
    return _BESIDE.sub("", _AROUND.sub("", name))


_DEMONYMS = """
Afghan Albanian Algerian American Angolan Argentine Argentinian Armenian Australian Austrian Azerbaijani Azeri Bahraini
Bangladeshi Belarusian Belgian Bolivian Bosnian Brazilian Breton British Briton Britons Bulgarian Burmese Cambodian
Cameroonian Canadian Canadians Catalan Chadian Chechen Chilean Chinese Colombian Congolese Croatian Cuban Cypriot Czech
Danish Dutch Egyptian Egyptians English Eritrean Estonian Ethiopian Filipino Finnish Flemish French Gambian Georgian
Georgians German Germans Ghanaian Greek Greeks Guatemalan Haitian Hispanic Honduran Hungarian Icelandic Indian Indians
Indonesian Iranian Iranians Iraqi Iraqis Irish Israeli Israelis Italian Italians Ivorian Jamaican Japanese Jewish
Jordanian Kazakh Kenyan Korean Kosovar Kurd Kurdish Kurds Kuwaiti Kyrgyz Laotian Latino Latvian Lebanese Liberian Libyan
Lithuanian Macedonian Malaysian Malian Maltese Mexican Mexicans Moldovan Mongolian Moroccan Mozambican Namibian Nepalese
Nepali Nicaraguan Nigerian Norwegian Omani Ossetian Pakistani Pakistanis Palestinian Palestinians Panamanian Paraguayan
Persian Peruvian Polish Portuguese Qatari Romanian Russian Russians Rwandan Saudi Saudis Scottish Senegalese Serb
Serbian Serbs Singaporean Slovak Slovakian Slovenian Somali Spanish Sudanese Swede Swedish Swiss Syrian Syrians
Taiwanese Tajik Tamil Tanzanian Thai Tibetan Tunisian Turk Turkish Turks Ugandan Ukrainian Ukrainians Uruguayan Uzbek
Venezuelan Vietnamese Welsh Yemeni Zambian Zimbabwean European Europeans African Africans Asian Asians Arab Arabs Muslim
Muslims Christian Christians Jew Jews Hindu Catholic Protestant Islamic Sunni Shia Shiite Soviet Nazi Americans Texan
Californian Latin Western Eastern Northern Southern Anglo-American Abkhaz Abkhazian Hutu Tutsi Islamist Republican
Democrat Democratic Conservative Conservatives Liberal Liberals Socialist Communist
"""
_PEOPLES = frozenset(_DEMONYMS.split())
_COMPOSED = re.compile(
    r"(?:North|South|East|West|Sri|Saudi|New|Northern|Southern|Hong|Costa|Puerto|El) \w+(?:an|ans"
    r"|ian|ese|ish|ic)$"
)


_LANKAN = frozenset(
    {"Lankan", "Lankans", "Arabian", "Ossetians", "Koreans", "Africans", "Rican", "Ricans", "Zealander"}
)
_OF_STATES = re.compile(
    r"(?:"
    + "|".join(re.escape(name.rstrip("aeio")) for name in sorted(set(STATES.values()), key=len, reverse=True))
    + r")[a-z]{0,2}(?:ers?|ans?"
    r"|ites?|ians?)$"
)


def is_people(name: str) -> bool:
    """Whether a word is a nationality, a people, a language, a creed or a party's adjective: no name of a place or
    body."""
    if name in _PEOPLES or name.removesuffix("s") in _PEOPLES or _OF_STATES.match(name):
        return True
    return _COMPOSED.match(name) is not None and name.rpartition(" ")[2] in _LANKAN | _PEOPLES
