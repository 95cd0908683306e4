"""Which files an import takes, one after another, and how many there are; no list of all of them is ever held."""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, cast

from monitor.models import How
from monitor.run.resaved import PLACE_DIGITS
from monitor.unpack.har_bodies import is_body, is_har, named_in
from monitor.unpack.model import Beside
from monitor.unpack.saved import folders_of, is_loaded, pages_of

FileState = tuple[int, ...]
MAX_BESIDE: Final = 50_000_000  # bytes of one file of an upload that belongs to another
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file with the name it is known by, never a machine path; `problem` says why a folder could not be read.

    `how` it came; `address`: where it was saved from, by the word of whoever sent it ('' for not known); `n`: which of
    the paths named it is or lies under. `loaded`: a saved page loads it; it is kept and not read. `beside`: what gives
    the files of its folder when that does not lie beside `path` (see Member); None: it does.
    """

    path: Path
    name: str
    problem: str = ""
    how: How = "file"
    address: str = ""
    n: int = 0
    loaded: bool = False
    beside: Beside | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """How much there is to take in: files, and their bytes."""

    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How far an import is: the name in hand, what is done and what there is in all (as counted when it began)."""

    name: str
    done: Amount
    whole: Amount


Pacing = Callable[[Pace], None]


def unpaced(_pace: Pace) -> None:
    """Nobody looks on."""


class Meter:
    """Tells a pacing function how far an import is."""

    def __init__(self, whole: Amount, tell: Pacing) -> None:
        self._whole, self._tell = whole, tell
        self._files = self._size = 0

    def begin(self, name: str, within: int = 0) -> None:
        """This is in hand now; `within` a file of which so many bytes were read already."""
        self._tell(Pace(name, Amount(self._files, self._size + within), self._whole))

    def end(self, size: int) -> None:
        """One more file of so many bytes is done."""
        self._files, self._size = self._files + 1, self._size + size


def files_of(paths: Sequence[Path]) -> Iterator[Incoming]:
    """The files named and those below the folders named, in a fixed order; holds the names of one folder at a time.

    The folder with the files of a page that is named comes with it, also when it is not named itself.
    """
    named = {path.absolute() for path in paths}
    bodies = _Bodies()
    for n, path in enumerate(paths):
        yield from _files(path, n, bodies)
        if is_har(path.name) and not path.is_dir():
            yield from _bodies_beside(path, n, named)
        for folder in folders_of(path.name):
            beside = path.absolute().with_name(folder)
            if beside not in named and beside.is_dir() and not path.is_dir():
                yield from _files(beside, n, bodies)


def amount_of(paths: Sequence[Path]) -> Amount:
    """How many files `files_of` gives, and how many bytes they have now."""
    files = size = 0
    for found in files_of(paths):
        files, size = files + 1, size + size_of(found.path)
    return Amount(files, size)


def size_of(path: Path) -> int:
    """Bytes of an ordinary file; 0 for anything else and for what cannot be asked."""
    try:
        found = path.lstat()
    except OSError:
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0


def digest_of(paths: Sequence[Path], key: bytes) -> str:
    """A keyed digest by which the same paths are known again, without saying what they are."""
    said = b"\0".join(os.fsencode(path.resolve()) for path in paths)
    return hmac.new(key, said, hashlib.sha256).hexdigest()


def place_of(path: Path, key: bytes) -> str:
    """A keyed digest (12 hex digits) of where a file lies, by which it is known when it is saved again there."""
    where = os.fsencode(path.parent.resolve() / path.name)
    return hmac.new(key, b"place\0" + where, hashlib.sha256).hexdigest()[:PLACE_DIGITS]


def open_ordinary(path: Path | str, folder: int | None = None) -> BinaryIO:
    """A file for reading; no link is followed, no pipe waited for. Raises OSError, also for what is no file.

    Args: folder, the descriptor of an open one from which the path is told.
    """
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder), "rb")
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise OSError("is no ordinary file")


