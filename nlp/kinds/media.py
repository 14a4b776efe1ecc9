"""Newspapers, broadcasters, news agencies and news sites, also when they are only credited."""

from __future__ import annotations

import re

from nlp.kinds.kind import CAP, Kind, after, before, ending, names, words

_PAPER = (
    "Times|Post|Tribune|Herald|Gazette|Journal|Chronicle|Globe|Inquirer|Observer|Star|Courier|Dispatch|Examiner|Bee|Sun"
    "|News|Telegraph|Independent|Guardian|Register|Sentinel|Daily|Weekly|Review|Advocate|Bulletin|Republic|Mirror"
    "|Standard|Echo"
)
KIND = Kind(
    "media",
    "ORG",
    patterns=(
        re.compile(
            rf"(?P<name>(?:The )?(?:{CAP}(?:-{CAP})? ){{1,3}}(?:Times|Tribune|Herald|Gazette|Chronicle|Inquirer"
            rf"|Examiner|Free Press|Daily News|Sun-Times|Post-Gazette|Journal|Courier|Sentinel))\b(?! (?:Square"
            rf"|Publishing))"
        ),
        re.compile(
            r"(?P<name>(?:CNN|NBC|CBS|ABC|Fox|BBC|Sky|NPR|PBS|MSNBC|CBC|WABC|CNBC|Al Jazeera)(?: (?:News|Sport|World"
            r" Service|Newsnight|Business)(?: [A-Z]?\d{1,2})?)?)\b"
        ),
    ),
    known=names("""
        Reuters; AP; NYT; WSJ; Associated Press; AFP; dpa; DPA; Bloomberg; Bloomberg News; BBC; CNN; NBC; CBS
        ABC; Fox News
        NPR; PBS; MSNBC; CNBC; CBC; Al Jazeera; RT; Xinhua; TASS; ITAR-TASS; Interfax; Kyodo; ANSA; EFE; PTI; IRNA
        New York Times; Washington Post; Wall Street Journal; Guardian; Times; Financial Times; Economist
        Independent; Telegraph; Daily Mail; Mirror; Le Monde; Le Figaro; Liberation; El Pais; El Mundo; La Repubblica
        Corriere della Sera
        Spiegel; Der Spiegel; Spiegel Online; Bild; Die Welt; Welt; Die Zeit; Zeit; FAZ
        Frankfurter Allgemeine Zeitung; Süddeutsche Zeitung; taz; Tagesspiegel; Handelsblatt; Focus; Stern
        Deutsche Welle; DW; ARD; ZDF; WDR; NDR; RTL; Sat.1; Phoenix; Deutschlandfunk
        Time; Newsweek; Vogue; Wired; Vice; BuzzFeed; BuzzFeed News; HuffPost; Huffington Post; Politico; Axios
        The Verge; TechCrunch; Gizmodo; Engadget; The Intercept; ProPublica; Reason; Slate; Salon; Vox; The Hill
        The Register; The Atlantic; The New Yorker
        Novaya Gazeta; Kommersant; Izvestia; Pravda; Haaretz; Jerusalem Post; Times of India; Hindustan Times
        The Hindu; South China Morning Post; People's Daily; Global Times; Asahi Shimbun; Hürriyet; Cumhuriyet; Zaman
        Charlie Hebdo; Jyllands-Posten; Sky News; Channel 4; ITV; ESPN; MTV; HBO
    """),
    endings=ending(
        _PAPER,
        "TV",
        "Radio",
        "Television",
        "Broadcasting",
        "Broadcaster",
        "Broadcasting Corporation",
        "News Agency",
        "Press Agency",
        "Newspaper",
        "Magazine",
        "Media",
        "Zeitung",
        "Press",
        "FM",
        "Online",
        "Channel",
        "Wire",
        "Rundfunk",
        "Gazeta",
        "Podcast",
        "News Service",
    ),
    words=words(
        "News",
        "Press",
        "Zeitung",
        "Radio",
        "Television",
        "Broadcasting",
        "Times",
        "Daily",
        "Newspaper",
        "Magazine",
        r"Channel \d+",
        "Journal of",
    ),
    before=before(
        "newspaper",
        "magazine",
        "broadcaster",
        "news agency",
        "newswire",
        "told",
        "daily",
        "weekly",
        "news site",
        "website",
        "tabloid",
        "news outlet",
        "journal",
        "TV station",
        "interview with",
        "radio station",
    ),
    after=after(
        r" (?:reported|newspaper|magazine|reporter|news agency|editor|columnist|journalist|correspondent|broadcaster"
        r"|published)",
        r"'s (?:reporter|editor|correspondent|editorial)",
    ),
)
