"""The content codings of HTTP undone as streams: gzip, deflate, br, zstd; never more than a few blocks in memory.

Each decoder takes blocks, yields decoded blocks and appends what is wrong to `problems`; how much comes out is for the
caller to limit. What a decoder needs of a package is asked for when it is first used. What comes out, also of a broken
body, does not depend on how the bytes are cut into blocks: a digest that was taken while they arrived holds for years.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any, Final

Decoder = Callable[[Iterable[bytes], list[str]], Iterator[bytes]]
BLOCK: Final = 65_536
START: Final = 512  # so many bytes tell what a body is
MAX_FRAMES: Final = 10_000  # of zstd in one body: each costs the time of a new decoder, however small it is
WINDOW_LOG: Final = 23  # RFC 9659: a zstd body of HTTP needs no more than 8 MB of memory to undo
BROKEN: Final = "the compressed data is broken"
EARLY: Final = "the compressed data ends too early"
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_SKIPPED: Final = b"\x2a\x4d\x18"  # bytes 2 to 4 of a zstd frame that holds no data
_PIECE: Final = 512  # of a br body, at a time: a piece that breaks is read again byte by byte
_MODULES: Final = {"br": "brotli", "zstd": "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"}
_PACKAGES: Final = {"br": "brotli", "zstd": "backports.zstd"}


def missing(coding: str) -> str:
    """Why a coding that is known cannot be undone here, in one sentence; '' when it can."""
    if coding not in _MODULES or _module(coding) is not None:
        return ""
    package = _PACKAGES[coding]
    return f"the content coding {coding} needs the package {package}, which is not installed (pip install {package})"


def seems_coded(coding: str, start: bytes) -> bool:
    """Whether a body that begins like this may have a coding; tools undo one and leave the header that names it."""
    if coding == "zstd":
        skipped = 0x50 <= start[0] <= 0x5F if start else False
        return start[:4] == _ZSTD[: len(start)] or (skipped and start[1:4] == _SKIPPED[: len(start) - 1])
    if coding == "br":
        return not _is_text(start)
    return coding == "deflate" or start[:2] == _GZIP[: len(start)]


def _is_text(start: bytes) -> bool:
    """True for bytes without control characters; compressed data has some among so many."""
    return all(byte >= 32 or byte in b"\t\n\r\f" for byte in start) and 127 not in start


@cache
def _module(coding: str) -> Any:
    try:
        return import_module(_MODULES[coding])
    except ImportError:
        return None


def inflated(blocks: Iterable[bytes], problems: list[str]) -> Iterator[bytes]:
    """gzip, zlib or raw deflate undone."""
    engine = zlib.decompressobj(zlib.MAX_WBITS | 32)
    fresh, empty, data = True, True, b""
    for block in _even(blocks, BLOCK):
        data, empty = data + block, False
        while data:
            if engine.eof:
                if not data.startswith(_GZIP[: len(data)]):  # only a further gzip member goes on; the rest is padding
                    return
                if len(data) < len(_GZIP):
                    break
                engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                out = engine.decompress(data, BLOCK)
            except zlib.error:
                if not fresh:
                    problems.append(BROKEN)
                    return
                engine, fresh = zlib.decompressobj(-zlib.MAX_WBITS), False  # some servers send no frame around deflate
                continue
            if out:
                fresh = False
                yield out
            data = engine.unused_data if engine.eof else engine.unconsumed_tail
    try:
        rest = engine.flush()
    except zlib.error:
        rest = b""
    if rest:
        yield rest
    if not engine.eof and not empty:
        problems.append(EARLY)


def _even(blocks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The same bytes in blocks of one size, the last may be shorter."""
    rest = b""
    for block in blocks:
        data, place = rest + block if rest else block, 0
        while len(data) - place >= size:
            yield data[place : place + size]
            place += size
        rest = data[place:]
    if rest:
        yield rest


def brotli_undone(blocks: Iterable[bytes], problems: list[str]) -> Iterator[bytes]:
    """br undone (RFC 7932).

    The decoder keeps nothing of the piece that breaks it, and padding in that piece is enough. So a second one follows
    one piece behind and reads that piece byte by byte: memory stays small, whatever the size of the body.
    """
    module = _module("br")
    engine, behind, empty = module.Decompressor(), module.Decompressor(), True
    for data in _even(blocks, _PIECE):
        given, empty = 0, False
        try:
            for out in _brotli_out(engine, data):
                given += len(out)
                yield out
        except module.error:
            if not (yield from _brotli_slowly(module, behind, data, given)):
                problems.append(BROKEN)
            return
        if engine.is_finished():
            return
        for _ in _brotli_out(behind, data):
            pass
    if not empty:
        problems.append(EARLY)


def _brotli_slowly(module: Any, engine: Any, data: bytes, given: int) -> Generator[bytes, None, bool]:
    """What is undone of a piece before the byte that breaks it, without what was given; True: only padding broke."""
    try:
        for place in range(len(data)):
            for out in _brotli_out(engine, data[place : place + 1]):
                if len(out) > given:
                    yield out[given:]
                given = max(0, given - len(out))
            if engine.is_finished():
                return True
    except module.error:
        pass
    return False


def _brotli_out(engine: Any, data: bytes) -> Iterator[bytes]:
    while True:
        out = engine.process(data, output_buffer_limit=BLOCK)
        if out:
            yield out
        if engine.is_finished() or (not out and engine.can_accept_more_data()):
            return
        data = b""


def zstd_undone(blocks: Iterable[bytes], problems: list[str]) -> Iterator[bytes]:
    """zstd undone (RFC 8878), frame after frame."""
    module = _module("zstd")
    engine, frames, empty = _zstd_engine(module), 1, True
    for block in _even(blocks, BLOCK):
        data = block
        while data or not (engine.eof or engine.needs_input):
            empty = False
            if engine.eof:
                if not seems_coded("zstd", data[:4]):  # padding
                    return
                engine, frames = _zstd_engine(module), frames + 1
            try:
                out = engine.decompress(data, BLOCK)
            except module.ZstdError:
                out = b""
                frames = MAX_FRAMES + 1
            if frames > MAX_FRAMES:
                problems.append(BROKEN)
                return
            if out:
                yield out
            data = engine.unused_data if engine.eof else b""
    if not engine.eof and not empty:
        problems.append(EARLY)


def _zstd_engine(module: Any) -> Any:
    return module.ZstdDecompressor(options={module.DecompressionParameter.window_log_max: WINDOW_LOG})


DECODERS: Final[Mapping[str, Decoder]] = {
    "gzip": inflated, "x-gzip": inflated, "deflate": inflated, "br": brotli_undone, "zstd": zstd_undone,
}  # fmt: skip
