"""Why a file could not be read or a command ended, as it is recorded ("the file is empty"), in its reader's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

_DATA: Final = Path(__file__).parents[1] / "data"
_FILES: Final = ("failures.tsv", "errors.tsv")
_GAP: Final = re.compile(r"\{(\d+)\}")
_NAME_FIRST: Final = re.compile(r"\{\} \w")
_MORE: Final = re.compile(r"(.+) \(and (\d+) more\)", re.DOTALL)
MAX_CHARS: Final = 2000  # of a reason: a longer one is shown as it is
_MOST_NAMES: Final = 4  # before a reason: "case: the environment: unknown setting 'x'"


class Sentence(NamedTuple):
    """A line of the data files: what stands around the gaps of the English, and the Chinese."""

    parts: tuple[str, ...]
    is_named_first: bool  # it begins with a name ("{} is missing")
    chinese: str


def read_sentence(english: str, chinese: str) -> Sentence:
    """The sentence of one line, {} for each gap of the English."""
    return Sentence(tuple(english.split("{}")), _NAME_FIRST.match(english) is not None, chinese)


def fill_of(sentence: Sentence, reason: str) -> list[str] | None:
    """What fills the gaps of a sentence, each as short as it can be, none empty; None when `reason` says another one.

    A gap stands for anything; before a word ("{} is missing") for one name, not for more that stand before it. Each
    part is looked for once, behind the one before it: linear in `reason`, which may repeat a name from outside.
    """
    first, *others = sentence.parts
    if not others or not reason.startswith(first):
        return [] if reason == first else None
    gaps: list[str] = []
    place, end = len(first), len(reason) - len(others[-1])
    for part in others:
        found = end if len(gaps) == len(others) - 1 else reason.find(part, place + 1, end)
        if found <= place:
            return None
        gaps.append(reason[place:found])
        place = found + len(part)
    if not reason.endswith(others[-1]) or (sentence.is_named_first and ": " in gaps[0] + others[0][:1]):
        return None
    return gaps


@cache
def _known() -> tuple[Sentence, ...]:
    """The sentences of the data files, those with most words of their own first."""
    lines = (line for name in _FILES for line in (_DATA / name).read_text("utf-8").splitlines())
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    pairs.sort(key=lambda pair: -len(pair[0].replace("{}", "")))
    return tuple(read_sentence(english, chinese) for english, chinese in pairs)


def say_failure(reason: str, language: str) -> str:
    """A recorded reason in 'zh' or 'en'. It is recorded in English; what the data files do not know stays as it is.

    A name before it ("letter.txt: the file is empty") stays, too; of several lines each is said by itself.
    """
    if language != "zh" or len(reason) > MAX_CHARS:
        return reason
    if (whole := _said(reason)) is not None:
        return whole
    return "\n".join(map(_named, reason.split("\n")))


def _named(reason: str) -> str:
    """One line in Chinese, with the names that stand before it."""
    names: list[str] = []
    rest = reason
    while (said := _said(rest)) is None:
        name, colon, rest = rest.partition(": ")
        names.append(_said(name) or name)
        if not colon or len(names) > _MOST_NAMES:
            return reason
    return "：".join([*names, said])


def _said(reason: str) -> str | None:
    """The Chinese of a whole reason; None when it is not known."""
    if more := _MORE.fullmatch(reason):
        first = _said(more[1])
        return None if first is None else f"{first}（另有 {more[2]} 项）"
    for sentence in _known():
        gaps = fill_of(sentence, reason)
        if gaps is None:
            continue
        told = list(map(_said, gaps))  # once: gaps stand within gaps
        if not _takes_a_name(sentence, gaps, told):
            return _filled(sentence.chinese, [zh or gap for zh, gap in zip(told, gaps, strict=True)])
    return None


def _takes_a_name(sentence: Sentence, gaps: Sequence[str], told: Sequence[str | None]) -> bool:
    """True when the gap that begins a sentence took the name before it for a part of it."""
    return not sentence.parts[0] and ": " in gaps[0] and told[0] is None


def _filled(chinese: str, gaps: Sequence[str]) -> str:
    return _GAP.sub(lambda place: gaps[int(place[1])], chinese)
