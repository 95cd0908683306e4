"""Stage 7, publish: records of the archive -> a WACZ 1.1.1 file that web archive players open. Writes one file.

The same records give the same bytes: no clock and no random number goes in. All entries are stored uncompressed, so
that a player can fetch parts of them; memory does not grow with the records.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, BinaryIO, Final, Protocol

from monitor.__about__ import __version__
from monitor.publish.cdxj import Indexed, SortedLines, packed

WACZ_VERSION: Final = "1.1.1"
PROFILE: Final = "data-package"
MADE_BY: Final = "hydrowatch"
PAGES_HEAD: Final = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
PAGE_NAMES: Final = ("id", "url", "ts", "title")
_INDEX: Final = "index.cdx.gz"
_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the least a ZIP entry can say


class WarcPart(Protocol):
    """Records of one archive file that leave under its name. `indexed` is read first, to its end."""

    name: str

    def indexed(self) -> Iterator[Indexed]:
        """The lines of the index, with the places the records will have."""
        ...

    def size(self) -> int:
        """How many bytes leave."""
        ...

    def blocks(self) -> Iterator[bytes]:
        """The bytes of the records, one after another."""
        ...


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page that the reader of the file can begin with; `date` is ISO 8601."""

    id: str
    url: str
    date: str
    title: str

    def line(self) -> str:
        """The page's line of pages.jsonl."""
        told = dict(zip(PAGE_NAMES, (self.id, self.url, f"{self.date[:19]}Z", self.title), strict=True))
        return json.dumps(told, ensure_ascii=False) + "\n"


@dataclass(slots=True)
class _Package:
    """The ZIP file and what was put in it so far."""

    archive: zipfile.ZipFile
    resources: list[dict[str, Any]] = field(default_factory=list)

    def put(self, path: str, blocks: Iterable[bytes], size: int = 0) -> str:
        """Write one entry; `size`, when known, says whether it needs 64-bit lengths. Returns its digest."""
        info = zipfile.ZipInfo(path, _DAY)
        info.external_attr, info.create_system = 0o644 << 16, 3
        info.file_size = size
        sha, count = hashlib.sha256(), 0
        with self.archive.open(info, "w") as entry:
            for block in blocks:
                entry.write(block)
                sha.update(block)
                count += len(block)
        digest = f"sha256:{sha.hexdigest()}"
        self.resources.append(resource(path, digest, count))
        return digest


def resource(path: str, digest: str, size: int) -> dict[str, Any]:
    """What datapackage.json says of one entry."""
    name = PurePosixPath(path).name.lower()  # the format of data packages knows no capitals here
    # "file": none is a table, whatever its suffix; validators would read lines of JSON as the rows of one
    return {"name": name, "path": path, "hash": digest, "bytes": size, "type": "file"}


def write_wacz(
    out: BinaryIO, parts: Iterable[WarcPart], pages: Iterable[ListedPage], title: str, more: Mapping[str, str],
    files: Iterable[tuple[str, Iterable[bytes]]] = (),
) -> None:  # fmt: skip
    """Write a WACZ file.

    Args: out, a file that can seek; title, of the whole; more, further words of datapackage.json; files, what else goes
    in, with its path there: asked for when the records and pages are written.
    """
    lines = SortedLines()
    try:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            package = _Package(archive)
            for part in parts:
                for record in part.indexed():
                    lines.add(record.line())
                package.put(f"archive/{part.name}", part.blocks(), part.size())
            index: list[str] = []
            package.put(f"indexes/{_INDEX}", packed(iter(lines), _INDEX, index))
            package.put("indexes/index.idx", (line.encode() for line in index))
            package.put("pages/pages.jsonl", _pages(pages))
            for path, blocks in files:
                package.put(path, blocks)
            _close(package, title, more)
    finally:
        lines.close()


def _pages(pages: Iterable[ListedPage]) -> Iterator[bytes]:
    yield (json.dumps(PAGES_HEAD) + "\n").encode()
    for page in pages:
        yield page.line().encode()


def _close(package: _Package, title: str, more: Mapping[str, str]) -> None:
    """The list of all files with their digests, and the digest of that list."""
    told = {
        "profile": PROFILE, "wacz_version": WACZ_VERSION, "title": title,
        "software": f"{MADE_BY} {__version__}", **more, "resources": list(package.resources),
    }  # fmt: skip
    digest = package.put("datapackage.json", [_as_json(told)])
    package.put("datapackage-digest.json", [_as_json({"path": "datapackage.json", "hash": digest})])


def _as_json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
