"""Names of people behind a keyed hash: the same seller can be found again, but not read."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Final

from monitor.errors import WorkspaceError
from monitor.models import Listing
from monitor.parse.identity import DIGEST

KEY_FILE: Final = "hydrowatch.key"
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
    """A listing whose names by digest are keyed: from the digest alone a seller could be guessed."""

    def keyed(name: str) -> str:
        if not name.startswith(DIGEST):
            return name
        return DIGEST + hmac.new(key, name.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:16]

    return replace(listing, native_id=keyed(listing.native_id), known_as=tuple(map(keyed, listing.known_as)))


def masked_name(name: str, key: bytes) -> str:
    """First character, two asterisks and a 40-bit keyed hash: '张**·3f2a91c07b'; '' stays ''; organisations stay."""
    name = name.strip()
    if not name or _ORGANISATION.search(name):
        return name
    digest = hmac.new(key, name.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
    return f"{name[0]}**·{digest[:10]}"
