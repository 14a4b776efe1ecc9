"""Universities, their schools, labs and clinics."""

from __future__ import annotations

import re

from nlp.kinds.kind import CAP, CAPS, NAME, Kind, before, ending, names, words

KIND = Kind(
    "university",
    "ORG",
    patterns=(
        re.compile(
            rf"(?P<name>(?:{NAME} )?(?:University|College|Polytechnic) of (?:the )?{CAP}(?: {CAP}){{0,3}}(?:(?: at |,"
            rf" |-){CAP}(?: {CAP})?)?)"
        ),
        re.compile(
            rf"(?P<name>(?:{CAP}(?: of| and|,)? ){{1,4}}(?:University|College|Polytechnic)(?: (?:School|College"
            rf"|Center|Centre|Institute|Faculty|Law School|Law Center|Medical School)(?: (?:of|for|on) {CAPS})?"
            rf"| [A-Z][a-z]+ (?=campus))?)\b(?! (?:Avenue|Street|Ave|St|Drive|Park|Road|Place|Station)\b)"
        ),
        re.compile(
            rf"(?P<name>(?:{CAP} ){{1,4}}(?:Law School|Business School|Medical School|School of (?:Law|Medicine"
            rf"|Journalism|Public Health|Engineering|Business|Government|Economics)|Institute of Technology|Kennedy"
            rf" School))\b"
        ),
    ),
    known=names(
        "MIT; UCLA; Harvard; Stanford; Yale; UC Berkeley; NYU; Caltech; Georgetown;"
        " ETH; LSE; Cornell; Georgia Tech; Virginia Tech; Humboldt; Sorbonne; Johns Hopkins; TU Berlin;"
        " King's College"
    ),
    endings=ending(
        "University",
        "College",
        "Institute of Technology",
        "Polytechnic",
        "Law School",
        "Business School",
        "School of (?:Law|Medicine|Journalism|Business|Economics|Public Health|Engineering)",
        "Universitat",
        "Université",
        "Academy of Sciences",
        "Hochschule",
    ),
    words=words(
        "University",
        "College",
        "Institute of Technology",
        "Faculty of",
        "School of",
        "Campus",
        "Max Planck",
        "Fraunhofer",
    ),
    before=before(r"(?:professors?|researchers?|students?|scientists?|graduate|lecturers?) (?:at|from|of)"),
)
