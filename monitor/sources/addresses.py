"""When two addresses are those of one page of a list, however a site writes them. Pure."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, unquote_to_bytes, urlsplit

_PORTS: Final = (":80", ":443")


def page_key(url: str) -> str:
    """What an address has in common with other spellings of it; `url` itself when it cannot be taken apart.

    Scheme, capitals and usual port of the host, escapes, a last slash and the order of parameters make no difference;
    the order of parameters of one name does, and every value: what says where a visitor came from may count pages.
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # a broken IPv6 bracket
        return url
    host = parts.netloc.lower()
    host = next((host.removesuffix(port) for port in _PORTS if host.endswith(port)), host)
    pairs = [_spelled(pair.replace("+", "%20")) for pair in parts.query.split("&") if pair]
    query = "&".join(sorted(pairs, key=lambda pair: pair.partition("=")[0]))
    return f"{host}{_spelled(parts.path).rstrip('/')}?{query}"


def _spelled(part: str) -> str:
    """A part of an address with the same escapes for the same bytes; what is escaped to be no separator stays so."""
    return "%2F".join(quote(unquote_to_bytes(one), safe="/=") for one in part.replace("%2f", "%2F").split("%2F"))
