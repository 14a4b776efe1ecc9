"""Courts and tribunals."""

from __future__ import annotations

import re

from nlp.kinds.kind import CAP, NAME, Kind, ending, names, words

KIND = Kind(
    "court",
    "ORG",
    patterns=(
        re.compile(
            rf"(?P<name>(?:(?:U\.S\.|US|UK|{NAME}) )?(?:Supreme|District|Superior|High|Circuit|Appeals|Appellate"
            rf"|Federal|County|Crown|Municipal|Family|Constitutional|Magistrates?'?|Chancery|Criminal|Juvenile"
            rf"|Bankruptcy|Administrative) Courts?"
            rf"(?: of (?:the )?(?:United States|{NAME})| of Appeals?(?: (?:for|of) (?:the )?{NAME})?| for (?:the"
            rf" )?{CAP}(?: {CAP}| of {CAP}){{0,5}}| in {NAME})?)"
        ),
        re.compile(
            rf"(?P<name>(?:(?:U\.S\.|US|United States|{NAME}) )?(?:Court|Tribunal) of (?:Appeals?|Justice|Human"
            rf" Rights|Session|Cassation|Arbitration|Claims)(?: (?:for|of) (?:the )?(?:European Union|{NAME}(?: of"
            rf" {CAP})?))?)"
        ),
        re.compile(
            r"(?P<name>(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|\d{1,2}(?:st|nd|rd|th)|Tenth"
            r"|Eleventh|D\.C\.|Federal) (?:U\.S\. )?Circuit(?: Court of Appeals)?)"
        ),
        re.compile(
            rf"(?P<name>European Court of (?:Justice|Human Rights)|International Criminal Court|(?:{NAME} )?(?:Review"
            rf" |Appeals |Employment |Upper )Tribunal)\b"
        ),
    ),
    known=names(
        "ICC; ICJ; ECHR; ECJ; CJEU; International Criminal Court; European Court of Justice; Supreme Court;"
        " Bundesverfassungsgericht; Old Bailey; Bundesgerichtshof; ICTY"
    ),
    endings=ending(
        "Courts?", "Tribunal", "Court of Appeals?", "Circuit", "Assizes", "Gericht", "gerichtshof", "Judiciary"
    ),
    words=words("Court of", "Court for", "Tribunal", "Circuit Court", "District Court", "Supreme Court", "High Court"),
)
