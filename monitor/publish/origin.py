"""Where a capture came from, in words for people: a page, file, upload, document of an archive, picture read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import unquote

from monitor.models import WORDS_TYPE
from monitor.unpack.ours import MADE

_FILE: Final = "file:///"
_BY_MARKS: Final = frozenset({"sold", "removed_by_platform", "challenge"})  # whose page may be what names the address
AddressBy = Literal["", "redirect", "sender", "archive", "file"]


@dataclass(frozen=True, slots=True)
class Origin:
    """`way` it came; `name` of the file or address; `archive` and `member` for a document out of one, else ''."""

    way: Literal["http", "file", "upload", "member", "render", "ocr"]
    name: str
    archive: str = ""
    member: str = ""


def origin(capture: Mapping[str, Any]) -> Origin:
    """Args: capture, a row of captures with `parent_url`, the address of the archive it came out of (null: none)."""
    url, parent = capture["url"], capture.get("parent_url")
    if capture.get("media_type") == WORDS_TYPE:
        archive, _, member = url.removesuffix("!/words.json").partition("!/")
        return Origin("ocr", _name(archive + ("!/" if member else "") + member), _name(archive) if member else "",
                      _name(member))  # fmt: skip
    if parent and url.startswith(f"{parent}!/"):
        return Origin("member", _name(url), _name(parent), _name(url.removeprefix(f"{parent}!/")))
    return Origin(capture["how"], _name(url) if url.startswith(_FILE) else url)


def address_by(capture: Mapping[str, Any]) -> AddressBy:
    """By whose word the final address of a capture is its own; only what a redirect led to was checked.

    sender: who uploaded the file told it; archive: the archive does that the document came out of; file: the file
    itself, or whoever sent it. "": it has no other address than the one it was asked for. Args: as for `origin`.
    """
    if not capture["final_url"]:
        return ""
    if capture["how"] in {"http", "render"}:
        return "redirect"
    url = capture["url"]
    for made in MADE:
        url = url.removesuffix(made)
    if "!/" in url:
        return "archive"
    return "sender" if capture["how"] == "upload" and capture["state"] not in _BY_MARKS else "file"


def _name(url: str) -> str:
    return unquote(url.removeprefix(_FILE), errors="backslashreplace")
