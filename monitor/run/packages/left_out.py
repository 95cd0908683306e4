"""The list in a WACZ of records that its sender left out as damaged: a line each, for people and for `verify`.

It is no evidence, and no time stamp is over it: it only says what is missing and why.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Final, cast

from monitor.capture.copying import LeftOut
from monitor.errors import ItemError
from monitor.run.packages.package_files import Package
from monitor.run.verifying.verify import ItemVerdict

LEFT_OUT: Final = "left-out/records.txt"  # in a folder: the reference validator takes no other files beside its own
_HEAD: Final = "# file\toffset\treason / 文件\t位置\t原因（发送方因已损坏而未收入）\n"
MAX_LINE: Final = 10_000
MAX_LINES: Final = 1_000_000
_BUFFER: Final = 1 << 20


def list_lines(left_out: Iterable[LeftOut]) -> Iterator[bytes]:
    """The lines of the list. Reasons quote what a damaged record says of itself: no line breaks by it."""
    yield _HEAD.encode()
    for one in left_out:
        reason = " ".join(one.reason.split())[: MAX_LINE // 8]
        yield f"{one.file}\t{one.offset}\t{reason}\n".encode("utf-8", "replace")


def check_left_out(package: Package) -> Iterator[ItemVerdict]:
    """Tell each record that the list names; a list that cannot be read does not hold."""
    if LEFT_OUT not in package.entries:
        return
    package.named.add(LEFT_OUT)
    try:
        stream = io.BufferedReader(cast("io.RawIOBase", package.open(LEFT_OUT)), _BUFFER)
    except ItemError as error:
        yield ItemVerdict("file", LEFT_OUT, False, error.reason)
        return
    for number, line in enumerate(iter(lambda: stream.readline(MAX_LINE), b"")):
        told = line.decode("utf-8", "replace").rstrip("\n").split("\t")
        if line.startswith(b"#"):
            continue
        if len(told) != len(LeftOut._fields) or number > MAX_LINES:
            yield ItemVerdict("file", LEFT_OUT, False, f"cannot be read: its line {number + 1} names no record")
            return
        yield ItemVerdict("left_out", f"{told[0]}@{told[1]}", True, f"left out by the sender as damaged: {told[2]}")
