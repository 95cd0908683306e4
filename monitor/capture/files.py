"""Stage 1, capture: a file on this machine -> `Capture`. Writes the evidence archive; raises nothing for a file.

The bytes are kept exactly as a WARC resource record, under a name that says nothing of this machine. An archive is
never held in memory; a document out of one becomes a conversion record that names the archive's record.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import quote

from monitor.__about__ import __version__
from monitor.capture.clock import iso
from monitor.capture.part_types import part_type
from monitor.capture.records import MEMBER_ID, PART, PLACE, UNDATED
from monitor.capture.saved import saved_at
from monitor.capture.sniff import MEDIA_TYPES, PICTURES, SNIFF_BYTES, FileType, code_kind, no_document, sniff
from monitor.capture.tools import CaptureTools
from monitor.html.stylesheet import ADDED
from monitor.models import NO_MOMENT, WORDS_TYPE, Capture, CaptureState, How, WarcPosition
from monitor.payload import bare_type
from monitor.settings import Settings
from monitor.unpack import ARCHIVE_TYPES, ArchiveKind, Member, archive_kind
from monitor.unpack.names import relative
from monitor.unpack.ours import UNSOUND

BLOCK: Final = 1 << 20
EMPTY: Final = "the file is empty"
MAX_HASHED: Final = 20  # times the size limit: a file larger than that is not even hashed
_ADVICE: Final = {  # what a file that is not read is called in a sentence: what to do with it
    **dict.fromkeys(
        ("a HEIC picture", "an AVIF picture", "a GIF picture", "a TIFF picture", "a BMP picture"),
        "save it as PNG or JPEG (on a telephone: edit and save, or take a screenshot of it) and import that",
    ),
    **dict.fromkeys(
        ("a RAR archive", "a 7z archive", "a gzip file"), "unpack it and import the folder or file that comes out",
    ),
    **dict.fromkeys(
        ("an old Office file", "a ZIP archive or an Office file"),
        "if it is a document, save it as PDF and import that; a table as XLSX or CSV; an archive, unpack it",
    ),
    **dict.fromkeys(
        ("a Word document (DOCX)", "a PowerPoint presentation (PPTX)", "an OpenDocument file (ODT, ODP)"),
        "save it as PDF or text and import that",
    ),
    **dict.fromkeys(
        ("a Zstandard file", "an LZ4 file"),
        "unpack it (zstd -d, unlz4) and import what comes out; a WARC can be packed as .warc.gz instead",
    ),
    "a winmail.dat of Outlook (TNEF)": "open the mail in a mail program, save its attachments or the mail as EML, and "
    "import those",
    "a mail folder of Outlook (PST)": "save its mails as EML files or a mailbox (MBOX) and import those",
    "a message of Outlook (MSG)": "open it in a mail program, save it as EML and import that",
    "an RTF document": "save it as PDF or text and import that",
    "the note of an office program that a document is open": "close the document, then import the document itself",
    "a download that did not come to its end": "download it again and import what comes",
    "a shortcut to an address": "open it in a browser, save the page and import that",
}  # fmt: skip
_SUFFIX_OF: Final = {  # what an archive says a document is counts for more than how its address ends
    "text/html": ".html", "application/xhtml+xml": ".xhtml", "text/plain": ".txt", "text/csv": ".csv",
}  # fmt: skip
_NO_FILES: Final = (
    (stat.S_ISDIR, "is a folder; name the files in it"), (stat.S_ISLNK, "is a symbolic link; name the file itself"),
    (stat.S_ISFIFO, "is a pipe, not a file"), (stat.S_ISSOCK, "is a socket, not a file"),
    (stat.S_ISCHR, "is a device, not a file"), (stat.S_ISBLK, "is a device, not a file"),
)  # fmt: skip
WITH_FRAMES: Final = "with-frames.html"  # a page with what its frames show put into it
WITH_SHEETS: Final = "with-sheets.html"  # and with what its style sheets hide


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a file, or why not."""

    state: CaptureState
    reason: str = ""
    body: bytes = b""
    sha256: str = ""
    size: int | None = None
    mtime: datetime | None = None
    kind: FileType | None = None
    archive: ArchiveKind | None = None
    part_type: str = ""  # of a file that a page loads

    @property
    def media_type(self) -> str:
        """The type found by looking at the bytes; '' when nothing was read."""
        if self.archive:
            return ARCHIVE_TYPES[self.archive]
        return self.part_type or (MEDIA_TYPES[self.kind] if self.kind else "")


