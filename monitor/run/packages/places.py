"""The list in a WACZ of where each record lies, for whoever checks it by hand: manifests name other places.

It is no evidence, and no time stamp is over it: it says which piece of which file to take a digest of. `verify` makes
it anew from the records.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from itertools import groupby
from typing import Final, cast

from monitor.errors import ItemError
from monitor.models import WarcPosition
from monitor.run.packages.package_files import Package
from monitor.run.verifying.verify import ItemVerdict

FOLDER: Final = "how-to-check"  # a folder: the reference validator takes no other files beside its own
PLACES: Final = f"{FOLDER}/places.txt"
MAX_LINE: Final = 100_000
NOTHING: Final = "-"
MAX_TOLD: Final = 20
_SHOWN: Final = 200  # characters of a name that are shown
_BUFFER: Final = 1 << 20


def place_line(at: WarcPosition, kind: str, date: str, address: str) -> bytes:
    """A line: file, offset, length, kind, id, time and address of a record, with one space between them."""
    told = (f"archive/{at.file}", str(at.offset), str(at.length), kind, at.record_id, date, address)
    return (" ".join(_word(one) or NOTHING for one in told) + "\n").encode("utf-8", "replace")


def _word(told: str) -> str:
    """Without spaces, and without what would steer a terminal."""
    return "".join(character for character in told if character.isprintable() and character != " ")


def lines_of(package: Package) -> Iterator[bytes]:
    """The lines of the list. Raises ItemError."""
    stream = io.BufferedReader(cast("io.RawIOBase", package.open(PLACES)), _BUFFER)
    return iter(lambda: stream.readline(MAX_LINE), b"")


def check_places(package: Package) -> Iterator[ItemVerdict]:
    """Compare the list with the records whose lines are noted in `package.lines`.

    Exports of earlier versions have no list.
    """
    if PLACES not in package.entries:
        return
    package.named.add(PLACES)
    try:
        found = dict[str, str]()
        for name, lines in groupby(lines_of(package), lambda line: line.partition(b" ")[0].decode("utf-8", "replace")):
            sha = hashlib.sha256()
            for line in lines:
                sha.update(line)
            found[name] = "" if name in found else sha.hexdigest()
    except ItemError as error:
        yield ItemVerdict("file", PLACES, False, error.reason)
        return
    expected = {name: sha.hexdigest() for name, sha in package.lines.items()}
    wrong = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    for name in wrong[:MAX_TOLD]:
        yield ItemVerdict("file", PLACES, False, f"does not list the records of {name[:_SHOWN]} as they lie there")
