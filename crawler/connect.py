"""Where connections go: every TCP connection of the crawl passes the resolver here, so nothing gets round it.

Without a host map each DNS answer is judged and only public addresses are handed on, which are the very addresses
that are then connected to: a name that changes its answer between check and use gains nothing.

With a host map (the sample newsroom, tests, benchmarks) a listed host leads to its address and port, in plain HTTP
also where the URL says https, and any other host gets no connection at all. Only code can pass a map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from crawler.safety import is_public

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

Hosts = Mapping[str, tuple[str, int]]
REFUSED: Final[set[str]] = set()  # hosts whose DNS answer held no public address, so that a failure can say why


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """There is nothing to cancel: the answer is given at once."""


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Hands on public addresses; where there was none, the host is noted as refused and the connection fails."""

    def __init__(self, receiver: Any, host: str) -> None:
        self._receiver, self._host = receiver, host
        self._seen = self._passed = 0

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802 - Twisted's name
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802 - Twisted's name
        self._seen += 1
        if is_public(str(getattr(address, "host", ""))):
            self._passed += 1
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's name
        if self._seen and not self._passed:
            REFUSED.add(self._host)
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves names to public addresses only, or through the host map and no further."""

    def __init__(self, reactor: Any, hosts: Hosts | None = None) -> None:
        self._reactor, self._hosts = reactor, hosts
        self._inner: Any = reactor.nameResolver

    @classmethod
    def from_crawler(cls, _crawler: object, reactor: Any) -> GuardedResolver:
        """How Scrapy builds it from the setting TWISTED_DNS_RESOLVER: never with a map."""
        return cls(reactor)

    def install_on_reactor(self) -> None:
        """From now on all host names of this process are resolved here."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803 - Twisted's name
        hostName: str,  # noqa: N803 - Twisted's name
        portNumber: int = 0,  # noqa: N803 - Twisted's name
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803 - Twisted's name
        transportSemantics: str = "TCP",  # noqa: N803 - Twisted's name
    ) -> Any:
        """Answer for one host (Twisted's IHostnameResolver)."""
        if self._hosts is not None:
            return self._from_map(self._hosts, resolutionReceiver, hostName)
        guarded = _PublicOnly(resolutionReceiver, hostName)
        return self._inner.resolveHostName(guarded, hostName, portNumber, addressTypes, transportSemantics)

    def _from_map(self, hosts: Hosts, receiver: Any, host: str) -> _Resolution:
        resolution = _Resolution(host)
        receiver.resolutionBegan(resolution)
        if found := hosts.get(host.lower()):
            kind = IPv6Address if ":" in found[0] else IPv4Address
            receiver.addressResolved(kind("TCP", *found))
        else:
            REFUSED.add(host)
        receiver.resolutionComplete()
        return resolution


def resolver_class(hosts: Hosts | None) -> type[GuardedResolver]:
    """The resolver for a host map, in the form that Scrapy's setting takes."""

    class MappedResolver(GuardedResolver):
        @classmethod
        def from_crawler(cls, _crawler: object, reactor: Any) -> GuardedResolver:
            return cls(reactor, hosts)

    return MappedResolver


class MappedDownloadHandler(HTTP11DownloadHandler):
    """Fetches over plain HTTP whatever the URL says; used only together with a host map, whose servers are ours."""

    async def download_request(self, request: Request) -> Response:
        """The answer under the URL that was asked for."""
        if not request.url.startswith("https:"):
            return await super().download_request(request)
        plain = request.replace(url=f"http:{request.url.removeprefix('https:')}")
        response = await super().download_request(plain)
        request.meta["download_latency"] = plain.meta.get("download_latency", 0.0)
        return response.replace(url=request.url)
