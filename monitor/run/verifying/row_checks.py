"""Whether what the database says of a capture is what its record states. Pure.

Only what a record states can contradict: of what it does not say, a row is taken at its word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from monitor.capture.files import WITH_FRAMES, WITH_SHEETS
from monitor.capture.sniff import MEDIA_TYPES, PICTURES
from monitor.capture.stated import Stated, same_address
from monitor.models import WORDS_TYPE
from monitor.unpack import ARCHIVE_TYPES

Row = Mapping[str, Any]
_ANSWERS: Final = frozenset({"response", "revisit"})
_FILES: Final = frozenset({"file", "upload"})
_OF_NOTHING: Final = sha256(b"").hexdigest()
_FROM_HEADERS: Final = (
    ("server_date", "date"), ("media_type", "content-type"), ("etag", "etag"), ("last_modified", "last-modified"),
)  # fmt: skip
_OF_STATUS: Final = {
    **dict.fromkeys((401, 403, 407, 429), frozenset({"blocked", "failed"})),
    **dict.fromkeys((404, 410), frozenset({"gone", "sold", "removed_by_platform"})),
    451: frozenset({"blocked", "removed_by_platform"}),
}  # fmt: skip
_SHOWN: Final = frozenset({"ok", "resource", "sold", "removed_by_platform"})
_TOLD_LATER: Final = frozenset(ARCHIVE_TYPES.values()) | PICTURES
_MARKED: Final = frozenset({"sold", "removed_by_platform", "challenge"})
_READ_VIEWS: Final = frozenset({"dom", "shown"})  # the page as it is read, at its own address
_KEPT: Final = frozenset({"ok", "unread", "unpacking", "resource"}) | _MARKED


@dataclass(frozen=True, slots=True)
class Beside:
    """What else is known of a capture.

    Args: parent, the capture that it came out of; confirmed, the SHA-256s of the content that an answer 'not modified'
    confirms (empty: not known); leads, whether a redirect that is kept leads to its final address (None: not known).
    """

    parent: Row | None = None
    confirmed: frozenset[str] = frozenset()
    leads: bool | None = None


def unlike(row: Row, stated: Stated, beside: Beside) -> str:
    """What a capture's row says otherwise than its record, in one line; '' when it says nothing of the kind."""
    return "; ".join(filter(None, (check(row, stated, beside) for check in _CHECKS)))


def _way(row: Row, stated: Stated, beside: Beside) -> str:
    how = _how(stated)
    if (row["how"] in _FILES) if how == "file" else row["how"] == how:
        return _upload(row, stated, beside) if how == "file" else ""
    return _differs("how", row["how"], how)


def _how(stated: Stated) -> str:
    """http, render or file."""
    if "hydrowatch-view" in stated.said:
        return "render"
    is_note = stated.kind == "metadata"
    of_file = is_note and ("hydrowatch-source" in stated.said or "hydrowatch-operator" in stated.said)
    return "http" if stated.kind in _ANSWERS or (is_note and not of_file) else "file"


def _upload(row: Row, stated: Stated, beside: Beside) -> str:
    """Records of uploads say so; what came out of an archive came as the archive did."""
    if beside.parent:
        return "" if row["how"] == beside.parent["how"] else _differs("how", row["how"], beside.parent["how"])
    told = "upload" if "hydrowatch-upload" in stated.said else "file"
    return "" if row["how"] == told else _differs("how", row["how"], told)


def _address(row: Row, stated: Stated, beside: Beside) -> str:
    final, how = row["final_url"] or row["url"], _how(stated)
    if how == "http":
        if not same_address(final, stated.uri):
            return _differs("address", final, stated.uri)
        if row["final_url"] and beside.leads is False:
            return f"no redirect that is kept leads from {row['url']} to {final}"
        return ""
    if how == "render":
        return _address_of_view(row, stated, beside, final)
    if not same_address(row["url"], stated.uri):
        return _differs("address", row["url"], stated.uri)
    return _told_address(row, stated, beside)


def _address_of_view(row: Row, stated: Stated, beside: Beside, final: str) -> str:
    view = stated.said["hydrowatch-view"]
    if stated.uri != f"urn:{view}:{final}":
        return _differs("address", final, stated.uri)
    asked = (beside.parent or row)["url"] if view in _READ_VIEWS else stated.uri
    return "" if row["url"] == asked else _differs("address", row["url"], asked)


