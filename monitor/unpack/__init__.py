"""Archives -> the documents in them, one after another, within limits. Pure: reads an open file, writes nothing.

Archives may lie inside one another. What an archive says is not believed: names climb nowhere,
sizes are counted and not read from headers, and every fault is a member with a problem, in its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import BinaryIO, Final, cast

from monitor.errors import ItemError
from monitor.unpack.answers import with_answers
from monitor.unpack.bounds import Budget, CountedStream, Spent, read_bounded, spooled
from monitor.unpack.framed import MAX_BYTES as MAX_FRAME
from monitor.unpack.har_bodies import Opener
from monitor.unpack.model import Beside, Earlier, Frame, Frames, Limits, Member, Part
from monitor.unpack.names import inside
from monitor.unpack.readers import is_of_machine, open_parts
from monitor.unpack.sheets import KINDS, Sheets, called
from monitor.unpack.sniff import ARCHIVE_TYPES, SNIFF_BYTES, ArchiveKind, archive_kind

__all__ = ["ARCHIVE_TYPES", "SNIFF_BYTES", "ArchiveKind", "Earlier", "Limits", "Member", "archive_kind", "unpack"]

_OF_THE_WEB: Final = frozenset(("har", "warc", "wacz"))  # kinds that hold what pages loaded
DEFAULT: Final = Limits()
_TOO_LARGE: Final = "has more than {:,} bytes, the most for one document of an archive"


def unpack(
    file: BinaryIO, kind: ArchiveKind, name: str, limits: Limits = DEFAULT, beside: Opener | None = None
) -> Iterator[Member]:  # fmt: skip
    """The members of an open archive in order, those of inner archives as `outer!/inner`; memory: one member.

    Args: file can seek and stands at its start; name, of the archive, for kinds that go by it; beside, opens a file
    that lies beside it, for kinds that have part of their content there.
    Raises nothing for what the archive holds: what cannot be read is a Member with a problem, and when the limits are
    reached the last member says so. Raises OSError for a full disk and the like.
    """
    size = file.seek(0, 2)
    file.seek(0)
    found = False
    try:
        for member in _members(file, kind, name, Budget(limits, size), 1, beside):
            found = True
            yield member
        if not found:
            yield Member("", problem="holds no files")
    except Spent as spent:
        yield Member("", problem=str(spent))


def _members(
    file: BinaryIO, kind: ArchiveKind, name: str, budget: Budget, depth: int, beside: Opener | None
) -> Iterator[Member]:  # fmt: skip
    some = False
    try:
        parts, sheets = open_parts(kind, file, name, beside=beside), None
        if kind in KINDS:
            sheets = Sheets(file, kind, beside)
        for part in with_answers(parts, budget) if kind in _OF_THE_WEB else parts:
            budget.part()
            some = True
            yield from _of_part(part, budget, depth, sheets)
    except (Spent, GeneratorExit):
        raise
    except ItemError as error:
        yield Member("", problem=error.reason)
    except Exception as error:  # libraries raise what they like for a damaged archive; what came before it stays
        if is_of_machine(error):
            raise
        kept = "damaged here ({}); what came before it is kept" if some else "damaged ({}); nothing of it was read"
        yield Member("", problem=f"the {kind} archive is {kept.format(_why(error))}")


def _of_part(part: Part, budget: Budget, depth: int, sheets: Sheets | None) -> Iterator[Member]:
    name = inside(part.name) if part.name or not part.problem else ""  # what is wrong with the archive itself
    if part.problem or part.stream is None or part.role == "resource":
        yield Member(name, b"", part.media_type, part.url, part.taken_at, part.role, part.problem, earlier=part.earlier,
                     is_elsewhere=part.is_elsewhere, ended=part.ended)  # fmt: skip
        return
    try:
        start = read_bounded(part.stream, SNIFF_BYTES, budget)
        inner = archive_kind(start, name)
        if inner is None:
            whole = _whole(part, name, start, budget)
            yield whole if sheets is None else replace(whole, sheet=partial(sheets.find, called(part, name)))
            return
        if depth >= budget.limits.depth:
            yield Member(name, problem=f"is an archive {depth} archives deep; unpack it and import it by itself")
            return
        with spooled(start, part.stream, budget) as file:
            for member in _members(file, inner, name, budget, depth + 1, _counted(part.beside, budget)):
                yield _within(name, part, member)
            if doubt := _doubt(part):
                yield Member(name, problem=doubt)
    except (Spent, GeneratorExit):
        raise
    except Exception as error:
        if is_of_machine(error):
            raise
        yield Member(name, problem=f"cannot be unpacked ({_why(error)})")


def _whole(part: Part, name: str, start: bytes, budget: Budget) -> Member:
    assert part.stream is not None
    limit = budget.limits.member_bytes
    body = start + read_bounded(part.stream, limit + 1 - len(start), budget) if len(start) >= SNIFF_BYTES else start
    problem = _TOO_LARGE.format(limit) if len(body) > limit else ""
    if problem:
        return Member(name, b"", part.media_type, part.url, part.taken_at, "document", problem)
    doubt, made, lost = _doubt(part), *_made(part, body, budget)
    return Member(
        name, body, part.media_type, part.url, part.taken_at, title=part.title, sender=part.sender,
        doubt="; ".join(filter(None, (doubt, lost))), is_sound=not doubt, digest=part.digest() if part.digest else "",
        answers=part.answers, beside=_beside(part, budget), is_dated=part.is_dated, made=made,
        frames=_frames(part, budget), content_id=part.content_id, file_date=part.file_date,
    )  # fmt: skip


def _made(part: Part, body: bytes, budget: Budget) -> tuple[bytes, str]:
    """What was read in the place of a part, and why that cannot be had."""
    if part.made is None:
        return b"", ""
    try:
        made = read_bounded(part.made, (most := budget.limits.member_bytes) + 1, budget)
    except ItemError as error:
        return b"", error.reason
    if len(made) > most:
        return b"", _TOO_LARGE.format(most)
    doubt = part.doubt_of(made, body) if part.doubt_of else ""
    return (b"", doubt) if doubt else (made, "")


def _beside(part: Part, budget: Budget) -> Beside | None:
    """What lies in the folder of a page, within the limits of the archive that both are in."""
    opened = part.beside
    if opened is None:
        return None

    def read(path: str, most: int) -> bytes:
        try:
            with opened(path) as stream:
                return read_bounded(stream, most, budget)
        except Spent:  # which the next member tells
            return b""
        except Exception as error:
            if is_of_machine(error):
                raise
            return b""

    return read


def _counted(opened: Opener | None, budget: Budget) -> Opener | None:
    """Opens what lies beside an archive in an archive; what comes out counts, however often it is asked for."""
    return opened and (lambda name: cast("BinaryIO", CountedStream(opened(name), budget)))


def _frames(part: Part, budget: Budget) -> Frames | None:
    """What the frames of a page show, within the limits of the archive."""
    opened = part.frames
    if opened is None:
        return None

    def read(written: str, base: str) -> Frame | None:
        try:
            if (found := opened(written, base)) is None:
                return None
            with found.stream as stream:
                body = read_bounded(stream, MAX_FRAME + 1, budget)
        except Spent:  # which the next member tells
            return None
        except Exception as error:
            if is_of_machine(error):
                raise
            return None
        return Frame(body, found.media_type, found.base) if 0 < len(body) <= MAX_FRAME else None

    return read


def _doubt(part: Part) -> str:
    return part.doubt() if part.doubt else ""


def _within(name: str, part: Part, member: Member) -> Member:
    inner = f"{name}!/{member.name}" if member.name else name
    if member.taken_at:
        return replace(member, name=inner)
    return replace(member, name=inner, taken_at=part.taken_at, is_dated=part.is_dated)


def _why(error: Exception) -> str:
    said = " ".join(str(error).split())[:120]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