class _Changed(Exception):
    """An archive changed between hashing and keeping it."""


def capture_file(
    path: Path, tools: CaptureTools, logical_name: str | None = None, source_id: str = "import", *,
    how: How = "file", address: str = "", sha256: str = "", place: str = "", loaded: bool = False,
) -> Capture:  # fmt: skip
    """Keep one file.

    Args: logical_name, the name it is known by (default: its own, without folders); kept with /, never with this
    machine's path; address, where it was saved from by the word of whoever sent it; sha256, its digest (hex) when
    it was read for that just now: an archive is not read for it again; place, see Capture; loaded, a saved page loads
    it, and it is kept under the type that it has there. A file that is missing,
    empty, binary, too large or no file gives a capture whose state and reason say so; a binary file's bytes are kept
    all the same, of a file too large its digest. A picture whose words can be read is "unread". An archive's `body` is
    empty. An uploaded file has no time of its own.
    Raises WorkspaceError when the evidence cannot be written.
    """
    name = relative(logical_name if logical_name is not None else path.name)
    at = tools.clock.now()
    suffix = PurePosixPath(name).suffix.lower()
    read = _read(path, tools.settings, name, sha256)
    if how == "upload":
        read = replace(read, mtime=None)
    if read.kind == "txt" and not loaded and (kind := code_kind(read.body[:SNIFF_BYTES], name)):
        read = replace(read, state="failed", reason=_unread(kind), kind="binary")
    if loaded and read.kind:
        read = replace(read, part_type=part_type(read.kind, read.body[:SNIFF_BYTES], name))
    url = address_of(name)
    taken_at = saved_at(read.body, at) if read.kind in {"html", "pdf"} else ""
    note = _note(source_id, tools, read.media_type) | {
        "Hydrowatch-Declared-Suffix": _quoted(suffix),
        "Hydrowatch-File-Modified": iso(read.mtime) if read.mtime else "",
        "Hydrowatch-Page-Saved": taken_at,
        PART: "yes" if loaded else "",
        "Hydrowatch-Upload": "yes" if how == "upload" else "", "Hydrowatch-Told-Address": _ascii(address),
        PLACE: place,
    }  # fmt: skip
    read, warc = _kept(path, tools, url, at, read, note)
    return Capture(
        url=url, source_id=source_id, state=read.state, how=how, fetched_at=iso(at), body=read.body,
        sha256=read.sha256, final_url=address or url, headers=_headers(suffix, read), reason=read.reason,
        media_type=read.media_type, server_date=iso(read.mtime) if read.mtime else None,
        warc=warc, operator=tools.operator, tool_version=__version__, size=read.size if read.archive else None,
        taken_at=taken_at, place=place,
    )  # fmt: skip


def address_of(name: str) -> str:
    """The address that a file is kept under whose name is this."""
    return f"file:///{_quoted(relative(name))}"


