"""What a text says somebody is: `director, ACLU Washington`, from the words beside a person's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from watchdesk.records import Mention

_NOUNS = (
    "activist adviser advisor advocate agent alderman alderwoman analyst assemblymember assemblyman assemblywoman"
    " attorney author barrister campaigner captain chair chairman chairperson chairwoman chancellor chief citizen"
    " clerk co-author co-chair co-director co-founder coach colonel columnist commander commissioner congressman"
    " congresswoman consultant coordinator correspondent councillor councilmember councilman councilor councilwoman"
    " counsel deputy detective director economist editor engineer executive expert fellow founder governor head"
    " inspector investigator journalist judge justice lawmaker lawyer leader lecturer lieutenant manager mayor member"
    " minister officer official ombudsman organizer organiser owner partner physician plaintiff politician president"
    " principal professor programmer prosecutor publisher reporter representative researcher resident scholar scientist"
    " secretary senator sergeant sheriff solicitor spokesman spokesperson spokeswoman student superintendent supervisor"
    " teacher technologist treasurer trustee writer CEO CFO COO CTO"
)
_NOUN = "|".join(sorted(_NOUNS.split(), key=len, reverse=True))
_QUALIFIER = r"(?:[A-Za-z][\w'-]*(?<!\bsaid) )"
_PLAIN = r"(?!(?:at|with|in|from|for|to|who|which|told|said|says|the)\b)[a-z][\w-]*"
_FIELD = rf"(?: (?:of|for|on) {_PLAIN}(?:,? (?:and )?{_PLAIN}){{0,4}})?"  # of policy and advocacy
_FURTHER = rf"(?:[a-z-]+ )?(?:{_NOUN})\b"
_MORE = rf"(?: {_FURTHER}){{0,2}}(?: and {_FURTHER})?"  # deputy director, chief privacy officer
_LINK = r"(?P<link> (?:of|at|for|with|from|in) (?:the )?|,? )"
_AFTER = re.compile(
    r",? (?:who is |who was |who heads |was |is |)(?:(?:an?|the|its|their|his|her|one of the) |)"
    rf"(?P<role>{_QUALIFIER}{{0,4}}?(?:{_NOUN})\b{_MORE}{_FIELD})(?:{_LINK})?"
)
_BEFORE = re.compile(
    rf"(?:^|(?<=[\s,(]))(?P<role>(?:(?:[a-z][a-z-]+|Police|Fire|City|Deputy|Vice|Staff|Senior|Executive|Chief|Assistant"
    rf"|General|Former|State) ){{0,4}}?(?i:{_NOUN})(?: (?:{_NOUN}))?)"
    r"(?P<link> (?:for|of|at|with) (?:the )?[^.,;\n]{2,50})?,? $"
)
_SHORT = {
    "Sen.": "senator", "Sens.": "senator", "Rep.": "representative", "Reps.": "representative", "Gov.": "governor",
    "Sgt.": "sergeant", "Lt.": "lieutenant", "Capt.": "captain", "Det.": "detective", "Prof.": "professor",
    "Cllr": "councillor", "Mayor": "mayor", "Sheriff": "sheriff", "Atty. Gen.": "attorney general",
}  # fmt: skip
_TITLE = re.compile(r"(?P<title>" + "|".join(map(re.escape, _SHORT)) + r") $")
_ORGANISATION = "ORG"
_NO_ROLE_WORDS = frozenset({"said", "told", "but", "when", "after", "that", "which", "by", "against", "arrested"})
_REACH, _LONGEST = 90, 70


def with_roles(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, people with the role that a readable text states beside them, if it does.

    The role is as written, without its article, and the body it is held in under its canonical name after a comma.
    """
    starts = {mention.start: mention for mention in mentions if mention.label == _ORGANISATION}
    ends = {mention.end: mention for mention in mentions if mention.label == _ORGANISATION}
    return [
        replace(mention, role=role)
        if mention.kind == "person" and (role := _role(text, mention, starts, ends))
        else mention
        for mention in mentions
    ]


def _role(text: str, person: Mention, starts: dict[int, Mention], ends: dict[int, Mention]) -> str | None:
    return _stated_after(text, person, starts, ends) or _stated_before(text, person, ends)


def _stated_after(text: str, person: Mention, starts: dict[int, Mention], ends: dict[int, Mention]) -> str | None:
    """`Nia Fenn, director of policy at the League`; `Nia Fenn, the League's director`."""
    tail = text[person.end : person.end + _REACH].split("\n", 1)[0]
    if not tail.startswith((",", " is ", " was ")):
        return None
    own = next((starts[at] for at in range(person.end + 2, person.end + 8) if at in starts), None)
    if own is not None:  # the body stands first: `, the League's director`, `, League director`
        rest = re.match(r"(?:'s)? ", text[own.end : own.end + 4])
        if rest and (found := _AFTER.match(", " + text[own.end + rest.end() : own.end + _REACH])):
            return _clean(found["role"], own)
        return None
    found = _AFTER.match(tail)
    if found is None or not _is_role(found["role"]):
        return None
    body = starts.get(person.end + found.end()) if found["link"] else None
    role = range(person.end + found.start("role"), person.end + found.end("role"))
    inside = next((ends[at] for at in role if at in ends), None)
    return _clean(found["role"], body, inside)


def _stated_before(text: str, person: Mention, ends: dict[int, Mention]) -> str | None:
    """`League director Nia Fenn`, `Sen. Nia Fenn`, `a lawyer for the League, Nia Fenn`."""
    lead = text[max(0, person.start - _REACH) : person.start].rsplit("\n", 1)[-1]
    if title := _TITLE.search(lead):
        return _SHORT[title["title"]]
    found = _BEFORE.search(lead)
    if found is None or not _is_role(found["role"]):
        return None
    start = person.start - len(lead) + found.start("role")
    body = ends.get(start - 1) or ends.get(start - 3)  # with a space, or with 's and a space
    if found["link"]:
        body = next((ends[at] for at in (person.start - 2, person.start - 1) if at in ends), None)
        if body is None:
            return None
    return _clean(found["role"].lower() if found["role"].istitle() else found["role"], body)


def _is_role(words: str) -> bool:
    return not _NO_ROLE_WORDS & set(words.lower().split())


def _clean(role: str, body: Mention | None, inside: Mention | None = None) -> str | None:
    """The role with the body's canonical name; None where it is too long to be one."""
    if inside is not None:
        role, body = role.replace(inside.text, "", 1).strip(), body or inside
    role = re.sub(r"^(?:the|an?|its|their|his|her) ", "", re.sub(r"^'s ", "", role).strip())
    whole = f"{role}, {body.name}" if body is not None else role
    return whole if role and len(role) <= _LONGEST else None
