"""A workspace: one folder with its settings, database, archive, own sources and rules, opened and wired together."""

from __future__ import annotations

import getpass
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date
from functools import partial
from pathlib import Path
from typing import Final

from db import Store, StoreBusy, StoreError, WriterLock, lock_workspace, open_store, watcher
from monitor.capture.archive import EvidenceArchive
from monitor.capture.clock import Clock, SystemClock, iso
from monitor.capture.pauses import EndsAt, Pauses
from monitor.capture.politeness import Politeness, RobotsFiles
from monitor.capture.tools import CaptureTools, user_agent
from monitor.errors import ConfigError, WorkspaceBusy, WorkspaceError
from monitor.run.detector import Detector, build_detector
from monitor.run.people import KEY_FILE, as_unicode, make_key, read_key
from monitor.settings import FILE_NAME, Settings, load_settings

DATABASE: Final = "hydrowatch.db"
UNFINISHED: Final = "hydrowatch.unfinished"  # there while a workspace is being made
PATIENCE: Final = 330.0  # seconds; a watch gives way between two pages, and one shown in a browser may take 300
FOLDERS: Final = ("archive", "sources", "rules", "exports")

TEMPLATE: Final = """\
# hydrowatch workspace. Every line is optional; the values shown are the defaults.
# language = "zh"              # zh or en
# operator = ""                # who works here; written into evidence and audit log (default: the account's name)
# contact = ""                 # an address that site owners can write to; sent with every request
# min_delay_seconds = 10.0     # least pause between two requests to one host; a source may ask for less with its reason
# timeout_seconds = 30.0       # how long a server may stay silent
# max_seconds = 120.0          # how long one page may take as a whole
# max_bytes = 20000000         # largest page kept
# max_file_bytes = 200000000   # largest file imported
# max_upload_bytes = 500000000 # largest upload from a browser, all its files together
# chromium = ""                # the program for rendered capture (default: looked for)
# render_seconds = 300.0       # how long a page may load there, with all pauses
# render_requests = 200        # how many things it may load
# render_bytes = 100000000     # and how many bytes of them
"""


@dataclass(slots=True)
class Workspace:
    """An open workspace. `store` is one connection: ask `open_reader` for another thread's own."""

    path: Path
    settings: Settings
    store: Store
    archive: EvidenceArchive
    clock: Clock = field(default_factory=SystemClock)
    read_only: bool = False
    lock: WriterLock | None = None  # held while it is open for writing
    _key: bytes = b""
    _detector: list[Detector] = field(default_factory=list)
    _ends: EndsAt = field(default_factory=dict)
    _robots: RobotsFiles = field(default_factory=dict)  # read again after a day, however many jobs there are

    @property
    def detector(self) -> Detector:
        """The detector with this workspace's own rules, built on first use."""
        if not self._detector:
            self._detector.append(build_detector(self.path))
        return self._detector[0]

    def renew_rules(self) -> None:
        """Let the detector be of the files as they are now; where one of these is wrong it stays that of before."""
        with suppress(ConfigError):
            self._detector[:] = [build_detector(self.path)]

    @property
    def key(self) -> bytes:
        """The secret that hides names."""
        if not self._key:
            self._key = read_key(self.path)
        return self._key

    def check_key(self) -> None:
        """Raises WorkspaceError when the secret is missing or damaged."""
        self._key = read_key(self.path)

    @property
    def operator(self) -> str:
        """Who works here, for evidence and audit log."""
        return self.settings.operator or _account()

    @contextmanager
    def open_reader(self) -> Iterator[Store]:
        """A read-only connection of its own."""
        with open_store(self.path / DATABASE, read_only=True) as store:
            yield store

    @contextmanager
    def fetching(self) -> Iterator[CaptureTools]:
        """The tools to capture with; manners towards a host are kept in the database, across runs and restarts."""
        politeness = Politeness(
            Pauses(self.clock, self.store, self._ends), self.settings.min_delay_seconds, files=self._robots
        )
        with CaptureTools(self.archive, politeness, self.clock, self.settings, self.operator) as tools:
            yield tools

    @contextmanager
    def sharing(self) -> Iterator[None]:
        """Others may write while this one rests. Raises WorkspaceBusy: one process at a time shares."""
        if self.lock is None:
            yield
            return
        with ExitStack() as stack:
            try:
                stack.enter_context(self.lock.sharing())
            except StoreBusy as error:
                raise WorkspaceBusy(str(error)) from error
            yield

    def rest(self, seconds: float) -> None:
        """Wait, and let others write meanwhile, to their end; nothing may be half done. Raises StoreError."""
        if self.lock is None:
            self.clock.sleep(seconds)
            return
        if self.lock.aside(partial(self.clock.sleep, seconds)):
            self.store.meet_again()

    def give_way(self) -> None:
        """Let another process write that waits for it, if there is one, to its end."""
        if self.lock is not None and self.lock.is_wanted():
            self.rest(0.0)

    def today(self) -> date:
        """The day by the clock, in UTC."""
        return self.clock.now().astimezone(UTC).date()

    def now(self) -> str:
        """The clock as ISO 8601 in UTC."""
        return iso(self.clock.now())


