"""What pages call what they load, as it is compared with the names of files and parts."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, unquote, urljoin

from monitor.unpack.model import Part

FILE: Final = "file:///"


def as_file(name: str) -> str:
    """The address of a file by its name in an import or archive."""
    return FILE + quote(name.encode("utf-8", "surrogateescape"))


def joined(base: str, address: str) -> str:
    """An address told from another; itself where that is not possible."""
    try:
        return urljoin(base, address) if address else base
    except ValueError:
        return address


def key_of(address: str) -> str:
    """An address as it is compared: pages, archives and names escape it in different ways."""
    return unquote(address.partition("#")[0], errors="surrogateescape")


def names_of(part: Part) -> list[str]:
    """All that a part of an archive may be called; never empty."""
    return [key_of(one) for one in (part.url, *part.known_as, as_file(part.name)) if one]


def lies_with(name: str, page: str) -> bool:
    """True for a file in the folder of a page or below it: what a page calls a part of itself leaves with it.

    Bytes that are no UTF-8 name no file of an import, and the database takes none.
    """
    folder = page[: page.rfind("/") + 1]
    return name.startswith(folder) and ".." not in name.split("/") and _is_text(name)


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
