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

_LIMITS: Final = Limits()


def loaded_parts(file: BinaryIO, kind: ArchiveKind, within: Sequence[str], limits: Limits = _LIMITS) -> Iterator[Part]:
    """The parts of an archive with their bytes, pages among them; read the stream of one before the next is asked for.

    Args: within, the names of the archives inside it, the outermost first, that the page in question lies in; only the
    innermost is told of. What is damaged ends it. Raises OSError for a full disk and the like.
    """
    size = file.seek(0, 2)
    file.seek(0)
    try:
        yield from _parts(file, kind, tuple(within), Budget(limits, size))
    except (GeneratorExit, Spent):
        return
    except Exception as error:  # libraries raise what they like for a damaged archive
        if is_of_machine(error):
            raise


def _parts(
    file: BinaryIO, kind: ArchiveKind, within: tuple[str, ...], budget: Budget, beside: Opener | None = None
) -> Iterator[Part]:  # fmt: skip
    for part in open_parts(kind, file, "", loaded=True, beside=beside):
        budget.part()
        if part.stream is None:
            continue
        if not within:
            yield part._replace(name=inside(part.name), stream=cast("BinaryIO", Blocks(_counted(part.stream, budget))))
        elif inside(part.name) == within[0]:
            start = read_bounded(part.stream, SNIFF_BYTES, budget)
            if inner := archive_kind(start, part.name):
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
