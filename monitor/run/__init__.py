"""Composition root: the only room that wires stages, storage, rules and clocks together.

`detector` reads texts without a workspace; `workspace` opens one; `importing`, `watching`, `verifying` and `packages`
are the rooms of the long jobs, `sealing` ends their runs. What comes in goes through `pipeline`.
Names are loaded on first use, so that scanning one text starts no database and no network.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

_HOME: Final = {
    "Detector": "detector",
    "build_detector": "detector",
    "scan_document": "detector",
    "scan_text": "detector",
    "as_date": "detector",
    "Workspace": "workspace",
    "init_workspace": "workspace",
    "open_workspace": "workspace",
    "Report": "report",
    "Progress": "report",
    "watch_once": "watching.watch",
    "watch_forever": "watching.watch",
    "import_paths": "importing.imports",
    "verify_workspace": "verifying.verify",
    "ItemVerdict": "verifying.verify",
}


def __getattr__(name: str) -> Any:
    """The public name `name` of the module that holds it."""
    if name not in _HOME:
        raise AttributeError(f"module 'monitor.run' has no attribute {name!r}")
    return getattr(import_module(f"monitor.run.{_HOME[name]}"), name)
