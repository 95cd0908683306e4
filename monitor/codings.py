"""The content codings of HTTP undone as streams: gzip, deflate, br, zstd; never more than a few blocks in memory.

Each decoder takes blocks, yields decoded blocks and appends what is wrong to `problems`; how much comes out is for the
caller to limit. What a decoder needs of a package is asked for when it is first used.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
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
_PIECE: Final = 4096  # what is undone of a broken br body is lost with the piece that breaks
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
        return start[:4] == _ZSTD[: len(start)] or start[1:4] == _SKIPPED[: len(start) - 1]
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
    fresh, empty = True, True
    for block in blocks:
        data, empty = block, False
        while data:
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
            data = engine.unconsumed_tail
            if engine.eof:
                data = engine.unused_data
                if not data.startswith(_GZIP):  # only a further gzip member goes on; the rest is padding
                    return
                engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        rest = engine.flush()
    except zlib.error:
        rest = b""
    if rest:
        yield rest
    if not engine.eof and not empty:
        problems.append(EARLY)


def brotli_undone(blocks: Iterable[bytes], problems: list[str]) -> Iterator[bytes]:
    """br undone (RFC 7932)."""
    module = _module("br")
    engine, empty = module.Decompressor(), True
    for data in _pieces(blocks):
        empty = False
        try:
            yield from _brotli_out(engine, data)
        except module.error:
            problems.append(BROKEN)
            return
        if engine.is_finished():
            return
    if not empty:
        problems.append(EARLY)


def _brotli_out(engine: Any, data: bytes) -> Iterator[bytes]:
    while True:
        out = engine.process(data, output_buffer_limit=BLOCK)
        if out:
            yield out
        if engine.is_finished() or (not out and engine.can_accept_more_data()):
            return
        data = b""


def _pieces(blocks: Iterable[bytes]) -> Iterator[bytes]:
    for block in blocks:
        for place in range(0, len(block), _PIECE):
            yield block[place : place + _PIECE]


def zstd_undone(blocks: Iterable[bytes], problems: list[str]) -> Iterator[bytes]:
    """zstd undone (RFC 8878), frame after frame."""
    module = _module("zstd")
    engine, frames, empty = _zstd_engine(module), 1, True
    for block in blocks:
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
