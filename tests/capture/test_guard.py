"""Addresses that a page must not make us reach, in every disguise."""

from __future__ import annotations

import socket
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.capture.guard import Refused, Unresolved, check, resolve, split_url, why_not


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255",
        "224.0.0.1",
        "198.18.0.5", "192.0.2.1", "240.0.0.1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1",
        "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1", "2002:0a00:0001::1",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe", "2001:db8::1", "127.0.0.1", "127.9.9.9", "::1", "::10.0.0.1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert why_not(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "114.114.114.114", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]
)
def test_public_addresses_are_allowed(address: str) -> None:
    assert why_not(address) == ""


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_loopback_is_allowed_only_where_asked(address: str) -> None:
    assert why_not(address, allow_loopback=True) == ""
    assert why_not("10.0.0.1", allow_loopback=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/", "http://0x7f000001/", "http://017700000001/", "http://0177.0.0.1/", "http://127.1/",
        "http://0x7f.1/", "http://127.0.0.1./", "http://0/", "http://0300.0250.1.1/", "http://00000010.0.0.1/",
        "http://[fe80::1%25eth0]/", "http://a.example\\@127.0.0.1/", "http://a.example/ x", "http://a.example/\r\nX: y",
        "http://user@a.example/", "http://user:pw@a.example/", "http://:@a.example/", "gopher://a.example/", "http:///x",
        "a.example/x", "", "http://a.example:25/", "http://a.example:6667777/", "http://a.example/" + "x" * 5000,
        "data:text/html,x", "javascript:alert(1)",
    ],
)  # fmt: skip
@pytest.mark.parametrize("loopback", [False, True])
def test_disguised_and_odd_urls_are_refused_before_any_lookup(url: str, loopback: bool) -> None:
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with pytest.raises(Refused):
        check(url, allow_loopback=loopback, resolver=resolver)
    assert asked == []


def test_a_name_is_resolved_once_and_its_addresses_are_pinned() -> None:
    answers = iter([["8.8.8.8", "2400:3200::1"], ["10.0.0.1"]])
    target = check("https://Listings.Example/x", resolver=lambda host, port: next(answers))
    assert target.addresses == ("8.8.8.8", "2400:3200::1")
    assert (target.host, target.port, target.authority) == ("listings.example", 443, "https://listings.example")


def test_the_key_of_robots_txt_names_an_odd_port() -> None:
    target = check("http://a.example:8080/x", resolver=lambda host, port: ["8.8.8.8"])
    assert target.authority == "http://a.example:8080"


def test_the_real_resolver_knows_the_loopback() -> None:
    assert "127.0.0.1" in resolve("127.0.0.1", 80)
    with pytest.raises(Refused, match="this machine"):
        check("http://127.0.0.1:8000/")


def test_a_resolver_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(5) and [])
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        resolve("slow.example", 80, seconds=0.1)
    with pytest.raises(Unresolved, match="in time"):
        check("http://slow.example/", resolver=lambda host, port: resolve(host, port, seconds=0.1))
    assert time.monotonic() - started < 2
    over.set()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_refused_or_split_into_a_plain_host(text: str) -> None:
    for url in (text, f"http://{text}"):
        try:
            scheme, host, port = split_url(url)
        except Refused:
            continue
        assert scheme in {"http", "https"} and host and 0 < port < 65_536
        assert not set(host) & set(" @\\/?#%")
