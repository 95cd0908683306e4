"""hydrowatch: records public sale listings of small hydropower plants and flags claims that need checking."""

from __future__ import annotations

from typing import Any

from monitor.__about__ import __version__

__all__ = ["__version__", "open_workspace", "scan_document", "scan_text"]


def __getattr__(name: str) -> Any:
    """Load the public functions on first use, so that `hydrowatch --help` imports none of them."""
    if name in {"open_workspace", "scan_document", "scan_text"}:
        from monitor import run  # noqa: PLC0415 - start-up time

        return getattr(run, name)
    raise AttributeError(f"module 'monitor' has no attribute {name!r}")
