"""An address -> the address by which a listing is known: without what tells how somebody came there. Pure."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import unquote_plus

DATA: Final = Path(__file__).parents[1] / "data" / "tracking.txt"


def known_address(url: str) -> str:
    """An address without the parameters of data/tracking.txt; all else of it, and any other, stays to the character."""
    before, hash_mark, after = url.partition("#")
    path, mark, query = before.partition("?")
    if not mark:
        return url
    parts = query.split("&")
    kept = [part for part in parts if not _tracking().fullmatch(unquote_plus(part.partition("=")[0]).lower())]
    if len(kept) == len(parts):
        return url
    return f"{path}{'?' if kept else ''}{'&'.join(kept)}{hash_mark}{after}"


@cache
def _tracking() -> re.Pattern[str]:
    lines = (line.strip().lower() for line in DATA.read_text("utf-8").splitlines())
    names = [re.escape(line).replace(r"\*", ".*") for line in lines if line and not line.startswith("#")]
    return re.compile("|".join(names), re.DOTALL)
