"""MHTML and mails -> their pages, texts and attachments; pictures, styles and scripts stay resources.

The part that an MHTML names as its start, else its first page, is the document; a page that it shows in a
frame is read as part of it. Another page is one when it shows words of its own and names a plant (others are
advertisements); archives and files that were saved with it are. Of a mail's alternatives the richer is read, once.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import BinaryIO, Final, cast
from urllib.parse import unquote

from monitor.errors import ItemError
from monitor.payload import PAGES, begin
from monitor.unpack.fields import Fields, content_type, disposition, moment, read_fields, skip_leading, words
from monitor.unpack.list_digests import MOST, messages_of
from monitor.unpack.media import is_file
from monitor.unpack.mhtml_pages import MAX_URL, MhtmlPages, content_id, known_as, number_of
from monitor.unpack.mime import Leaf, leaves
from monitor.unpack.model import Part, Role
from monitor.unpack.sheets import Sheets
from monitor.unpack.shown import bytes_shown, shows_plant
from monitor.unpack.streams import Blocks
from monitor.unpack.transfer import is_known, undone

FRAME_BYTES: Final = 45  # of letters make a frame, or a further text of a mail, a document: some fifteen characters
MAX_TITLE: Final = 300
_HEAD_BYTES: Final = 65_536  # of a mail, in which it tells that it is a digest
_SUFFIXES: Final = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "": ".txt", "message/rfc822": ".eml",
}  # fmt: skip
_TEXTS: Final = PAGES | {"text/plain", ""}
_NEVER: Final = frozenset((  # what a page loads, and what mail programs add
    "text/css", "text/javascript", "application/javascript", "application/x-javascript", "text/calendar", "text/vcard",
    "text/x-vcard", "application/pgp-signature", "application/pgp-keys", "application/pkcs7-signature",
    "application/x-pkcs7-signature", "message/delivery-status", "message/disposition-notification",
    "text/rfc822-headers",
))  # fmt: skip
_WITH_KEY: Final = "open the mail in the mail program that has its key, save its text and attachments, and import those"
_SEALED: Final = {  # what only the mail program of who received it can open
    **dict.fromkeys(
        ("application/pkcs7-mime", "application/x-pkcs7-mime"), f"is encrypted or sealed (S/MIME); {_WITH_KEY}"
    ),
    "application/pgp-encrypted": f"is encrypted (PGP); {_WITH_KEY}",
}
_LOADED: Final = ("image/", "audio/", "video/", "font/")
_ON_ITS_WAY: Final = ("to", "cc", "received", "message-id", "return-path", "delivered-to")  # no saved page has them


@dataclass(frozen=True, slots=True)
class _Message:
    """What the head of a message says of all that is in it."""

    mail: bool
    url: str
    taken_at: str
    title: str
    sender: str


def parts(file: BinaryIO, name: str, *, loaded: bool = False) -> Iterator[Part]:
    """The parts of an MHTML or a mail in order. Raises ItemError when there is nothing in it to read."""
    message = _message(read_fields(file, skip_leading(file))[0], name)
    documents = problems = 0
    sheets = Sheets(file, "mhtml")
    pages = MhtmlPages(file, _body, lambda page: partial(sheets.find, (page.url,)))
    framed = set[str]() if message.mail or loaded else _framed(file, message, pages)
    is_digest = message.mail and _has_digest(file)
    for leaf, role in _with_roles(file, message):
        if problem := leaf.problem or _uncoded(leaf) or _SEALED.get(_type(leaf), ""):
            problems += 1
            yield Part(_name(leaf) if leaf.fields else "", None, problem=problem)
            continue
        is_framed = number_of(leaf) in framed
        if is_digest and _is_text(leaf) and not _is_in_digest(leaf):
            role = "resource"  # noqa: PLW2901 - what the list writes above and below: what its messages are called
        if role == "document" and (digest := _digest(file, leaf, message)):
            yield from digest
            documents += 1
            continue
        part = _part(file, leaf, message, "resource" if is_framed else role, main=not documents)
        if part.role == "document" and _type(leaf) in PAGES and not (message.mail or loaded):
            part = part._replace(frames=partial(pages.open, leaf))
        yield part
        documents += part.role == "document"
    if not documents and not problems:
        raise ItemError(name, "unpack", "holds no page or text with words in it, and no attachment")


def _has_digest(file: BinaryIO) -> bool:
    """Whether a mail holds the messages of a mailing list as parts of it."""
    file.seek(0)
    return b"multipart/digest" in file.read(_HEAD_BYTES).lower() and any(map(_is_in_digest, leaves(file)))


def _is_in_digest(leaf: Leaf) -> bool:
    return any(around.subtype == "digest" for around in leaf.around)


def _digest(file: BinaryIO, leaf: Leaf, message: _Message) -> list[Part]:
    """The messages of a mailing list's digest, each as a mail's text; [] for any other text."""
    if not message.mail or _type(leaf) not in {"text/plain", ""}:
        return []
    body, _ = begin(_body(file, leaf), MOST + 1)
    if len(body) > MOST:
        return []
    kind, parameters = content_type(leaf.fields)
    media_type = f"{kind or 'text/plain'}; charset={parameters['charset']}" if "charset" in parameters else kind
    return [
        Part(
            f"message {number}.txt", io.BytesIO(sent.body), media_type, "", moment(sent.fields) or message.taken_at,
            title=_shown(sent.fields, "subject"), sender=_shown(sent.fields, "from"),
        )
        for number, sent in enumerate(messages_of(body), 1)
    ]  # fmt: skip


def _framed(file: BinaryIO, message: _Message, pages: MhtmlPages) -> set[str]:
    """The numbers of the pages of an MHTML that are read as part of another one alone; its root never is."""
    if not pages.has_frames():
        return set()
    found = [leaf for leaf, role in _with_roles(file, message) if role == "document" and not leaf.problem]
    documents = [leaf for leaf in found if _type(leaf) in PAGES and not _uncoded(leaf)]
    root = next((leaf for leaf in documents if _is_start(leaf)), next(iter(documents), None))
    return pages.parts(documents, number_of(root)) if root else set()


def _message(fields: Fields, name: str) -> _Message:
    mail = any(field in fields for field in _ON_ITS_WAY) or name.lower().endswith(".eml")
    return _Message(
        mail and "snapshot-content-location" not in fields, _address(fields.get("snapshot-content-location", b"")),
        moment(fields), _shown(fields, "subject"), _shown(fields, "from"),
    )  # fmt: skip


def _with_roles(file: BinaryIO, message: _Message) -> Iterator[tuple[Leaf, Role]]:
    """Each leaf with what it is."""
    first = True  # no text was met so far
    for alternative, group in groupby(leaves(file), _alternative):
        texts: dict[int, list[tuple[Leaf, int]]] = {}  # by branch of the alternative, with what each shows
        for leaf in group:
            if alternative is None or not _is_text(leaf):
                yield leaf, _role(file, leaf, message, first=first)
                first = first and not _is_text(leaf)
            else:
                texts.setdefault(_branch(leaf, alternative), []).append((leaf, _bytes_shown(file, leaf)))
        if texts:
            yield from _of_alternatives(texts, first=first)
            first = False


def _of_alternatives(texts: dict[int, list[tuple[Leaf, int]]], *, first: bool) -> Iterator[tuple[Leaf, Role]]:
    """Branches of one multipart/alternative say the same: the richest is read. A picture may part its text in two."""
    best = max(texts, key=lambda branch: sum(_richness(leaf, shown) for leaf, shown in texts[branch]))
    for branch, found in texts.items():
        for leaf, shown in found:
            enough = shown >= (1 if first else FRAME_BYTES)
            yield leaf, "document" if branch == best and enough else "resource"
            first = first and not (branch == best and enough)


def _richness(leaf: Leaf, shown: int) -> int:
    """Markup counts twice: it has what plain words have and more, unless it is only a picture or a link."""
    return shown * (2 if _type(leaf) in PAGES else 1)


def _alternative(leaf: Leaf) -> int | None:
    return next((around.number for around in leaf.around if around.subtype == "alternative"), None)


def _branch(leaf: Leaf, alternative: int) -> int:
    """The number of the direct child of an alternative that a leaf lies in."""
    numbers = [around.number for around in leaf.around] + [leaf.number]
    return numbers[numbers.index(alternative) + 1]


def _role(file: BinaryIO, leaf: Leaf, message: _Message, *, first: bool) -> Role:
    if leaf.problem or _is_start(leaf):
        return "document"
    if _is_text(leaf) and (message.mail or first or _type(leaf) in PAGES):
        shown = _bytes_shown(file, leaf)
        if shown < (1 if first else FRAME_BYTES):
            return "resource"
        return "document" if message.mail or first or shows_plant(_body(file, leaf)) else "resource"
    return "document" if (_is_attachment(leaf) if message.mail else _is_file(leaf)) else "resource"


def _is_file(leaf: Leaf) -> bool:
    """True for an archive, PDF, table or the like that was saved with a page."""
    location = next((one for one in known_as(leaf) if not one.startswith("cid:")), "")
    return is_file(_type(leaf), location)


def _is_start(leaf: Leaf) -> bool:
    """True for the page that the multipart around it names as the one to begin with."""
    start = leaf.around[-1].parameters.get("start", "").strip() if leaf.around else ""
    return bool(start) and _type(leaf) in PAGES and leaf.fields.get("content-id", b"").decode("latin-1") == start


def _is_text(leaf: Leaf) -> bool:
    """True for what is to be read in its place: a page or plain words that are no attachment."""
    return not leaf.problem and _type(leaf) in _TEXTS and disposition(leaf.fields)[0] != "attachment"


def _is_attachment(leaf: Leaf) -> bool:
    """True for what a sender attached, false for what the mail itself is made of."""
    kind, how = _type(leaf), disposition(leaf.fields)[0]
    if kind in _NEVER:
        return False
    if kind.startswith(_LOADED) and how != "attachment":  # a photo has a name, a picture of the mail's design an id
        return "content-id" not in leaf.fields and bool(_file_name(leaf))
    return True


def _part(file: BinaryIO, leaf: Leaf, message: _Message, role: Role, *, main: bool) -> Part:
    kind, parameters = content_type(leaf.fields)
    charset = parameters.get("charset", "")
    url = _address(leaf.fields.get("content-location", b"")) or (message.url if main else "")
    tells = main and message.mail
    stream = cast("BinaryIO", Blocks(_body(file, leaf)))
    return Part(
        _name(leaf), stream, f"{kind}; charset={charset}" if charset else kind, url,
        message.taken_at, role, title=message.title if tells else "", sender=message.sender if tells else "",
        known_as=known_as(leaf), content_id="" if main else content_id(leaf),
    )  # fmt: skip


def _type(leaf: Leaf) -> str:
    return content_type(leaf.fields)[0]


def _coding(leaf: Leaf) -> str:
    return leaf.fields.get("content-transfer-encoding", b"").decode("latin-1").strip().lower()


def _uncoded(leaf: Leaf) -> str:
    coding = _coding(leaf)
    return "" if is_known(coding) else f"is coded as {coding[:40]!r}, which is not understood"


def _body(file: BinaryIO, leaf: Leaf) -> Iterator[bytes]:
    return undone(file, leaf.start, leaf.end, _coding(leaf))


def _bytes_shown(file: BinaryIO, leaf: Leaf) -> int:
    return bytes_shown(_body(file, leaf), markup=_type(leaf) in PAGES)


def _shown(fields: Fields, name: str) -> str:
    return "".join(one if one.isprintable() else " " for one in words(fields.get(name, b"")))[:MAX_TITLE].strip()


def _address(value: bytes) -> str:
    """A web address, '' for anything else; folding put spaces into long ones."""
    found = words(value).replace(" ", "")
    return found if found.lower().startswith(("http://", "https://")) and len(found) <= MAX_URL else ""


def _file_name(leaf: Leaf) -> str:
    name = disposition(leaf.fields)[1].get("filename") or content_type(leaf.fields)[1].get("name") or ""
    return name.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _name(leaf: Leaf) -> str:
    """The name of a part: of its file, else of where it was loaded from (no folders of a machine), else its number."""
    suffix = _SUFFIXES.get(_type(leaf), "")
    location = words(leaf.fields.get("content-location", b"")).replace(" ", "")
    scheme, colon, rest = location.partition(":")
    rest = rest if colon else location
    rest = unquote(rest.partition("?")[0].partition("#")[0]).strip("/")
    if scheme.lower() not in {"http", "https"}:
        rest = rest.replace("\\", "/").rpartition("/")[2]
    name = _file_name(leaf) or rest or f"part {leaf.number}"
    return name if "." in name.rpartition("/")[2] and suffix != ".eml" else f"{name.removesuffix('.eml')}{suffix}"
