"""What `hydrowatch import` does with files made to break it: seconds, memory, verdict, evidence, rest of the batch.

Each case is a file or folder of `bench.hostile_files`, imported in a process of its own together with an
honest file that must be read all the same. `kept`: a record of the evidence archive holds the bytes. Linux; the cases
of small and read-only disks need root.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.hostile_files import (
    MB,
    SHEET,
    Make,
    cells,
    chunked,
    directory_only,
    encodings,
    every_line,
    full_temp,
    gzip_bomb_resource,
    http,
    laughs,
    links,
    lying_sizes,
    mail,
    mhtml_that_climbs,
    nested,
    nested_mails,
    never_closed,
    no_files,
    odd_names,
    offer,
    one,
    one_large_record,
    overlapping,
    packed_bomb,
    page,
    quine,
    record,
    script_titles,
    tiny,
    workbook,
    zipped,
)
from monitor.run.rows import position_of
from monitor.run.workspace import init_workspace, open_workspace

GOOD: Final = "zz-good.txt"
SECONDS: Final = 120
IMPORT: Final = "from monitor.cli.main import main; main()"

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
