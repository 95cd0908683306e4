"""The error tree; the class says what the caller does next, the message says what, where and what to do.

HydrowatchError
├── ConfigError        do not start: exit status 2
│   ├── DataFileError  a data or rule file is wrong: 'file:line: what is wrong'
│   └── WorkspaceError the folder is no workspace, is in use, or cannot be written
│       └── WorkspaceBusy another process writes to it: the same may work later
├── InputError         what the user named cannot be read: exit status 2 when it is all there is
├── SourceError        skip this source, go on with the next: exit status 3
└── ItemError          record this item with its reason, go on: exit status 3
    ├── NotUsed        it was read, without one of its fields, which says what cannot be used
    └── NothingToRead  it was kept; there is no text in it that hydrowatch could read
        └── NotLoaded  a page whose words were not there yet: it says nothing of its listing
"""

from __future__ import annotations

from pathlib import Path


class HydrowatchError(Exception):
    """Anything that hydrowatch tells its user about; str() is one clear sentence."""


class ConfigError(HydrowatchError):
    """The configuration is wrong: nothing is started."""


class DataFileError(ConfigError):
    """A claim, rule, policy or source file is wrong; str() reads 'file:line: what is wrong'."""

    def __init__(self, path: Path | str, line: int, what: str) -> None:
        super().__init__(f"{path}:{line}: {what}")
        self.path, self.line, self.what = path, line, what


class WorkspaceError(ConfigError):
    """The workspace cannot be used."""


class WorkspaceBusy(WorkspaceError):
    """Another process works on the workspace: try again later."""


class InputError(HydrowatchError):
    """A path or text that the user named cannot be read."""


class SourceError(HydrowatchError):
    """A source cannot be watched now; the others go on."""


class ItemError(HydrowatchError):
    """One item failed; it is recorded with `reason` and the rest goes on."""

    def __init__(self, item: str, stage: str, reason: str) -> None:
        super().__init__(f"{item}: {reason}")
        self.item, self.stage, self.reason = item, stage, reason


class NotUsed(ItemError):
    """One field of an item cannot be used; the item is read without it, so it has not failed."""


class NothingToRead(ItemError):
    """One item was kept as it is, and holds no text to read: it is empty, a picture, a program."""


class NotLoaded(NothingToRead):
    """A page that was taken before its words were there: what is known of its listing stays."""
