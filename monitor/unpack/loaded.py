"""What the pages of an archive load: its styles, pictures and fonts, one after another, within its limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final, cast

from monitor.errors import ItemError
from monitor.unpack.bounds import BLOCK, Budget, Spent, read_bounded, spooled
from monitor.unpack.har_bodies import Opener
from monitor.unpack.model import Limits, Part
from monitor.unpack.names import inside
from monitor.unpack.readers import is_of_machine, open_parts
from monitor.unpack.sniff import SNIFF_BYTES, ArchiveKind, archive_kind
from monitor.unpack.streams import Blocks
from monitor.unpack.wacz import is_archive

_OF_THE_WEB: Final = frozenset(("warc", "wacz"))  # kinds whose parts are known by the addresses that they tell
_LIMITS: Final = Limits()


def loaded_parts(
    file: BinaryIO, kind: ArchiveKind, within: Sequence[str], limits: Limits = _LIMITS, beside: Opener | None = None
) -> Iterator[Part]:
    """The parts of an archive with their bytes, pages among them; read the stream of one before the next is asked for.

    Args: within, the names of the archives inside it, the outermost first, that the page in question lies in; only the
    innermost is told of; beside, see `unpack`. What is damaged ends it. Raises OSError for a full disk and the like.
    """
    size = file.seek(0, 2)
    file.seek(0)
    try:
        yield from _parts(file, kind, tuple(within), Budget(limits, size), beside)
    except (GeneratorExit, Spent):
        return
    except Exception as error:  # libraries raise what they like for a damaged archive
        if is_of_machine(error):
            raise


def _parts(
    file: BinaryIO, kind: ArchiveKind, within: tuple[str, ...], budget: Budget, beside: Opener | None
) -> Iterator[Part]:  # fmt: skip
    is_package = kind == "wacz" and bool(within) and is_archive(within[0])
    if is_package:  # its WARC files are no archives in it, but it itself: what a page loads may lie in another one
        within = within[1:]
    around = "".join(f"{name}!/" for name in within)  # of what hydrowatch unpacked, whose names say it still
    for part in open_parts(kind, file, "", loaded=True, beside=beside):
        budget.part()
        if part.stream is None:
            continue
        name = inside(part.name)
        name = name.partition("!/")[2] or name if is_package else name
        is_told = kind in _OF_THE_WEB and bool(part.url or part.known_as)
        if (name.startswith(around) or is_told) and name not in within[:1]:
            counted = cast("BinaryIO", Blocks(_counted(part.stream, budget)))
            yield part._replace(name=name.removeprefix(around), stream=counted)
        elif within and name == within[0]:
            start = read_bounded(part.stream, SNIFF_BYTES, budget)
            if inner := archive_kind(start, name):
                with spooled(start, part.stream, budget) as opened:
                    yield from _parts(opened, inner, within[1:], budget, part.beside)
            return


def _counted(stream: BinaryIO, budget: Budget) -> Iterator[bytes]:
    """The blocks of a stream. Raises ItemError when the limits are reached: what came before is not all of it."""
    try:
        while block := read_bounded(stream, BLOCK, budget):
            yield block
    except Spent as spent:
        raise ItemError("", "unpack", str(spent)) from spent
