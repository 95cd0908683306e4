"""The objects that stand open in a PDF, as far as their dictionaries say something of the file. Pure.

A file is walked once from its beginning. Words that somebody wrote into it (a title, a picture) stand in strings and
streams; those are passed over as the format says, so that nothing in them reads as a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

MAX_STEPS: Final = 300_000  # signs of a file that are looked at; what lies beyond is left out
_LONGEST: Final = 65_536  # bytes of a stream that are handed on

_OBJECT: Final = re.compile(rb"(?<!\d)\d{1,10}\s{1,9}\d{1,10}\s{0,9}\Z")
_TOKEN: Final = re.compile(
    rb"/[^\s\0()<>\[\]{}/%]*+|<<|>>|<[0-9A-Fa-f\s]*+>|[^\s\0()<>\[\]{}/%]++|[()<>\[\]{}]|[\s\0]++|%[^\r\n]*+"
)
_IN_STRING: Final = re.compile(rb"[^()\\]*+(?:\\.[^()\\]*+)*+([()])", re.DOTALL)
_STREAM: Final = re.compile(rb"\r?\n?")
_ENDS: Final = re.compile(rb"\s{0,3}endstream")


class Object(NamedTuple):
    """An object: what its dictionary says in itself, and the first bytes of its stream.

    `entries`: name (`/Title`) -> a string with its brackets and escapes, a name or a number; b"" for what is made of
    others.
    """

    entries: Mapping[bytes, bytes]
    stream: bytes


class _Ended(Exception):
    """The file ends, or what is looked at of it does."""


def objects_of(body: bytes) -> Iterator[Object]:
    """The objects of a PDF in its order. Linear; raises nothing."""
    walk = _Walk(body)
    try:
        while True:
            yield walk.next()
    except _Ended:
        return


class _Walk:
    """A place in a file, and how many signs are still looked at."""

    def __init__(self, body: bytes) -> None:
        self._body, self._at, self._left = body, 0, MAX_STEPS

    def next(self) -> Object:
        """The next object. Raises _Ended."""
        self._find()
        entries: dict[bytes, bytes] = {}
        key, depth = b"", 0
        for token in self._tokens():
            if depth == 0 and token in _LAST:
                return Object(entries, self._stream(entries) if token == b"stream" else b"")
            if depth == 1 and token not in _CLOSES:
                if key:
                    entries.setdefault(key, b"" if token in _OPENS else token)
                    key = b""
                elif token.startswith(b"/"):
                    key = token
            depth = max(0, depth + (token in _OPENS) - (token in _CLOSES))
        raise _Ended

    def _find(self) -> None:
        """Go behind the next `obj`."""
        while True:
            self._step()
            place = self._body.find(b"obj", self._at)
            if place < 0:
                raise _Ended
            before = self._body[max(self._at, place - 40) : place]
            self._at = place + 3
            if _OBJECT.search(before):
                return

    def _tokens(self) -> Iterator[bytes]:
        while found := _TOKEN.match(self._body, self._at):
            self._step()
            begin, self._at, token = self._at, found.end(), found[0]
            if token == b"(":
                self._string()
                yield self._body[begin : self._at]
            elif not token[:1].isspace() and token[:1] not in (b"%", b"\0"):
                yield token

    def _string(self) -> None:
        """Go behind the end of a string: brackets in it are paired or escaped."""
        depth = 1
        while depth:
            self._step()
            found = _IN_STRING.match(self._body, self._at)
            if found is None:
                raise _Ended
            self._at = found.end()
            depth += 1 if found[1] == b"(" else -1

    def _stream(self, entries: Mapping[bytes, bytes]) -> bytes:
        """The first bytes of a stream; go behind it, by its length where that is said and true."""
        found = _STREAM.match(self._body, self._at)
        begin = found.end() if found else self._at
        said = entries.get(b"/Length", b"")
        end = begin + int(said) if said.isdigit() and len(said) < 12 else -1
        if end < 0 or not _ENDS.match(self._body, end):
            end = self._body.find(b"endstream", begin)
        self._at = end if end >= 0 else len(self._body)
        return self._body[begin : min(self._at, begin + _LONGEST)]

    def _step(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _Ended


_LAST: Final = frozenset((b"endobj", b"stream", b"obj"))
_OPENS: Final = frozenset((b"<<", b"["))
_CLOSES: Final = frozenset((b">>", b"]"))
