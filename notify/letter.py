"""What a channel carries, and what it says afterwards: frozen records, no I/O."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, Protocol

DeliveryState = Literal["sent", "deferred", "refused", "unsure"]
_GAPS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one recipient. `kind`, `recipient` and `period` together are its identity: nothing goes twice."""

    kind: str
    recipient: str
    period: str
    subject: str
    html: str
    text: str

    @property
    def key(self) -> str:
        """Twenty hex digits that are the same for the same letter on every try, so that receivers can fold a repeat."""
        whole = "\x00".join((self.kind, self.recipient, self.period))
        return hashlib.sha256(whole.encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How it went. `deferred`: try later. `refused`: never will. `unsure`: the other side hung up after it had all.

    An unsure letter is not sent again by itself: a repeat is worse for its reader than a line that says so tomorrow.
    """

    state: DeliveryState
    detail: str = ""


class Channel(Protocol):
    """Takes one letter to its reader. Faults of the road are a Delivery, never an exception."""

    @property
    def name(self) -> str:
        """What the outbox calls it."""
        ...

    def deliver(self, letter: Letter) -> Delivery:
        """Carry the letter and say how it went."""
        ...


def one_line(value: str) -> str:
    """Text safe in a header: control, format and separator characters gone, white space folded to single blanks.

    Line breaks other than \\n count too (U+2028, U+2029, U+0085): the email package refuses a header that holds one.
    """
    kept = (" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in value)
    return _GAPS.sub(" ", "".join(sign for sign in kept if unicodedata.category(sign) not in ("Cf", "Cs"))).strip()
