"""Words in capitals that name nobody: generic bodies, abbreviations of things, days, months."""

from __future__ import annotations

_BODIES = """
Court Council Board Committee Commission Commissioner Government Cabinet Department Ministry Minister Agency Bureau
Office
Police State City County Union Party Company Group Association Academy Administration Authority Chamber Force Army
Church
School University College Hospital Center Centre Institute Foundation Team Club League Bank Museum Library Airport Judge
President Chief Mayor Governor Senator Secretary Attorney General Sheriff Officer Director Chairman Chair Member Members
Councilor Councillor Representative Justice Prosecutor Plaintiff Plaintiffs Defendant Defendants Respondent Appellant
"""
_THINGS = """
CEO CFO COO CTO CIO DNA RNA HIV AIDS COVID COVID-19 GDP GNP CPI VAT IPO USD EUR GBP CHF JPY AM PM TV DVD CD GPS PDF URL
HTML HTTP API CCTV IQ SUV LED LCD USB RAM CPU GPU AI VR AR ATM PIN FAQ RSVP PTSD ADHD LGBT LGBTQ BBQ MVP ASAP OK AKA TBA
TBD EST PST GMT UTC BST CET EDT PDT CST MST SMS SIM QR ID VIP DUI DWI ISBN ISSN PhD MBA BA MA BSC RIP SOS UFO WMD IED
POW
NGO NGOS IT HR PR PPP ETF SPV LIBOR EURIBOR WTI ORDERS BOND NOTE NEW THE AND FOR WITH FROM PHOTO VIDEO UPDATE BREAKING
LIVE FRT LFR ANPR ALPR LPR Internet Web Email Black White Blacks Whites Press Technology Science Art Law
Privacy Security Section Article Chapter Figure Table Part Phase Note Photo Image Credit Source Update Correction
God Christmas Easter Ramadan Olympics Holocaust Mr Mrs Ms Dr Congressman Congresswoman Facebook's
"""
_TIMES = """
Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August September October
November December Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Today Yesterday Tomorrow
"""
NO_NAMES = frozenset([*_BODIES.split(), *_THINGS.split(), *_TIMES.split()])
"""Never a name by themselves."""
