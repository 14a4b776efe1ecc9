"""Parliaments and councils, their chambers and committees."""

from __future__ import annotations

import re

from nlp.kinds.kind import CAP, CAPS, NAME, Kind, ending, names, words

KIND = Kind(
    "legislature",
    "ORG",
    patterns=(
        re.compile(
            rf"(?P<name>(?:{NAME} )?(?:City|Town|County|Borough|Village|Common|Metro|District|Parish|Municipal"
            rf"|Regional|State) (?:Council|Legislature|Assembly)|(?:{NAME} )?Board of (?:Supervisors|Selectmen"
            rf"|Aldermen|County Commissioners))(?! (?:[Mm]ember|[Pp]resident))\b"
        ),
        re.compile(rf"(?P<name>(?:(?:U\.S\.|US|{NAME}) )?House of (?:Representatives|Commons|Lords|Delegates))\b"),
        re.compile(
            rf"(?P<name>(?:(?:U\.S\.|US|{NAME}) )?(?:Senate|House|Assembly|Commons|Lords|Joint|Select|Standing)(?:"
            rf" {CAP}(?:,? (?:and |& )?{CAP}){{0,5}})? (?:Committee|Subcommittee|Caucus)(?: on (?:the )?{CAPS}(?:,"
            rf" {CAP},? and {CAP})?)?)"
        ),
        re.compile(
            rf"(?P<name>(?:(?:U\.S\.|US|{NAME}) )(?:State )?(?:Senate|Congress|Legislature|Parliament|General"
            rf" Assembly|Assembly))\b"
        ),
        re.compile(
            r"(?P<name>Congress|Parliament|Senate|Legislature|House Judiciary|House Oversight)\b(?! (?:Bill|Street"
            r"|Square|Hill|Avenue|House|[Pp]resident))"
        ),
    ),
    known=names("""
        Congress; Senate; House; Assembly; State Legislature; City Council; County Council; Legislature; Commons
        Lords; US Congress; US Senate; House of Representatives; House of Commons; House of Lords
        Parliament; Bundestag; Bundesrat; Knesset; Duma; State Duma
        Lok Sabha; Rajya Sabha; Majlis; Sejm; Riksdag; Storting; Folketing; Cortes; Bundesversammlung; Landtag
        Verkhovna Rada; Rada; Volkskammer; Reichstag; Diet; Loya Jirga; Seimas; Saeima
        National Assembly; National People's Congress; Federation Council; European Parliament; Dail; Oireachtas
        Senedd; Holyrood; Stormont; Capitol Hill; Eduskunta; Shura Council; Meclis
    """),
    endings=ending(
        "(?:City|Town|County|Borough|Village|Common|District|State|Regional) Council",
        "Parliament",
        "Senate",
        "Congress",
        "Legislature",
        "Assembly",
        "House of \\w+",
        "Board of Supervisors",
        "Knesset",
        "Duma",
        "Bundestag",
        "Subcommittee",
        "Judiciary Committee",
        "Aldermen",
        "Landtag",
        "Bundesrat",
        "Caucus",
        "Chamber of Deputies",
    ),
    words=words(
        "House of Representatives",
        "House of Commons",
        "House of Lords",
        "Senate",
        "Parliament",
        "Parliamentary",
        "City Council",
        "General Assembly",
        "Legislative",
        "National Assembly",
        "Select Committee",
        "Committee on",
    ),
)
