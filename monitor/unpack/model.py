"""What comes out of an archive: parts as their readers find them, members as the rest of the program takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Literal, NamedTuple, Protocol

Role = Literal["document", "resource"]
Beside = Callable[[str, int], bytes]


class OpenFrame(NamedTuple):
    """What a frame of a page shows, to be read once; `base`: the name by which frames in it are asked for."""

    stream: BinaryIO
    media_type: str
    base: str


class Frame(NamedTuple):
    """The same with its whole content."""

    body: bytes
    media_type: str
    base: str


Frames = Callable[[str, str], Frame | None]  # an address as it stands in a page, that page's base ("": the page itself)


class Earlier(NamedTuple):
    """The answer that a revisit says is still the same: what it tells of it, "" for what it does not."""

    record_id: str
    url: str
    taken_at: str  # UTC ISO 8601
    digest: str  # as WARC names digests, over the body


class Answer(NamedTuple):
    """What a page loaded and may be written from: JSON, or (`is_text`) the text that an archiver saw of it."""

    url: str
    body: bytes
    is_text: bool
    taken_at: str


class Sheet(NamedTuple):
    """A style sheet with its bytes, the type that the archive tells, and what addresses in it are told from."""

    body: bytes
    media_type: str
    address: str


# An address as it stands in a page, and the address that it is told from ("" for the page's own) -> the sheet.
FindSheet = Callable[[str, str], Sheet | None]


class Part(NamedTuple):
    """One part of an archive while it is read; `stream` is good until the next part is asked for.

    `name` is its path inside the archive; `url` the address it was loaded from and `taken_at` when (UTC ISO 8601), both
    by the archive's own word, "" when it says nothing. A resource is what a page loads (style, script, picture): it
    stays in the archive. `problem` says why a part cannot be read; its stream is None then. `title` and `sender`: the
    subject of a mail and who it is from, for the part that is its text. `doubt` is asked after the stream was read: why
    what came out is not as it should be (a digest that does not hold), "" when it is. `earlier`: of a part with a
    problem, the answer that it would be, which is not in this archive. `digest` is asked after `doubt`: see Member.
    `known_as`: what the pages beside it may call it besides its name and address. Reading `made` raises ItemError at
    the end when it is damaged.
    """

    name: str
    stream: BinaryIO | None
    media_type: str = ""
    url: str = ""
    taken_at: str = ""
    role: Role = "document"
    problem: str = ""
    title: str = ""
    sender: str = ""
    doubt: Callable[[], str] | None = None
    digest: Callable[[], str] | None = None
    earlier: Earlier | None = None
    is_elsewhere: bool = False  # of a part with a problem: it lies in a file that is not here, but may be next time
    answer: bytes = b""  # of a resource: JSON that may tell of a plant, or the text of the page at `url`
    is_text: bool = False
    ended: bytes = b""  # of a resource: the page that a site answers with where a listing is not found any more
    page: str = ""  # of what a HAR holds: which page it belongs to, and which address asked for it
    referer: str = ""
    answers: tuple[Answer, ...] = ()  # of a page that shows no plant
    beside: Callable[[str], BinaryIO] | None = None  # opens what lies in a page's folder, by its path from there
    known_as: tuple[str, ...] = ()
    frames: Callable[[str, str], OpenFrame | None] | None = None  # of a page: see Frames
    is_dated: bool = True  # `taken_at` is when it was as it is, not only when somebody kept it
    file_date: str = ""  # of what is not dated: the date that its file had then
    made: BinaryIO | None = None  # of what hydrowatch kept: what it read in its place
    doubt_of: Callable[[bytes, bytes], str] | None = (
        None  # that, the page as it came -> why it is not taken, "" if it is
    )
    content_id: str = ""  # of what pages in the same archive may call by `cid:` and this
    is_view: bool = False  # of a page that a browser showed: it is complete, whatever else the archive holds


class Unpacker(Protocol):
    """The reader of one kind of archive."""

    def __call__(self, file: BinaryIO, name: str, *, loaded: bool = False) -> Iterator[Part]:
        """An open archive that can be read from its start (and can seek), its name -> its parts in order.

        Args: loaded, styles, pictures and fonts that its pages load come with their bytes, too.
        Raises ItemError, EOFError, ValueError, OSError or the error of its library when it is damaged: the parts before
        that stay.
        """
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may hold, inner archives with it. Bytes are those that come out of it."""

    member_bytes: int = 50_000_000
    total_bytes: int = 50_000_000_000
    members: int = 1_000_000
    entries: int = 200_000  # of the directory of a ZIP, which is read whole before the first of them
    depth: int = 3
    ratio: int = 1000  # bytes that come out for one that went in, beyond the first `ratio_from`
    ratio_from: int = 100_000_000


@dataclass(frozen=True, slots=True)
class Member:
    """One document of an archive with its whole content, or why it could not be had (`problem`, body b"").

    `doubt` says why the content, which is there, is not as it should be; `is_sound` false: its bytes are not, not only
    what was read in its place. `earlier`: the answer that it would be, which
    is not in this archive; when its body was found in ours, `same_as` is the id of that record. `ended`: of a resource,
    the page that a site answers with where a listing is not found any more.
    `digest`: what the archive names of the body, perhaps of that before its coding was undone; "" for none that holds.
    `beside`: of a page, gives a file by its path from the page's folder and at most so many bytes of it, b"" for none;
    good until the next member is asked for. `sheet`: of a page, finds a style sheet that it names in the archive; as
    good as `beside`. `is_dated`: `taken_at` is when it was as it is, and what it tells from that moment (3天前) is a
    day; else only when somebody kept it. `made`: what was read in its place, a page with what its frames show or the
    words of a picture, by the word of an archive of hydrowatch; b"" when it was read as it is. `frames`: of a page,
    gives what its frames show and the archive holds; as good as `beside`.
    """

    name: str
    body: bytes = b""
    media_type: str = ""
    url: str = ""
    taken_at: str = ""
    role: Role = "document"
    problem: str = ""
    title: str = ""
    sender: str = ""
    doubt: str = ""
    is_sound: bool = True
    digest: str = ""
    earlier: Earlier | None = None
    is_elsewhere: bool = False  # see Part
    same_as: str = ""
    answers: tuple[Answer, ...] = ()  # of a page that shows no plant: what it loaded
    is_dated: bool = True
    file_date: str = ""  # as of Part
    made: bytes = b""
    content_id: str = ""  # as of Part
    ended: bytes = b""
    beside: Beside | None = field(default=None, compare=False, repr=False)
    frames: Frames | None = field(default=None, compare=False, repr=False)
    sheet: FindSheet | None = field(default=None, compare=False, repr=False)
