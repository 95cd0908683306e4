"""Names inside archives, as they may be shown and kept: relative, forward slashes, nothing that climbs or steers."""

from __future__ import annotations

from typing import Final

MOST_CHARS: Final = 1000


def inside(name: str) -> str:
    """A member's name as a relative path without '..', drives, roots and control characters; never empty."""
    shown = "".join(one if one.isprintable() else "\ufffd" for one in name.replace("\\", "/"))
    parts = [part for part in shown.split("/") if part not in {"", ".", ".."} and not part.endswith(":")]
    return "/".join(parts)[-MOST_CHARS:] or "unnamed"
