"""What is installed, configured and sound: findings for `hydrowatch doctor`."""

from __future__ import annotations

import errno
import os
import platform
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, Literal

from db import OlderSchema, StoreError, open_store
from monitor.__about__ import __version__
from monitor.capture.chromium import find_chromium
from monitor.errors import HydrowatchError
from monitor.rules.load import load_knowledge
from monitor.rules.policies import ending_soon
from monitor.run.people import read_key
from monitor.run.sealing.stamp_states import stamp_states
from monitor.run.watching.trying import DRAFTS
from monitor.run.workspace import DATABASE, free_bytes, open_workspace
from monitor.settings import load_settings
from monitor.sources.web import load_sources, source_files
from monitor.stamps import FILE_NAME

NEEDED: Final = ("requests", "rapidfuzz", "sqlite-utils", "warcio", "starlette", "numpy")
OPTIONAL: Final = {  # package -> the extra that brings it, what for
    "playwright": ("browser", "shows pages that scripts build (render: true, capture --render)"),
    "rfc3161-client": ("timestamp", "asks for time stamps and checks them"),
    "rapidocr": ("ocr", "reads words in pictures and scanned PDFs"),
    "onnxruntime": ("ocr", "reads words in pictures and scanned PDFs"),
}
MOST_BACKS: Final = 10  # entries that are named
LITTLE_SPACE: Final = 1_000_000_000  # bytes; a day of watching fits many times over


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: good, absent (not everybody needs it), worth knowing (warn), or to be mended (wrong)."""

    what: str
    state: Literal["good", "absent", "warn", "wrong"]
    found: str


def examine(folder: Path) -> Iterator[Finding]:
    """Look at the installation, then at the workspace in `folder` (when there is one)."""
    yield Finding("hydrowatch", "good", f"{__version__}, Python {platform.python_version()}")
    yield _search()
    for name in NEEDED:
        yield _package(name)
    for name, (extra, purpose) in OPTIONAL.items():
        yield _optional(name, extra, purpose)
    yield _browser(folder)
    yield _checked("rules", lambda: _rules(None))
    yield from _ending_policies(datetime.now(UTC).date())
    if not (folder / DATABASE).exists():
        yield Finding("workspace", "warn", f"{folder}: none here; 'hydrowatch init DIR' makes one")
        return
    yield from _workspace(folder)


def _workspace(folder: Path) -> Iterator[Finding]:
    yield _checked("settings", lambda: _settings(folder))
    yield _checked("own rules", lambda: _rules(folder))
    yield _checked("key", lambda: _key(folder))
    sources, errors = load_sources(folder / "sources")
    yield _checked("database", lambda: _database(folder, len(sources) + len(errors)))
    for error in errors:
        yield Finding("source", "wrong", str(error))
    for source in sources.values():
        refusal = source.refusal()
        yield Finding(f"source {source.id}", "warn" if refusal else "good", refusal or source.list_pages[0])
    if drafts := len(source_files(folder / "sources" / DRAFTS)):
        yield Finding("drafts", "good", f"{drafts} in sources/drafts; none is watched before it is added")
    yield from _authorities(folder)
    yield from _times(folder)
    yield from _unwritable(folder)
    free = free_bytes(folder)
    yield Finding("disk", "good" if free > LITTLE_SPACE else "warn", f"{free / 1e9:.1f} GB free")


def _unwritable(folder: Path) -> Iterator[Finding]:
    """The first place of a workspace that cannot be written to: it is good for looking at, and nothing is taken in."""
    for place in (folder, *(folder / name for name in (DATABASE, "archive", "manifests"))):
        if place.exists() and not os.access(place, os.W_OK | (os.X_OK if place.is_dir() else 0)):
            is_whole_disk = os.statvfs(place).f_flag & os.ST_RDONLY
            why = os.strerror(errno.EROFS if is_whole_disk else errno.EACCES)
            found = f"{place}: cannot be written ({why}); mend its permissions, or copy it to where you may write"
            yield Finding("writing", "warn", found)
            return


def _authorities(folder: Path) -> Iterator[Finding]:
    """How each time-stamping authority answered last."""
    try:
        with open_workspace(folder, read_only=True) as workspace:
            states = stamp_states(workspace)
    except (HydrowatchError, StoreError):
        return  # said already
    for one in states:
        if one.authority == FILE_NAME:
            yield Finding("stamps", "wrong", one.reason)
        elif one.state == "failing":
            yield Finding(f"stamps {one.authority}", "warn", f"gave no stamp when last asked, {one.at}: {one.reason}")
        else:
            found = f"gave its last stamp {one.at}" if one.at else "was not asked for a stamp yet"
            yield Finding(f"stamps {one.authority}", "good", found)


def _times(folder: Path) -> Iterator[Finding]:
    """Where the times of the audit log go back, and whether this machine's clock is behind it now."""
    try:
        with open_workspace(folder, read_only=True) as workspace:
            newest, backs = workspace.store.clock_back(), workspace.store.times_back()
    except (HydrowatchError, StoreError):
        return  # said already
    if newest:
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        found = f"it is {now} by this machine, before the newest entry of the audit log ({newest}): set it right"
        yield Finding("clock", "warn", found)
    if backs:
        entries = ", ".join(map(str, list(backs)[:MOST_BACKS])) + (" …" if len(backs) > MOST_BACKS else "")
        found = f"the times of the audit log go back at entry {entries}: 'hydrowatch audit verify' says from when"
        yield Finding("clock", "warn", f"{found}; what was kept just before or after bears a wrong time")