def _told_address(row: Row, stated: Stated, beside: Beside) -> str:
    """The address that a file was saved from, by the word of its archive or whoever sent it."""
    told = stated.said.get("hydrowatch-told-address") or stated.said.get("hydrowatch-member-address", "")
    if beside.parent and _is_made(stated):
        told = beside.parent["final_url"] or beside.parent["url"]
    if not told and row["final_url"] and stated.kind == "conversion" and "hydrowatch-member" not in stated.said:
        return ""
    if not told and row["state"] in _MARKED:  # the page itself says which listing it stands in the place of
        return ""
    return "" if _alike(row["final_url"] or row["url"], told or row["url"]) else _differs(
        "final address", row["final_url"], told
    )  # fmt: skip


def _body(row: Row, stated: Stated, beside: Beside) -> str:
    if stated.kind == "revisit":
        if beside.confirmed and row["sha256"] not in beside.confirmed:
            return _differs("SHA-256 of what it confirms", row["sha256"], " / ".join(sorted(beside.confirmed)))
    elif stated.kind == "metadata":
        told = stated.said.get("sha256", "")
        if row["sha256"] != told and (told or row["sha256"] not in {"", _OF_NOTHING}):
            return _differs("SHA-256", row["sha256"], told)
    elif not row["sha256"]:
        return _differs("SHA-256", "", stated.sha256)
    if (
        row["sha256"] != stated.sha256 and stated.sha256
    ):  # the reading of an older program: told elsewhere, if it is none
        return ""
    return "" if row["size"] == stated.size else _differs("size", row["size"], stated.size)


def _answer(row: Row, stated: Stated, beside: Beside) -> str:
    """Status and headers of an answer: its head is kept whole, so that what is not in it was not said."""
    del beside
    if _how(stated) != "http" or (stated.kind in _ANSWERS and stated.status is None):
        return ""
    if row["status"] != stated.status:
        return _differs("status", row["status"], stated.status)
    for column, name in _FROM_HEADERS:
        told = stated.answer.get(name) or [""]
        if (row[column] or "") not in told:
            return _differs(name, row[column], told[0])
    return _differs("time it was taken", row["taken_at"], "") if row["taken_at"] else ""


def _file(row: Row, stated: Stated, beside: Beside) -> str:
    """Type and times of a file, a document or a view."""
    if _how(stated) == "http":
        return ""
    said, parent = stated.said, beside.parent
    is_note = stated.kind == "metadata"
    kind = said.get("warc-identified-payload-type", "" if is_note else said.get("content-type", ""))
    modified = said.get("hydrowatch-file-modified") or said.get("hydrowatch-member-taken", "")
    taken = said.get("hydrowatch-page-saved") or said.get("hydrowatch-member-taken", "")
    if row["undated"] and not said.get("hydrowatch-member-undated"):  # rows of older programs do not say it
        return _differs("time", "undated", "dated")
    if _is_made(stated):
        if parent is None:
            return ""
        modified, taken = parent["server_date"] or "", parent["taken_at"] or ""
        taken = taken or (parent["fetched_at"] if _is_words(stated) else "")
    told = (
        ("media type", "media_type", kind),
        ("date", "server_date", modified),
        ("time it was taken", "taken_at", taken),
        ("etag", "etag", ""), ("last-modified", "last_modified", ""),  # which only answers have
    )  # fmt: skip
    for name, column, value in told:
        if (row[column] or "") != value:
            return _differs(name, row[column], value)
    return "" if row["status"] is None else _differs("status", row["status"], "")


def _maker(row: Row, stated: Stated, beside: Beside) -> str:
    """Who kept it, with which program, for which source."""
    said = stated.said
    operator = said.get("hydrowatch-operator") or said.get("operator") or stated.maker.get("operator", "")
    if operator and " ".join(row["operator"].split()) != " ".join(operator.split()):
        return _differs("operator", row["operator"], operator)
    software = stated.maker.get("software", "")
    if software and software != f"hydrowatch/{row['tool_version']}":
        return _differs("program", f"hydrowatch/{row['tool_version']}", software)
    parent = beside.parent["source_id"] if beside.parent else ""
    source = said.get("hydrowatch-source") or said.get("source") or parent
    return "" if not source or row["source_id"] == source else _differs("source", row["source_id"], source)


