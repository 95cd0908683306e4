"""Titles that a program wrote and nobody gave: addresses, names of files, "untitled" (data/no_titles.txt). Pure."""

from __future__ import annotations

import re
from fnmatch import translate
from functools import cache
from pathlib import Path
from typing import Final

from monitor.text.expression import expression
from monitor.text.normalise import normalise

DATA: Final = Path(__file__).parents[1] / "data" / "no_titles.txt"
_ADDRESS: Final = expression(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}(?::\d{1,5})?(?:[/?]\S*)?", re.ASCII)


def given_title(words: str) -> str:
    """A title that somebody gave, as it is; "" for one that a program wrote in the place of one."""
    low = normalise(words[:500]).plain.text.strip()
    return "" if _names().fullmatch(low) or _ADDRESS.fullmatch(words.strip()) else words


@cache
def _names() -> re.Pattern[str]:
    lines = DATA.read_text("utf-8").splitlines()
    return re.compile("|".join(translate(line) for line in lines if line and not line.startswith("#")))
