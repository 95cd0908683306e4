"""What a record of the archive states beside its bytes, so that what the database says of it can be held against it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes, urldefrag, urljoin

from monitor.capture.records import as_uri
from monitor.capture.wire import sent_as
from monitor.payload import Headers, named_fields

MAX_NOTE_BYTES: Final = 1 << 16  # of a note so much is read
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_OF_ANSWER: Final = frozenset({"date", "content-type", "content-encoding", "etag", "last-modified", "location"})
_OF_RECORD: Final = frozenset({"content-type", "warc-truncated", "warc-identified-payload-type"})
_OURS: Final = "hydrowatch-"


class Stated(NamedTuple):
    """What one record says of itself.

    `sha256` and `size` are of the decoded body ('' and 0: it has none); `status` and `answer` (names in lower case) of
    the answer in it; `said` are record headers and the fields of a note, names in lower case; `broken`: its coding
    cannot be undone; `maker`: operator and software of the file that it lies in, {} when that is not known.
    """

    kind: str
    uri: str
    refers_to: str = ""
    sha256: str = ""
    size: int = 0
    status: int | None = None
    answer: Mapping[str, list[str]] = {}
    said: Mapping[str, str] = {}
    broken: bool = False
    maker: Mapping[str, str] = {}

    def written(self) -> str:
        """The same as JSON."""
        return json.dumps(self, ensure_ascii=False)

    @property
    def onward(self) -> str:
        """Where a redirect leads; '' for what is none."""
        location = next(iter(self.answer.get("location", ())), "") if self.status in REDIRECTS else ""
        try:
            said = location.encode("latin-1").decode("utf-8", "replace")  # as our looks read it
            return urldefrag(urljoin(self.uri, said)).url if said else ""
        except ValueError:
            return ""


def read_stated(written: str) -> Stated:
    """What `Stated.written` gave."""
    return Stated(*json.loads(written))


def of_answer(headers: Headers) -> dict[str, list[str]]:
    """The headers of an answer that the database holds, too."""
    found: dict[str, list[str]] = {}
    for name, value in headers:
        if (key := name.lower()) in _OF_ANSWER:
            found.setdefault(key, []).append(value)
    return found


def of_record(headers: Headers, note: bytes = b"") -> dict[str, str]:
    """What the headers of a record and the whole lines of a note say."""
    whole = note[: note.rfind(b"\n") + 1].decode("utf-8", "replace")
    found = {name.lower(): value for name, value in named_fields(whole)}
    kept = ((name.lower(), value) for name, value in headers)
    return found | {name: value for name, value in kept if name in _OF_RECORD or name.startswith(_OURS)}


def address_key(url: str) -> str:
    """The same for all spellings of an address: host and escapes as they are sent, then without escapes."""
    return unquote_to_bytes(sent_as(url)).decode("latin-1")


def same_address(url: str, uri: str) -> bool:
    """True when a record of `uri` can be the one that was made for `url`."""
    return url == uri or as_uri(url) == uri or address_key(url) == address_key(uri)
