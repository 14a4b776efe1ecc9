"""Which addresses may be fetched at all: public web servers, nothing on this machine or its network. Pure."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

MAX_URL_LENGTH: Final = 4096
_PORTS: Final = frozenset({80, 443})
_LOCAL_SUFFIXES: Final = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".corp", ".onion")
# 64:ff9b::/96 (RFC 6052) and 2002::/16 (RFC 3056) carry an IPv4 address that a gateway would connect to.
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public net: not private, loopback, link-local, metadata, multicast …

    IPv6 addresses that carry an IPv4 one (mapped, 6to4, Teredo, NAT64) are judged by both. False for what is no IP.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if ip in _NAT64:
        return _is_public(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return all(_is_public(each) for each in (ip, *_carried(ip)))


def _is_public(ip: IPAddress) -> bool:
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def _carried(ip: IPAddress) -> tuple[IPAddress, ...]:
    if isinstance(ip, ipaddress.IPv4Address):
        return ()
    inner: list[IPAddress | None] = [ip.ipv4_mapped, ip.sixtofour]
    inner += ip.teredo or ()
    return tuple(each for each in inner if each is not None)


def refusal(url: str) -> str | None:
    """Why a URL may not be fetched, as a short code; None where it may (its DNS answer is judged later).

    Codes: scheme, address (no usable host or too long), credentials, port, local_host, private_address.
    """
    if len(url) > MAX_URL_LENGTH:
        return "address"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "address"
    if parts.scheme not in {"http", "https"}:
        return "scheme"
    if not parts.hostname:
        return "address"
    if parts.username is not None or parts.password is not None:
        return "credentials"
    if port is not None and port < 1024 and port not in _PORTS:
        return "port"
    return _host_refusal(parts.hostname.rstrip("."))


def _host_refusal(host: str) -> str | None:
    if _is_ip(host):
        return None if is_public(host) else "private_address"
    if "." not in host or host.endswith(_LOCAL_SUFFIXES):
        return "local_host"
    # 127.1, 0x7f.0.0.1, 017700000001: forms that a C library reads as an IPv4 address; no registered name looks so
    last = host.rpartition(".")[2]
    return "private_address" if last.isdigit() or last.startswith("0x") else None


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
