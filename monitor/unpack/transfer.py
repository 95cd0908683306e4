"""A stretch of a file as its bytes were before they were coded for mail: base64, quoted-printable or as they are.

Block by block, whatever is wrong with the coding: characters that cannot belong to it are passed over, as browsers do.
"""

from __future__ import annotations

from binascii import a2b_base64, a2b_qp
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from monitor.unpack.bounds import BLOCK
from monitor.unpack.streams import Window, blocks_of

_BASE64: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_OTHER: Final = bytes(set(range(256)) - set(_BASE64))
_QP_TAIL: Final = 3  # bytes of "=XX"


def undone(file: BinaryIO, start: int, end: int, coding: str) -> Iterator[bytes]:
    """The bytes from start to end of a file, their transfer coding undone; an unknown coding is left as it is."""
    undo = _CODINGS.get(coding)
    blocks = blocks_of(Window(file, start, end - start), BLOCK)
    return undo(blocks) if undo else blocks


def _from_base64(blocks: Iterator[bytes]) -> Iterator[bytes]:
    carried = b""
    for block in blocks:
        *ended, carried = (carried + block.translate(None, _OTHER)).split(b"=")
        out = [_plain(piece) for piece in ended]  # pieces coded one by one and joined have padding in the middle
        whole = len(carried) // 4 * 4
        yield b"".join([*out, a2b_base64(carried[:whole])])
        carried = carried[whole:]
    yield _plain(carried)


def _plain(piece: bytes) -> bytes:
    """base64 without its padding; a single character that is left over says nothing."""
    if len(piece) % 4 == 1:
        piece = piece[:-1]
    return a2b_base64(piece + b"=" * (-len(piece) % 4))


def _from_quoted_printable(blocks: Iterator[bytes]) -> Iterator[bytes]:
    carried = b""
    for block in blocks:
        carried += block
        cut = carried.rfind(b"\n") + 1
        if not cut and len(carried) >= BLOCK:  # a line longer than anybody may write
            cut = len(carried) - _QP_TAIL
            mark = carried.find(b"=", cut - _QP_TAIL)
            cut = cut if mark < 0 else mark
        yield a2b_qp(carried[:cut])
        carried = carried[cut:]
    yield a2b_qp(carried)


_CODINGS: Final[dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]]] = {
    "base64": _from_base64, "quoted-printable": _from_quoted_printable,
}  # fmt: skip
PLAIN: Final = frozenset({"", "7bit", "8bit", "binary"})


def is_known(coding: str) -> bool:
    """True when a transfer coding can be undone."""
    return coding in PLAIN or coding in _CODINGS
