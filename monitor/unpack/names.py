"""Names inside archives, as they may be shown and kept: relative, forward slashes, nothing that climbs or steers."""

from __future__ import annotations

from typing import Final

MOST_CHARS: Final = 1000


def inside(name: str) -> str:
    """A member's name as a relative path without '..', drives, roots and control characters; never empty."""
    return relative("".join(one if one.isprintable() else "\ufffd" for one in name))[-MOST_CHARS:]


def relative(name: str) -> str:
    """A name with forward slashes, without parts that climb or name a drive or a root; never empty."""
    parts = name.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in {"", ".", ".."} and not part.endswith(":")) or "unnamed"
