"""The charset ladder: bytes -> text, with the encoding and the rung of the ladder that chose it.

Rungs, in order: bom, utf-8, declared, mixed (lines of UTF-8 among lines of another encoding), gb18030, big5, guess
(charset-normalizer between gb18030 and big5), western (letters of Windows-1252 alone among ASCII), replacement. A
declaration is believed only while its reading looks like written language: servers declare ISO-8859-1 over GBK.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The WHATWG Encoding Standard reads these labels as supersets; browsers do the same.
_SUPERSETS: Final = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "hz": "gb18030", "x-gbk": "gb18030",
    "big5": "big5hkscs", "big5hkscs": "big5hkscs", "cp950": "big5hkscs",
    "latin-1": "cp1252", "iso8859-1": "cp1252", "ascii": "cp1252", "utf-16": "utf-8", "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}  # fmt: skip
_NAMES: Final = {"big5hkscs": "big5"}
_SAMPLE: Final = 200_000  # bytes looked at when two readings are compared
_GOOD: Final = 0.85  # share of common characters in a right reading; real Chinese prose has more than 0.95
_POOR: Final = 0.3  # mojibake stays below
_ENOUGH: Final = 16  # bytes
_STRAY: Final = 0.02  # share of unreadable places that stray bytes make in a right reading
_PAIRED: Final = re.compile(rb"[\x80-\xff]{2}")
_ALONE: Final = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]")
_WESTERN_MARKS: Final = frozenset("€…‘’“”•–—™£©«»®°²³´·¿¡§\u00a0")
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_DECLARED: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
_XML_DECLARED: Final = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})", re.I)
_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.I)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read with and the rung that chose it; `replaced` counts unreadable places."""

    text: str
    encoding: str
    rung: str
    replaced: int = 0


def declared_charsets(body: bytes, media_type: str = "") -> tuple[str, ...]:
    """The encodings that the Content-Type header and the page's own meta or XML declaration name, header first."""
    found = [match[1] for match in [_HEADER.search(media_type)] if match]
    head = body[:4096]
    for pattern in (_DECLARED, _XML_DECLARED):
        if match := pattern.search(head):
            found.append(match[1].decode("ascii"))
    return tuple(dict.fromkeys(found))


