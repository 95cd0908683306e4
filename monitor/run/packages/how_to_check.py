"""The text in a WACZ that tells its receiver how to check it with a shell alone, in Chinese and in English.

Its commands name the files of this package. They are the same for both languages, stand indented by four spaces, and
are run in the folder that the package was unpacked in. Nothing that a page says is in them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import Any, Final

from monitor.__about__ import __version__
from monitor.errors import ItemError
from monitor.messages import LANGUAGES, text
from monitor.publish.wacz import MADE_BY
from monitor.run.packages.package_files import Package
from monitor.run.packages.packed_stamps import LIST, PACKED
from monitor.run.packages.places import FOLDER, PLACES, lines_of
from monitor.run.verifying.verify import ItemVerdict
from monitor.unpack.wacz import MAX_PACKAGE_BYTES, PACKAGE, PACKAGE_DIGEST

HOW: Final = f"{FOLDER}/how-to-check.txt"
MAX_BYTES: Final = 16_000_000
NO_CERTIFICATE: Final = "tsa.pem"  # that the receiver has from the authority, where none came along
_MANIFESTS: Final = f"{PACKED}/manifest-*.jsonl"
_KINDS: Final = frozenset({"response", "resource", "conversion", "revisit"})  # records that show something
_PIECE: Final = 'tail -c +$((offset + 1)) "$file" | head -c "$length"'
_DIGESTS: Final = (
    r"""sed -n '/^ *"path": /h; /^ *"hash": /{G; s/.*sha256:\([0-9a-f]*\).*"path": "\([^"]*\)".*/\1  \2/p; }' """
    f"{PACKAGE} | sha256sum -c"
)

_Part = Iterator[tuple[str, tuple[str, ...]]]  # keys of messages, with the commands below each


@dataclass(frozen=True, slots=True)
class Shown:
    """What the text names: `stamps`, entries of stamps.json; `first`, file, offset, length of a record; `copies`."""

    stamps: Sequence[Mapping[str, Any]]
    first: tuple[str, int, int] | None
    copies: bool  # players.warc.gz is there


def how_to_check(shown: Shown) -> str:
    """The whole text."""
    return "\n\n\n".join("\n".join(_lines(shown, language)) for language in LANGUAGES) + "\n"


def how_blocks(places: Path, stamps: Sequence[Mapping[str, Any]], copies: bool) -> Iterator[bytes]:
    """The text for an export. Args: places, the list of places as it was written."""
    with places.open("rb") as lines:
        yield how_to_check(Shown(stamps, _first(lines), copies)).encode()


def check_how(package: Package, copies: str) -> Iterator[ItemVerdict]:
    """That the text is the one an export writes into this package. Exports of earlier versions have none.

    Args: copies, the name of the file of copies.
    """
    if HOW not in package.entries:
        return
    package.named.add(HOW)
    try:
        found = package.read(HOW, MAX_BYTES)
        stamps = json.loads(package.read(LIST, MAX_BYTES))["stamps"] if LIST in package.entries else ()
        expected = how_to_check(Shown(stamps, _first(lines_of(package)), copies in package.entries)).encode()
        made = json.loads(package.read(PACKAGE, MAX_PACKAGE_BYTES)).get("software")
    except ItemError as error:
        yield ItemVerdict("file", HOW, False, error.reason)
        return
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        expected, made = b"", None
    if found == expected:
        return
    if made == f"{MADE_BY} {__version__}" or not expected:
        yield ItemVerdict("file", HOW, False, "is not the text that hydrowatch writes there: it was changed")
    else:
        said = "was written by another version of hydrowatch: its words were not compared, follow them with care"
        yield ItemVerdict("file", HOW, True, said, notice=True)


def _first(lines: Iterable[bytes]) -> tuple[str, int, int] | None:
    """The first record that shows something."""
    for line in lines:
        told = line.decode("utf-8", "replace").split(" ")
        if len(told) > 3 and told[3] in _KINDS:
            return told[0], int(told[1]), int(told[2])
    return None


def _lines(shown: Shown, language: str) -> Iterator[str]:
    stamped = bool(shown.stamps)
    parts = [_begin(), _whole(), _stamped(shown.stamps) if stamped else iter([("no_stamps", ())])]
    if stamped:
        parts.append(_covered())
    if shown.first is not None:
        parts.append(_one(shown.first, stamped=stamped, copies=shown.copies))
    for key, commands in (one for part in parts for one in part):
        yield from (*text(f"how_to_check.{key}", language).splitlines(), "")
        if commands:
            yield from (*(f"    {command}" for command in commands), "")


def _begin() -> _Part:
    yield "begin", ()


def _whole() -> _Part:
    yield "files", (_DIGESTS, f"sha256sum {PACKAGE}", f"grep hash {PACKAGE_DIGEST}")
    yield "files_end", ()


def _stamped(stamps: Sequence[Mapping[str, Any]]) -> _Part:
    yield "stamps", ()
    for one in stamps:
        answer, manifest = (quote(f"{PACKED}/{one[name]}") for name in ("file", "manifest"))
        trusted = quote(f"{PACKED}/{one['ca_file']}") if one.get("ca_file") else NO_CERTIFICATE
        at = int(datetime.fromisoformat(one["time"]).astimezone(UTC).timestamp())
        yield (
            "stamp" if one.get("ca_file") else "stamp_alone",
            (
                f"openssl ts -reply -in {answer} -text | grep 'Time stamp'",
                f"openssl ts -verify -in {answer} -data {manifest} -CAfile {trusted} -attime {at}",
            ),
        )
    yield "stamps_end", ()


def _covered() -> _Part:
    """The loop over all records."""
    yield (
        "records",
        (
            "while read -r file offset length kind id date address; do",
            f"  sha=$({_PIECE} | sha256sum | cut -c 1-64)",
            f'  manifest=$(grep -l -F "\\"sha256\\":\\"$sha\\"" {_MANIFESTS} | head -n 1)',
            '  [ -n "$manifest" ] || manifest=NOT-STAMPED',
            '  printf "%s\\n" "$manifest $file $offset $kind $date $address"',
            f"done < {PLACES} > records.txt",
            "grep -c ^stamps/ records.txt",
            "grep NOT-STAMPED records.txt",
        ),
    )
    yield "records_end", ()


def _one(first: tuple[str, int, int], *, stamped: bool, copies: bool) -> _Part:
    """The steps for one page."""
    yield "page", ()
    file, offset, length = first
    shown = [f"file={quote(file)} offset={offset} length={length}", f"{_PIECE} | gzip -dc > page.txt",
             "head -n 12 page.txt"]  # fmt: skip
    if stamped:
        shown += [f"sha=$({_PIECE} | sha256sum | cut -c 1-64)", f'grep -F "$sha" {_MANIFESTS}']
    yield "page_commands" if stamped else "page_alone", tuple(shown)
    if copies:
        yield "copies", ()
    yield "end", ()
