"""The upload token of a workspace: whoever has it may send files to `hydrowatch serve`.

It lies in a file of its own that its owner alone can read, because a person must be able to look it up again.
"""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path
from typing import Final

from monitor.errors import WorkspaceError

TOKEN_FILE: Final = "hydrowatch.upload"  # noqa: S105 - the name of the file
TOKEN_BYTES: Final = 24
LONGEST: Final = 200


def upload_token(folder: Path) -> str:
    """The token of the workspace, made when there is none yet.

    Raises WorkspaceError when it cannot be read or made, or when others can read it.
    """
    path = folder / TOKEN_FILE
    try:
        if not path.exists():
            _write(path, replace=False)
        return _read(path)
    except OSError as error:
        raise WorkspaceError(f"{path}: the upload token cannot be kept ({error.strerror}); mend the folder") from error


def new_upload_token(folder: Path) -> str:
    """Make another token; the one before it is worth nothing from now on. Raises WorkspaceError."""
    path = folder / TOKEN_FILE
    try:
        _write(path, replace=True)
        return _read(path)
    except OSError as error:
        raise WorkspaceError(f"{path}: the upload token cannot be kept ({error.strerror}); mend the folder") from error


def is_upload_token(folder: Path, given: str) -> bool:
    """True for the token of the workspace; takes the same time for every wrong one. Raises WorkspaceError."""
    return hmac.compare_digest(upload_token(folder).encode(), given[:LONGEST].encode("utf-8", "replace"))


def _read(path: Path) -> str:
    if path.stat().st_mode & 0o077:
        raise WorkspaceError(f"{path}: others can read the upload token; run 'hydrowatch upload-token --new'")
    token = path.read_text("ascii", "replace").strip()
    if len(token) < TOKEN_BYTES:
        raise WorkspaceError(f"{path}: the upload token is damaged; run 'hydrowatch upload-token --new'")
    return token


def _write(path: Path, *, replace: bool) -> None:
    """Put a fresh token in place as a whole; without `replace`, one that came first stays."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{secrets.token_urlsafe(TOKEN_BYTES)}\n")
        if replace:
            fresh.replace(path)
        else:
            path.hardlink_to(fresh)
    except FileExistsError:
        return
    finally:
        fresh.unlink(missing_ok=True)
