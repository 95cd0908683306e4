"""A capture as it was captured: a stranger's page beside ours, where it can run, load, send and open nothing.

The policy of the answer does that (an origin of its own, no scripts, nothing but what the page itself holds). What a
browser does before it asks the policy, such as connecting to the address of a frame, is taken out of the page.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from typing import Any, Final, Literal

from starlette.responses import RedirectResponse, Response

from monitor.capture.sniff import SNIFF_BYTES, binary_kind, sniff
from monitor.charset import declared_charsets, decode
from monitor.errors import ItemError
from monitor.messages import LANGUAGES, text
from monitor.models import WarcPosition
from monitor.payload import Headers, bare_type, begin, header
from monitor.publish.framed import Showing
from monitor.publish.origin import address_by, origin
from monitor.publish.styles import Inlining
from monitor.run.page_parts import PageParts
from monitor.run.rows import position_of
from monitor.unpack import ARCHIVE_TYPES
from monitor.web.document import MAX_BYTES, Document, is_document, read_document
from monitor.web.guard import CONTENT_POLICY
from monitor.web.listing import captured, handed_out, note_use, stored_content
from monitor.web.render import Page

Shown = Literal["page", "text", "picture", "document"]
_PIECE: Final = 1 << 16  # bytes
SAMPLE: Final = 1 << 20  # bytes by which the encoding is chosen
POLICY: Final = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; media-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
_HEADERS: Final = {
    "Content-Security-Policy": POLICY, "X-Frame-Options": "SAMEORIGIN", "X-DNS-Prefetch-Control": "off",
    "Content-Disposition": "inline",
}  # fmt: skip
_PICTURES: Final = (
    (re.compile(rb"\x89PNG\r\n"), "image/png"), (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"), (re.compile(rb"RIFF.{4}WEBP", re.S), "image/webp"),
)  # fmt: skip
# Names of our charset ladder -> labels of browsers, for encodings in which '<' is always the byte 0x3C. A page in any
# other is written anew in UTF-8.
_LABELS: Final = {"utf-8": "utf-8", "gb18030": "gb18030", "big5": "big5", "cp1252": "windows-1252"}


def replay(page: Page) -> Response:
    """`/capture/{id}/replay`: our page around it that says what it is and when it was captured."""
    capture, position = captured(page)
    confirmed, position = _confirmed(page, capture, position)
    headers, blocks = stored_content(page, position, capture, confirmed or capture)
    start, _ = begin(blocks, SNIFF_BYTES)
    with page.workspace.open_reader() as store:
        listing = store.listing_of_capture(capture["id"])
    kind, _ = shown_as(start, confirmed or capture, headers)
    answer = page.render(
        "replay.html",
        capture=capture,
        confirmed=confirmed,
        kind=kind,
        listing=listing,
        source=_source(capture),
        address_by=address_by(capture),
    )
    answer.headers["Content-Security-Policy"] = f"{CONTENT_POLICY}; frame-src 'self'; script-src 'self'"
    return answer


def _source(capture: dict[str, Any]) -> str:
    """What a capture is from, to be read: a file by its name, an address as it is asked for."""
    address = capture["final_url"] or capture["url"]
    return origin({**capture, "url": address}).name


def content(page: Page) -> Response:
    """`/capture/{id}/replay/content`: the captured content itself, for the frame of the page above and nothing else."""
    capture, position = captured(page)
    outside = f"/capture/{capture['id']}/replay"
    confirmed, position = _confirmed(page, capture, position)
    if page.request.headers.get("sec-fetch-dest", "iframe") not in {"iframe", "image"}:
        return RedirectResponse(outside, 303)
    headers, blocks = stored_content(page, position, capture, confirmed or capture)
    start, blocks = begin(blocks, SAMPLE)
    kind, media_type = shown_as(start, confirmed or capture, headers)
    if kind is None:
        return RedirectResponse(outside, 303)
    note_use(page, "evidence.replay", confirmed or capture)
    if kind == "document":
        answer = page.render("document.html", document=_document(page, confirmed or capture, blocks))
        answer.headers.update(_HEADERS)
        return answer
    label = ""
    if kind != "picture":
        label, blocks = _in_a_charset_of_browsers(start, blocks, header(headers, "Content-Type") or "")
        media_type = f"{media_type}; charset={label}"
    body = _as_page(page, confirmed or capture, position, label, blocks) if kind == "page" else blocks
    return handed_out(page, body, {"Content-Type": media_type, **_HEADERS})


def _document(page: Page, capture: dict[str, Any], blocks: Iterable[bytes]) -> Document:
    """What is read of a document; nothing of one that is too large to be held, or of which the head alone is asked."""
    if page.request.method == "HEAD" or capture["size"] > MAX_BYTES:
        return Document(cut=capture["size"] > MAX_BYTES)
    return read_document(b"".join(blocks))


def _as_page(
    page: Page, capture: dict[str, Any], position: WarcPosition, label: str, blocks: Iterable[bytes]
) -> Iterable[bytes]:
    """A page with the styles, pictures, fonts and frames put into it that were kept with it, harmless, in large pieces.

    They go through all that the page itself goes through. What was kept is found before the first byte is given.
    """
    if page.request.method == "HEAD":
        return ()
    with page.workspace.open_reader() as store:
        parts = PageParts(page.workspace, store, capture)
        if parts.may_be_there:
            headers, again = stored_content(page, position, capture)
            start, again = begin(again, SAMPLE)
            with suppress(ItemError):  # of what was kept with the page, some is damaged: verify tells of it
                parts.look(_in_a_charset_of_browsers(start, again, header(headers, "Content-Type") or "")[1], label)
    return _closing(parts, Showing(Inlining(parts.find, frame=parts.find), _not_kept).page(blocks, label))


def _not_kept(address: str) -> str:
    """What stands where a frame is not shown, in both languages."""
    lines = (text("web.replay.frame", language, address=address) for language in LANGUAGES)
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines)


def _closing(parts: PageParts, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of a page as few large ones: the server takes its time for each."""
    held, size = list[bytes](), 0
    try:
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size >= _PIECE:
                yield b"".join(held)
                held, size = [], 0
        yield b"".join(held)
    finally:
        parts.close()


