"""Names of people behind a keyed hash: the same seller can be found again, but not read."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from monitor.errors import WorkspaceError
from monitor.extract.contact import DOT, contact_places
from monitor.models import Listing
from monitor.parse.identity import DIGEST

KEY_FILE: Final = "hydrowatch.key"
FILE_NAME: Final = "file name"  # begins the rules by which something is read out of the name of a file
_MARKS: Final = re.compile(r"(?:-[0-9a-f]{12}){1,2}$")  # digests behind the name of a file
_APART: Final = "·"
_MASKED: Final = re.compile(rf".\*\*{_APART}([0-9a-f]{{10}})", re.DOTALL)
# An organisation is no person: its name is shown. The endings are legal forms and public bodies.
_ORGANISATION: Final = re.compile(
    r"(公司|中心|交易所|法院|集团|合作社|管理人|委员会|政府|电站|[局厂所行社]|Ltd\.?|Inc\.?)$"
)


def make_key(folder: Path) -> None:
    """Write the workspace's secret key, readable by its owner alone, unless there is one."""
    path = folder / KEY_FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(os.urandom(32))


def read_key(folder: Path) -> bytes:
    """The workspace's secret key. Raises WorkspaceError when it is missing."""
    try:
        key = (folder / KEY_FILE).read_bytes()
    except OSError as error:
        raise WorkspaceError(
            f"{folder / KEY_FILE}: the key that hides names cannot be read ({error.strerror}); restore it from a backup"
        ) from error
    if len(key) < 16:
        raise WorkspaceError(f"{folder / KEY_FILE}: the key that hides names is damaged; restore it from a backup")
    return key


def as_unicode(words: str) -> str:
    """Words that UTF-8 can hold: bytes of arguments and file names are read as UTF-8; others are shown as \\xNN."""
    try:
        return words.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # half a character that no file name can hold
        return words.encode("utf-8", "replace").decode()


def named_apart(listing: Listing, key: bytes) -> Listing:
    """A listing whose names by digest are keyed, and what is personal in its name by a file.

    From the digest alone a seller could be guessed. What a file was named in full is kept beside: versions that an
    older program wrote are known by it.
    """

    def keyed(name: str) -> str:
        return DIGEST + _hash(name, key)[:16] if name.startswith(DIGEST) else name

    names = tuple(map(keyed, (listing.native_id, *listing.known_as)))
    if listing.found_by.get("native_id", "").startswith(FILE_NAME):
        names = tuple(dict.fromkeys((*(_without_contacts(name, key) for name in names), *names)))
    return replace(listing, native_id=names[0], known_as=names[1:], alike=tuple(map(keyed, listing.alike)))


def _without_contacts(name: str, key: bytes) -> str:
    """The name of a file with a keyed hash in place of each contact in it: the same file keeps the same name."""
    end = _MARKS.search(name)
    stem = name[: end.start()] if end else name
    parts, begun = list[str](), 0
    for _, span in sorted(contact_places(stem, bare_names=True), key=lambda one: one[1].start):
        if span.start >= begun:
            parts += (stem[begun : span.start], DOT, _hash(stem[span.start : span.end], key)[:10])
            begun = span.end
    return "".join((*parts, name[begun:]))


def _hash(words: str, key: bytes) -> str:
    return hmac.new(key, words.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def is_organisation(name: str) -> bool:
    """True for the name of an organisation: it is shown."""
    return _ORGANISATION.search(name.strip()) is not None


def short_name(name: str) -> str:
    """First character and two asterisks: '张**'; '' stays ''; organisations stay."""
    name = name.strip()
    return name if not name or is_organisation(name) else f"{name[0]}**"


def masked_name(name: str, key: bytes) -> str:
    """First character, two asterisks and a 40-bit keyed hash: '张**·3f2a91c07b'; '' stays ''; organisations stay."""
    name = name.strip()
    if not name or is_organisation(name):
        return name
    return f"{short_name(name)}{_APART}{keyed(name, key)}"


def hidden_name(masked: str) -> str:
    """What a masked name is found by: its hash; an organisation by its name."""
    found = _MASKED.fullmatch(masked)
    return found[1] if found else masked


def keyed(words: str, key: bytes) -> str:
    """A 40-bit keyed hash of words, as ten hexadecimal digits."""
    return _hash(words, key)[:10]


def known_name(stored: str, names: Iterable[str], key: bytes) -> str:
    """A name as `masked_name` stored it; where it is one of `names` that one, which lists of known sellers hold."""
    return next((name for name in names if masked_name(name, key) == stored), stored)
