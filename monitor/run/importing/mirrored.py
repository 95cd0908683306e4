"""Style sheets of a site that was copied into a folder (wget, HTTrack): found from a page by where they lie in it.

No address leads out of the folder, and no symbolic link is followed on the way.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from monitor.run.importing.incoming import open_ordinary
from monitor.unpack.model import FindSheet, Sheet
from monitor.unpack.part_names import as_file, joined
from monitor.unpack.sheets import MAX_SHEET

# What the folder is called in the addresses of its files: one with more `..` than it has folders stands outside of it.
_TOP_NAME: Final = "hydrowatch-folder/"
_TOP: Final = as_file(_TOP_NAME)
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_MOST_FOLDERS: Final = 30


def sheets_below(root: Path, page: str) -> FindSheet:
    """What finds the sheets that a page names. Args: root, the folder; page, the path of the page from there."""
    return partial(_sheet, root, as_file(_TOP_NAME + page))


def _sheet(root: Path, page: str, address: str, base: str) -> Sheet | None:
    named = joined(joined(page, base), address)
    body = _read(root, _path_of(named))
    return Sheet(body, "", named) if 0 < len(body) <= MAX_SHEET else None


def _path_of(address: str) -> list[str]:
    """The folders and the name that an address means below the top; [] for one that leads elsewhere."""
    if not address.startswith(_TOP):
        return []
    parts = unquote(urlsplit(address).path, errors="surrogateescape").split("/")[2:]
    return [] if len(parts) > _MOST_FOLDERS or not {"", ".", ".."}.isdisjoint(parts) else parts


def _read(root: Path, parts: list[str]) -> bytes:
    """The start of an ordinary file, each folder on the way opened from the one above it; b"" for anything else."""
    if not parts:
        return b""
    try:
        with ExitStack() as opened:
            here = os.open(root, _FOLDER)
            opened.callback(os.close, here)
            for folder in parts[:-1]:
                here = os.open(folder, _FOLDER | os.O_NOFOLLOW, dir_fd=here)
                opened.callback(os.close, here)
            return opened.enter_context(open_ordinary(parts[-1], here)).read(MAX_SHEET + 1)
    except (OSError, ValueError):
        return b""
