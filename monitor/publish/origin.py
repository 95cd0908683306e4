"""Where a capture came from, in words for people: a page, file, upload, document of an archive, picture read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import unquote

from monitor.models import WORDS_TYPE

_FILE: Final = "file:///"


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


def _name(url: str) -> str:
    return unquote(url.removeprefix(_FILE), errors="backslashreplace")
