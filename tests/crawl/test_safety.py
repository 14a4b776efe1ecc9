"""Which addresses are refused, before DNS and after it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.safety import is_public, refusal

REFUSED = [
    "127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.100.100.200",
    "0.0.0.0", "255.255.255.255", "224.0.0.1", "198.18.0.1", "192.0.2.7", "240.0.0.1", "::1", "::", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::1", "2001:db8::1", "not an address", "",
]  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "151.101.1.164", "2606:4700::6810:84e5", "64:ff9b::808:808"])
def test_public_addresses(address):
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_judged_like_the_one_it_carries(address):
    assert is_public(f"::ffff:{address}") <= is_public(str(address))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://news.example/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://news.example/", "scheme"),
        ("data:text/html,x", "scheme"),
        ("https://", "address"),
        ("https://[::1", "address"),
        ("https://news.example:99999/", "address"),
        ("https://user:secret@news.example/", "credentials"),
        ("https://news.example:22/", "port"),
        ("https://news.example:25/", "port"),
        ("http://localhost/", "local_host"),
        ("http://printer/", "local_host"),
        ("http://nas.local/", "local_host"),
        ("http://metadata.google.internal/", "local_host"),
        ("http://127.0.0.1/", "private_address"),
        ("http://127.1/", "private_address"),
        ("http://2130706433/", "local_host"),
        ("http://0x7f.0.0.1/", "private_address"),
        ("http://0177.0.0.1/", "private_address"),
        ("http://[::ffff:169.254.169.254]/", "private_address"),
        ("http://169.254.169.254/latest/meta-data/", "private_address"),
        (f"https://news.example/{'a' * 5000}", "address"),
    ],
)
def test_refused_urls(url, reason):
    assert refusal(url) == reason


@pytest.mark.parametrize("url", ["https://news.example/a", "http://news.example:8080/a", "https://8.8.8.8/"])
def test_urls_that_may_be_fetched(url):
    assert refusal(url) is None
