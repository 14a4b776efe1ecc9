"""Named statutes, bills, ordinances, articles and amendments."""

from __future__ import annotations

import re

from nlp.kinds.kind import CAP, Kind, ending, names, words

_LINK = r"(?:and|of|for|in|on|to|the|or|from|against|with|by|Is|Not)"
_FIRST = rf"(?!(?:In|On|At|Under|The|By|From|With|For|When|If|And|But|As|Since|That|This)\b){CAP}"
KIND = Kind(
    "law",
    "LAW",
    patterns=(
        re.compile(
            rf"(?P<name>(?:(?:Section|Article|Title) \d+\w{{0,3}}(?:\(\w{{1,3}}\))* of the )?{_FIRST}"
            rf"(?:(?:, (?:and )?| (?:{_LINK} ){{0,2}}){CAP}){{0,9}}"
            r" (?:Act|Ordinance|Regulation|Directive|Treaty|Convention|Code)(?: of \d{4}| (?:19|20)\d\d)?)\b(?! [A-Z])"
        ),
        re.compile(
            r"(?<![\w.])(?P<name>(?:Senate|House|Assembly) (?:Bill|File|Joint Resolution|Resolution) (?:No\. ?)?\d{1,5}"
            r"|(?:S\.?B\.?|H\.?B\.?|A\.?B\.?|H\.?R\.?|S\.|L\.?D\.?|H\.?F\.?|S\.?F\.?)[ -]?\d{1,5})\b"
        ),
        re.compile(
            r"(?P<name>(?:First|Second|Fourth|Fifth|Sixth|Eighth|Tenth|Thirteenth|Fourteenth|1st|4th|5th|14th)"
            r" Amendment|Bill of Rights|Constitution|Proposition \d+[A-Z]?|Measure [A-Z]{1,2}|Local Law \d+(?: of"
            r" \d{4})?|Ordinance (?:No\. ?)?[\d-]+)\b"
        ),
        re.compile(
            r"(?P<name>Section \d+(?: of the [A-Z][\w ]{2,40}? Act| of the [A-Z]{2,5})?|Article \d+\w?(?: of (?:the"
            r" )?[A-Z][\w ]{2,40}? (?:Convention|Constitution|Treaty|Charter|Act)| of the [A-Z]{2,5})?)\b"
        ),
        re.compile(
            r"(?P<name>GDPR|BIPA|CCPA|CPRA|HIPAA|COPPA|FERPA|FOIA|PIPEDA|(?:EU )?A\.?I\.? Act|Data Protection Act(?:"
            r" \d{4})?|General Data Protection Regulation|California Consumer Privacy Act|PATRIOT Act|Patriot Act)\b"
        ),
    ),
    known=names(
        "GDPR; BIPA; CCPA; HIPAA; COPPA; FOIA; Constitution; Bill of Rights; Magna Carta; Patriot Act; Obamacare;"
        " Basic Law; Kyoto Protocol; Lisbon Treaty; Maastricht Treaty"
    ),
    endings=ending(
        "Act",
        "Bill",
        "Ordinance",
        "Regulation",
        "Directive",
        "Treaty",
        "Convention",
        "Amendment",
        "Code",
        "Law",
        "Protocol",
        "Constitution",
        "Statute",
        "Resolution",
        "Accord",
        "Agreement",
    ),
    words=words("Act of", "Privacy Act", "Amendment", "Statute"),
)
