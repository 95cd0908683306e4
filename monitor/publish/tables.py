"""Cells of tables that leave the program: a listing's text is a stranger's and must stay text."""

from __future__ import annotations

import re
from typing import Final

_FORMULA: Final = re.compile(r"^[=+\-@\t\r\n|]")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?")


def csv_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: one that begins like one gets an apostrophe; numbers do not."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
