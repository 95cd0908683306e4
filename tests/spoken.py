"""Tells English that is left in what readers of Chinese are told; names, digests, words of other programs aside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeVar

from monitor.publish.failures import say_failure
from monitor.run.verifying.verify import ItemVerdict

Given = TypeVar("Given", bound=ItemVerdict)
# What is no sentence of ours: addresses, quoted words, commands, a product with its version, headers in full.
_NAMES: Final = re.compile(
    r"https?://\S+|urn:\S+|\"[^\"]*\"|'[^']*'|hydrowatch( [a-z-]+)+|pip install \S+|WARC/1\.\d|application/\S+"
    r"|\w+, \d\d \w+ \d{4} [\d:]+ GMT|[\w.-]+@\d+( \w+)?|text/\w+; ?charset=\S+|（SQLite：.*?）；"
)
_SENTENCE: Final = re.compile(r"\b[A-Za-z]{2,}[,;:]? [a-z]{2,}\b")


def english_in(told: str) -> list[str]:
    """Pairs of Latin words that stand together as in a sentence."""
    return _SENTENCE.findall(_NAMES.sub("·", told))


def in_chinese(verdicts: Iterable[Given]) -> list[Given]:
    """The same verdicts. Fails when a reason has no Chinese, or English is left in it: add it to data/evidence.tsv."""
    found = list(verdicts)
    for verdict in found:
        told = say_failure(verdict.reason, "zh")
        assert not verdict.reason or re.search("[一-鿿]", told), verdict
        assert english_in(told) == [], (verdict, told)
    return found