def init_workspace(folder: Path) -> Path:
    """Make a workspace in `folder` (made when missing) and return it.

    Raises WorkspaceError when there is one already, when the folder holds other things, or cannot be written.
    """
    if (folder / DATABASE).exists() and not (folder / UNFINISHED).exists():
        raise WorkspaceError(f"{folder}: is a workspace already; nothing was changed")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear_half_made(folder)
        if any(folder.iterdir()):
            raise WorkspaceError(f"{folder}: {_lost(folder) or 'holds other files; name an empty or new folder'}")
        _fill(folder)
    except OSError as error:
        _clear_half_made(folder)
        raise WorkspaceError(f"{folder}: cannot be made: {error.strerror or error}") from error
    except StoreError as error:
        _clear_half_made(folder)
        raise WorkspaceError(f"{folder}: cannot be made: {str(error).partition(': ')[2]}") from error
    return folder


def _fill(folder: Path) -> None:
    (folder / UNFINISHED).touch()
    for name in FOLDERS:
        (folder / name).mkdir()
    (folder / FILE_NAME).write_text(TEMPLATE, "utf-8")
    make_key(folder)
    with open_store(folder / DATABASE, create=True) as store:
        store.audit(_account(), "workspace.init", as_unicode(folder.name))
    (folder / UNFINISHED).unlink()


def _clear_half_made(folder: Path) -> None:
    """Take away what an `init` left that was stopped half-way, when its mark is there and nothing but its own names."""
    ours = {*FOLDERS, FILE_NAME, KEY_FILE, UNFINISHED, *(f"{DATABASE}{end}" for end in ("", "-wal", "-shm"))}
    try:
        found = sorted(folder.iterdir(), key=lambda path: path.name == UNFINISHED)  # the mark goes last
        whole = UNFINISHED not in {path.name for path in found}
        if whole or any(path.name not in ours or (path.is_dir() and any(path.iterdir())) for path in found):
            return
        for path in found:
            path.rmdir() if path.is_dir() else path.unlink()
    except OSError:
        return


def _lost(folder: Path) -> str:
    """What is missing from a folder that was a workspace once; '' for any other folder."""
    if not any((folder / name).exists() for name in (FILE_NAME, KEY_FILE)):
        return ""
    return f"{DATABASE} is missing; restore it from a backup (the files in archive/ are not touched)"


@contextmanager
def open_workspace(
    folder: Path, *, read_only: bool = False, clock: Clock | None = None, detector: Detector | None = None,
    patience: float = PATIENCE, waiting: Callable[[str], None] | None = None,
) -> Iterator[Workspace]:  # fmt: skip
    """Open a workspace; for writing it is locked against other writers until the end.

    Args: detector, one that is built already; patience, seconds to wait for a turn where another process shares it
    (watch); waiting, told of that process. Raises WorkspaceError when the folder is none or damaged, WorkspaceBusy when
    another process writes to it.
    """
    if (folder / UNFINISHED).exists():
        raise WorkspaceError(f"{folder}: was not made to its end; run 'hydrowatch init {folder}' again")
    if not (folder / DATABASE).is_file():
        none = f"is no workspace; make one with 'hydrowatch init {folder}'"
        raise WorkspaceError(f"{folder}: {_lost(folder) or none}")
    settings = load_settings(folder)
    with ExitStack() as stack:
        try:
            lock = None if read_only else stack.enter_context(lock_workspace(folder, patience, waiting))
            store = stack.enter_context(open_store(folder / DATABASE, read_only=read_only))
        except StoreBusy as error:
            raise WorkspaceBusy(str(error)) from error
        except StoreError as error:
            raise WorkspaceError(str(error)) from error
        clock = clock or SystemClock()
        operator, agent = settings.operator or _account(), user_agent(settings)
        archive = EvidenceArchive(folder / "archive", clock, operator=operator, user_agent=agent)
        built = [detector] if detector else []
        yield Workspace(folder, settings, store, stack.enter_context(archive), clock, read_only, lock, _detector=built)


def refuse_second_watch(folder: Path) -> None:
    """Raises WorkspaceBusy when a process watches the workspace already: said at once, not after waiting for a turn."""
    if folder.is_dir() and (process := watcher(folder)):
        raise WorkspaceBusy(f"{folder}: process {process} is watching already; stop it first")


def free_bytes(folder: Path) -> int:
    """Bytes left on the disk that holds the folder. Raises ConfigError when the folder cannot be asked."""
    try:
        return shutil.disk_usage(folder).free
    except OSError as error:
        raise ConfigError(f"{folder}: the disk cannot be asked for its free space: {error.strerror}") from error


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
