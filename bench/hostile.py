"""What `hydrowatch import` does with files made to break it: seconds, memory, verdict, evidence, rest of the batch.

Each case is made here, small where small shows the effect, and imported in a process of its own together with an
honest file that must be read all the same. `kept`: a record of the evidence archive holds the bytes. Linux; the cases
of small and read-only disks need root.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from monitor.run.rows import position_of
from monitor.run.workspace import init_workspace, open_workspace

OFFER: Final = "小水电站转让：云南省怒江州，装机{0}千瓦，年发电量400万度，手续齐全，价格面议。可自发自用，适合算力。"
GOOD: Final = "zz-good.txt"
SECONDS: Final = 120
IMPORT: Final = "from monitor.cli.main import main; main()"
MB: Final = 1_000_000

Files = dict[str, bytes]
Make = Callable[[Path], object]
Meanwhile = Callable[[Path, Path, subprocess.Popen[bytes]], None]


@dataclass(frozen=True, slots=True)
class Case:
    """One attack: `make` fills a folder; the rest is how the import is run and what is done to it meanwhile."""

    name: str
    make: Make
    limits: str = ""  # of the shell, before the import
    read_only: bool = False  # the folder of the evidence
    meanwhile: Meanwhile | None = None
    environment: dict[str, str] = field(default_factory=dict)


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


def grow(folder: Path, _workspace: Path, running: subprocess.Popen[bytes]) -> None:
    """A file that somebody writes on without end."""
    with (folder / "grows.txt").open("ab", buffering=0) as file:
        while running.poll() is None and file.tell() < 2_000 * MB:
            file.write(offer(8).encode() * 20_000)


def shrink(folder: Path, _workspace: Path, running: subprocess.Popen[bytes]) -> None:
    """A file that becomes short and long again."""
    while running.poll() is None:
        os.truncate(folder / "shrinks.txt", 1_000)
        (folder / "shrinks.txt").write_bytes(offer(9).encode() * 100_000)


def swap(folder: Path, workspace: Path, running: subprocess.Popen[bytes]) -> None:
    """Another archive in the place of one that is being unpacked."""
    while running.poll() is None and not _listings(workspace):
        time.sleep(0.02)
    (folder / "swap.zip").write_bytes(zipped([(f"{n}.txt", offer(n + 5000).encode()) for n in range(400)]))


def kill(_folder: Path, workspace: Path, running: subprocess.Popen[bytes]) -> None:
    """kill -9 in the middle; then the import is begun again, as a person would."""
    while running.poll() is None and _listings(workspace) < 20:
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGKILL)


def _listings(workspace: Path) -> int:
    with open_workspace(workspace, read_only=True) as opened:
        return opened.store.counts()["listings"]


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


def cases() -> Iterator[Case]:
    """Every attack."""
    yield Case("honest file alone", lambda _: None)
    yield Case(
        "ZIP bomb, 12 x 20 MB of zeros", one("b.zip", lambda: zipped({f"{n}.txt": bytes(20 * MB) for n in range(12)}))
    )
    yield Case("ZIP as 42.zip: 16 x 16 x 4 MB", one("b.zip", lambda: nested(2, 16)))
    yield Case("ZIP four deep", one("b.zip", lambda: nested(4, 2)))
    yield Case("ZIP, 500 entries over one of 20 MB", one("b.zip", lambda: overlapping(500)))
    yield Case("ZIP, 500,000 directory entries", one("b.zip", lambda: directory_only(500_000)))
    yield Case("ZIP, bzip2 600 MB", one("b.zip", lambda: packed_bomb(zipfile.ZIP_BZIP2)))
    yield Case("ZIP, LZMA 600 MB", one("b.zip", lambda: packed_bomb(zipfile.ZIP_LZMA)))
    yield Case("ZIP, lying sizes", one("b.zip", lying_sizes))
    yield Case("ZIP in itself in itself", one("b.zip", quine))
    yield Case("ZIP, empty", one("b.zip", lambda: zipped({})))
    yield Case("ZIP, truncated", one("b.zip", lambda: zipped({"a.txt": offer(1).encode() * 99})[:-30]))
    yield Case(
        "ZIP, names that climb",
        one(
            "b.zip",
            lambda: zipped(
                {"../../x.txt": offer(20).encode(), "/etc/y.txt": offer(21).encode(), "C:\\z.txt": offer(22).encode()}
            ),
        ),
    )
    yield Case("ZIP, symbolic link", one("b.zip", links))
    yield Case("ZIP, 100,000 tiny members", one("b.zip", lambda: tiny(100_000)))
    yield Case(
        "ZIP, 100,000 empty members",
        one("b.zip", lambda: zipped([(f"{n}.txt", b"") for n in range(100_000)], zipfile.ZIP_STORED)),
    )
    yield Case("gzip file", one("b.txt.gz", lambda: gzip.compress(bytes(50 * MB))))
    yield Case("WARC, picture of 3 GB in 3 MB", one("b.warc.gz", gzip_bomb_resource))
    yield Case("WARC, page of 400 MiB", one("b.warc.gz", lambda: one_large_record(420 * MB)))
    yield Case(
        "WARC, HTML gzip in gzip 500 MB",
        one(
            "b.warc.gz",
            lambda: (
                gzip.compress(record(http(gzip.compress(bytes(500 * MB)), "Content-Encoding: gzip\r\n")))
                + gzip.compress(record(http(page(311)), 2))
            ),
        ),
    )
    yield Case(
        "WARC, truncated",
        one(
            "b.warc.gz",
            lambda: gzip.compress(record(http(page(311)))) + gzip.compress(record(http(page(312) * 9), 2))[:-40],
        ),
    )
    yield Case("WARC, chunk size lies", one("b.warc", lambda: chunked(b"ffffff\r\n" + page(314))))
    yield Case("WARC, chunk size no number", one("b.warc", lambda: chunked(b"zz\r\n" + page(314))))
    yield Case(
        "WARC, Content-Length lies",
        one(
            "b.warc",
            lambda: (
                record(http(page(314)), length=9)
                + record(http(page(315)), 2, length=10**14)
                + record(http(page(316)), 3)
            ),
        ),
    )
    yield Case(
        "WARC, digest mismatch",
        one("b.warc", lambda: record(http(page(314)), more="WARC-Block-Digest: sha1:" + "A" * 32 + "\r\n")),
    )
    yield Case("WARC, 20,000 records never closed", one("b.warc", lambda: never_closed(20_000)))
    yield Case(
        "WACZ, datapackage of 600 MB",
        one(
            "b.wacz",
            lambda: zipped(
                {
                    "datapackage.json": b'{"resources":[' + b" " * 600 * MB,
                    "archive/a.warc.gz": gzip.compress(record(http(page(317)))),
                }
            ),
        ),
    )
    yield Case("EML, 3,000 mails deep", one("b.eml", lambda: nested_mails(3000)))
    yield Case(
        "EML, 30,000 parts",
        one("b.eml", lambda: mail(b"--b\r\n\r\nx\r\n" * 30_000, "Content-Type: multipart/mixed; boundary=b\r\n")),
    )
    yield Case("MHTML, places that climb", one("b.mhtml", mhtml_that_climbs))
    yield Case("HAR, nested 1,000,000 deep", one("b.har", lambda: b'{"log": {"entries": [' + b"[" * MB))
    yield Case(
        "XLSX bomb, 1 GB of zeros",
        one("b.xlsx", lambda: workbook(SHEET.format(cells("a", offer(30))), {"xl/media/a.bin": bytes(1000 * MB)})),
    )
    yield Case("XLSX, billion laughs, file entity", one("b.xlsx", laughs))
    yield Case(
        "XLSX, cell at the last corner",
        one(
            "b.xlsx",
            lambda: workbook(
                SHEET.format(
                    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
                )
            ),
        ),
    )
    yield Case(
        "XLSX, formulas",
        one(
            "b.xlsx",
            lambda: workbook(
                SHEET.format(
                    '<row><c t="str"><f>WEBSERVICE("http://a.example")</f><v>标题</v></c></row>'
                    + cells("=cmd|x", offer(31))
                )
            ),
        ),
    )
    yield Case("JSONL, 1,000,000 bad lines", one("b.jsonl", lambda: b"x\n" * MB))
    yield Case("CSV, 300,000 rows of nothing", one("b.csv", lambda: "标题,描述\n".encode() + b"a,\n" * 300_000))
    yield Case("HTML, 5 MB of <b>", one("b.html", lambda: b"<b>" * (5 * MB // 3)))
    yield Case("HTML, 20 MB of <i></i>x", one("b.html", lambda: b"<i></i>x" * (20 * MB // 8)))
    yield Case("10 MB lines, nine kinds", every_line)
    yield Case("encodings", encodings)
    yield Case("scripts and formulas in titles", script_titles)
    yield Case("names", odd_names)
    yield Case("pipe, device, links in a folder", no_files)
    yield Case("a file that grows", one("grows.txt", lambda: offer(8).encode() * 400_000), meanwhile=grow)
    yield Case("a file that shrinks", one("shrinks.txt", lambda: offer(9).encode() * 400_000), meanwhile=shrink)
    yield Case(
        "an archive exchanged while unpacked",
        one("swap.zip", lambda: zipped([(f"{n}.txt", offer(n).encode()) for n in range(400)])),
        meanwhile=swap,
    )
    yield Case(
        "kill -9 in a ZIP of 400",
        one("kill.zip", lambda: zipped([(f"{n}.txt", offer(n).encode()) for n in range(400)])),
        meanwhile=kill,
    )
    yield Case(
        "no room for the evidence (4 MB a file)",
        one("a.txt", lambda: random.Random(3).randbytes(4 * MB).hex().encode()),
        limits="ulimit -f 4000;",
    )
    yield Case("no room for temporary files (20 MB)", full_temp, environment={"TMPDIR": "tmpfs"})
    yield Case("archive folder read-only", one("a.txt", lambda: offer(40).encode()), read_only=True)


def run(case: Case, folder: Path) -> str:
    """Make the files, import them, and say what came of it: one line of the table."""
    folder.chmod(0o755)
    files, workspace = folder / "in", init_workspace(folder / "case")
    files.mkdir()
    case.make(files)
    (files / GOOD).write_text(offer(99_999))
    digests = {_sha256(path) for path in files.iterdir() if path.is_file() and not path.is_symlink()}
    environment = {**os.environ, **_room(case, folder)}
    if case.read_only:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(workspace / "archive")], check=True)
    command = (
        f"{case.limits} exec /usr/bin/time -o {folder}/time -f '%e %U %S %M' {sys.executable} -c '{IMPORT}' "
        f"--lang en -w {workspace} import {files}"
    )
    ended = _run(command, environment, folder, case.meanwhile)
    if case.meanwhile is kill:  # begun again, as a person would
        ended = _run(command, environment, folder, None)
    return _line(case, ended, folder, workspace, digests)


def _room(case: Case, folder: Path) -> dict[str, str]:
    """A small disk for temporary files where a case asks for one."""
    if case.environment.get("TMPDIR") != "tmpfs":
        return case.environment
    (folder / "small").mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(folder / "small")], check=True)
    return {"TMPDIR": str(folder / "small")}


def _run(command: str, environment: dict[str, str], folder: Path, meanwhile: Meanwhile | None) -> str:
    """The exit status; 'timeout' when it took longer than it may."""
    with (folder / "out").open("wb") as out:
        running = subprocess.Popen(
            ["/bin/sh", "-c", command], stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment,
            start_new_session=True,
        )  # fmt: skip
        try:
            if meanwhile:
                meanwhile(folder / "in", folder / "case", running)
            return str(running.wait(SECONDS))
        except subprocess.TimeoutExpired:
            return "timeout"
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()
            for place in (folder / "small", folder / "case" / "archive"):
                if place.is_mount():
                    subprocess.run(["umount", str(place)], check=False)


def _line(case: Case, status: str, folder: Path, workspace: Path, digests: set[str]) -> str:
    measured = (folder / "time").read_text().split("\n")[-2].split() if (folder / "time").exists() else ["0"] * 4
    cpu, peak = float(measured[1]) + float(measured[2]), int(measured[3]) // 1024
    with open_workspace(workspace, read_only=True) as opened:
        rows = list(opened.store.iter_captures())
        kept = {
            row["sha256"] for row in rows if (at := position_of(row)) and opened.archive.verify(at, row["sha256"]).ok
        }
        good = any(row["url"].endswith(GOOD) for row in rows)
        counts = opened.store.counts()
    said = " ".join((folder / "out").read_text(errors="replace").split())
    failures = [line.strip() for line in (folder / "out").read_text(errors="replace").splitlines() if ": " in line]
    told = f"{counts['listings']} listings, {counts.get('failures', '?')} failures"
    what = " | ".join(failures[-3:])[:300] or said[-200:]
    return (
        f"{case.name} | {cpu:.1f} s | {peak} MB | {status} | {len(digests & kept)}/{len(digests)} kept | "
        f"rest {'done' if good else 'NOT DONE'} | {told} | {what}"
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(argv: Sequence[str] | None = None) -> None:
    """Run the cases whose names hold one of the words, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__)
    parser.add_argument("words", nargs="*")
    words = parser.parse_args(argv).words
    for case in cases():
        if not words or any(word in case.name for word in words):
            with tempfile.TemporaryDirectory(prefix="hostile") as folder:
                print(run(case, Path(folder)), flush=True)


if __name__ == "__main__":
    main()
