"""Files that lie packed in an archive and must be read back and forth: unpacked one behind another into one file."""

from __future__ import annotations

import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from types import TracebackType
from typing import BinaryIO, Final, Self, cast

from monitor.unpack.bounds import BLOCK, SPOOL_BYTES, Budget, Spent
from monitor.unpack.digests import Digest
from monitor.unpack.model import Limits
from monitor.unpack.streams import Window, blocks_of

ERRORS: Final = (
    OSError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError,
)  # fmt: skip # what a ZIP that is damaged or packed in an odd way makes the library raise
_RATIO_FROM: Final = 16_000_000  # bytes may come out of few; beyond, a thousand for each that went in


class Unpacked:
    """What packed files of one archive of `size` bytes unpack to, as a context manager; windows are good inside it."""

    def __init__(self, size: int) -> None:
        self._file = cast("BinaryIO", tempfile.SpooledTemporaryFile(SPOOL_BYTES))  # noqa: SIM115 - closed by __exit__
        self._budget = Budget(replace(Limits(), ratio_from=_RATIO_FROM), size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def add(self, stream: BinaryIO, digest: Digest | None) -> tuple[Window, str]:
        """One more file: what came out of it, and why that is not all of it, "" when it is. Raises OSError: disk full.

        Args: digest, is told of what comes out.
        """
        start, problems = self._file.seek(0, 2), list[str]()
        for block in self._blocks(stream, problems):
            if digest is not None:
                digest.update(block)
            self._file.write(block)
        return Window(self._file, start, self._file.tell() - start), "".join(problems)

    def _blocks(self, stream: BinaryIO, problems: list[str]) -> Iterator[bytes]:
        try:
            for block in blocks_of(stream, BLOCK):
                self._budget.took(len(block))
                yield block
        except Spent as spent:
            problems.append(str(spent))
        except ERRORS as error:
            if isinstance(error, OSError) and error.errno:
                raise  # of this machine, not of the archive: read again, it may be whole
            why = str(error)[:100] or type(error).__name__
            problems.append(f"cannot be unpacked to its end ({why}); what came out of it was read")