def open_beside(found: Incoming, name: str) -> BinaryIO:
    """A file by its name in the folder of another. Raises OSError, also for what is no file, ValueError."""
    if found.beside is None:
        return open_ordinary(found.path.parent / name)
    if body := found.beside(name, MAX_BESIDE + 1):
        return cast("BinaryIO", io.BytesIO(body))
    raise FileNotFoundError(name)


def state_of(file: BinaryIO) -> FileState:
    """What is another when a file was written to or exchanged."""
    found = os.fstat(file.fileno())
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def hashed(path: Path, limit: int) -> tuple[str, FileState]:
    """The SHA-256 of an ordinary file of at most `limit` bytes, and its state then; ("", ()) for anything else."""
    sha = hashlib.sha256()
    try:
        with open_ordinary(path) as file:
            state, left = state_of(file), os.fstat(file.fileno()).st_size
            if left > limit:
                return "", ()
            while block := file.read(min(_BLOCK, left)):  # no more than it had: somebody may write on and on
                sha.update(block)
                left -= len(block)
    except (OSError, ValueError):
        return "", ()
    return sha.hexdigest(), state


def _bodies_beside(har: Path, n: int, taken: set[Path]) -> Iterator[Incoming]:
    """The files that hold what answers of this HAR said, each once; no others of its folder are for this import.

    Args: taken, the files that come by themselves or came with another HAR; these are noted there.
    """
    with suppress(OSError):  # a HAR may be large: it is read for names only where a file lies there that it may name
        if not any(is_body(one.name) for one in har.absolute().parent.iterdir()):
            return
    for name in sorted(bodies_of([har])):
        path = har.absolute().with_name(name)
        if path not in taken and path.is_file():
            taken.add(path)
            yield Incoming(path, name, n=n, loaded=True)


class _Bodies:
    """Which files of a folder hold what answers of a HAR in it said; each folder is looked at once."""

    def __init__(self) -> None:
        self._folder, self._names = Path(), frozenset[str]()

    def of(self, folder: Path) -> frozenset[str]:
        """Their names."""
        if folder.absolute() != self._folder:
            self._folder = folder.absolute()
            try:
                self._names = bodies_of([one for one in sorted(self._folder.iterdir()) if is_har(one.name)])
            except OSError:
                self._names = frozenset()
        return self._names

    def __contains__(self, path: Path) -> bool:
        return is_body(path.name) and path.name in self.of(path.parent)


def bodies_of(hars: Sequence[Path]) -> frozenset[str]:
    """The names of the files that hold what answers of these HARs said; what cannot be read names none."""
    names = set[str]()
    for har in hars:
        with suppress(OSError), open_ordinary(har) as file:
            names |= named_in(iter(partial(file.read, _BLOCK), b""))
    return frozenset(names)


def _files(path: Path, n: int, bodies: _Bodies) -> Iterator[Incoming]:
    """A file (also one that is not there: capturing it says so), or the files below a folder in a fixed order."""
    if not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises inside a folder that is closed to us
        yield Incoming(path, path.name, n=n, loaded=path in bodies)
        return
    closed: list[OSError] = []
    top = Path(path.resolve().name)

    def name_of(below: Path) -> str:
        return (top / below.relative_to(path)).as_posix()

    of_pages: set[Path] = set()  # folders with the files of a page
    for where, folders, files in os.walk(path, onerror=closed.append):
        folders.sort()
        here = Path(where)
        if here.parent in of_pages or any(here.absolute().with_name(page).is_file() for page in pages_of(here.name)):
            of_pages.add(here)
        for folder in folders:
            if (here / folder).is_symlink():
                why = "is a symbolic link to a folder; name that folder itself"
                yield Incoming(here / folder, name_of(here / folder), why, n=n)
        for file in sorted(files):
            loaded = here in of_pages or is_loaded(file, _nowhere) or here / file in bodies
            yield Incoming(here / file, name_of(here / file), n=n, loaded=loaded)
    for error in closed:
        why = f"the folder cannot be read ({error.strerror}), so nothing in it was imported"
        yield Incoming(path, name_of(Path(error.filename)), why, n=n)


def _nowhere(_path: str) -> bool:
    """Folders are looked at one by one: only a file's own name counts."""
    return False
