"""Every other organisation: parties, teams, think tanks, professional bodies, schools, armed groups, unions of
states."""

from __future__ import annotations

import re

from nlp.kinds.kind import CAP, Kind, after, before, ending, names, words

KIND = Kind(
    "other_org",
    "ORG",
    patterns=(
        re.compile(
            rf"(?P<name>(?:{CAP} ){{1,3}}(?:High School|Elementary School|Middle School|Party|Hospital|Medical Center"
            rf"|Church|Museum|Library))\b"
        ),
        re.compile(
            r"\b(?:armed group|rebel group|militia|terror(?:ist)? group|trade (?:group|association|body)|think tank"
            r"|political party|(?:industry|professional) (?:group|body)|(?:football|soccer|rugby) club)"
            rf" (?P<name>{CAP}(?: {CAP}){{0,3}})"
        ),
        re.compile(
            r"(?P<name>United Nations|European Union|World Health Organization|World Bank|African Union|Brookings"
            r" Institution)\b"
        ),
    ),
    known=names("""
        UN; EU; NATO; OSCE; WHO; IMF; WTO; OPEC; OECD; UNESCO; UNICEF; UNHCR; IAEA; ASEAN; African Union; Arab League
        World Bank; UNHRC; ILO; WFP; G7; G8; G20; APEC; BRICS; Mercosur; ECOWAS; AU; Commonwealth; Council of Europe
        UN Security Council
        Security Council; CDU; CSU; SPD; FDP; AfD; Greens; Left Party; Die Linke; Pirate Party; NPD; Republicans
        Democrats; Republican Party; Democratic Party; GOP; Tories; Labour; Labour Party; Conservatives
        Conservative Party; Liberal Democrats; Lib Dems; UKIP
        Communist Party; ANC; BJP; AKP; PKK; YPG; HDP; CHP; MHP; Fatah; Hamas; Hezbollah; PLO; Likud; Kadima; Syriza
        Podemos; Fidesz; Jobbik; Front National; National Front; Five Star Movement; Lega Nord; Law and Justice; PiS
        Solidarity; Fianna Fail; Sinn Fein; SNP; Plaid Cymru
        Taliban; al Qaeda; Al Qaeda; al-Qaeda; Al-Qaida; Islamic State; IS; ISIS; ISIL; Boko Haram; al-Shabab
        al Shabaab; FARC; ETA; IRA; RAF; Red Army Faction; LTTE; Tamil Tigers; Lashkar-e-Taiba; Haqqani network
        Muslim Brotherhood; Janjaweed; Free Syrian Army; M23; Nusra Front
        FIFA; UEFA; IOC; DFB; DFL; NBA; NFL; NHL; MLB; FIA; IAAF; WADA; Bayern Munich; Borussia Dortmund; Real Madrid
        Barcelona; Manchester United; Manchester City; Liverpool; Chelsea; Arsenal; Juventus; AC Milan; Inter Milan
        Ajax; Schalke; Bayer Leverkusen; Werder Bremen; Hamburg SV
        Eintracht Frankfurt; VfB Stuttgart; VfL Wolfsburg; Hertha Berlin; Hertha BSC; Borussia Mönchengladbach
        Cologne; Hoffenheim; RB Leipzig; Mainz; Freiburg; Augsburg; Hannover 96; Catholic Church; Vatican
        Church of England; Holy See; Ifo; DIW; ZEW; Chatham House; Brookings
        RAND; RAND Corporation; Bertelsmann Foundation; Konrad Adenauer Foundation; Friedrich Ebert Foundation
        Heinrich Böll Foundation; Cato Institute; Heritage Foundation; ISO; IEEE; Scouts; Freemasons; Bundesliga
        Champions League; Premier League; CERN; European Space Agency; ESA
    """),
    endings=ending(
        "Party",
        "Club",
        "Rovers",
        "Wanderers",
        "Hotspur",
        "FC",
        "CF",
        "SC",
        "League",
        "Association",
        "Federation",
        "Institute",
        "Institution",
        "School",
        "Church",
        "Hospital",
        "Museum",
        "Library",
        "Orchestra",
        "Opera",
        "Theatre",
        "Theater",
        "Front",
        "Brotherhood",
        "Academy",
        "Bundesliga",
        "Team",
        "Organi[sz]ation",
        "Committee",
        "Conference",
        "Cent(?:er|re)",
        "Forum",
        "Council",
        "Foundation",
        "Chamber of Commerce",
        "Chamber",
        "United",
        "City FC",
        "Summit",
        "Mosque",
        "Choir",
        "Symphony",
        "Ensemble",
        "Stiftung",
        "Verein",
        "Liberation Front",
        "Liberation Army",
        "Militants",
        "Rebels",
    ),
    words=words(
        "Party",
        "Football",
        "Soccer",
        "Olympic",
        "Institute",
        "Association of",
        "Chamber of Commerce",
        "Research",
        "Think Tank",
        "Foundation",
        "Society of",
        "Museum",
        "Churche?s?",
        "Catholic",
        "Islamic",
        "Evangelical",
        "Orthodox",
        "World Economic",
        "United Nations",
        "UN",
        "Liberation",
        "Front",
        "Democrats",
        "Democratic",
        "Socialist",
        "Communist",
        "Liberal",
        "Conservative",
        "Festival",
        "Cup",
    ),
    before=before(
        "think tank",
        "party",
        "club",
        "church",
        "school",
        "militia",
        "terrorist group",
        "militant group",
        "rebels",
        "side",
        "team",
    ),
    after=after(
        r" (?:party|members|fighters|militants|rebels|lawmakers|politician|leader|coach|striker|midfielder|defender"
        r"|goalkeeper|fans)"
    ),
)
