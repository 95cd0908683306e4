"""The one table of what files that are no text begin with; capture, parsing and the tables of imports go by it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple


class Magic(NamedTuple):
    """A kind of file by its first bytes: a short word for it, and its name as it stands in a sentence."""

    kind: str
    says: str


_MEDIA: Final = Magic("media", "a media file")
_TABLE: Final[tuple[tuple[bytes, Magic], ...]] = (
    (b"%PDF-", Magic("pdf", "a PDF")), (b"\x89PNG", Magic("png", "a PNG picture")),
    (b"\xff\xd8\xff", Magic("jpeg", "a JPEG picture")), (b"GIF8", Magic("gif", "a GIF picture")),
    (b"II*\x00", Magic("tiff", "a TIFF picture")), (b"MM\x00*", Magic("tiff", "a TIFF picture")),
    (b"PK\x03\x04", Magic("zip", "a ZIP archive or an Office file")),
    (b"\xd0\xcf\x11\xe0", Magic("ole", "an old Office file")), (b"\x1f\x8b", Magic("gzip", "a gzip file")),
    (b"\x28\xb5\x2f\xfd", Magic("zstd", "a Zstandard file")), (b"\x5d\x2a\x4d\x18", Magic("zstd", "a Zstandard file")),
    (b"\x04\x22\x4d\x18", Magic("lz4", "an LZ4 file")),
    (b"Rar!", Magic("rar", "a RAR archive")), (b"7z\xbc\xaf", Magic("7z", "a 7z archive")),
    (b"\x78\x9f\x3e\x22", Magic("tnef", "a winmail.dat of Outlook (TNEF)")),
    (b"!BDN", Magic("pst", "a mail folder of Outlook (PST)")),
    (b"{\\rtf", Magic("rtf", "an RTF document")),
    (b"SQLite format 3", Magic("sqlite", "an SQLite database")), (b"\x7fELF", Magic("program", "a program")),
)  # fmt: skip
# Letters that a text may begin with as well: they count where control characters follow.
_AS_LETTERS: Final = ((b"MZ", Magic("program", "a program")), (b"BM", Magic("bmp", "a BMP picture")))
# What telephones write: a box of its length, 'ftyp', and the brand of what follows.
# Readers look for a PDF in the first 1,024 bytes: programs that save answers leave some of their heads before it.
_PDF: Final = re.compile(rb"(?!WARC/)[^<{]{1,1023}?[\r\n]%PDF-[12]\.\d\s{1,4}(?:%[\x80-\xff]{2}|\d+ 0 obj)")
_BRANDED: Final = re.compile(rb"\x00\x00\x00.ftyp(?:(hei[cmsx]|hev[cmx]|mif1|msf1)|(avi[fs]))?", re.DOTALL)
_SHOWN: Final = tuple(
    (re.compile(begins, re.DOTALL), media_type)
    for begins, media_type in (
        (rb"\x89PNG\r\n", "image/png"), (rb"\xff\xd8\xff", "image/jpeg"), (rb"GIF8[79]a", "image/gif"),
        (rb"RIFF.{4}WEBP", "image/webp"), (rb"\x00\x00\x00.ftypavi[fs]", "image/avif"),
        (rb"BM.{4}\x00\x00\x00\x00", "image/bmp"), (rb"\x00\x00[\x01\x02]\x00[^\x00]\x00", "image/x-icon"),
        (rb"wOFF", "font/woff"), (rb"wOF2", "font/woff2"), (rb"OTTO", "font/otf"),
        (rb"(?:\x00\x01\x00\x00|true)\x00", "font/ttf"),
    )
)  # fmt: skip
PICTURES: Final = frozenset(("png", "jpeg", "webp", "gif", "tiff", "heic", "avif", "bmp"))
CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def shown_type(start: bytes) -> str:
    """The media type of a picture or font that browsers show, by its first bytes; '' for anything else."""
    return next((media_type for begins, media_type in _SHOWN if begins.match(start)), "")


def magic_of(start: bytes) -> Magic | None:
    """What kind of file begins with these bytes; None for a text, and for what is not known."""
    for begins, found in _TABLE:
        if start.startswith(begins):
            return found
    if start.startswith(b"RIFF"):
        return Magic("webp", "a WebP picture") if start[8:12] == b"WEBP" else _MEDIA
    if branded := _BRANDED.match(start):
        heic, avif = branded.groups()
        return Magic("heic", "a HEIC picture") if heic else Magic("avif", "an AVIF picture") if avif else _MEDIA
    if _PDF.match(start):
        return _TABLE[0][1]
    return next((found for begins, found in _AS_LETTERS if start.startswith(begins) and CONTROL.search(start)), None)
