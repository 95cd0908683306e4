"""The words by which a text tells of a plant or its papers: what has one is not left out as something else."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from monitor.text.expression import expression
from monitor.text.normalise import normalise

DATA: Final = Path(__file__).parents[1] / "data"
_FOREIGN: Final = expression("[\u00c0-\u024f\u0370-\u1fff\u3041-\u30fa\uac00-\ud7a3]")
_CAPACITY: Final = expression(r"\d\s?[km]w(?!h)")


def names_plant(words: str) -> bool:
    """Whether a word such as 电站 (data/plant_words.txt), or a capacity, stands in a text."""
    low = words.lower()
    return any(word in low for word in _words("plant_words.txt")) or _CAPACITY.search(low) is not None


def may_be_offer(words: str) -> bool:
    """Whether a text that somebody kept may be an offer though it names no plant: a word of data/kept_words.txt stands
    in it, or letters of another script than Chinese and plain Latin, of which those lists know no words."""
    low = normalise(words).plain.text
    return _FOREIGN.search(words) is not None or listed("kept_words.txt").search(low) is not None


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(line for line in (DATA / name).read_text("utf-8").splitlines() if line and not line.startswith("#"))


@cache
def listed(name: str) -> re.Pattern[str]:
    """The words of a file of data/ in folded text: those of Latin letters as words of their own, * for any end."""
    words = [re.escape(word).replace(r"\*", "[a-z]*") for word in _words(name)]
    latin = [word for word in words if word.isascii()]
    others = [word for word in words if not word.isascii()]
    return re.compile(rf"\b(?:{'|'.join(latin)})\b|{'|'.join(others)}", re.ASCII)
