"""Names and addresses inside archives, as they may be shown and kept: nothing that climbs or steers."""

from __future__ import annotations

from typing import Final

MOST_CHARS: Final = 1000
MOST_OF_ADDRESS: Final = 4000


def inside(name: str) -> str:
    """A member's name as a relative path without '..', drives, roots and control characters; never empty."""
    return relative("".join(one if one.isprintable() else "\ufffd" for one in name))[-MOST_CHARS:]


def relative(name: str) -> str:
    """A name with forward slashes, without parts that climb or name a drive or a root; never empty."""
    parts = name.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in {"", ".", ".."} and not part.endswith(":")) or "unnamed"


def address(written: str) -> str:
    """An address as far as it can be shown."""
    return "".join(one for one in written if one.isprintable())[:MOST_OF_ADDRESS]
