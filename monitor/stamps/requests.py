"""A request for a time stamp, RFC 3161 section 2.4.1, over a SHA-256 that is known already."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from monitor.stamps.der import NULL, OCTETS, SEQUENCE, TRUE, element, integer, oid

SHA256: Final = "2.16.840.1.101.3.4.2.1"
_NONCE_BITS: Final = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer must fit: the digest (hex) that was sent, the number used once, the policy asked for ('': any)."""

    sha256: str
    nonce: int
    policy: str = ""


def ask(sha256: str, policy: str = "") -> Asked:
    """A new request over a digest, with a random number of its own."""
    return Asked(sha256, secrets.randbits(_NONCE_BITS), policy)


def request_bytes(asked: Asked) -> bytes:
    """The request in DER; the authority is asked to send its certificate along."""
    imprint = element(SEQUENCE, element(SEQUENCE, oid(SHA256), NULL), element(OCTETS, bytes.fromhex(asked.sha256)))
    policy = oid(asked.policy) if asked.policy else b""
    return element(SEQUENCE, integer(1), imprint, policy, integer(asked.nonce), TRUE)
