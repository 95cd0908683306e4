"""Keeps in the user's cache folder which words expressions need: working it out takes half a millisecond each.

A file of its own beside the compiled expressions: it is read whole, once enough text has come to pay for that.
"""

from __future__ import annotations

import atexit
import marshal
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Final
from zlib import crc32

from monitor.text import compiled, needs
from monitor.text.needs import Needs, all_needs

MOST: Final = 12_000  # expressions in a file; what more would be are those of earlier states of the rules
HEAD: Final = 8  # digits of sixteen: the check sum of what follows
Stored = dict[str, tuple[tuple[tuple[str, ...], int | None, int | None], ...]]

_KNOWN: Final[dict[str, tuple[Needs, ...]]] = {}


def are_kept() -> bool:
    """Whether the needs of expressions are likely known already."""
    file = _file()
    return bool(_KNOWN) or (file is not None and file.exists())


def needs_of_all(sources: Sequence[str]) -> list[tuple[Needs, ...]]:
    """`all_needs` of each of many expressions without flags, from the file what it holds. Raises re.error."""
    if (file := _file()) is not None:
        _read(file)
    new = [source for source in sources if source not in _KNOWN]
    _KNOWN.update({source: tuple(all_needs(source)) for source in new})
    if new and file is not None:
        _write_at_end(file)
    return [_KNOWN[source] for source in sources]


def _file() -> Path | None:
    """Named after all that the needs follow from beside the expressions: Python's `re` and the module that reads it."""
    folder = compiled.folder()
    if folder is None:
        return None
    reader = crc32(Path(needs.__file__).read_bytes())
    return folder / f"needs-{sys.implementation.cache_tag}-{sys.hexversion:x}-{reader:08x}.bin"


@cache
def _read(file: Path) -> None:
    with suppress(*compiled.BROKEN):
        content = file.read_bytes()
        if int(content[:HEAD], 16) != crc32(content[HEAD:]):
            raise ValueError(file)
        stored: Stored = marshal.loads(content[HEAD:])  # noqa: S302 - the user's own cache folder
        _KNOWN.update({source: tuple(Needs(*one) for one in own) for source, own in stored.items()})


@cache
def _write_at_end(file: Path) -> None:
    atexit.register(partial(_write, file))


def _write(file: Path) -> None:
    """Whole or not at all; a folder that cannot be written is passed over in silence."""
    stored: Stored = {
        source: tuple([(one.words, one.before, one.length) for one in own]) for source, own in [*_KNOWN.items()][-MOST:]
    }
    with suppress(*compiled.BROKEN):
        body = marshal.dumps(stored)
        written = file.with_suffix(f".{os.getpid()}")
        written.write_bytes(f"{crc32(body):0{HEAD}x}".encode() + body)
        written.replace(file)
