"""Time zones as people write them in source files."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OFFSET: Final = re.compile(r"([+-])(0\d|1[0-4]):([0-5]\d)")


def zone_of(name: str) -> tzinfo:
    """Asia/Shanghai, UTC or +08:00 as a time zone. Raises ValueError for what is none, or not known to this machine."""
    if name == "UTC":
        return UTC
    if found := _OFFSET.fullmatch(name):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return timezone(offset if found[1] == "+" else -offset)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not a time zone that this machine knows; +08:00 always works") from error