def _confirmed(
    page: Page, capture: dict[str, Any], position: WarcPosition
) -> tuple[dict[str, Any] | None, WarcPosition]:
    """The capture whose content an answer 'not modified' confirms, and where what is shown lies."""
    with page.workspace.open_reader() as store:
        found = store.confirmed_capture(capture["id"])
    place = position_of(found) if found else None
    return (found, place) if place else (None, position)


def shown_as(start: bytes, capture: dict[str, Any], headers: Headers) -> tuple[Shown | None, str]:
    """How content is shown, by its first bytes and what it was declared to be, and its media type; None: not at all."""
    if picture := next((media_type for magic, media_type in _PICTURES if magic.match(start)), ""):
        return "picture", picture
    if not start or capture["media_type"] in ARCHIVE_TYPES.values() or binary_kind(start[:SNIFF_BYTES]):
        return None, ""
    if is_document(start):
        return "document", "text/html"
    declared = bare_type(header(headers, "Content-Type") or capture["media_type"])
    if declared in {"text/html", "application/xhtml+xml"} or sniff(start[:SNIFF_BYTES]) == "html":
        return "page", "text/html"
    return "text", "text/plain"


def _in_a_charset_of_browsers(start: bytes, blocks: Iterator[bytes], declared: str) -> tuple[str, Iterator[bytes]]:
    """The label of the encoding that the ladder chooses and the bytes; written anew in UTF-8 where that is safer."""
    encoding = decode(start, declared_charsets(start, declared)).encoding
    if label := _LABELS.get(encoding):
        return label, blocks
    reader = codecs.getincrementaldecoder("utf-16" if encoding.startswith("utf-16") else encoding)("replace")
    return "utf-8", (reader.decode(block).encode("utf-8", "replace") for block in chain(blocks, [b""]))
