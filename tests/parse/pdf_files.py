"""Small PDF files, made here: Chinese text, columns, pictures, passwords."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence

Placed = tuple[float, float, str] | tuple[float, float, str, float]  # x, y in points, words, size when it is not 12
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0"

_TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <0000> <FFFF> "
    b"endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"
)
_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def lines(text: str, x: float = 72, y: float = 760, step: float = 16) -> list[Placed]:
    """Words on a page, one line below the other."""
    return [(x, y - step * number, line) for number, line in enumerate(text.split("\n"))]


def make_pdf(
    pages: Sequence[Sequence[Placed] | None], *, password: str | None = None, title: str = "", creator: str = ""
) -> bytes:  # fmt: skip
    """A PDF of pages of placed words (12 points); None is a page filled by a picture.

    A password encrypts with 40-bit RC4; with the empty one a reader needs none.
    """
    key, encrypt = _encryption(password) if password is not None else (b"", b"")
    streams: dict[int, bytes] = {4: _TO_UNICODE, 5: bytes(3)}
    kids = [10 + 2 * number for number in range(len(pages))]
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids)),
        3: b"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 4 0 R>>",
        6: b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/DW 1000/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/FontDescriptor 7 0 R/W[0[500] 32 126 500]>>",
        7: b"<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880"
        b"/Descent -120/CapHeight 700/StemV 80>>",
        8: encrypt,
        9: b"<</Title %s/Creator %s>>" % (_text(title), _text(creator)) if title or creator else b"",
    }
    for kid, page in zip(kids, pages, strict=True):
        objects[kid] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>"
            b"/XObject<</I 5 0 R>>>>>>" % (kid + 1)
        )
        streams[kid + 1] = b"q 595 0 0 842 0 0 cm /I Do Q" if page is None else _words(page)
    for number, body in streams.items():
        objects[number] = _stream(number, body, key)
    return _file(objects, encrypted=bool(encrypt))


def _text(words: str) -> bytes:
    return b"<feff%s>" % words.encode("utf-16-be").hex().encode()


def _words(page: Sequence[Placed]) -> bytes:
    return b"\n".join(
        b"BT /F1 %f Tf 1 0 0 1 %f %f Tm <%s> Tj ET"
        % (*(size or (12.0,)), x, y, words.encode("utf-16-be").hex().encode())
        for x, y, words, *size in page
    )


def _stream(number: int, body: bytes, key: bytes) -> bytes:
    kind = (
        b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8" if number == 5 else b""
    )
    packed = zlib.compress(body)
    if key:
        packed = _rc4(hashlib.md5(key + number.to_bytes(3, "little") + bytes(2)).digest()[:10], packed)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (kind, len(packed), packed)


def _file(objects: dict[int, bytes], *, encrypted: bool) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), {}
    for number, body in sorted(objects.items()):
        if body:
            places[number] = len(out)
            out += b"%d 0 obj %s endobj\n" % (number, body)
    table, size = len(out), max(objects) + 1
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    extra = b"/Encrypt 8 0 R/ID[<00><00>]" if encrypted else b""
    extra += b"/Info 9 0 R" if objects.get(9) else b""
    return bytes(out + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, extra, table))


def _encryption(password: str) -> tuple[bytes, bytes]:
    """Key and dictionary of the standard handler, revision 2; both passwords are the same."""
    padded = (password.encode() + _PADDING)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    key = hashlib.md5(padded + owner + (0xFFFFFFFC).to_bytes(4, "little") + b"\0").digest()[:5]
    user = _rc4(key, _PADDING)
    return key, b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (owner.hex().encode(), user.hex().encode())


def _rc4(key: bytes, body: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in body:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def make_annotated(words: Sequence[tuple[float, float, str]], annotations: Sequence[bytes] = ()) -> bytes:
    """One page of Latin words, with annotations as they stand in a file, without their brackets and /Type."""
    numbers = [10 + number for number in range(len(annotations))]
    shown = b" ".join(b"%d 0 R" % number for number in numbers)
    content = b"\n".join(b"BT /F1 12 Tf 1 0 0 1 %f %f Tm (%s) Tj ET" % (x, y, text.encode()) for x, y, text in words)
    return _file({
        1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s]>>>>" % shown,
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[%s]" % shown
        + b"/Resources<</Font<</F1 7 0 R>>>>>>",
        4: b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        7: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        **{number: b"<</Type/Annot%s>>" % one for number, one in zip(numbers, annotations, strict=True)},
    }, encrypted=False)  # fmt: skip


def without_letters(pdf: bytes) -> bytes:
    """The same with fonts that do not say which letters their signs are."""
    return pdf.replace(b"/ToUnicode 4 0 R", b" " * len(b"/ToUnicode 4 0 R"))
