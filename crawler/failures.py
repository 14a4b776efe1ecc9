"""What a failed request means: a short reason for the ledger, and whether trying again can help. Pure."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

MAX_REST: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing came: `reason`, `terminal` where no later try can help, `drop` where it is a verdict."""

    reason: str
    terminal: bool = False
    drop: bool = False


class NotFetched(IgnoreRequest):
    """A request that was not sent, with the reason: robots, an address that is refused, a host that rests."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


# A verdict about the address: it is dropped with this reason. The rest may change by the next cycle.
_VERDICTS: Final = frozenset({"robots", "scheme", "address", "credentials", "port", "local_host", "private_address"})
_BY_TYPE: Final = (
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "refused_connection"),
    (DownloadCancelledError, "too_large"),
    (ResponseDataLossError, "cut_off"),
    (UnsupportedURLSchemeError, "scheme"),
    (EOFError, "bad_encoding"),  # a compressed body that ends too early or is none
    (zlib.error, "bad_encoding"),
    (ValueError, "redirect"),  # Scrapy cannot make a request of where the server sends us
    (DownloadFailedError, "connection"),
)


def failure_of(error: BaseException) -> Failure:
    """The Failure that an exception of the downloader stands for."""
    if isinstance(error, NotFetched):
        return Failure(error.reason, drop=error.reason in _VERDICTS)
    if isinstance(error, IgnoreRequest):
        text = str(error)
        if "redirections" in text:
            return Failure("redirect_loop")
        return Failure("too_large", terminal=True) if "exceeded" in text else Failure("ignored")
    reason = next((name for kind, name in _BY_TYPE if isinstance(error, kind)), None)
    if reason is None:
        reason = "connection" if isinstance(error, OSError) else f"error:{type(error).__name__}"
    return Failure(reason, terminal=reason == "too_large")


def failure_of_status(status: int) -> Failure | None:
    """The Failure that an HTTP status stands for; None where the answer is a page (or says that it is gone)."""
    if 300 <= status < 400 and status != 304:
        return Failure("redirect")  # to nowhere, or to an address that is no web page's
    if status < 400 or status in {404, 410}:
        return None
    if status in {401, 402, 403, 407, 451}:
        # a wall may fall: it is tried again with growing pauses, and the reason says what it was
        return Failure(f"http_{status}")
    return Failure(f"http_{status}", terminal=status in {405, 414})


def rest_until(retry_after: str | None, now: datetime) -> datetime | None:
    """Until when a host asks to be left alone (Retry-After, RFC 9110: seconds or a date), at most a day; else None."""
    if not retry_after:
        return None
    text = retry_after.strip()
    try:
        until = now + timedelta(seconds=int(text)) if text.isdigit() else parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=now.tzinfo)
    return min(until, now + MAX_REST) if until > now else None
