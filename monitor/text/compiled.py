"""Keeps compiled expressions in a file: compiling them takes a third of the time of a start.

What `re` compiles an expression to is an inner matter of this very Python: the file belongs to it alone, and whatever
cannot be read or used is compiled anew, with the same results. `_sre.compile` checks the code it is given.

The file: the length of its index in eight digits of sixteen, the index (marshalled), the codes one behind another.
Only the index is read at the start, and of the codes those that are asked for.
"""

from __future__ import annotations

import atexit
import marshal
import os
import re
import sys
from array import array
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple
from zlib import crc32

from monitor.text.begins import quickened

try:
    import _sre  # type: ignore[import-not-found]
    from re import _compiler, _parser  # type: ignore[attr-defined] # typeshed leaves inner modules out
except ImportError:  # pragma: no cover - no such Python yet
    _sre = _parser = _compiler = None

Key = tuple[str, int]  # source, flags
Code = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]
Better = Callable[[Any, int, list[int]], list[int]]
WORTH_WRITING: Final = 20  # expressions that the file did not hold
MOST: Final = 8000  # entries: more than twice as many as expressions and their branches
FORM: Final = 2  # of what is kept: a file of another form is left alone
BROKEN: Final = (OSError, ValueError, TypeError, EOFError, AttributeError, RuntimeError, OverflowError)

HEAD: Final = 8  # bytes before the index
Entry = tuple[int, int]  # where a code lies behind the index, its length
Index = dict[tuple[int, int], Entry]  # by check sum of the source, and flags


class _Kept(NamedTuple):
    """A file held open: `begin` is where its codes begin."""

    handle: int
    begin: int
    entries: Index


_KEPT: Final[dict[Path, _Kept | None]] = {}
_NEW: Final[list[Key]] = []


def compile_kept(source: str, flags: int) -> re.Pattern[str]:
    """`re.compile(source, flags)`, from the file when it holds it. Raises re.error."""
    key = source, int(flags)
    for kept in _KEPT.values():
        if kept is not None and (entry := kept.entries.get(_short(key))) is not None:
            with suppress(*BROKEN):
                return _read(kept, entry, key)
    compiled = re.compile(source, flags) if _sre is None else _from_code(source, _quick_code_of(*key))
    _NEW.append(key)
    return compiled


def keep_in(kept_in: Path) -> None:
    """Read what the folder keeps, and keep there at the end of the process what was compiled anew."""
    file = kept_in / f"expressions-{FORM}-{sys.implementation.cache_tag}-{sys.hexversion:x}.bin"
    if _sre is None or file in _KEPT:
        return
    _KEPT[file] = None
    with suppress(*BROKEN):
        _KEPT[file] = _open(file)
    atexit.register(partial(_write, file))


def folder() -> Path | None:
    """The folder that keeps expressions, None when they are kept nowhere."""
    return next((file.parent for file in _KEPT), None)


def _short(key: Key) -> tuple[int, int]:
    return crc32(_bytes(key[0])), key[1]


def _bytes(source: str) -> bytes:
    return source.encode("utf-8", "surrogatepass")


def _open(file: Path) -> _Kept:
    handle = os.open(file, os.O_RDONLY)
    try:
        size = int(os.pread(handle, HEAD, 0), 16)
        magic, index = marshal.loads(os.pread(handle, size, HEAD))  # noqa: S302 - the user's own cache folder
        if magic != _sre.MAGIC or not isinstance(index, dict):
            raise ValueError(file)
    except BaseException:
        os.close(handle)
        raise
    return _Kept(handle, HEAD + size, index)


def _read(kept: _Kept, entry: Entry, key: Key) -> re.Pattern[str]:
    """The expression of an entry. Raises one of BROKEN when it is not there."""
    at, size = entry
    source, code = marshal.loads(os.pread(kept.handle, size, kept.begin + at))  # noqa: S302 - as above
    if source != _bytes(key[0]):  # another one with the same check sum
        raise ValueError(key)
    return _from_code(key[0], code)


def _from_code(source: str, code: Code) -> re.Pattern[str]:
    flags, numbers, groups, names, places = code
    compiled: re.Pattern[str] = _sre.compile(source, flags, array("I", numbers).tolist(), groups, names, places)
    return compiled


def _write(file: Path) -> None:
    """Whole or not at all; a folder that cannot be written is passed over in silence."""
    if len(_NEW) < WORTH_WRITING:
        return
    with suppress(*BROKEN):
        written = file.with_suffix(f".{os.getpid()}")
        written.write_bytes(_content(_KEPT[file]))
        written.replace(file)


def _content(kept: _Kept | None) -> bytes:
    """What a file held, unless it grew too long, and the new expressions."""
    index: Index = {}
    body = bytearray()
    if kept is not None and len(kept.entries) < MOST:
        index.update(kept.entries)
        body += os.pread(kept.handle, os.fstat(kept.handle).st_size, kept.begin)
    for key in _NEW:
        entry = marshal.dumps((_bytes(key[0]), _quick_code_of(*key)))
        index[_short(key)] = (len(body), len(entry))
        body += entry
    head = marshal.dumps((_sre.MAGIC, index))
    return f"{len(head):0{HEAD}x}".encode() + head + body


def _quick_code_of(source: str, flags: int) -> Code:
    return _code_of(source, flags, quickened)


def _code_of(source: str, flags: int, better: Better = lambda _parsed, _flags, code: code) -> Code:
    """What `re` compiles an expression to; `better` makes of its code one that finds the same."""
    parsed: Any = _parser.parse(source, flags)
    names: dict[str, int] = dict(parsed.state.groupdict)
    by_place = {place: name for name, place in names.items()}
    places = tuple(by_place.get(place) for place in range(parsed.state.groups))
    code = array("I", better(parsed, flags, _compiler._code(parsed, flags))).tobytes()
    return int(flags | parsed.state.flags), code, parsed.state.groups - 1, names, places
