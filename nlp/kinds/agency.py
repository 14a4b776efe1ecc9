"""Executive bodies of any level: ministries, regulators, police, prosecutors, armies, school districts."""

from __future__ import annotations

import re

from nlp.kinds.kind import CAP, NAME, STATE_MARK, Kind, after, before, ending, names, words

_OF = rf"(?: (?:of|for|on) (?:the )?(?:{CAP}(?:,? (?:and |& )?{CAP}){{0,5}}))"
_BODY = "Department|Ministry|Office|Bureau|Commission|Agency|Board|Secretariat|Directorate|Authority|Institute|Division"
KIND = Kind(
    "agency",
    "ORG",
    patterns=(
        re.compile(
            rf"(?P<name>(?:{STATE_MARK})?(?:{NAME} )?(?:County )?(?:Police (?:Department|Service|Bureau|Force"
            rf"|Authority|Commission|Board)"
            r"|Division of Police|Sheriff's (?:Office|Department)|State Police|State Patrol|Highway Patrol|Constabulary"
            r"|District Attorney's Office|Attorney General's Office|Fire Department|School District|Public Schools))\b"
        ),
        re.compile(
            rf"(?P<name>{NAME} Police)\b(?! (?:Chief|Officer|Sgt|Lt|Capt|Commissioner|Detective|Union|Federation|Act))"
        ),
        re.compile(
            rf"(?P<name>(?:{STATE_MARK})?(?:{NAME} )?(?:Department|Ministry|Office|Bureau|Secretariat"
            rf"|Directorate){_OF})"
        ),
        re.compile(
            rf"(?P<name>(?:{STATE_MARK})?(?:{CAP} (?:(?:and|&|of) )?){{1,4}}(?:Department|Ministry|Agency|Commission"
            rf"|Bureau|Authority|Administration|Directorate))\b"
        ),
        re.compile(
            r"(?P<name>Information Commissioner's Office|European Commission|Border (?:Patrol|Force)|National Guard"
            r"|Coast Guard)\b"
        ),
    ),
    known=names("""
        FBI; CIA; NSA; NASA; IRS; DEA; ATF; ICE; CBP; TSA; DHS; FTC; FCC; FDA; EPA; SEC; DOJ; DOD; GAO; NIST; CDC
        FEMA; NTSB; FAA; USDA; GCHQ
        MI5; MI6; Mossad; Shin Bet; FSB; KGB; GRU; SVR; Stasi; BND; BKA; BfV; Bundeswehr; Bundesbank; Pentagon
        White House; Kremlin; Downing Street
        State Department; Treasury; Home Office; Foreign Office; Scotland Yard; Interpol; INTERPOL; Europol; Eurojust
        Frontex; Fed; Federal Reserve
        ECB; European Central Bank; Bank of England; Bank of Japan; People's Bank of China; Reichsbank; Wehrmacht
        Red Army; PLA; People's Liberation Army
        IDF; Royal Navy; US Navy; US Army; US Air Force; US Marines; Army; Navy; Air Force; Marines; Coast Guard
        National Guard; Border Patrol
        Revolutionary Guards; Revolutionary Guard; Quds Force; Secret Service; NYPD; LAPD; RCMP
        Royal Canadian Mounted Police; Met Police; Gestapo; SS
        Garda; Guardia Civil; Carabinieri; Gendarmerie; ISI; RAW; CNIL; ICO; BaFin; Bundeskartellamt; Treuhand
        Finance Ministry; Foreign Ministry
        Interior Ministry; Defense Ministry; Defence Ministry; Justice Department; Environment Ministry
        Federal Police; Federal Network Agency
        Kriminalamt; Bundespolizei; Bundesnetzagentur; Bundesagentur; US State Department; OFAC; OLAF; Ofcom; Ofsted
        NHS; HMRC; DVLA; BfArM; RKI
        Robert Koch Institute; Federal Employment Agency; Federal Statistical Office; Destatis; USAID; CENTCOM
        Delta Force; SEAL; Navy SEALs
    """),
    endings=ending(
        "Police(?: Department| Service| Force| Bureau| Authority)?",
        "Department",
        "Ministry",
        "Commission",
        "Agency",
        "Authority",
        "Administration",
        "Bureau",
        "Sheriff's Office",
        "Office",
        "Directorate",
        "Inspectorate",
        "Constabulary",
        "Army",
        "Navy",
        "Air Force",
        "Forces?",
        "Guards?",
        "Patrol",
        "Marines",
        "Treasury",
        "Secretariat",
        "Ombudsman",
        "Commissioner",
        "Regulator",
        "Central Bank",
        "Reserve",
        "Customs",
        "Enforcement",
        "Prosecutors?",
        "Prosecution Service",
        "School District",
        "Public Schools",
        "Fire Department",
        "Service",
        "Corps",
        "Command",
        "Council of Ministers",
        "Militia",
        "Troops",
        "Battalion",
        "Brigade",
        "Ministerium",
        "Amt",
        "Intelligence",
        "Cabinet",
        "Government",
        "Presidency",
        "Chancellery",
        "Embassy",
        "Consulate",
    ),
    words=words(
        "Ministry of",
        "Department of",
        "Office of",
        "Bureau of",
        "Secretariat of",
        "Directorate",
        "Board of Education",
        "Commission (?:on|for|of)",
        "Agency for",
        "Attorney General",
        "Federal",
        "National Bank of",
        "Central Bank of",
        "Reserve Bank",
        "Bank of (?:England|Japan|Canada|Italy|France|Spain|Greece|Russia|Korea|Israel)",
        "Security Council",
        "Supreme Command",
        "Armed Forces",
        "Border",
        "Police",
        "Inspector General",
        "Public Prosecutor",
        "Prosecutor's",
        "Bundes\\w*",
        "Federal Office",
        "Housing Authority",
        "Transit Authority",
        "Port Authority",
        "Human Services",
        "Social Services",
        "Public Safety",
        "Public Works",
        "State Security",
    ),
    before=before(
        "agency",
        "regulator",
        "watchdog",
        "ministry",
        "authority",
        "police force",
        "detectives (?:from|with|at)",
        "officers (?:from|with|of)",
    ),
    after=after(
        r" (?:officers?|detectives?|agents|police|troops|soldiers|chief|sheriff|investigators|commissioner|inspectors)",
        r",? (?:the|a|an)(?: [\w'.-]+){0,3} (?:agency|regulator|authority|watchdog|ministry)",
    ),
)
