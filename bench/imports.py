"""Importing a folder of mixed files: files of each kind a second of CPU, again, memory, and what the disk costs."""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from base64 import b64encode
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from bench.hostile_files import SHEET, http, mail, record, workbook
from monitor import scan_text
from monitor.run.importing.imports import import_paths
from monitor.run.workspace import init_workspace, open_workspace

KINDS: Final = ("txt", "html", "csv", "jsonl", "zip")  # of a mixed folder
PLACES: Final = ("贵州省黔东南州", "四川省凉山州", "云南省怒江州", "湖南省怀化市", "福建省三明市")
SAYINGS: Final = ("手续齐全", "不在清退范围内", "已并网发电", "证件齐全，无纠纷", "年发电量约300万度", "因资金周转急转")
ROWS: Final = 5  # listings of one table or JSONL file
MEMBERS: Final = 5


def offer(pick: random.Random) -> str:
    """One made-up offer of some 150 characters, different each time."""
    says = "，".join(pick.sample(SAYINGS, 3))
    number, units, kw = pick.randrange(10**9), pick.randrange(1, 4), pick.choice((200, 320, 400, 500, 630, 800))
    text = f"{pick.choice(PLACES)}小水电站转让，装机{units}×{kw}千瓦，水头{pick.randrange(20, 200)}米，{says}。"
    return f"{text}要价{pick.randrange(80, 900)}万元，可议价。电站位于河边，交通方便，现有工人3名，编号{number}。"


def _text(pick: random.Random) -> bytes:
    return offer(pick).encode()


def _page(pick: random.Random) -> bytes:
    rows = "".join(f"<li><a href='/p{n}.html'>栏目{n}</a></li>" for n in range(40))
    return f"<!doctype html><html><head><meta charset=utf-8><title>水电站转让</title></head><body><ul>{rows}</ul><h1>水电站转让</h1><p>{offer(pick)}</p></body></html>".encode()  # noqa: E501


def _csv(pick: random.Random) -> bytes:
    rows = (
        f"{pick.randrange(10**9)},电站转让,{offer(pick).replace(',', '，')},{pick.randrange(80, 900)}万"
        for _ in range(ROWS)
    )
    return ("编号,标题,正文,价格\n" + "\n".join(rows) + "\n").encode()


def _jsonl(pick: random.Random) -> bytes:
    lines = (
        json.dumps({"id": str(pick.randrange(10**9)), "text": offer(pick)}, ensure_ascii=False) for _ in range(ROWS)
    )
    return ("\n".join(lines) + "\n").encode()


def _zip(pick: random.Random, members: int = MEMBERS) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(members):
            archive.writestr(f"{n}.txt", _text(pick))
    return file.getvalue()


def _mhtml(pick: random.Random) -> bytes:
    place = f"https://a.example/{pick.randrange(10**9)}"
    head = f"From: <saved>\r\nSnapshot-Content-Location: {place}\r\nMIME-Version: 1.0\r\n"
    page, picture = b64encode(_page(pick)).decode(), b64encode(pick.randbytes(20_000)).decode()
    parts = (("text/html; charset=utf-8", page), ("image/png", picture))
    body = "".join(
        f"--b\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n{data}\r\n" for kind, data in parts
    )
    return f"{head}Content-Type: multipart/related; boundary=b\r\n\r\n{body}--b--\r\n".encode()


def _mail(pick: random.Random) -> bytes:
    more = "Date: Tue, 15 Jun 2021 08:00:00 +0800\r\nContent-Type: text/plain; charset=utf-8\r\n"
    return mail(offer(pick).encode(), more)


def _har(pick: random.Random) -> bytes:
    def entry(kind: str, text: str) -> dict[str, Any]:
        url = f"https://a.example/{pick.randrange(10**9)}"
        content = {"mimeType": kind, "text": text}
        return {"request": {"method": "GET", "url": url}, "response": {"status": 200, "content": content}}

    scripts = [entry("application/javascript", "a = 1;" * 50) for _ in range(10)]
    entries = [entry("text/html; charset=utf-8", _page(pick).decode()), *scripts]
    return json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()


def _warc(pick: random.Random) -> bytes:
    return b"".join(gzip.compress(record(http(_page(pick)), pick.randrange(10**9))) for _ in range(MEMBERS))


