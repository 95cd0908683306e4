"""Files made to break an import, small where small shows the effect: bombs, lies, loops, odd names and encodings."""

from __future__ import annotations

import gzip
import io
import os
import random
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

OFFER: Final = "小水电站转让：云南省怒江州，装机{0}千瓦，年发电量400万度，手续齐全，价格面议。可自发自用，适合算力。"
MB: Final = 1_000_000

Files = dict[str, bytes]
Make = Callable[[Path], object]


def offer(number: int) -> str:
    """An honest text, another one for each number."""
    return OFFER.format(number)


def zipped(files: Files | Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, body in files.items() if isinstance(files, dict) else files:
            archive.writestr(name, body)
    return out.getvalue()


def page(number: int = 310, title: str = "转让") -> bytes:
    """An honest page."""
    return f"<html><head><meta charset=utf-8><title>{title}</title></head><p>{offer(number)}</p></html>".encode()


def record(
    block: bytes, number: int = 1, length: int | None = None, more: str = "", ends: bytes = b"\r\n\r\n"
) -> bytes:
    """A WARC response; `length` may lie."""
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/{number}\r\n{more}"
        "WARC-Date: 2026-01-02T03:04:05Z\r\nContent-Type: application/http;msgtype=response\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + ends


def http(body: bytes, more: str = "") -> bytes:
    """An HTTP answer with a page."""
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{more}\r\n".encode() + body


def one(name: str, body: Callable[[], bytes]) -> Make:
    """A case of one file."""
    return lambda folder: (folder / name).write_bytes(body())


def _patched(data: bytes, changes: dict[int, bytes]) -> bytes:
    """The bytes after the local and central header signatures of every entry replaced."""
    out = bytearray(data)
    for place, value in changes.items():
        out[place : place + len(value)] = value
    return bytes(out)


def lying_sizes() -> bytes:
    """A directory that says 10 bytes for an entry of 3 MB."""
    data = zipped({"lie.txt": (offer(1) * 20_000).encode(), "true.txt": offer(2).encode()})
    return _patched(data, {data.index(b"PK\x01\x02") + 24: (10).to_bytes(4, "little")})


def nested(depth: int, width: int) -> bytes:
    """As 42.zip: archives of archives, at the bottom zeros."""
    inner = zipped({"0.txt": bytes(4 * MB)})
    for _ in range(depth):
        inner = zipped([(f"{n}.zip", inner) for n in range(width)])
    return inner


def overlapping(count: int) -> bytes:
    """Many entries of one directory that all begin at the same packed megabytes."""
    data = zipped({"a.txt": bytes(20 * MB)})
    start, end = data.index(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
    entry = data[start:end]
    directory = entry * count
    tail = b"PK\x05\x06" + bytes(4) + 2 * min(count, 65_535).to_bytes(2, "little")
    return (
        data[:start] + directory + tail + len(directory).to_bytes(4, "little") + start.to_bytes(4, "little") + b"\0\0"
    )


def directory_only(count: int) -> bytes:
    """A directory of very many entries over one of nothing."""
    data = zipped({"a": b""})
    start, end = data.index(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
    directory = data[start:end] * count
    tail = b"PK\x05\x06" + bytes(4) + 2 * min(count, 65_535).to_bytes(2, "little")
    return (
        data[:start] + directory + tail + len(directory).to_bytes(4, "little") + start.to_bytes(4, "little") + b"\0\0"
    )


def packed_bomb(method: int) -> bytes:
    """Kinds of compression whose library gives all at once what one block holds."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive, archive.open("bomb.txt", "w", force_zip64=True) as entry:
        for _ in range(600):
            entry.write(bytes(MB))
    return out.getvalue()


def quine() -> bytes:
    """An archive that is its own member: here a copy in a copy in a copy."""
    found = zipped({"end.txt": offer(3).encode()})
    for _ in range(3):
        found = zipped({"again.zip": found})
    return found


def tiny(count: int) -> bytes:
    """Very many members, most of them alike."""
    return zipped([(f"{n}.txt", offer(n if n < 200 else 0).encode()) for n in range(count)], zipfile.ZIP_STORED)


def links() -> bytes:
    """A ZIP with a symbolic link to a file of this machine."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good.txt", offer(4))
    return out.getvalue()


def gzip_bomb_resource() -> bytes:
    """A WARC whose picture unpacks to gigabytes."""
    zeros = 3_000 * MB
    head = record(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", length=zeros, ends=b"")
    engine = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = engine.compress(head) + b"".join(engine.compress(bytes(MB)) for _ in range(3_000)) + engine.flush()
    return packed + gzip.compress(record(http(page(311)), 2))


def one_large_record(size: int) -> bytes:
    """A page of 400 MiB in one record, and an honest one behind it."""
    words = random.Random(1).randbytes(MB).hex().encode()[:MB]
    body = b"<html><p>" + words * (size // MB)
    return gzip.compress(record(http(body)), 1) + gzip.compress(record(http(page(312)), 2))


def chunked(body: bytes) -> bytes:
    """A record with an answer in chunks as they are given."""
    return record(http(body, "Transfer-Encoding: chunked\r\n")) + record(http(page(313)), 2)


def never_closed(count: int) -> bytes:
    """Records that end in a way that no search for the next one finds: a reader that looks for it looks each time."""
    return b"".join(b"WARC/1.0\r\nContent-Length: 0\r\n\r\n " for _ in range(count)) + b" " * 9


def line(before: str, after: str = "", size: int = 10 * MB) -> Callable[[], bytes]:
    """A text without one line break."""
    text = before + offer(5) * (size // 180) + after
    return text.encode


def mail(body: bytes, more: str = "") -> bytes:
    """A mail."""
    return f"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n{more}\r\n".encode() + body


def nested_mails(depth: int) -> bytes:
    """Mails in mails."""
    inner = mail(offer(6).encode(), "Content-Type: text/plain; charset=utf-8\r\n")
    for _ in range(depth):
        inner = mail(inner, "Content-Type: message/rfc822\r\n")
    return inner


def mhtml_that_climbs() -> bytes:
    """Parts that name places on this machine."""
    places = ("../../../etc/cron.d/x.html", "file:///C:/Users/a/x.html", "/etc/passwd", "\\\\host\\share\\x.html")
    parts = "".join(f"--b\r\nContent-Type: text/html\r\nContent-Location: {place}\r\n\r\n{page(n).decode()}\r\n"
                    for n, place in enumerate(places, 400))  # fmt: skip
    head = "From: <saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    return f"{head}{parts}--b--\r\n".encode()


SHEET: Final = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{0}</sheetData></worksheet>'
_BOOK: Final = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://'
    'schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}


def workbook(sheet: str, more: Files | None = None) -> bytes:
    """A workbook of one sheet."""
    files = {name: body.encode() for name, body in _BOOK.items()}
    return zipped({**files, "xl/worksheets/sheet1.xml": sheet.encode(), **(more or {})})


def cells(*texts: str) -> str:
    """A row of texts under a header."""
    rows = [("标题", "描述"), texts]
    return "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row) + "</row>" for row in rows
    )


def laughs() -> bytes:
    """Entities of entities."""
    entities = '<!ENTITY a0 "哈哈哈哈哈哈哈哈哈哈">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    outside = '<!ENTITY out SYSTEM "file:///etc/passwd">'
    sheet = SHEET.format(cells("&a9; &out;", offer(7)))
    return workbook(f'<?xml version="1.0"?><!DOCTYPE worksheet [{entities}{outside}]>{sheet}')


def odd_names(folder: Path) -> None:
    """Names with line breaks, control and bidirectional characters, and bytes that are no UTF-8."""
    for number, name in enumerate(("a\nb.txt", "c\x1b[2J.txt", "d\u202etxt.exe.txt", "e\x07.txt"), 500):
        (folder / name).write_text(offer(number))
    Path(os.fsdecode(bytes(folder) + b"/f\xff\xfe.txt")).write_text(offer(510))


def no_files(folder: Path) -> None:
    """Things in a folder that are no files."""
    os.mkfifo(folder / "pipe.txt")
    (folder / "link.txt").symlink_to("/etc/passwd")
    (folder / "loop").symlink_to(folder)
    if os.geteuid() == 0:
        os.mknod(folder / "zero.txt", 0o20666, os.makedev(1, 5))


def full_temp(folder: Path) -> None:
    """An archive in an archive, too large for the folder for temporary files."""
    noise = random.Random(2).randbytes(30 * MB).hex().encode()
    inner = zipped({"noise.bin": noise, "inner.txt": offer(10).encode()}, zipfile.ZIP_STORED)
    (folder / "outer.zip").write_bytes(zipped({"inner.zip": inner}, zipfile.ZIP_STORED))


def encodings(folder: Path) -> None:
    """Undeclared, declared wrongly, and mixed."""
    text = offer(600)
    (folder / "gb18030.txt").write_bytes((text + "𠀀㐂").encode("gb18030"))
    (folder / "big5.html").write_bytes(
        f"<html><p>小型水力發電廠轉讓，裝置容量六百瓩，{'價格面議，手續齊全。' * 5}</p>".encode("big5")
    )
    (folder / "lies.html").write_bytes(b"<meta charset=iso-8859-1>" + offer(602).encode("gbk"))
    (folder / "mixed.txt").write_bytes(offer(603).encode() + b"\n" + offer(604).encode("gbk"))
    (folder / "utf16.txt").write_bytes(offer(605).encode("utf-16"))
    (folder / "utf32.txt").write_bytes(offer(606).encode("utf-32"))
    (folder / "half.txt").write_bytes(offer(607).encode()[:-1])


def every_line(folder: Path) -> None:
    """10 MB in one line, as every kind of text."""
    kinds = {
        "l.txt": line(""), "l.html": line("<html><p>"),
        "l.md": line("---\ntitle: x\n---\n"), "l.csv": line("标题,描述\n"),
        "q.csv": line('标题,描述\n"'), "l.jsonl": line('{"text": "', '"}'), "l.eml": lambda: mail(line("")()),
        "l.mhtml": lambda: mhtml_that_climbs().replace(b"</p>", line("")() + b"</p>", 1),
        "l.har": line('{"log": {"entries": [{"request": {"url": "http://a.example/"}, "response": {"status": 200, '
                      '"content": {"mimeType": "text/html", "text": "', '"}}}]}}'),
    }  # fmt: skip
    for name, body in kinds.items():
        (folder / name).write_bytes(body())


def script_titles(folder: Path) -> None:
    """Titles that a browser, a terminal or a spreadsheet might run."""
    (folder / "s.html").write_bytes(page(620, "&lt;script&gt;alert(1)&lt;/script&gt;\x1b]0;x\x07"))
    (folder / "f.csv").write_text(f'标题,描述\n=HYPERLINK("http://a.example"),{offer(621)}\n@SUM(1),{offer(622)}\n')
