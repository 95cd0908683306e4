"""Which files belong to a saved page: those in its folder (`page_files/`), and styles, scripts and fonts anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import islice
from pathlib import PurePosixPath
from typing import Final

from monitor.plants import words_of

MAX_CHARS: Final = 1000  # of a path that is looked at
MAX_FOLDERS: Final = 12  # above a file that are looked at
_QUERY: Final = re.compile("[?@]")


@cache
def plants_as_bytes() -> frozenset[bytes]:
    """The words that name a plant as pages write them: in each usual encoding, and as references to characters."""
    words = words_of("plants")
    coded = {one for word in words for code in ("utf-8", "gb18030", "big5") if (one := _coded(word, code))}
    return frozenset(coded | {word.encode("ascii", "xmlcharrefreplace") for word in words})


def _coded(word: str, code: str) -> bytes:
    try:
        return word.encode(code)
    except UnicodeEncodeError:  # half a word would be found anywhere
        return b""


def is_page(name: str) -> bool:
    """True for a name that a browser gives to a page whose files it saves in a folder beside it."""
    return name.lower().endswith(words_of("pages"))


def pages_of(folder: str) -> list[str]:
    """The names of the pages whose files a folder of this name may hold; [] when it is not named like that."""
    if not folder.endswith(words_of("folders")):
        return []
    stems = (folder.removesuffix(ending) for ending in words_of("folders") if folder.endswith(ending))
    return [stem + page for stem in stems if stem for page in words_of("pages")]


def folders_of(page: str) -> list[str]:
    """The names that the folder of a page's files may have; [] when the name is not that of a page."""
    return [PurePosixPath(page).stem + folder for folder in words_of("folders")] if is_page(page) else []


def without_query(name: str) -> str:
    """The name of a file that a page only loads without what its address asked for; any other name as it is.

    Copies of sites keep that in their names: `style.css?ver=6.4`, on Windows `style.css@ver=6.4` (wget, -p).
    """
    last = PurePosixPath(name[:MAX_CHARS]).name.lower()
    if len(name) > MAX_CHARS or last.endswith((*words_of("documents"), *words_of("pages"))):
        return name
    for mark in _QUERY.finditer(last):
        if last[: mark.start()].endswith(words_of("loaded")):
            return name[: len(name) - (len(last) - mark.start())]
    return name


def is_loaded(name: str, exists: Callable[[str], bool]) -> bool:
    """True for a file that a saved page loads.

    Args: name, its path with forward slashes; `exists` tells whether a path, written in the same way, is there.
    """
    if without_query(name).lower().endswith(words_of("loaded")):
        return True
    if len(name) > MAX_CHARS:
        return False
    above = islice(PurePosixPath(name).parents, MAX_FOLDERS)
    return any(exists((folder.parent / page).as_posix()) for folder in above for page in pages_of(folder.name))
