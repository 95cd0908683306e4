"""Keeps compiled expressions in a file: compiling them takes a third of the time of a start.

What `re` compiles an expression to is an inner matter of this very Python: the file belongs to it alone, and whatever
cannot be read or used is compiled anew, with the same results. `_sre.compile` checks the code it is given.
"""

from __future__ import annotations

import atexit
import marshal
import os
import re
import sys
from array import array
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

try:
    import _sre  # type: ignore[import-not-found]
    from re import _compiler, _parser  # type: ignore[attr-defined] # typeshed leaves inner modules out
except ImportError:  # pragma: no cover - no such Python yet
    _sre = _parser = _compiler = None

Key = tuple[str, int]  # source, flags
Code = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]
WORTH_WRITING: Final = 20  # expressions that the file did not hold
MOST: Final = 3000
BROKEN: Final = (OSError, ValueError, TypeError, EOFError, AttributeError, RuntimeError, OverflowError)

_KEPT: Final[dict[Key, Code]] = {}
_NEW: Final[list[Key]] = []
_FILES: Final[set[Path]] = set()


def compile_kept(source: str, flags: int) -> re.Pattern[str]:
    """`re.compile(source, flags)`, from the file when it holds it. Raises re.error."""
    key = source, int(flags)
    code = _KEPT.get(key)
    if code is not None:
        with suppress(*BROKEN):
            return _from_code(source, code)
    compiled = re.compile(source, flags)
    _NEW.append(key)
    return compiled


def keep_in(folder: Path) -> None:
    """Read what the folder keeps, and keep there at the end of the process what was compiled anew."""
    file = folder / f"expressions-{sys.implementation.cache_tag}-{sys.hexversion:x}.bin"
    if _sre is None or file in _FILES:
        return
    _FILES.add(file)
    with suppress(*BROKEN):
        magic, kept = marshal.loads(file.read_bytes())  # noqa: S302 - the user's own cache folder, checked by _sre
        if magic == _sre.MAGIC:
            _KEPT.update(kept)
    atexit.register(partial(_write, file))


def _from_code(source: str, code: Code) -> re.Pattern[str]:
    flags, numbers, groups, names, places = code
    compiled: re.Pattern[str] = _sre.compile(source, flags, array("I", numbers).tolist(), groups, names, places)
    return compiled


def _write(file: Path) -> None:
    """Whole or not at all; a folder that cannot be written is passed over in silence."""
    if len(_NEW) < WORTH_WRITING:
        return
    kept = _KEPT if len(_KEPT) < MOST else {}
    with suppress(*BROKEN):
        content = marshal.dumps((_sre.MAGIC, kept | {key: _code_of(*key) for key in _NEW}))
        written = file.with_suffix(f".{os.getpid()}")
        written.write_bytes(content)
        written.replace(file)


def _code_of(source: str, flags: int) -> Code:
    parsed: Any = _parser.parse(source, flags)
    names: dict[str, int] = dict(parsed.state.groupdict)
    by_place = {place: name for name, place in names.items()}
    places = tuple(by_place.get(place) for place in range(parsed.state.groups))
    code = array("I", _compiler._code(parsed, flags)).tobytes()
    return int(flags | parsed.state.flags), code, parsed.state.groups - 1, names, places
