"""Addresses in the order of archives: the host backwards, so that pages of one site stand together (SURT)."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

_WWW: Final = re.compile(r"^www\d*\.")
_PORTS: Final = {"http": 80, "https": 443}


def surt(url: str) -> str:
    """The key an index is sorted by: 'http://www.Example.com/A?b&a' -> 'com,example)/a?a&b'.

    An address of another scheme stays as it is. What is no address stays as it is as well. Raises nothing.
    """
    if not url.lower().startswith(("http://", "https://")):
        return url
    try:
        parts = urlsplit(url.lower())
        host, port = _WWW.sub("", parts.hostname or ""), parts.port
    except ValueError:
        return url
    place = host if ":" in host else ",".join(reversed(host.rstrip(".").split(".")))
    if port is not None and port != _PORTS[parts.scheme]:
        place += f":{port}"
    query = "&".join(sorted(parts.query.split("&")))
    return f"{place}){parts.path or '/'}{'?' if query else ''}{query}"
