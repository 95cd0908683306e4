"""What the pages of an archive load: its styles, pictures and fonts, one after another, within its limits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import BinaryIO, Final, NamedTuple, cast

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


Way = tuple[str, ...]  # the names of the archives inside an archive that lead to a page, the outermost first


class Loaded(NamedTuple):
    """A part and the ways to the pages that may load it: it lies where they lead, or tells an address of the web."""

    part: Part
    ways: Collection[Way]


def loaded_parts(
    file: BinaryIO, kind: ArchiveKind, within: Sequence[str], limits: Limits = _LIMITS, beside: Opener | None = None
) -> Iterator[Part]:
    """The parts of an archive with their bytes, pages among them; read the stream of one before the next is asked for.

    Args: within, the way to the page in question; only of where it leads is told; beside, see `unpack`. What is damaged
    ends it. Raises OSError for a full disk and the like.
    """
    return (found.part for found in loaded_along(file, kind, [tuple(within)], limits, beside))


def loaded_along(
    file: BinaryIO, kind: ArchiveKind, ways: Iterable[Way], limits: Limits = _LIMITS, beside: Opener | None = None
) -> Iterator[Loaded]:
    """The same for pages in several places of an archive, which is read once."""
    size = file.seek(0, 2)
    file.seek(0)
    try:
        yield from _parts(file, kind, [(way, way) for way in dict.fromkeys(ways)], Budget(limits, size), beside)
    except (GeneratorExit, Spent):
        return
    except Exception as error:  # libraries raise what they like for a damaged archive
        if is_of_machine(error):
            raise


class _Ways:
    """Where ways lead from one archive: pairs of what is left of a way, and the whole."""

    def __init__(self, ways: Iterable[tuple[Way, Way]]) -> None:
        self.all = list[Way]()
        self.here: dict[str, list[Way]] = {}  # by what begins the names of what hydrowatch unpacked, "" for this itself
        self.inner: dict[str, list[tuple[Way, Way]]] = {}  # by the name of the archive in this one
        for left, whole in ways:
            self.all.append(whole)
            self.here.setdefault("".join(f"{name}!/" for name in left), []).append(whole)
            if left:
                self.inner.setdefault(left[0], []).append((left[1:], whole))

    def around(self, name: str) -> str | None:
        """The longest of the ways that a name begins with; None when it lies along none."""
        pieces = name.split("!/")
        ways = ("".join(f"{one}!/" for one in pieces[:n]) for n in range(len(pieces) - 1, -1, -1))
        return next((way for way in ways if way in self.here), None)

    @property
    def are_gone(self) -> bool:
        """True when all led into archives that were read."""
        return not self.inner and not self.here.get("")


def _parts(
    file: BinaryIO, kind: ArchiveKind, pairs: Iterable[tuple[Way, Way]], budget: Budget, beside: Opener | None
) -> Iterator[Loaded]:  # fmt: skip
    # The WARC files of a package are no archives in it, but it itself: what a page loads may lie in another one.
    is_package = kind == "wacz" and any(left and is_archive(left[0]) for left, _ in pairs)
    ways = _Ways((left[1:] if is_package and left and is_archive(left[0]) else left, whole) for left, whole in pairs)
    for part in open_parts(kind, file, "", loaded=True, beside=beside):
        budget.part()
        if part.stream is None:
            continue
        name = inside(part.name)
        name = name.partition("!/")[2] or name if is_package else name
        if name in ways.inner:
            yield from _inner(part, name, ways.inner.pop(name), budget)
            if ways.are_gone:
                return
            continue
        around, is_told = ways.around(name), kind in _OF_THE_WEB and bool(part.url or part.known_as)
        if around is not None or is_told:
            counted = cast("BinaryIO", Blocks(_counted(part.stream, budget)))
            named = part._replace(name=name.removeprefix(around or ""), stream=counted)
            yield Loaded(named, ways.all if is_told else ways.here[around or ""])


def _inner(part: Part, name: str, pairs: list[tuple[Way, Way]], budget: Budget) -> Iterator[Loaded]:
    """The same of an archive inside an archive."""
    assert part.stream is not None
    start = read_bounded(part.stream, SNIFF_BYTES, budget)
    if kind := archive_kind(start, name):
        with spooled(start, part.stream, budget) as opened:
            yield from _parts(opened, kind, pairs, budget, part.beside)


def _counted(stream: BinaryIO, budget: Budget) -> Iterator[bytes]:
    """The blocks of a stream. Raises ItemError when the limits are reached: what came before is not all of it."""
    try:
        while block := read_bounded(stream, BLOCK, budget):
            yield block
    except Spent as spent:
        raise ItemError("", "unpack", str(spent)) from spent
