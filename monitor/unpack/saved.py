"""Which files belong to a saved page: those in its folder (`page_files/`), and styles, scripts and fonts anywhere.

And which of its frames say something: those that name a plant.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Final

DATA: Final = Path(__file__).parents[1] / "data" / "saved_pages.txt"
MAX_CHARS: Final = 1000  # of a path that is looked at
MAX_FOLDERS: Final = 12  # above a file that are looked at


@cache
def _words(kind: str) -> tuple[str, ...]:
    """The words of a kind in data/saved_pages.txt."""
    lines = (line.partition(":") for line in DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return tuple(word for name, _, words in lines if name == kind for word in words.split())


def names_plant(words: str) -> bool:
    """True when a frame of a page says something of a plant: others are advertisements and the like."""
    folded = words.lower()
    return any(word in folded for word in _words("plants"))


@cache
def plants_as_bytes() -> frozenset[bytes]:
    """The words that name a plant as pages write them: in each usual encoding, and as references to characters."""
    words = _words("plants")
    coded = {one for word in words for code in ("utf-8", "gb18030", "big5") if (one := _coded(word, code))}
    return frozenset(coded | {word.encode("ascii", "xmlcharrefreplace") for word in words})


def _coded(word: str, code: str) -> bytes:
    try:
        return word.encode(code)
    except UnicodeEncodeError:  # half a word would be found anywhere
        return b""


def is_page(name: str) -> bool:
    """True for a name that a browser gives to a page whose files it saves in a folder beside it."""
    return name.lower().endswith(_words("pages"))


def pages_of(folder: str) -> list[str]:
    """The names of the pages whose files a folder of this name may hold; [] when it is not named like that."""
    if not folder.endswith(_words("folders")):
        return []
    stems = (folder.removesuffix(ending) for ending in _words("folders") if folder.endswith(ending))
    return [stem + page for stem in stems if stem for page in _words("pages")]


def folders_of(page: str) -> list[str]:
    """The names that the folder of a page's files may have; [] when the name is not that of a page."""
    return [PurePosixPath(page).stem + folder for folder in _words("folders")] if is_page(page) else []


def is_loaded(name: str, exists: Callable[[str], bool]) -> bool:
    """True for a file that a saved page loads.

    Args: name, its path with forward slashes; `exists` tells whether a path, written in the same way, is there.
    """
    if name.lower().endswith(_words("loaded")):
        return True
    if len(name) > MAX_CHARS:
        return False
    above = islice(PurePosixPath(name).parents, MAX_FOLDERS)
    return any(exists((folder.parent / page).as_posix()) for folder in above for page in pages_of(folder.name))
