"""An index of records as CDXJ, sorted with bounded memory and packed in blocks that a player can fetch one by one."""

from __future__ import annotations

import hashlib
import heapq
import json
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Final

from monitor.publish.surt import surt

LINES_A_BLOCK: Final = 3000
LINES_IN_MEMORY: Final = 100_000


@dataclass(frozen=True, slots=True)
class Indexed:
    """One record as an index knows it; `date` is ISO 8601, offset and length are bytes in `file`."""

    url: str
    date: str
    file: str
    offset: int
    length: int
    digest: str
    media_type: str = ""
    status: int | None = None

    def line(self) -> str:
        """The record's line, with its end."""
        stamp = "".join(one for one in self.date if one.isdigit())[:14]
        told = {
            "url": self.url, "mime": self.media_type, "status": str(self.status or ""), "digest": self.digest,
            "length": str(self.length), "offset": str(self.offset), "filename": self.file,
        }  # fmt: skip
        kept = {name: value for name, value in told.items() if value}
        return f"{surt(self.url)} {stamp} {json.dumps(kept, ensure_ascii=False)}\n"


class SortedLines:
    """Lines that are added in any order and read back sorted by their bytes; what is too much lies in files."""

    def __init__(self, in_memory: int = LINES_IN_MEMORY) -> None:
        self._most, self._lines = in_memory, list[bytes]()
        self._files = ExitStack()
        self._runs: list[IO[bytes]] = []

    def add(self, line: str) -> None:
        """One more line."""
        self._lines.append(line.encode())
        if len(self._lines) >= self._most:
            file = self._files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
            file.writelines(sorted(self._lines))
            self._runs.append(file)
            self._lines.clear()

    def __iter__(self) -> Iterator[bytes]:
        for file in self._runs:
            file.seek(0)
        return iter(heapq.merge(*self._runs, sorted(self._lines)))

    def close(self) -> None:
        """Give the files back."""
        self._files.close()


def packed(lines: Iterator[bytes], name: str, index: list[str]) -> Iterator[bytes]:
    """Sorted lines -> gzip members of some thousand lines each; `index` gets a line for each member.

    Args: name, of the file that the members will make up.
    """
    index.append(f"!meta 0 {json.dumps({'format': 'cdxj-gzip-1.0', 'filename': name})}\n")
    offset = 0
    while block := [line for _, line in zip(range(LINES_A_BLOCK), lines, strict=False)]:
        engine = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
        member = engine.compress(b"".join(block)) + engine.flush()
        digest = f"sha256:{hashlib.sha256(member).hexdigest()}"
        place = json.dumps({"offset": offset, "length": len(member), "digest": digest, "filename": name})
        index.append(f"{block[0].decode().partition(' {')[0]} {place}\n")
        offset += len(member)
        yield member
