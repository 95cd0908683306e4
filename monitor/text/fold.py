"""What one character becomes when a text is folded; the single definition behind both folding routes."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Final

from monitor.text.expression import expression

DATA: Final = Path(__file__).parent.parent / "data" / "text"

# Default_Ignorable_Code_Point of Unicode 16 (DerivedCoreProperties.txt), which `unicodedata` does not offer:
# zero-width and joining characters, bidirectional marks, variation selectors, tags (watermarks in U+E0100..E01EF).
IGNORABLE: Final = expression(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
LINE_BREAKS: Final = frozenset("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
# Controls, format characters, lone surrogates, non-spacing and enclosing marks.
DROPPED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Mn", "Me"})


def read_lines(name: str, folder: Path = DATA) -> list[str]:
    """The lines of a file, of monitor/data/text if no other folder is given, that are neither empty nor comments."""
    lines = (folder / name).read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line and line[0] != "#"]


def read_families(name: str) -> dict[str, list[str]]:
    """Families of words from a file of monitor/data/text: name -> words. Raises ValueError for a line that is none."""
    families: dict[str, list[str]] = {}
    for line in read_lines(name):
        family, mark, words = line.partition(":")
        if not mark or not words.strip():
            raise ValueError(f"{name}: a family is 'name: word, word', not {line[:40]!r}")
        families[family.strip()] = [word for word in words.strip().replace(", ", ",").split(",") if word]
    return families


def _load_simplified() -> dict[str, str]:
    old, new = read_lines("simplified.tsv")
    table = dict(zip(old, new, strict=True))
    return {**table, **_pairs("variants.tsv")}


def _pairs(name: str) -> dict[str, str]:
    return dict(line.split("\t", 1) for line in read_lines(name))


SIMPLIFIED: Final = _load_simplified()
_IN_SIMPLIFIED: Final = str.maketrans(SIMPLIFIED)
LOOKALIKES: Final = _pairs("lookalikes.tsv")


def simplified(text: str) -> str:
    """A text in simplified script, of the same length; nothing else of it is folded."""
    return text if text.isascii() else text.translate(_IN_SIMPLIFIED)


def fold_character(character: str) -> str:
    """The folded form of one code point: '' when it is dropped, more than one character when it stands for several.

    NFKC, lower case, simplified script; look-alike letters become Latin, Latin letters lose their accents, every line
    break becomes '\\n', every other white space ' '. Folding a folded character changes nothing.
    """
    if _is_usual(character):
        return character
    folded = character
    for _ in range(4):  # two rounds suffice in Unicode 16; the tests fold every code point twice
        once_more = "".join(_step(one) for one in folded)
        if once_more == folded:
            break
        folded = once_more
    return folded


def _is_usual(character: str) -> bool:
    """True for most Han characters, which fold to themselves: thousands are asked for at every start."""
    return "\u4e00" <= character <= "\u9fff" and character not in SIMPLIFIED and character not in LOOKALIKES


def _step(character: str) -> str:
    if character in LINE_BREAKS:
        return "\n"
    if character.isspace():
        return " "
    if unicodedata.category(character) in DROPPED_CATEGORIES or IGNORABLE.match(character):
        return ""
    if character in LOOKALIKES:
        return LOOKALIKES[character]
    compatible = unicodedata.normalize("NFKC", character).lower()
    return "".join(SIMPLIFIED.get(one) or _circled_digit(one) or _without_accents(one) for one in compatible)


def _circled_digit(character: str) -> str:
    # ❶ and ⓵ are digits without a compatible form, other than ①.
    value = unicodedata.digit(character, None)
    return "" if value is None or unicodedata.category(character) != "No" else str(value)


def _without_accents(character: str) -> str:
    if character < "\x80":
        return character
    base = unicodedata.normalize("NFD", character)[0]
    return base if base < "\x80" and base.isalpha() else character
