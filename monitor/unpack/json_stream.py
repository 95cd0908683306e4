"""A JSON file -> the members of one array in it, one after another, whatever its size and however long its lines.

Only brackets and strings are looked at here; each member is read as JSON by itself. Memory: one member, up to a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

BLOCK: Final = 1 << 18
_BEHIND: Final = 200  # bytes before a bracket are looked at for its key
_IN_STRING: Final = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_MARK: Final = re.compile(rb'["{}\[\]]')
_KEY: Final = re.compile(rb'"((?:[^"\\]|\\.){0,80})"\s{0,50}:\s{0,50}\Z', re.DOTALL)
_QUOTE: Final = ord('"')
_ARRAY: Final = ord("[")
_OPENING: Final = frozenset(b"{[")


class Item(NamedTuple):
    """One member of the array as JSON, and where in the file it begins; `cut` when it is longer than the limit, then
    only how it begins."""

    data: bytes
    cut: bool = False
    start: int = 0


def items(file: BinaryIO, path: tuple[str, ...], most: int) -> Iterator[Item]:
    """The objects of the array that lies under the keys of `path`; each of at most `most` bytes.

    Raises EOFError when the file ends before the array does, LookupError when there is no such array.
    """
    scanner = _Scanner(file, most)
    wanted, keys = ["", *path], list[str]()  # the keys of the outermost containers around this place
    depth, found = 0, False
    for mark, place in scanner.marks():
        if mark in _OPENING:
            if depth < len(wanted):
                keys.append(scanner.key_before(place))
                found = found or (keys == wanted and mark == _ARRAY)
            elif found and depth == len(wanted):
                scanner.begin(place)
            depth += 1
            continue
        depth -= 1
        if found and depth == len(wanted):
            yield scanner.end(place + 1)
        del keys[max(0, depth) :]
        if found and depth < len(wanted):
            return
    if found:
        raise EOFError("the file ends too early")
    raise LookupError(".".join(path))


class _Scanner:
    """The brackets outside of strings, and the bytes between two of them."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file, self._most = file, most
        self._buffer = bytearray()
        self._start = 0  # where in the file the buffer begins
        self._kept: int | None = None  # where in the file the open member begins
        self._cut = b""

    def marks(self) -> Iterator[tuple[int, int]]:
        """Each bracket and where in the file it stands."""
        at, in_string = 0, False
        while True:
            if in_string:
                stop = _IN_STRING.match(self._buffer, at)
                at = stop.end() if stop else at
                if at < len(self._buffer) and self._buffer[at] == _QUOTE:
                    in_string, at = False, at + 1
                    continue
            elif mark := _MARK.search(self._buffer, at):
                at = mark.end()
                in_string = self._buffer[at - 1] == _QUOTE
                if not in_string:
                    yield self._buffer[at - 1], self._start + at - 1
                continue
            else:
                at = len(self._buffer)
            at -= self._forget(at)
            block = self._file.read(BLOCK)
            if not block:
                return
            self._buffer += block

    def key_before(self, place: int) -> str:
        """The key of the value that begins at a place; "" without one."""
        at = place - self._start
        found = _KEY.search(self._buffer[max(0, at - _BEHIND) : at])
        return found[1].decode("utf-8", "replace") if found else ""

    def begin(self, place: int) -> None:
        """Keep what follows."""
        self._kept, self._cut = place, b""

    def end(self, place: int) -> Item:
        """What was kept."""
        if self._kept is None:
            return Item(self._cut, True)
        item = Item(bytes(self._buffer[self._kept - self._start : place - self._start]), False, self._kept)
        self._kept = None
        return item

    def _forget(self, at: int) -> int:
        """Drop what is not needed any more; returns how many bytes of the buffer that were."""
        if self._kept is not None and self._start + at - self._kept > self._most:
            self._cut = bytes(self._buffer[self._kept - self._start :])
            self._kept = None
        needed = at - _BEHIND if self._kept is None else min(at - _BEHIND, self._kept - self._start)
        dropped = max(0, needed)
        del self._buffer[:dropped]
        self._start += dropped
        return dropped