def decode(body: bytes, declared: str | Sequence[str] | None = None) -> Decoded:
    """Read `body` as text by the ladder; `declared` names encodings to try, most trusted first.

    Never raises: what no encoding reads becomes U+FFFD, with the rung `replacement`.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            text = body[len(mark) :].decode(encoding, "replace")
            return Decoded(text, encoding, "bom", text.count("\ufffd"))
    names = (declared,) if isinstance(declared, str) else tuple(declared or ())
    labels = [label for name in names if (label := _label(name))]
    text_utf8 = _strict(body, "utf-8")
    if text_utf8 is not None and not ("gb18030" in labels and _looks_like_latin(text_utf8, body)):
        return Decoded(text_utf8, "utf-8", "utf-8")
    return (
        _declared(body, labels)
        or _mixed(body)
        or _chinese(body)
        or _single_byte(body, labels)
        or _western(body)
        or _replacement(body, labels)
    )


def _label(name: str) -> str | None:
    """The codec to use for a declared name, None when Python has no text codec of that name."""
    try:
        known = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return None
    if not getattr(known, "_is_text_encoding", True):
        return None
    return _SUPERSETS.get(known.name, known.name)


def _strict(body: bytes, encoding: str) -> str | None:
    """`body` read strictly; a character cut off at the very end counts as read when the rest is."""
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        if len(body) - error.start > 3 or error.start < 16:
            return None
        start = error.start
    except (UnicodeError, LookupError):
        return None
    try:
        return body[:start].decode(encoding) + "\ufffd"
    except UnicodeError:
        return None


def _looks_like_latin(text: str, body: bytes) -> bool:
    """Short GB text can be valid UTF-8 by accident (each pair reads as one accented letter)."""
    letters = _NOT_ASCII.findall(text[:_SAMPLE])
    return (
        bool(letters) and max(letters) < "\u0800" and _score(_strict(body[:_SAMPLE], "gb18030"), _gb_common()) > _GOOD
    )


def _declared(body: bytes, labels: Sequence[str]) -> Decoded | None:
    """The first declared multi-byte encoding whose strict reading looks like language."""
    for label in labels:
        if label in {"utf-8", "cp1252"} or (text := _strict(body, label)) is None:
            continue
        if _contradicted(body, label, text):
            continue
        return Decoded(text, _NAMES.get(label, label), "declared")
    return None


def _contradicted(body: bytes, label: str, text: str) -> bool:
    """True when another Chinese encoding reads `body` well and the declared one reads it badly."""
    others = {"gb18030": _gb_common, "big5hkscs": _big5_common}
    own = _score(text, others.pop(label)()) if label in others else 0.0
    best = max(_score(_sample(body, name), common()) for name, common in others.items())
    return best > _GOOD and own < _POOR and len(_NOT_ASCII.findall(text[:200])) >= 8


def _mixed(body: bytes) -> Decoded | None:
    """Lines of UTF-8 and of another encoding, as files have them that were put together of others, each read as it is.

    None when all are of one. A line is UTF-8 when that reads it as language and better than GB 18030 does.
    """
    lines = body.split(b"\n")
    others = [n for n, line in enumerate(lines) if not line.isascii() and not _is_utf8_line(line)]
    marked = len(lines) - len(others) - sum(map(bytes.isascii, lines))
    rest = _chinese(b"\n".join(lines[n] for n in others)) if others and marked else None
    if rest is None:
        return None
    encodings = dict.fromkeys(others, _SUPERSETS.get(rest.encoding, rest.encoding))
    text = "\n".join(line.decode(encodings.get(n, "utf-8"), "replace") for n, line in enumerate(lines))
    return Decoded(text, f"utf-8, {rest.encoding}", "mixed", text.count("\ufffd"))


def _is_utf8_line(line: bytes) -> bool:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    own = _score(text, _gb_common() | _big5_common())
    return own >= _GOOD and own > _score(_strict(line, "gb18030"), _gb_common())


def _chinese(body: bytes) -> Decoded | None:
    """gb18030 or big5, whichever reads strictly and better; charset-normalizer decides between equals."""
    gb = _score(_sample(body, "gb18030"), _gb_common())
    big5 = _score(_sample(body, "big5hkscs"), _big5_common())
    if max(gb, big5) < _POOR * 2:
        return None
    order, rung = (["gb18030", "big5hkscs"] if gb >= big5 else ["big5hkscs", "gb18030"]), ""
    if abs(gb - big5) < 0.1:
        order, rung = _tie_break(body, order), "guess"
    for name in order:
        if (text := _strict(body, name)) is not None:
            shown = _NAMES.get(name, name)
            return Decoded(text, shown, rung or shown)
    return None


def _tie_break(body: bytes, order: list[str]) -> list[str]:
    """The order as charset-normalizer sees it; a few characters give it nothing to go by, and GB is the likelier."""
    if len(body) < _ENOUGH:
        return order
    if not _HAN.search(_sample(body, "gb18030") or "一"):  # marks alone, such as a line of 、
        return ["gb18030", "big5hkscs"]
    from charset_normalizer import from_bytes  # noqa: PLC0415 - start-up time; almost no page needs it

    best = from_bytes(body[:20_000], cp_isolation=["gb18030", "big5hkscs"]).best()
    return sorted(order, key=lambda name: best is None or best.encoding != name)


def _single_byte(body: bytes, labels: Sequence[str]) -> Decoded | None:
    """A declared Western encoding, when nothing Chinese reads the bytes."""
    for label in labels:
        if label != "utf-8" and (text := _strict(body, label)) is not None:
            return Decoded(text, label, "declared")
    return None


def _western(body: bytes) -> Decoded | None:
    """Windows-1252 where every byte that is no ASCII stands alone beside a letter: Müller, Ya’an.

    Of Chinese most such bytes stand in pairs, and what does not is no letter or mark of a Western text.
    """
    if _PAIRED.search(body) or not _ALONE.search(body) or (text := _strict(body, "cp1252")) is None:
        return None
    letters = _NOT_ASCII.findall(text)
    fits = all(letter.isalpha() or letter in _WESTERN_MARKS for letter in letters)
    return Decoded(text, "cp1252", "western") if fits else None


def _replacement(body: bytes, labels: Sequence[str]) -> Decoded:
    """The reading that a few stray bytes have spoiled: UTF-8, then what is declared; else that with the fewest such.

    Bytes of other encodings are nowhere nearly UTF-8, while almost any bytes are characters of GB18030.
    """
    for name in ("utf-8", *labels):
        text = body.decode(name, "replace")
        if text.count("\ufffd") <= 1 + _STRAY * len(_NOT_ASCII.findall(text[:_SAMPLE])) and name != "cp1252":
            return Decoded(text, _NAMES.get(name, name), "replacement", text.count("\ufffd"))
    readings = [(name, body.decode(name, "replace")) for name in ("utf-8", "gb18030", "big5hkscs")]
    name, text = min(readings, key=lambda reading: reading[1].count("\ufffd"))
    return Decoded(text, _NAMES.get(name, name), "replacement", text.count("\ufffd"))


def _sample(body: bytes, encoding: str) -> str | None:
    return _strict(body if len(body) <= _SAMPLE else body[:_SAMPLE], encoding)


def _score(text: str | None, common: frozenset[str]) -> float:
    """Share of common characters among all that are not ASCII; 0 for no text or none such."""
    letters = _NOT_ASCII.findall(text[:_SAMPLE]) if text else []
    return sum(letter in common for letter in letters) / len(letters) if letters else 0.0


@cache
def _gb_common() -> frozenset[str]:
    """Punctuation, full-width forms and the 3,755 level-1 characters of GB 2312-80 (rows 1, 3 and 16 to 55)."""
    rows = [0xA1, 0xA3, *range(0xB0, 0xD8)]
    return _characters(((row, cell) for row in rows for cell in range(0xA1, 0xFF)), "gb2312")


@cache
def _big5_common() -> frozenset[str]:
    """Punctuation and the 5,401 frequent characters of Big5 (0xA140 to 0xA3BF, 0xA440 to 0xC67E).

    Without its small and upright marks (U+FE30 to U+FE6F), which nobody types: one of them is the 、 of GB 2312.
    """
    cells = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    read = _characters(((row, cell) for row in range(0xA1, 0xC7) for cell in cells), "big5")
    return frozenset(one for one in read if not "\ufe30" <= one <= "\ufe6f")


def _characters(pairs: object, encoding: str) -> frozenset[str]:
    return frozenset(bytes(pair).decode(encoding, "ignore") for pair in pairs) - {""}  # type: ignore[attr-defined]
