"""robots.txt (RFC 9309, read by protego): asked before every request, kept for a day, and no setting switches it off.

2xx: its rules hold. 4xx: there are none. 5xx, no connection, or no answer in time: nothing may be fetched for now,
which is a failure of the address and not a verdict. Crawl-delay raises the pause between two requests to that host.

Only the documented APIs listed here are called under their own terms, below their paths, for a source that
declares them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from protego import Protego

FRESH_FOR: Final = timedelta(hours=24)  # RFC 9309, 2.4: a cached copy should not be used longer
MAX_BYTES: Final = 512_000  # RFC 9309, 2.5: at least 500 KiB must be read
MAX_DELAY: Final = 300.0
# Host and paths of APIs whose operators document them for programs; docs/sources.md says where.
DOCUMENTED_APIS: Final[Mapping[str, tuple[str, ...]]] = {
    "www.federalregister.gov": ("/api/v1/",),
    "api.govinfo.gov": ("/search", "/packages/", "/collections/", "/published/"),
    "api.congress.gov": ("/v3/",),
    "www.courtlistener.com": ("/api/rest/v4/",),
    "webapi.legistar.com": ("/v1/",),
    "api.gdeltproject.org": ("/api/v2/doc/",),
    "search.mediacloud.org": ("/api/search/",),
    "web.archive.org": ("/cdx/search/cdx",),
    "hn.algolia.com": ("/api/v1/",),
    "export.arxiv.org": ("/api/query",),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host's robots.txt says; `unreachable` where it could not be read, so that nothing is allowed."""

    parser: Protego | None = None
    unreachable: bool = False

    def allows(self, url: str, agent: str) -> bool:
        """Whether `agent` may fetch `url`."""
        if self.unreachable:
            return False
        return self.parser is None or bool(self.parser.can_fetch(url, agent))

    def delay(self, agent: str) -> float:
        """Seconds that the host asks to wait between two requests: Crawl-delay or Request-rate, at most 300."""
        if self.parser is None:
            return 0.0
        stated = float(self.parser.crawl_delay(agent) or 0.0)
        rate = self.parser.request_rate(agent)
        paced = rate.seconds / rate.requests if rate is not None and rate.requests else 0.0
        return min(max(stated, paced), MAX_DELAY)


def rules_of(status: int, body: bytes) -> Rules:
    """The rules that an answer to /robots.txt stands for (RFC 9309, 2.3.1)."""
    if 200 <= status < 300:
        return Rules(Protego.parse(body[:MAX_BYTES].decode("utf-8", "replace")))
    if 400 <= status < 500 and status != 429:
        return Rules()
    return Rules(unreachable=True)


class RobotsCache:
    """Answers to /robots.txt of the last 24 hours as files, so that each cycle does not ask again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, origin: str, now: datetime) -> Rules | None:
        """The rules of an origin (`https://host`) if they were read within a day."""
        try:
            kept = json.loads(self._path(origin).read_text(encoding="utf-8"))
            fetched = datetime.fromisoformat(kept["fetched_at"])
            if not timedelta(0) <= now - fetched < FRESH_FOR or kept["origin"] != origin:
                return None
            return rules_of(int(kept["status"]), str(kept["body"]).encode())
        except (OSError, ValueError, KeyError, TypeError):
            return None  # no copy, or one that a killed process left half written: ask again

    def put(self, origin: str, status: int, body: bytes, now: datetime) -> None:
        """Keep an answer; one that stands for "unreachable" is not kept."""
        if rules_of(status, b"").unreachable:
            return
        text = body[:MAX_BYTES].decode("utf-8", "replace")
        self._write({"origin": origin, "status": status, "fetched_at": now.isoformat(), "body": text})

    def share(self, known: str, origin: str) -> None:
        """Keep what is kept of `known` for `origin` too, as old as it is: one was redirected to the other."""
        with suppress(OSError, ValueError, TypeError):  # nothing kept of it, or half written: nothing to share
            self._write({**json.loads(self._path(known).read_text(encoding="utf-8")), "origin": origin})

    def _write(self, kept: Mapping[str, object]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(str(kept["origin"]))
        draft = path.with_suffix(f".{os.getpid()}.tmp")
        draft.write_text(json.dumps(kept), encoding="utf-8")
        draft.replace(path)

    def _path(self, origin: str) -> Path:
        return self._folder / f"{hashlib.sha256(origin.encode()).hexdigest()[:24]}.json"


def is_documented_api(url: str, api: str | None) -> bool:
    """Whether a source that declares `api` calls with `url` that API: a documented one, below its path, over http."""
    if not api:
        return False
    asked, declared = urlsplit(url), urlsplit(api)
    if asked.hostname != declared.hostname or asked.port not in {None, 80, 443} or ".." in unquote(asked.path):
        return False
    return asked.path.startswith(DOCUMENTED_APIS.get(asked.hostname or "", "\0"))


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def service_of(url: str) -> str:
    """Host and port of a URL, without a port that is its scheme's own: http and https of a host are one service.

    robots.txt speaks for a service (RFC 9309, 2.3); asked once for each scheme, a host whose feed is announced with
    http and whose articles with https would be asked twice for one file.
    """
    parts = urlsplit(url)
    name = parts.netloc.rpartition("@")[2].lower()
    return name.removesuffix({"http": ":80", "https": ":443"}.get(parts.scheme, "\0"))
