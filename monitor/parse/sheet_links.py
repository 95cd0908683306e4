"""Where the cells of an XLSX lead: the targets of its hyperlinks, and what HYPERLINK formulas have as plain words.

Its reader gives what cells show, 查看 in each row. The XML is looked through and never parsed: entities stay words.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Mapping
from typing import Final

from monitor.parse.sheet_far import MOST_BYTES, column_number

MOST_LINKS: Final = 200_000  # of a workbook
_LIST_BYTES: Final = 20_000_000  # of the list of sheets, and of the targets of one
Links = Mapping[tuple[int, int], str]  # row and column, from 0 -> an address of the web

_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\s[^<>]{1,6000}>")
_TARGET: Final = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]{1,6000}>")
_LINK: Final = re.compile(rb"<(?:\w+:)?hyperlink\s[^<>]{1,6000}>")
_ATTRIBUTE: Final = re.compile(rb"\s(?:\w+:)?(\w+)=(?:\"([^\"]*)\"|'([^']*)')")
_PLACE: Final = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_FORMULA: Final = re.compile(
    rb"<(?:\w+:)?c\s([^<>]{0,200})>\s{0,9}<(?:\w+:)?f[^<>]{0,200}>\s{0,9}HYPERLINK\(\s{0,9}(?:\"|&quot;)"
    rb"((?:(?!&quot;)[^\"<]){1,4000})(?:\"|&quot;)\s{0,9}[,)]", re.IGNORECASE
)  # fmt: skip
_WEB: Final = re.compile(r"https?://\S{1,2000}", re.IGNORECASE)


def links_of(body: bytes) -> list[Links]:
    """The links of each sheet of a workbook, in the order of its sheets; [] for one that names them otherwise.

    Raises what zipfile raises.
    """
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        listed = [_attributes(tag) for tag in _SHEET.findall(_read(archive, "xl/workbook.xml"))]
        parts = _targets(archive, "xl/workbook.xml")
        found, left = list[Links](), MOST_LINKS
        for sheet in listed:
            found.append(_of_sheet(archive, _joined("xl", parts.get(sheet.get("id", ""), "")), left))
            left -= len(found[-1])
        return found


def _of_sheet(archive: zipfile.ZipFile, name: str, most: int) -> Links:
    xml = _read(archive, name, MOST_BYTES)
    links = dict[tuple[int, int], str]()
    if b"hyperlink " in xml:
        targets = _targets(archive, name)
        tags = map(_attributes, _LINK.findall(xml))
        _keep(links, ((tag.get("ref", ""), targets.get(tag.get("id", ""), "")) for tag in tags), most)
    if b"HYPERLINK(" in xml:
        formulas = ((_attributes(b" " + cell).get("r", ""), _words(target)) for cell, target in _FORMULA.findall(xml))
        _keep(links, formulas, most)
    return links


def _keep(links: dict[tuple[int, int], str], found: Iterable[tuple[str, str]], most: int) -> None:
    """Keep the addresses of the web; of an area that has one link its first cell."""
    for ref, target in found:
        place = _PLACE.match(ref)
        if place and len(links) < most and _WEB.fullmatch(target.strip()):
            links[int(place[2]) - 1, column_number(place[1].encode()) - 1] = target.strip()


def _targets(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """What a part of the workbook leads to, by the ids that it has in that part."""
    folder, _, last = name.rpartition("/")
    tags = map(_attributes, _TARGET.findall(_read(archive, f"{folder}/_rels/{last}.rels")))
    return {tag.get("Id", ""): tag.get("Target", "") for tag in tags}


def _joined(folder: str, target: str) -> str:
    return target[1:] if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")


def _read(archive: zipfile.ZipFile, name: str, most: int = _LIST_BYTES) -> bytes:
    """The bytes of a part; b"" for one that is not there or too large."""
    try:
        return b"" if archive.getinfo(name).file_size > most else archive.read(name)
    except KeyError:
        return b""


def _attributes(tag: bytes) -> dict[str, str]:
    return {name.decode(): _words(one or other) for name, one, other in _ATTRIBUTE.findall(tag)}


def _words(raw: bytes) -> str:
    return html.unescape(raw.decode("utf-8", "replace"))
