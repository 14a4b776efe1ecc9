"""How each kind of discovery asks and reads: one small object a kind, used by every spider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from crawler.cycle import Cycle
from crawler.discovery import Discovered
from crawler.discovery.api import SERVICES, Query, call_for, read_answer
from crawler.discovery.feed import read_feed
from crawler.discovery.listing import read_listing
from crawler.discovery.sitemap import NEWEST, NEWEST_MAPS, read_sitemap
from watchdesk.config import secret
from watchdesk.errors import BadAddress, MissingSecret
from watchdesk.records import Source
from watchdesk.urls import canonical

STOP_AFTER_KNOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Ask:
    """A request for an announcement."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to it: `url` after redirects."""

    body: bytes
    url: str
    content_type: str = ""


class Reader(Protocol):
    """One kind of discovery."""

    def ask(self, source: Source, cycle: Cycle) -> Ask | None:
        """The first request for what a source announces; None where there is nothing to ask."""
        ...

    def read(self, answer: Answer, source: Source, cycle: Cycle) -> Discovered:
        """What an answer announces; never raises for what a server sends."""
        ...


class FeedReader:
    """RSS, Atom, JSON Feed."""

    def ask(self, source: Source, cycle: Cycle) -> Ask | None:
        """The feed."""
        del cycle
        return Ask(source.feed) if source.feed else None

    def read(self, answer: Answer, source: Source, cycle: Cycle) -> Discovered:
        """Its items."""
        del source, cycle
        return read_feed(answer.body, answer.url, answer.content_type)


class SitemapReader:
    """News sitemaps, plain ones, and indexes; rules `days`, `newest` and `newest_maps` bound how far back it reads."""

    def ask(self, source: Source, cycle: Cycle) -> Ask | None:
        """The sitemap."""
        del cycle
        return Ask(source.sitemap) if source.sitemap else None

    def read(self, answer: Answer, source: Source, cycle: Cycle) -> Discovered:
        """Its pages and further sitemaps."""
        rules = rules_for(source, "sitemap")
        return read_sitemap(
            answer.body,
            since=_cut_off(rules.get("days"), cycle.now()),
            newest=_whole(rules.get("newest"), NEWEST),
            newest_maps=_whole(rules.get("newest_maps"), NEWEST_MAPS),
        )


class ListingReader:
    """A section or newsroom page; the next one is read only until `stop_after_known` links that we know already."""

    def ask(self, source: Source, cycle: Cycle) -> Ask | None:
        """The listing."""
        del cycle
        return Ask(source.listing) if source.listing else None

    def read(self, answer: Answer, source: Source, cycle: Cycle) -> Discovered:
        """Its links."""
        rules = rules_for(source, "listing")
        found = read_listing(answer.body, answer.url, rules)
        if not found.more:
            return found
        known = sum(_is_known(page.url, cycle) for page in found.pages)
        enough = _whole(rules.get("stop_after_known"), STOP_AFTER_KNOWN)
        return replace(found, more=()) if known >= enough else found


class ApiReader:
    """A documented API, asked for the subject's name (rule `phrase` says another one)."""

    def ask(self, source: Source, cycle: Cycle) -> Ask | None:
        """The first call; None, with a note, where a key that it needs is not set."""
        name = str(source.rules.get("api", ""))
        service = SERVICES.get(name)
        key = None
        if service is not None and service.key is not None:
            key = self._key(service.key, cycle)
            if key is None and not service.optional:
                cycle.note(source, "no_key", f"api_keys: {service.key} is not set")
                return None
        phrase = str(source.rules.get("phrase") or cycle.intake.subject.name)
        call = call_for(name, Query(source.api or "", phrase, cycle.now(), key))
        if call is None:
            cycle.note(source, "fault", f"rules: no reader for the API {name!r}")
            return None
        return Ask(call.url, call.headers, call.method, call.body)

    def read(self, answer: Answer, source: Source, cycle: Cycle) -> Discovered:
        """What it announces; the next page is asked for, with the same key, while this one holds something unknown."""
        name = str(source.rules.get("api", ""))
        phrase = str(source.rules.get("phrase") or cycle.intake.subject.name)
        found = read_answer(name, answer.body, answer.url, phrase)
        service = SERVICES.get(name)
        if service is None or service.read is not None or not found.more:
            return found
        if not service.reads_all and all(_is_known(page.url, cycle) for page in found.pages):
            return replace(found, more=())
        cycle.counts[f"pages:{source.id}"] += 1
        if cycle.counts[f"pages:{source.id}"] >= service.most_pages:
            cycle.note(
                source, "truncated", f"more than {service.most_pages} pages of answers; the rest was not asked for"
            )
            return replace(found, more=())
        first = self.ask(source, cycle)
        return replace(found, headers={**found.headers, **(first.headers if first else {})})

    def _key(self, name: str, cycle: Cycle) -> str | None:
        try:
            return secret(getattr(cycle.config.api_keys, name, None), f"api_keys.{name}")
        except MissingSecret:
            return None


class AddressesReader:
    """Addresses that a person gave: nothing is announced, what the ledger has pending for the source is fetched."""

    def ask(self, source: Source, cycle: Cycle) -> Ask | None:
        """Nothing to ask."""
        del source, cycle
        return None

    def read(self, answer: Answer, source: Source, cycle: Cycle) -> Discovered:
        """Nothing was asked."""
        del answer, source, cycle
        return Discovered()


READERS: Final[Mapping[str, Reader]] = {
    "feed": FeedReader(),
    "sitemap": SitemapReader(),
    "listing": ListingReader(),
    "api": ApiReader(),
    "addresses": AddressesReader(),
}


def rules_for(source: Source, kind: str) -> Mapping[str, object]:
    """The rules of a source for one kind of reader.

    Written under their kind (`rules: {listing: {links: …}}`), or flat for the kind by which the source is read.
    """
    found = source.rules.get(kind)
    if isinstance(found, Mapping):
        return found
    return source.rules if kind == source.discovery else {}


def _is_known(url: str, cycle: Cycle) -> bool:
    try:
        return cycle.archive.address(canonical(url)) is not None
    except BadAddress:
        return True


def _cut_off(days: object, now: datetime) -> datetime | None:
    return now - timedelta(days=float(days)) if isinstance(days, int | float) and days > 0 else None


def _whole(stated: object, default: int) -> int:
    return stated if isinstance(stated, int) and stated > 0 else default
