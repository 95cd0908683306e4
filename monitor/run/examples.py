"""Words of a page or table that are shown so that a person knows a column or an element again: nobody is told by them.

Contacts are masked as they are in listings, sellers' names are cut to their first character.
"""

from __future__ import annotations

import re
from typing import Final

from monitor.extract.contact import DOT, contact_places, mask_places
from monitor.run.people import short_name

SELLER: Final = "seller"  # the field that names a person
_ADDRESS: Final = re.compile(r"(?:https?:)?//\S+|/\S*")
# What may be the beginning of a number or an account where words were cut off: three digits of it, or more.
_CUT_OFF: Final = re.compile(r"(?=[^0-9]*(?:[0-9][^0-9]*){3})[0-9A-Za-z_@+. -]+$")
_LETTER: Final = re.compile(r"[0-9A-Za-z]")


def example(words: str, *, label: str = "", field: str = "", cut_at: int = 0) -> str:
    """The words as they are shown, of the same length but for a seller's name.

    Args: label, what stands before them (the header of their column) and may say that they are a contact; field, for
    which they are taken; cut_at, at how many characters they were cut off before (0: they are whole).
    """
    if not words or _ADDRESS.fullmatch(words):
        return words
    before = f"{label}：" if label and field != SELLER else ""  # a seller's name is shortened below
    whole = before + words
    masked = mask_places(whole, contact_places(whole))[len(before) :]
    if cut_at and len(words) >= cut_at:
        masked = _CUT_OFF.sub(lambda end: _LETTER.sub(DOT, end[0]), masked)
    return short_name(masked) if field == SELLER else masked