def capture_member(member: Member, parent: Capture, tools: CaptureTools, sha256: str) -> Capture:
    """Keep one document that was unpacked from an archive whose capture is `parent`.

    Args: sha256, of its body (hex): whoever has it in hand asked before whether it is known.
    Bytes that cannot be read give a capture without a record that says why: the archive holds them. Raises
    WorkspaceError when the evidence cannot be written.
    """
    suffix = PurePosixPath(member.name).suffix.lower()
    at, url = tools.clock.now(), f"{parent.url}!/{_quoted(member.name)}"
    found = Capture(
        url=url, source_id=parent.source_id, state="ok", how=parent.how, fetched_at=iso(at), body=member.body,
        sha256=sha256, final_url=member.url or url, operator=tools.operator, tool_version=__version__,
        server_date=_date_of(member), taken_at=member.taken_at, place=_place_in(parent, member.name),
    )  # fmt: skip
    start = member.body[:SNIFF_BYTES]
    if not start.strip():
        return replace(found, state="failed", reason="is empty")
    if kind := no_document(start, member.name) or code_kind(start, member.name):
        return replace(found, state="failed", reason=_unread(kind))
    kind_by = _SUFFIX_OF.get(bare_type(member.media_type), suffix)
    read = _Read("ok", "", member.body, sha256, len(member.body), None, sniff(start, kind_by))
    # What a mail is about and who sent it; the sender stands in the mail's own record and is masked where it is shown.
    said = (("content-type", member.media_type), ("subject", member.title), ("from", member.sender))
    undated = () if member.is_dated else (NO_MOMENT,)
    headers = (*_headers(suffix, read), *(pair for pair in said if pair[1]), *undated)
    return replace(
        found, state=_state_of(read.media_type), warc=_keep_member(member, read, parent, tools, url, at),
        media_type=read.media_type, headers=headers, reason=member.doubt, doubt="" if member.is_sound else member.doubt,
    )  # fmt: skip


def capture_part(member: Member, parent: Capture, tools: CaptureTools, media_type: str) -> Capture:
    """Keep a style sheet, picture or font that a page out of an archive loads, under the type that it has there.

    Raises WorkspaceError when the evidence cannot be written.
    """
    at, url = tools.clock.now(), f"{parent.url}!/{_quoted(member.name)}"
    sha256 = hashlib.sha256(member.body).hexdigest()
    read = _Read("ok", "", member.body, sha256, len(member.body), part_type=media_type)
    warc = _keep_member(member, read, parent, tools, url, at)
    return Capture(
        url=url, source_id=parent.source_id, state="resource", how=parent.how, fetched_at=iso(at), body=b"",
        sha256=sha256, final_url=member.url or url, media_type=media_type, operator=tools.operator,
        tool_version=__version__, size=len(member.body), warc=warc, server_date=_date_of(member),
        taken_at=member.taken_at, headers=() if member.is_dated else (NO_MOMENT,),
    )  # fmt: skip


def _keep_member(
    member: Member, read: _Read, parent: Capture, tools: CaptureTools, url: str, at: datetime
) -> WarcPosition:
    note = _note(parent.source_id, tools, read.media_type) | {
        "Hydrowatch-Member": _quoted(member.name), "Hydrowatch-Member-Address": _quoted(member.url),
        "Hydrowatch-Member-Taken": member.taken_at, "Hydrowatch-Member-Type": _quoted(member.media_type),
        "Hydrowatch-Member-Title": _quoted(member.title), "Hydrowatch-Member-Digest": member.digest,
        UNDATED: "" if member.is_dated else "yes",
        "Hydrowatch-File-Modified": "" if member.is_dated else member.file_date,
        "Hydrowatch-Member-Doubt": member.doubt,
        UNSOUND: "" if member.is_sound else "yes",
        "Hydrowatch-Same-As": member.same_as, PLACE: _place_in(parent, member.name),
        MEMBER_ID: _quoted(member.content_id), PART: "yes" if read.part_type else "",
    }  # fmt: skip
    assert parent.warc is not None
    return tools.archive.append_resource(
        url, at, _cut(read.body), length=len(read.body), sha256=read.sha256, media_type=read.media_type,
        headers=note, out_of=parent.warc.record_id,
    )  # fmt: skip


def _date_of(member: Member) -> str | None:
    """The other side's date of a document: when it was taken, else that which its file had."""
    return ("" if member.is_dated else member.file_date) or member.taken_at or None


def _place_in(parent: Capture, name: str) -> str:
    """Where a document of an archive lies; "" when nobody knows where the archive does."""
    where = f"{parent.place}!/{name}".encode("utf-8", "surrogateescape")
    return hashlib.sha256(where).hexdigest()[: len(parent.place)]


