"""Names of people in bylines: told from outlets, job titles, handles, dates and labels."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.extract import datetext
from crawler.extract.choose import plain

_BY = (
    "written by|posted by|published by|submitted by|reported by|story by|words by|text by|reviewed by|by|"
    "byline|authors?|"
    "autor(?:in|en|es)?|auteure?s?|autore|autori|redaktion|von|text|(?:ein |blog )?(?:beitrag|artikel|"
    "gastbeitrag|kommentar) von|"
    "geschrieben von|veröffentlicht von|gepostet von|par|por|escrito por|publicado por|di|a cura di|scritto da|"
    "door|av|"
    "af|tekst|kirjoittanut|przez|автор|текст|zeige alle beiträge von|view all posts by|alle artikel von|mehr "
    "von|more from|"
    "profile of|foto(?:s)?|photographs? by|記者|文|read more about|alle posts vom autor|alle posts von|(?:artikel|"
    "beitrag|bericht|"
    "kommentar|interview) von|about the author|über den autor|posts by|articles by|updated by|about|©|image"
)
_LEAD = re.compile(rf"^\W*(?:{_BY})(?=[\s:：])[\s:：]*", re.IGNORECASE)
_BYLINE = re.compile(
    r"^\W*(?:(?:written |posted |story |text |reported )?by|von|par|por|di|door|av|af|autor(?:in)?|author|text|"
    r"(?:ein |blog )?(?:beitrag|artikel|"
    r"gastbeitrag|kommentar) von)\b[\s:]+\w", re.IGNORECASE,
)  # fmt: skip
_CUT = re.compile(
    r"\s*(?:[|•·→»@]|/(?!\s?\w)|(?<!\w)\d|\b(?:former|senior|staff|contributing|chief|view (?:in|all|more))\b|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d|\s[–—-]\s|\bon\b(?= \d| [A-Z][a-z]{2,8} "
    r"\d)|\bupdated\b|\bpublished\b|\bposted\b|\bfor the\b|\bam \d|\bvom?\b \d|"
    r"\bin\b(?= [A-ZÄÖÜ])|\ble$|\bpubliziert\b|(?<!\w)\d{1,2}[./:]\d|\b(?:19|20)\d\d\b|\b\d+ (?:min|hours?|"
    r"days?)|\bvia\b|\bfollow\b|\bhas \b|\bis an? |\bist \b|"
    r"\bEmail\b|\bE-Mail\b|\bTwitter\b|\bLinkedIn\b|\bBio\b|\bmit (?:dpa|afp|rtr|apa|reuters)|\()",
    re.IGNORECASE,
)  # fmt: skip
_SPLIT = re.compile(
    r"\s*(?:,(?! (?:Jr|Sr|PhD|Ph\.D|MD|M\.D|MPH|II|III)\b)|;|\n|(?<=\w) & (?=[A-ZÄÖÜ])|\s(?:and|und|et|y|och|"
    r"og|en|e|i|ve|mit|with)\s(?=[A-ZÄÖÜÁÉ]))\s*"
)
_BEFORE_DAY = re.compile(r"\s+(?:le|am|vom|op|den|dne|dnia)$")
"""The small word that leads to the day behind a name, which is cut: `Jane Roe le 3 mars`."""
_TAIL = re.compile(r",? (?:Jr\.?|PhD|Ph\.D\.?|MD|M\.D\.?|MPH|RN|JD|Esq\.?)$")
_ROLE = re.compile(
    r"\b(?:staff|writer|reporter|editor|correspondent|columnist|journalist|contributor|contributing|senior|"
    r"chief|producer|"
    r"redakteur(?:in)?|korrespondent(?:in)?|freelance|special to|bureau|desk|photographer|director|fellow|"
    r"professor|intern|manager|"
    r"specialist|analyst|guest|redactora?|periodista|journaliste|rédact\w+|giornalista|博士|update[ds]?|image|"
    r"getty|credit|"
    r"mitarbeiter(?:in)?|autor(?:in)?|volont[äa]r(?:in)?|leiter(?:in)?|president|minister|advisor|consultant|"
    r"coordinator)\b",
    re.IGNORECASE,
)
_ORG = re.compile(
    r"\b(?:redaktion|redaksjonen|redazione|redacción|rédaction|newsroom|news|desk|staff|agency|agence|agencia|"
    r"agenzia|press|presse|team|magazin|"
    r"magazine|media|medien|verlag|stiftung|verband|verein|gmbh|inc|ltd|llc|online|service|foundation|"
    r"university|institut|institute|"
    r"times|post|zeitung|journal|radio|tv|reuters|afp|dpa|ap|efe|ansa|apa|bloomberg|associated|center|centre|"
    r"department|office|"
    r"ministerium|ministry|association|society|company|group|studio|blog|admin|administrator|webmaster|user|"
    r"anonymous|editors?|"
    r"contributors?|guest|author|autor|network|daily|wire|weekly|nachrichten|haber|ajansı|gazete|council|committee|"
    r"commission|partner|collective|alliance|coalition|initiative|federation|academy|college|school|consortium|"
    r"cooperative|labs?|laboratory|research|communications|marketing)\b|"
    r"\.(?:com|de|net|org|be|is|tr|ru|at|ch)\b|e\.\s?v\.",
    re.IGNORECASE,
)
_USELESS = re.compile(
    r"https?:|www\.|\w@\w|facebook|^\d+$|^(?:no|unknown|kein) author$|^(?:posted on.*|published on|"
    r"veröffentlicht am|publiziert|hinterlasse.*|leave a.*|share|teilen|follow|contact|archiv\b.*|about|bio|"
    r"connect on|email|kontakt|"
    r"autor(?:in|en)?|authors?|by|read more|mehr|more|website|profile?|view profile|latest|comments?|"
    r"kommentare?|admin|editor|null|none|"
    r"undefined|n/a|guest|redaktion|abonnieren|newsletter|author archive|see all|all posts|alle beiträge|like|"
    r"reply|print|staff)$|"
    r"[{}<>=\[\]]|\?$|\.\.\.$|…$",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"comment|related|recent|sidebar|footer|teaser|recommend|popular|latest|trending|more-|promo|"
    r"(?<![a-z])card(?!s?-?body)|newsletter|"
                    r"contributors-list|quote", re.IGNORECASE)  # fmt: skip
_MARKS = re.compile(r"\s+[-–—|•·/]\s+")
_WORD = re.compile(r"[^\W\d_]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_REPORTER = re.compile(r"\s*(?:기자|記者|记者|特派員|논설위원)$")


_SIGNED = re.compile(
    r"(?:^|[\s(])(?i:text|autor(?:in)?(?:/autor(?:in)?)?|author|written by|words by|story by|reporter|"
    r"(?:kolumne|kommentar|gastbeitrag|interview|essay|analyse|reportage|bericht|beitrag) von|"
    r"(?:column|comment|essay|analysis|report|opinion|guest post) by|(?:chronique|tribune|entretien) (?:de|par))"
    r"\s*[:：]?\s+(?P<name>[A-ZÀ-ÖØ-ÞŠŽĐĆČŁŚĘĄ][^|,;()<>]{3,50})$"
)
_ALONE = re.compile(
    r"[A-ZÀ-ÖØ-ÞŠŽĐĆČŁŚ][\w.'’-]+(?: [\w.'’-]+){1,3}(?: ?/ ?[A-ZÀ-ÖØ-ÞŠŽĐĆČŁŚ][\w.'’-]+(?: [\w.'’-]+){1,3})?"
)
_PARTICLES = frozenset(
    ["von", "van", "der", "den", "de", "del", "della", "di", "da", "do", "dos", "du", "la", "le", "el", "al", "bin"]
)
_SLASHED = re.compile(r"\s*/\s*")
_ARTICLE = re.compile(r"^(?:the|die|der|das|le|la|les|el|il|lo|o|a|de|het) ", re.IGNORECASE)
_LETTERS = re.compile(r"[\W_]+")


def signed(text: str) -> str | None:
    """The name behind a label such as `Text:`, `Author`, `A column by` at the end of a line."""
    found = _SIGNED.search(text)
    return found["name"].strip() if found and looks_like_name(found["name"].strip()) else None


def is_name_alone(text: str) -> bool:
    """Whether a line is a name, or two parted by a slash, and nothing else."""
    parts = _SLASHED.split(text.strip(" .:–—-"))
    words = [word for part in parts for word in part.split() if word.lower() not in _PARTICLES]
    is_line = bool(_ALONE.fullmatch(text.strip(" .:–—-"))) and all(word[0].isupper() for word in words)
    return is_line and all(looks_like_name(part) for part in parts)


def is_outlet(name: str, site: frozenset[str]) -> bool:
    """Whether a name is what the site calls itself, an article before it aside: `The Sample` of `sample.test`."""
    if plain(name) in site:
        return True
    bare = _ARTICLE.sub("", name)
    return bare != name and _LETTERS.sub("", plain(bare)) in {_LETTERS.sub("", label) for label in site}


def is_byline(text: str) -> bool:
    """Whether a line begins like `By …`, `Von …`, `Par …`."""
    return bool(_BYLINE.match(text))


def split(value: str) -> list[str]:
    """The names in one stated value, cleaned; roles, dates and addresses behind them are gone."""
    text = " ".join(value.split())
    for _ in range(2):
        text = _LEAD.sub("", text)
    cut = _CUT.search(text, 1)
    text = _before_day(text[: cut.start()]) if cut else text
    parts = [_clean(part) for whole in _unslashed(text) for part in _SPLIT.split(whole)]
    kept = [part for part in parts if part and not (_ROLE.search(part) and len(parts) > 1)]
    if (
        len(kept) == 2
        and all(len(part.split()) == 1 for part in kept)
        and "," in text
        and all(p[0].isupper() for p in kept)
    ):
        return [f"{kept[1]} {kept[0]}"]  # Last, First
    return kept


def _before_day(text: str) -> str:
    """A name without the small word behind it; labels such as `publié le` stay whole, to be known as labels."""
    name = _BEFORE_DAY.sub("", text)
    return name if looks_like_name(name) else text


def _unslashed(text: str) -> list[str]:
    """Names or signs of the same kind on both sides of a slash are two; else what follows it is no name."""
    parts = _SLASHED.split(text)
    if len(parts) > 1 and not (all(map(looks_like_name, parts)) or all(p.islower() and len(p) < 6 for p in parts)):
        return parts[:1]
    return parts


def _clean(part: str) -> str:
    text = _TAIL.sub("", _LEAD.sub("", part)).strip(" .,:;-–—|*•\"'“”„()")
    return _REPORTER.sub("", text)


def is_usable(name: str, rule: str) -> bool:
    """Whether a name can stand as an author at all."""
    if not 2 <= len(name) <= 70 or _USELESS.search(name) or not _WORD.search(name) or len(name.split()) > 7:
        return False
    return not (rule.startswith("meta") and " " not in name and (name.islower() or "." in name))


def is_person(name: str, site: frozenset[str]) -> bool:
    """Whether a name reads as the name of a person and not of an outlet, a role or a handle."""
    if _CJK.search(name):
        return len(name) <= 6 and plain(name) not in site
    words = name.split()
    if not 2 <= len(words) <= 5 or _ORG.search(name) or is_outlet(name, site):
        return False
    return sum(word[0].isupper() for word in words) >= 2 and not any(character.isdigit() for character in name)


def looks_like_name(text: str) -> bool:
    """Two to five capitalised words and no role: what a link in a byline has to be to count as a name of its own."""
    return bool(text) and len(text) < 60 and is_person(_LEAD.sub("", text), frozenset()) and not _ROLE.search(text)


def beside_date(text: str) -> str | None:
    """The name in a line that is a day, a mark and a name and nothing else: `December 11, 2023 — Jane Roe`."""
    parts = _MARKS.split(text)
    if len(parts) != 2:
        return None
    for name, day in (parts, parts[::-1]):
        if len(day) < 45 and datetext.iso(day) and looks_like_name(name) and not name.isupper():
            return name
    return None


def is_marginal(element: HtmlElement) -> bool:
    """Whether only an `aside` without a name of its own sets an element apart, as where the byline is in the margin."""
    return not any(
        node.tag in ("footer", "nav")
        or (node.tag not in ("body", "html") and _ASIDE.search(f"{node.get('class') or ''} {node.get('id') or ''}"))
        for node in (element, *element.iterancestors())
    )


def is_aside(element: HtmlElement) -> bool:
    """Whether an element belongs to comments, teasers or the page's frame, whose authors are other people."""
    for node in (element, *element.iterancestors()):
        if node.tag in ("aside", "footer", "nav"):
            return True
        if node.tag not in ("body", "html") and _ASIDE.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            return True
    return False
