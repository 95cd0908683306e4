"""Cells of tables that leave the program: a listing's text is a stranger's and must stay text."""

from __future__ import annotations

import re
from typing import Final

from monitor.text.expression import expression

_FORMULA: Final = expression(r"^[=+\-@\t\r\n|＝＋－＠｜]")  # full width, too: spreadsheets may narrow it
_NUMBER: Final = expression(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
# What steers a terminal or turns the direction of writing; a tab and line breaks are part of a cell.
_STEERING: Final = expression(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|(?<!^)\\r(?!\n)"
)


def csv_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula and that steers no terminal.

    One that begins like a formula gets an apostrophe, numbers do not; for control characters U+FFFD stands.
    """
    shown = _STEERING.sub("\ufffd", text)
    return f"'{shown}" if _FORMULA.match(shown) and not _NUMBER.fullmatch(shown) else shown