def _state(row: Row, stated: Stated, beside: Beside) -> str:
    """What became of it, as far as status, cuts and kind of record settle it."""
    del beside
    possible, state = _states(stated), row["state"]
    if possible and state not in possible:
        return _differs("state", state, " / ".join(sorted(possible)))
    reason = " ".join(stated.said.get("reason", "").split())
    if stated.kind == "metadata" and reason and state != "resource" and " ".join(row["reason"].split()) != reason:
        return _differs("reason", row["reason"], reason)
    return _reason_of_file(row, stated)


def _reason_of_file(row: Row, stated: Stated) -> str:
    """Of a file or document that was read as it came: nothing, or the doubt in its record.

    What became of an archive or a picture, and why a page is no listing, no record states.
    """
    is_open = row["state"] not in {"ok", "resource"} or row["media_type"] in _TOLD_LATER or _is_made(stated)
    if _how(stated) != "file" or stated.kind == "metadata" or is_open:
        return ""
    told = " ".join(stated.said.get("hydrowatch-member-doubt", "").split())
    return "" if " ".join(row["reason"].split()) in {"", told} else _differs("reason", row["reason"], told)


def _doubt(row: Row, stated: Stated, beside: Beside) -> str:
    """What speaks against the bytes of a document: its record says whether anything does, its page's of what was made
    of it. Records of earlier programs do not say so."""
    told = stated.said.get("hydrowatch-member-doubt", "")
    if _is_made(stated) and beside.parent:
        return "" if row["doubt"] == beside.parent["doubt"] else _differs("doubt", row["doubt"], beside.parent["doubt"])
    if "hydrowatch-member-unsound" not in stated.said and (told or not row["doubt"]):
        return ""
    return "" if " ".join(row["doubt"].split()) == " ".join(told.split()) else _differs("doubt", row["doubt"], told)


def _states(stated: Stated) -> frozenset[str]:
    """The states that a record leaves open; none: it does not say."""
    if stated.kind == "revisit":
        return frozenset({"not_modified"})
    if stated.kind == "metadata":
        outcome = stated.said.get("outcome", "")
        return frozenset({outcome, "resource"} if _how(stated) == "file" else {outcome}) if outcome else frozenset()
    if stated.kind == "response":
        return _states_of_answer(stated)
    if view := stated.said.get("hydrowatch-view"):
        return frozenset() if view in _READ_VIEWS else frozenset({"resource"})
    unreadable = stated.said.get("warc-identified-payload-type") == MEDIA_TYPES["binary"]
    return frozenset({"failed", "resource"}) if unreadable else _KEPT


def _states_of_answer(stated: Stated) -> frozenset[str]:
    status = stated.status
    if status is None:
        return frozenset()
    if not 200 <= status < 300:
        return frozenset({"challenge"}) | _OF_STATUS.get(status, frozenset({"failed"}))
    cut = stated.said.get("warc-truncated", "")
    if cut or "hydrowatch-body-limit" in stated.said:
        return frozenset({"challenge", "too_large" if cut in {"", "length"} else "truncated"})
    coded = stated.broken or "content-encoding" in stated.answer  # an older program may not have understood it
    open_ = _SHOWN | {"challenge"} | ({"truncated"} if coded else set())
    return open_ if stated.size else open_ | {"failed"}


def _is_made(stated: Stated) -> bool:
    """True for what was made of a capture: the words of a picture, a page with its frames or sheets put in."""
    is_filled = stated.uri.endswith((f"!/{WITH_FRAMES}", f"!/{WITH_SHEETS}"))
    return _is_words(stated) or (is_filled and "hydrowatch-member" not in stated.said)


def _is_words(stated: Stated) -> bool:
    return stated.said.get("warc-identified-payload-type") == WORDS_TYPE


def _alike(one: str, other: str) -> bool:
    return one == other or unquote_to_bytes(one) == unquote_to_bytes(other)


def _differs(what: str, row: object, record: object) -> str:
    return f"the database says {what} {_shown(row)}, the record {_shown(record)}"


def _shown(value: object) -> str:
    return "none" if value in (None, "") else str(value)


_CHECKS: Final[tuple[Callable[[Row, Stated, Beside], str], ...]] = (
    _way, _address, _body, _answer, _file, _maker, _state, _doubt,
)  # fmt: skip