def keep_words(words: bytes, picture: Capture, tools: CaptureTools) -> Capture:
    """Keep what was read of a picture that is kept, as a conversion record that names the picture's record.

    Raises WorkspaceError when the evidence cannot be written.
    """
    return replace(_derived(words, picture, tools, "words.json", WORDS_TYPE), taken_at=picture.recorded_at)


def keep_framed(body: bytes, page: Capture, tools: CaptureTools) -> Capture:
    """Keep a page that is kept once more with what its frames show put into it, as a conversion record of it.

    It is named otherwise where something is in it that style sheets in files of their own say. Raises WorkspaceError
    when the evidence cannot be written.
    """
    name = WITH_SHEETS if f"<style {ADDED}=".encode() in body else WITH_FRAMES
    return replace(_derived(body, page, tools, name, page.media_type), taken_at=page.taken_at)


def _derived(body: bytes, of: Capture, tools: CaptureTools, name: str, media_type: str) -> Capture:
    """What was made of a capture, kept as a conversion record that names its record."""
    assert of.warc is not None
    at, url = tools.clock.now(), f"{of.url}!/{name}"
    sha256, undated = hashlib.sha256(body).hexdigest(), "yes" if NO_MOMENT in of.headers else ""
    warc = tools.archive.append_resource(
        url, at, _cut(body), length=len(body), sha256=sha256, media_type=media_type,
        headers=_note(of.source_id, tools, media_type) | {PLACE: of.place, UNDATED: undated}, out_of=of.warc.record_id,
    )  # fmt: skip
    return Capture(
        url=url, source_id=of.source_id, state="ok", how=of.how, fetched_at=iso(at), body=body,
        sha256=sha256, final_url=of.final_url, media_type=media_type, server_date=of.server_date, warc=warc,
        operator=tools.operator, tool_version=__version__, place=of.place, doubt=of.doubt,
        headers=(NO_MOMENT,) if NO_MOMENT in of.headers else (),
    )  # fmt: skip


def _note(source_id: str, tools: CaptureTools, media_type: str) -> dict[str, str]:
    """What the record of every file and document says beside its bytes."""
    return {
        "Hydrowatch-Source": source_id, "Hydrowatch-Operator": tools.operator,
        "WARC-Identified-Payload-Type": media_type,
    }  # fmt: skip


def _kept(
    path: Path, tools: CaptureTools, url: str, at: datetime, read: _Read, note: dict[str, str]
) -> tuple[_Read, WarcPosition]:
    """Keep what was read; an archive that is another by now is told of instead."""
    try:
        return read, _keep(path, tools, url, at, read, note)
    except _Changed:
        read = replace(read, state="failed", reason="the file changed while it was read; try again", archive=None)
        return read, _keep(path, tools, url, at, read, note)


def _keep(path: Path, tools: CaptureTools, url: str, at: datetime, read: _Read, note: dict[str, str]) -> WarcPosition:
    if read.archive and read.size:
        return tools.archive.append_resource(
            url, at, _blocks_again(path, read), length=read.size, sha256=read.sha256, media_type=read.media_type,
            headers=note,
        )  # fmt: skip
    if read.body:
        return tools.archive.append_resource(
            url, at, _cut(read.body), length=len(read.body), sha256=read.sha256,
            media_type=read.media_type or MEDIA_TYPES["binary"], headers=note,
        )  # fmt: skip
    facts = {"outcome": read.state, "reason": read.reason, "sha256": read.sha256,
             "size": "" if read.size is None else str(read.size)}  # fmt: skip
    return tools.archive.append_note(url, at, {**facts, **note})


def _headers(suffix: str, read: _Read) -> tuple[tuple[str, str], ...]:
    """What a file says of itself, in the place of HTTP headers."""
    pairs = (("declared-suffix", suffix), ("sniffed-type", read.kind or ""),
             ("content-length", "" if read.size is None else str(read.size)))  # fmt: skip
    return tuple((name, value) for name, value in pairs if value)


def _cut(body: bytes) -> Iterator[bytes]:
    return (body[start : start + BLOCK] for start in range(0, len(body), BLOCK))


