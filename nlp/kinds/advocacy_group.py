"""Civil society: NGOs, unions, campaigns, protest movements and their projects."""

from __future__ import annotations

import re

from nlp.kinds.kind import CAP, CAPS, Kind, after, before, ending, names, words

KIND = Kind(
    "advocacy_group",
    "ORG",
    patterns=(
        re.compile(
            r"(?P<name>(?:A(?:CL|LC)U|American Civil Liberties Union)"
            r"(?: (?:of|in) (?:Northern |Southern |New |North |South |West |the )?[A-Z][a-z]+(?: [A-Z][a-z]+)?"
            r"|[- ][A-Z]{2}\b)?)"
        ),
        re.compile(
            rf"(?P<name>(?:{CAP} ){{1,4}}(?:Coalition|Alliance|Campaign|Workers Union|Liberties Union)(?: (?:of|for"
            rf"|on|against) {CAPS})?)"
        ),
        re.compile(
            rf"(?P<name>(?:Coalition|Alliance|Campaign|Campaigners|Citizens|Lawyers|Parents|Mothers|Workers|Students"
            rf"|Physicians|Doctors) (?:for|of|to|Against|against|Without) {CAPS})"
        ),
        re.compile(
            rf"(?P<name>(?:National|American|International|European|Canadian) Association (?:of|for) (?:the )?{CAPS})"
        ),
    ),
    known=names("""
        ACLU; NAACP; Amnesty; Amnesty International; Human Rights Watch; HRW; Greenpeace; WWF; Oxfam; Red Cross
        Doctors Without Borders; MSF; PETA
        Reporters Without Borders; RSF; Transparency International; Caritas; Misereor; Attac; Pegida
        Black Lives Matter; Occupy; Femen; Pussy Riot
        Electronic Frontier Foundation; EFF; EPIC; Liberty; Big Brother Watch; Privacy International; AlgorithmWatch
        Fight for the Future; Foodwatch
        IG Metall; Verdi; ver.di; DGB; AFL-CIO; SEIU; Teamsters; UNISON; Unite; NRA; National Rifle Association; ADAC
        NABU; BUND; Sea-Watch; Brot fur die Welt
        Save the Children; Care; World Vision; Solidarity; Solidarnosc; Fridays for Future; Extinction Rebellion
        Change.org; Avaaz; Memorial; CAIR
        Southern Poverty Law Center; Anti-Defamation League; Sierra Club; Friends of the Earth; Human Rights Campaign
        Consumer Reports; MoveOn; Planned Parenthood
    """),
    endings=ending(
        "Coalition",
        "Alliance",
        "Campaign",
        "Union",
        "Unions",
        "Watch",
        "Rights",
        "Justice",
        "Liberties",
        "Movement",
        "Action",
        "Federation of Labour",
        "Charity",
        "Without Borders",
        "Network",
        "Relief",
        "Aid",
        "Fund",
        "Foundation",
        "Society",
        "Initiative",
        "Project",
        "Trust",
        "Defen[sc]e Fund",
        "Now",
        "Children",
        "Workers",
        "Citizens",
        "Activists",
        "Matter",
        "Advocates",
        "Collective",
        "Hunger",
        "Peace",
    ),
    words=words(
        "Civil Liberties",
        "Human Rights",
        "Rights",
        "Coalition",
        "Alliance",
        "for Justice",
        "Against",
        "against",
        "Advocates",
        "Refugee",
        "Consumers?",
        "Union",
        "Free Press",
        "Privacy",
        "Digital Rights",
        "Freedom",
        "Solidarity",
        "Campaign",
        "Environmental",
        "Protection of Animals",
        "Wildlife",
        "Victims",
        "Immigrants?",
        "Women's",
        "Workers'?",
        "Policemen's",
        "Benevolent Association",
        "Police Association",
        "Fraternal Order",
    ),
    before=before(
        "advocacy group",
        "rights group",
        "civil rights organi[sz]ation",
        "civil liberties group",
        "non-?profit",
        "NGO",
        "campaign group",
        "charity",
        "pressure group",
        "activist group",
        "aid group",
        "human rights organi[sz]ation",
        "watchdog group",
        "trade union",
        "union",
        "movement",
        "aid organi[sz]ation",
        "coalition",
        "privacy group",
        "environmental group",
    ),
    after=after(
        r",? (?:a|an|the)(?: [\w'.-]+){0,4} (?:advocacy|rights|nonprofit|non-profit|NGO|campaign|charity|activist"
        r"|civil liberties)",
        r" (?:activists|campaigners|volunteers|attorney|lawyers)",
    ),
)
