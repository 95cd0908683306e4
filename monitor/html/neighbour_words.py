"""The words that stand over blocks of other people's listings (data/neighbours.txt)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parents[1] / "data" / "neighbours.txt"
MAX_HEADING: Final = 60  # characters, white space and marks included
_NO_WORD: Final = re.compile(r"[\W_]+")


def bare_words(words: str) -> str:
    """Words as they are compared: without spaces and marks, in lower case."""
    return _NO_WORD.sub("", words).lower()


def is_heading(words: str, *, sure: bool = False) -> bool:
    """True for words that are nothing but such a heading; `sure`: one that no seller writes over ads of his own."""
    if len(words) > 4 * MAX_HEADING or not (key := bare_words(words)):
        return False
    headings, own, behind = _words()
    known = headings if sure else headings | own
    if key in known:
        return True
    more = next((word for word in behind if key != word and key.endswith(word)), "") if key.endswith(behind) else ""
    return bool(more) and key.removesuffix(more) in known


@cache
def _words() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """The headings, those that sellers write as well, and what may stand behind one."""
    lines = [line for line in DATA.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    behind = tuple(bare_words(line) for line in lines if line.startswith("+"))
    own = frozenset(bare_words(line) for line in lines if line.startswith("~"))
    return frozenset(bare_words(line) for line in lines if line[0] not in "+~"), own, behind