def _blocks_again(path: Path, read: _Read) -> Iterator[bytes]:
    """The bytes of an archive that was hashed before. Raises _Changed when they are others now."""
    sha, left = hashlib.sha256(), read.size or 0
    try:
        with path.open("rb") as file:
            while (block := file.read(BLOCK)) and left >= 0:  # somebody may write on and on
                sha.update(block)
                left -= len(block)
                yield block
    except OSError as error:
        raise _Changed from error
    if sha.hexdigest() != read.sha256:
        raise _Changed


def _read(path: Path, settings: Settings, name: str, sha256: str) -> _Read:
    """Read a regular file within the limits of the settings; hash a larger one, and an archive, without keeping it."""
    try:
        mode = path.lstat().st_mode
        for is_kind, reason in _NO_FILES:
            if is_kind(mode):
                return _Read("failed", reason)
        # Not blocking and not following: the path may have changed since we looked.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return _Read("failed", "there is no such file")
    except (OSError, ValueError) as error:
        return _Read("failed", f"cannot be read: {getattr(error, 'strerror', None) or error}")
    with os.fdopen(descriptor, "rb", buffering=0):
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                return _Read("failed", "is no regular file")
            return _read_open(descriptor, found, settings, name, sha256)
        except OSError as error:
            return _Read("failed", f"cannot be read: {error.strerror or error}")


def _read_open(descriptor: int, found: os.stat_result, settings: Settings, name: str, known: str) -> _Read:
    mtime = datetime.fromtimestamp(found.st_mtime, UTC)
    size = found.st_size
    if size == 0:
        return _Read("failed", EMPTY, b"", hashlib.sha256(b"").hexdigest(), 0, mtime)
    start = os.pread(descriptor, SNIFF_BYTES, 0)
    if (archive := archive_kind(start, name)) and size <= settings.max_archive_bytes:
        return _Read("ok", "", b"", known or _hash(descriptor, size), size, mtime, archive=archive)
    limit = settings.max_file_bytes
    if size > limit:
        sha256 = _hash(descriptor, size) if size <= MAX_HASHED * limit else ""
        reason = f"the file has {size} bytes, more than max_file_bytes ({limit})"
        return _Read("too_large", reason, b"", sha256, size, mtime)
    body = b"".join(_blocks(descriptor, size + 1))
    after = os.fstat(descriptor)
    if len(body) != size or after.st_mtime_ns != found.st_mtime_ns or after.st_size != size:
        return _Read("failed", "the file changed while it was read; try again", size=size, mtime=mtime)
    sha256 = hashlib.sha256(body).hexdigest()
    suffix = PurePosixPath(name).suffix.lower()
    if kind := no_document(start, name):
        return _Read("failed", _unread(kind), body, sha256, size, mtime, "binary")
    kind_found = sniff(start, suffix)
    return _Read(_state_of(MEDIA_TYPES[kind_found]), "", body, sha256, size, mtime, kind_found)


def _state_of(media_type: str) -> CaptureState:
    return "unread" if media_type in PICTURES else "ok"


def _unread(kind: str) -> str:
    if kind in _ADVICE:
        return f"is {kind}, kept but not read; {_ADVICE[kind]}"
    return f"is {kind}, kept but not read; HTML, text, JSONL, CSV, PDF and XLSX files are read, and archives of them"


def _blocks(descriptor: int, size: int) -> Iterator[bytes]:
    place = 0
    while place < size and (block := os.pread(descriptor, min(BLOCK, size - place), place)):
        place += len(block)
        yield block


def _hash(descriptor: int, size: int) -> str:
    sha = hashlib.sha256()
    for block in _blocks(descriptor, size):
        sha.update(block)
    return sha.hexdigest()


def _quoted(name: str) -> str:
    return quote(name.encode("utf-8", "surrogateescape"))


def _ascii(address: str) -> str:
    """An address as a header can hold it: what is no ASCII in percent signs, what is there already left alone."""
    return quote(address.encode("utf-8", "surrogateescape"), safe=":/?#[]@!$&'()*+,;=%~")
