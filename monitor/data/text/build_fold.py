"""Writes simplified.tsv: the simplified form of every traditional character, as OpenCC's character table has it.

Run by developers (`python monitor/data/text/build_fold.py`); OpenCC is not needed when hydrowatch runs.
Source: OpenCC, configuration t2s, https://github.com/BYVoid/OpenCC, Apache-2.0.
"""

from __future__ import annotations

from pathlib import Path

import opencc

TARGET = Path(__file__).with_name("simplified.tsv")
HAN_BLOCKS = ((0x3400, 0x9FFF), (0x20000, 0x323AF))
HEADER = (
    "# Traditional characters and, at the same place of the next line, their simplified forms.\n"
    "# Written by build_fold.py from OpenCC (t2s, single characters), Apache-2.0.\n"
)


def pairs() -> list[tuple[str, str]]:
    """Every Han character that OpenCC simplifies to another single character, with the end of its chain."""
    convert = opencc.OpenCC("t2s").convert
    simple: dict[str, str] = {}
    for low, high in HAN_BLOCKS:
        for code in range(low, high + 1):
            result = convert(chr(code))
            if len(result) == 1 and result != chr(code):
                simple[chr(code)] = result
    # A simplified form that is itself simplified further would make a second fold differ from the first.
    return [(old, simple.get(new, new)) for old, new in simple.items() if simple.get(new, new) != old]


def content() -> str:
    """The whole file as text."""
    table = pairs()
    return HEADER + "".join(old for old, _ in table) + "\n" + "".join(new for _, new in table) + "\n"


if __name__ == "__main__":
    TARGET.write_text(content(), encoding="utf-8")
