"""People, real or by alias; titles and ranks stay outside the name, but find it."""

from __future__ import annotations

import re

from nlp.kinds.kind import Kind

TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Sen|Senator|Rep|Representative|Congress(?:man|woman)"
    r"|Gov|Governor|Mayor|President|Vice President|Prime Minister"
    r"|Minister|Chancellor|Secretary|Judge|Justice|Chief Justice|Chief|Sheriff|Deputy|Officer|Detective|Det|Sgt"
    r"|Sergeant|Lt|Lieutenant|Capt|Captain|Col|Colonel|Gen|General|Maj|Major"
    r"|Cpl|Pvt|Adm|Admiral|Councilor|Councillor|Council(?:man|woman|member)|Alderman|Supervisor|Commissioner"
    r"|Assemblyman|Assemblywoman|Attorney General|Ambassador|Rev|Reverend|Father"
    r"|Bishop|Archbishop|Cardinal|Pope|King|Queen|Prince|Princess|Emperor|Sheikh|Imam|Rabbi|Coach|Inspector"
    r"|Superintendent|Constable|Principal|Spokesman|Spokeswoman|Spokesperson|Director)"
)
_FULL = r"[A-Z][\w'-]+(?: [A-Z]\.)?(?: (?:de|van|von|der|bin|al|el|la|du|da|di|Mac|Mc|St\.) ?)?(?: ?[A-Z][\w'-]+){0,2}"
KIND = Kind(
    "person",
    "PERSON",
    patterns=(re.compile(rf"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Sgt|Lt|Det|Capt|Prof|Rev|Cllr)\.? (?P<name>{_FULL})"),),
)
LEADING_TITLE = re.compile(rf"^(?:(?:{TITLE})\.?(?: (?:and|of State|of Defense))? )+(?=[A-Z])")
