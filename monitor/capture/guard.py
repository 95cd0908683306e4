"""Refuses addresses that a page must not make us reach, and pins the checked address for the connection.

A name is resolved once; every address it stands for must be public (or loopback, where a source allows that), and the
connection goes to one of exactly these addresses, so that a DNS answer that changes in between changes nothing.
"""

from __future__ import annotations

import queue
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

LOOKUP_SECONDS: Final = 20.0
MAX_URL_CHARS: Final = 4000
PORTS: Final = {"http": 80, "https": 443}
OWN_MACHINE: Final = "this machine itself"
_UNSAFE: Final = re.compile(r"[\x00-\x20\x7f\\]")
# 2130706433, 0x7f.1, 017700000001, 127.1: forms that resolvers read as addresses and people do not
_ODD_NUMBER: Final = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+))*\.?", re.IGNORECASE)
_NAT64: Final = IPv6Network("64:ff9b::/96")  # RFC 6052: the IPv4 address stands in the last 32 bits

Resolver = Callable[[str, int], list[str]]
IPAddress = IPv4Address | IPv6Address


class Refused(Exception):
    """The guard does not let us go there; str() says why in one sentence."""


class Unresolved(Refused):
    """DNS gave no address."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: the connection goes to one of `addresses`, asking for `host`."""

    url: str
    scheme: str
    host: str  # as DNS and TLS take it, without brackets
    port: int
    addresses: tuple[str, ...]

    @property
    def authority(self) -> str:
        """scheme://host:port, the key of robots.txt."""
        return authority_of(self.scheme, self.host, self.port)

    @property
    def loopback(self) -> bool:
        """True when it is this machine."""
        return all(ip_address(address).is_loopback for address in self.addresses)


def authority_of(scheme: str, host: str, port: int) -> str:
    """scheme://host:port, without the port where it is the scheme's own."""
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}" if port == PORTS[scheme] else f"{scheme}://{shown}:{port}"


def same_authority(one: str, other: str) -> bool:
    """True when two URLs lead to the same scheme, host and port; False when one of them cannot be read."""
    try:
        return authority_of(*split_url(one)) == authority_of(*split_url(other))
    except Refused:
        return False


def resolve(host: str, port: int, seconds: float = LOOKUP_SECONDS) -> list[str]:
    """All addresses of a name, each once, in the resolver's order.

    Raises OSError when there is none, TimeoutError when the system's resolver, which knows no time limit, takes longer.
    """
    if _is_plain_ipv4(host):
        return [host]
    found: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.put(list(dict.fromkeys(str(answer[4][0]) for answer in answers)))
        except Exception as error:
            found.put(error)

    if ":" in host:
        look_up()
    else:
        threading.Thread(target=look_up, daemon=True).start()
    try:
        answer = found.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"DNS did not answer within {seconds:g} s") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def check(url: str, *, allow_loopback: bool = False, resolver: Resolver = resolve) -> Target:
    """Check a URL and resolve its host once.

    Raises Refused: not http(s), user name in it, odd number for a host, closed port, private or otherwise not public
    address; Unresolved: DNS does not know the name.
    """
    scheme, host, port = split_url(url)
    try:
        addresses = resolver(host, port)
    except TimeoutError as error:
        raise Unresolved(f"DNS gave no answer for the host {host} in time") from error
    except (OSError, UnicodeError) as error:
        raise Unresolved(f"DNS does not know the host {host}") from error
    if not addresses:
        raise Unresolved(f"DNS does not know the host {host}")
    for address in addresses:
        if reason := why_not(address, allow_loopback=allow_loopback):
            raise Refused(f"{host} leads to {address}, {reason}; it is not fetched")
    return Target(url, scheme, host, port, tuple(addresses))


def split_url(url: str) -> tuple[str, str, int]:
    """(scheme, host, port) as requests reads them. Raises Refused for what is no plain public web address."""
    if len(url) > MAX_URL_CHARS:
        raise Refused(f"the address is longer than {MAX_URL_CHARS} characters")
    if _UNSAFE.search(url):
        raise Refused("the address holds spaces, control characters or backslashes")
    try:
        parts = parse_url(url)
    except LocationParseError as error:
        raise Refused("the address cannot be read") from error
    if parts.scheme not in PORTS or not parts.host:
        raise Refused(f"only http and https are fetched, not {parts.scheme or 'an address without scheme'}")
    if parts.auth is not None:
        raise Refused("the address holds a user name or password")
    host = parts.host.strip("[]").lower()
    if "%" in host:
        raise Refused("the host holds an escape or a network zone")
    if _ODD_NUMBER.fullmatch(host) and not _is_plain_ipv4(host):
        raise Refused(f"the host {host} is a number in disguise")
    port = parts.port if parts.port is not None else PORTS[parts.scheme]
    if port not in PORTS.values() and port < 1024:
        raise Refused(f"port {port} is no web port")
    return parts.scheme, host, port


def why_not(address: str, *, allow_loopback: bool = False) -> str:
    """Why an address must not be reached; '' when it may."""
    ip = _unwrapped(ip_address(address.partition("%")[0]))
    if ip.is_loopback:
        return "" if allow_loopback else OWN_MACHINE
    if ip.is_multicast:
        return "a multicast address"
    if ip.is_link_local:
        return "a link-local address"
    if not ip.is_global or ip.is_reserved or ip.is_unspecified:
        return "a private or reserved address"
    return ""


def _unwrapped(ip: IPAddress) -> IPAddress:
    """The IPv4 address inside an IPv6 one that carries it (mapped, 6to4, Teredo, NAT64)."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None) or ip


def _is_plain_ipv4(host: str) -> bool:
    try:
        return str(IPv4Address(host)) == host
    except ValueError:
        return False