def _ending_policies(today: date) -> Iterator[Finding]:
    """Rows that end within half a year: look for what follows them."""
    try:
        rows = ending_soon(load_knowledge().policies, today)
    except HydrowatchError:
        return  # said already
    for row in rows:
        yield Finding(f"policy {row.id}", "warn", f"{row.title} ends on {row.effective_to}; look for its successor")


def _search() -> Finding:
    with closing(sqlite3.connect(":memory:")) as connection:
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    found = f"SQLite {sqlite3.sqlite_version}"
    if "ENABLE_FTS5" in options:
        return Finding("sqlite", "good", f"{found} with FTS5")
    return Finding("sqlite", "wrong", f"{found} without FTS5: use a Python whose SQLite has it")


def _package(name: str) -> Finding:
    try:
        return Finding(name, "good", version(name))
    except PackageNotFoundError:
        return Finding(name, "wrong", "is not installed; install hydrowatch again")


def _optional(name: str, extra: str, purpose: str) -> Finding:
    try:
        return Finding(name, "good", f"{version(name)}: {purpose}")
    except PackageNotFoundError:
        return Finding(name, "absent", f"not installed; {purpose}: pip install 'hydrowatch[{extra}]'")


def _browser(folder: Path) -> Finding:
    """The Chromium that pages are shown in; that there is none is worth knowing, and wrong only for who needs it."""
    purpose = OPTIONAL["playwright"][1]
    try:
        named = load_settings(folder).chromium if (folder / DATABASE).exists() else ""
        return Finding("Chromium", "good", f"{find_chromium(named)}: {purpose}")
    except HydrowatchError as error:
        return Finding("Chromium", "absent", f"none: {error}")


def _checked(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, "good", look())
    except (HydrowatchError, StoreError) as error:
        return Finding(what, "wrong", str(error))


def _rules(extra: Path | None) -> str:
    knowledge = load_knowledge(extra)
    return f"{len(knowledge.rules)} rules, {len(knowledge.claims)} claim types, {len(knowledge.policies)} policy rows"


def _settings(folder: Path) -> str:
    settings = load_settings(folder)
    return "sound" if settings.contact else "sound; set contact, so that site owners can write to you"


def _key(folder: Path) -> str:
    """Raises WorkspaceError when it is gone or damaged: nothing can be taken in without it."""
    read_key(folder)
    return "sound"


def _database(folder: Path, sources: int) -> str:
    """What is in it; of sources those that have a file, as drafts and single captures are entered as well."""
    _bring_up_to_date(folder)
    with open_workspace(folder, read_only=True) as workspace:
        problems = list(workspace.store.check())
        counts = {**workspace.store.counts(), "sources": sources}
    if problems:
        raise HydrowatchError(problems[0])
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _bring_up_to_date(folder: Path) -> None:
    """What an older version made is opened for writing once. Raises WorkspaceBusy while another process writes."""
    try:
        open_store(folder / DATABASE, read_only=True).close()
    except OlderSchema:
        with open_workspace(folder):
            return