def _xlsx(pick: random.Random) -> bytes:
    rows = [("编号", "标题", "描述"), *((str(pick.randrange(10**9)), "电站转让", offer(pick)) for _ in range(ROWS))]
    cells = ("".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row) for row in rows)
    return workbook(SHEET.format("".join(f"<row>{row}</row>" for row in cells)))


MAKE: Final[dict[str, Callable[[random.Random], bytes]]] = {
    "txt": _text, "html": _page, "csv": _csv, "jsonl": _jsonl, "zip": _zip, "mhtml": _mhtml, "eml": _mail, "har": _har,
    "warc.gz": _warc, "xlsx": _xlsx,
}  # fmt: skip


def fill(inbox: Path, pick: random.Random, files: int, *, kinds: Sequence[str] = KINDS, members: int = 0) -> int:
    """Write a folder of mixed files, 100 a folder below it; returns how many files and members of archives it has.

    Args: members, of one more archive; 0: none.
    """
    for n in range(files):
        kind = kinds[n % len(kinds)]
        below = inbox / f"{n // 100:03}"
        below.mkdir(parents=True, exist_ok=True)
        (below / f"{n:06}.{kind}").write_bytes(MAKE[kind](pick))
    if members:
        (inbox / "large.zip").write_bytes(_zip(pick, members))
    packed = sum(kinds[n % len(kinds)] == "zip" for n in range(files)) * MEMBERS
    return files + packed + (members + 1 if members else 0)


def main(argv: Sequence[str] | None = None) -> None:
    """Print the rates; each also as a ratio to reading the same texts without keeping anything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=500, help="of each kind")
    parser.add_argument(
        "--mixed", type=int, default=0, help="files of a mixed folder, imported in a process of its own"
    )
    options = parser.parse_args(argv)
    print(f"imports: {options.files} files of each kind; listings by the detector alone = 1")
    alone = _alone(options.files)
    for kind in MAKE:
        _one_kind(kind, options.files, alone)
    print(f"  fdatasync on this disk {_sync_ms():.2f} ms: an import asks for two a group of up to 64 files")
    if options.mixed:
        _mixed(options.mixed)


def _alone(listings: int) -> float:
    """Seconds of CPU that the detector takes for one listing."""
    pick = random.Random(0)
    texts = [offer(pick) for _ in range(min(listings, 300))]
    scan_text(texts[0])
    start = time.process_time()
    for text in texts:
        scan_text(text)
    return (time.process_time() - start) / len(texts)


def _one_kind(kind: str, files: int, alone: float) -> None:
    with tempfile.TemporaryDirectory() as top:
        inbox = Path(top, "in")
        fill(inbox, random.Random(1), files, kinds=(kind,))
        with open_workspace(init_workspace(Path(top, "case"))) as workspace:
            workspace.detector.knowledge, workspace.detector.lexicon  # noqa: B018 - loads them before the clock runs
            wall, cpu = time.perf_counter(), _cpu()
            report = import_paths(workspace, [inbox])
            wall, cpu = time.perf_counter() - wall, _cpu() - cpu
            again = time.perf_counter()
            import_paths(workspace, [inbox])
            again = time.perf_counter() - again
    ratio = cpu / (report.counts["new"] * alone)
    print(
        f"  {kind:<8}{files / cpu:8.0f} files/s of CPU  {report.counts['new'] / cpu:8.0f} listings/s"
        f"  {ratio:5.2f} x the detector's CPU  again {files / again:8.0f} files/s = {wall / again:4.0f} x"
    )


def _cpu() -> float:
    """Seconds of CPU of this process and of those that have read documents for it."""
    readers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + readers.ru_utime + readers.ru_stime


def _sync_ms() -> float:
    with tempfile.TemporaryFile() as file:
        taken = []
        for _ in range(50):
            os.write(file.fileno(), bytes(1000))
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - start)
    return sorted(taken)[25] * 1000


def _mixed(files: int) -> None:
    with tempfile.TemporaryDirectory() as top:
        inbox, case = Path(top, "in"), init_workspace(Path(top, "case"))
        fill(inbox, random.Random(2), files, members=200)
        command = [
            sys.executable,
            "-c",
            "from monitor.cli.main import main; main()",
            "-w",
            str(case),
            "import",
            str(inbox),
        ]
        for name in ("first", "second"):
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            seconds = time.perf_counter() - start
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(f"  mixed, {name} import: {files / seconds:.0f} files/s ({seconds:.1f} s), peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
