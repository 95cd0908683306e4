"""Why a file could not be read or a command ended, as it is recorded ("the file is empty"), in its reader's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

_DATA: Final = Path(__file__).parents[1] / "data"
_FILES: Final = ("failures.tsv", "errors.tsv")
_GAP: Final = re.compile(r"\{(\d+)\}")
_NAME_FIRST: Final = re.compile(r"\{\} \w")
_MORE: Final = re.compile(r"(.+) \(and (\d+) more\)", re.DOTALL)
MAX_CHARS: Final = 2000  # of a reason: a longer one is shown as it is
_MOST_NAMES: Final = 4  # before a reason: "case: the environment: unknown setting 'x'"


@cache
def _known() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The expressions of the data files with their Chinese, those with most words of their own first."""
    lines = (line for name in _FILES for line in (_DATA / name).read_text("utf-8").splitlines())
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    pairs.sort(key=lambda pair: -len(pair[0].replace("{}", "")))
    return tuple((_expression(english), chinese) for english, chinese in pairs)


def _expression(english: str) -> re.Pattern[str]:
    """A gap stands for anything; before a word ("{} is missing") for one name, not for more that stand before it."""
    parts = list(map(re.escape, english.split("{}")))
    first = "(?P<led>(?:(?!: ).)+?)" if _NAME_FIRST.match(english) else "(?P<led>.+?)" if not parts[0] else "(.+?)"
    return re.compile(first.join(parts[:2]) + "".join(f"(.+?){part}" for part in parts[2:]), re.DOTALL)


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
    for expression, chinese in _known():
        found = expression.fullmatch(reason)
        if found and not _takes_a_name(found):
            return _filled(chinese, [_said(gap) or gap for gap in found.groups()])
    return None


def _takes_a_name(found: re.Match[str]) -> bool:
    """True when the gap that begins a sentence took the name before it for a part of it."""
    led = found.groupdict().get("led") or ""
    return ": " in led and _said(led) is None


def _filled(chinese: str, gaps: Sequence[str]) -> str:
    return _GAP.sub(lambda place: gaps[int(place[1])], chinese)
