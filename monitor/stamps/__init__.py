"""Time stamps by others (RFC 3161): who is asked, what is sent, and whether an answer holds. Pure, without network.

`answers` needs the extra `timestamp` and is imported where it is used; all else works without.
"""

from __future__ import annotations

from monitor.stamps.authorities import (
    FILE_NAME,
    MAX_CA_BYTES,
    NO_CERTIFICATES,
    UNTRUSTED,
    Authority,
    load_authorities,
    read_certificates,
)
from monitor.stamps.requests import Asked, ask, request_bytes

__all__ = [
    "FILE_NAME", "MAX_CA_BYTES", "NO_CERTIFICATES", "UNTRUSTED", "Asked", "Authority", "ask", "load_authorities",
    "read_certificates", "request_bytes",
]  # fmt: skip
